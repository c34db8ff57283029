"""The demo says what the source says: the figures of 2024, as printed, and last year's memo, published with its files."""

from __future__ import annotations

import pytest

from framst.access.acting import acting
from framst.figures.rules import printed
from framst.figures.services import compute
from framst.figures.terms import Form
from framst.reports.models import Paper
from framst.reports.services import assemble, unprintable

from ..personas import actor


@pytest.mark.parametrize(
    ("code", "form", "text"),
    [
        ("plan-tagit-del", Form.OF_UNIT, "13 av 19 rektorer"),
        ("kompetenser-alla", Form.ALL_BUT, "alla utom en av 19"),
        ("forebyggande-tillgang", Form.OF, "6 av 19"),
        ("stod-mot-malen", Form.HALF, "hälften, 6 av 12"),
        ("behov-kompetens", Form.PARTS, "15 av 18 (9 behövs, 6 till viss del)"),
        ("tema-manga-enheter-att-serva-elevhalsoplanen-2024", Form.OF_UNIT, "9 av 12 som skrev"),
    ],
)
def test_the_figures_of_2024_are_the_sources(db: None, code: str, form: Form, text: str) -> None:
    by = actor("utredare")
    with acting(by):
        figure = compute([code], by=by)[code]
        assert printed(figure, form) == text
        assert figure.asked == 19
        assert figure.holds_together


def test_this_years_memo_is_a_draft_that_can_be_printed(db: None) -> None:
    by = actor("utredare")
    with acting(by):
        paper = Paper.objects.get(slug="uppfoljning-elevhalsoplanen-2024")
        assert paper.state == "draft"
        content = assemble(paper, by=by)
        assert unprintable(content) == []
        text = " ".join(run.text for s in content.sections for b in s.blocks for run in b.runs)
        for said in ("talpedagog på 20 procent", "Ersatt av annat 17 februari 2025: logoped.", "Rektorsnätverket"):
            assert said in text


def test_last_years_memo_is_published_for_anyone(db: None) -> None:
    with acting(actor("ingen")):
        paper = Paper.objects.get()
        assert (paper.slug, paper.state) == ("uppfoljning-elevhalsoplanen-2023", "published")
        assert (paper.decision_paragraph, str(paper.decided_on)) == ("§ 38", "2024-04-25")
        assert set(paper.renditions.values_list("kind", flat=True)) == {"html", "pdf", "docx", "json"}
