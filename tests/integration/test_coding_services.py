"""Marking, undoing, merging, the second coder, the figure and the file; and who may not."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from framst.access.acting import acting
from framst.audit.models import Event
from framst.coding import facts, queries, rules
from framst.coding.models import CodeBook, Passage, Theme
from framst.coding.services import (
    add_theme,
    begin_second,
    change_theme,
    finish_second,
    mark,
    merge_themes,
    rows_to_export,
    take_out,
    unmark,
)
from framst.coding.terms import ThemeCount
from framst.figures.models import Indicator
from framst.figures.rules import printed
from framst.figures.services import compute
from framst.forms.models import Answer
from framst.foundation.refusal import NotAllowed, Refused

from ..personas import actor
from .coding import COLLECTION, FORMULA, HOSTILE, MANY, NOW, book, collection, say

pytestmark = pytest.mark.django_db


def counts() -> list[tuple[str, int, int]]:
    with acting(actor("utredare", NOW)):
        return [(t.code, t.wrote, t.wrote_total) for t in facts.themes(COLLECTION)]


def test_themes_are_counted_of_those_who_wrote(db: None) -> None:
    sheets = collection()
    made, time, units = book()
    assert counts() == [("for-lite-tid", 0, 3), ("manga-enheter", 0, 3)]
    say(made, sheets["many"], units, part="många enheter 🙂")
    say(made, sheets["many"], time, units, part="Mer tid behövs.")
    say(made, sheets["hostile"], time)
    assert counts() == [("for-lite-tid", 2, 3), ("manga-enheter", 1, 3)]
    with acting(actor("utredare", NOW)):
        assert facts.themes(COLLECTION)[0] == ThemeCount(
            "for-lite-tid", "För lite tid", 2, 3, ("varfor", "annat"), "Tid hos oss <u>räcker</u> inte."
        )
        passage = Passage.objects.get(book=made, start=7)
        assert (passage.start, passage.end, passage.text) == (7, 22, "många enheter 🙂")


def test_the_figure_is_printed_as_n_of_m_who_wrote_and_holds_together(db: None) -> None:
    sheets = collection()
    made, time, _units = book()
    say(made, sheets["many"], time)
    for login in ("utredare", "avdelningschef", "registrator"):
        by = actor(login, NOW)
        with acting(by):
            (figure,) = compute(["tema-for-lite-tid-prov"], by=by).values()
        assert printed(figure, "av enhet") == "1 av 3 som skrev", login
        assert (figure.asked, figure.answered, figure.not_shown, figure.no_answer, figure.late) == (5, 3, 1, 1, 1)
        assert figure.holds_together
        assert MANY[:10] not in repr(figure)
        assert figure.definition == (
            "Räknat är hur många som skrev om temat, av dem som skrev något på kodbokens frågor. "
            "Tid hos oss <u>räcker</u> inte."
        )


def test_an_indicator_that_names_an_unknown_theme_gives_no_figure(db: None) -> None:
    collection()
    book()
    by = actor("utredare", NOW)
    with acting(by):
        Indicator.objects.create(
            code="tema-x", name="X", question="X", source="coding", unit_of_count="som skrev",
            spec={"collection": COLLECTION, "theme": "finns-inte"},
        )  # fmt: skip
        assert compute(["tema-x"], by=by) == {}


def test_a_part_that_was_marked_before_gets_the_themes_added(db: None) -> None:
    sheets = collection()
    made, time, units = book()
    (one,) = say(made, sheets["many"], time)
    (same,) = say(made, sheets["many"], units, identifies=True)
    assert one.pk == same.pk
    with acting(actor("utredare", NOW)):
        (read,) = queries.material(made).marks
        assert read.themes == {"for-lite-tid", "manga-enheter"}
        assert read.identifies
        assert queries.material(made).may_be_quoted(read) is False


def test_no_theme_that_fits_is_an_answer_until_one_does(db: None) -> None:
    sheets = collection()
    made, time, _units = book()
    say(made, sheets["formula"], no_theme=True)
    with acting(actor("utredare", NOW)):
        read = queries.material(made)
        assert rules.coded(read.texts, read.marks) == {(sheets["formula"], "varfor")}
    say(made, sheets["formula"], time)
    with acting(actor("utredare", NOW)):
        assert [m.themes for m in queries.material(made).marks] == [{"for-lite-tid"}]
    with pytest.raises(Refused, match="Texten har redan ett tema"):
        say(made, sheets["formula"], no_theme=True)


def test_what_is_not_said_or_no_longer_stands_is_refused(db: None) -> None:
    sheets = collection()
    made, time, _units = book()
    other, _t, _u = book("En annan")
    by = actor("utredare", NOW)
    with pytest.raises(Refused, match="Välj minst ett tema"):
        say(made, sheets["many"])
    with pytest.raises(Refused, match="finns inte längre"):
        say(other, sheets["many"], time)
    with acting(by):
        for seen in ("", "0" * 16):
            with pytest.raises(Refused, match="Texten har ändrats"):
                mark(book=made, place=(sheets["many"], "varfor"), seen=seen, spans=[], themes=[time], by=by)
        with pytest.raises(Refused, match="Texten har ändrats"):  # answered too late: not to be coded
            mark(book=made, place=(sheets["late"], "varfor"), seen="", spans=[], themes=[time], by=by)
        assert not Passage.objects.filter(book__in=[made, other]).exists()


def test_a_changed_answer_flags_its_passages_and_they_are_not_counted(db: None) -> None:
    sheets = collection()
    made, time, units = book()
    say(made, sheets["many"], units, part="många enheter")
    say(made, sheets["many"], time, part="Mer tid behövs.")
    with acting(actor("utredare", NOW)):
        # As the respondent's own saving does: the row is made anew.
        Answer.objects.filter(sheet_id=sheets["many"], question="varfor").delete()
        Answer.objects.create(
            sheet_id=sheets["many"], question="varfor", status="answered", text=MANY.replace("Mer tid", "Ännu mer tid")
        )
        read = queries.material(made)
        assert [m.text for m in rules.changed(read.texts, read.marks)] == ["Mer tid behövs."]
    assert counts() == [("for-lite-tid", 0, 3), ("manga-enheter", 1, 3)]


def test_undo_takes_a_mark_away(db: None) -> None:
    sheets = collection()
    made, time, _units = book()
    (one,) = say(made, sheets["many"], time)
    by = actor("elevhalsochef", NOW)
    with acting(by):
        unmark(passage=one, by=by)
    assert counts()[0] == ("for-lite-tid", 0, 3)


def test_themes_are_renamed_with_their_catalogue_entry_and_keep_their_code(db: None) -> None:
    made, time, _units = (collection(), book())[1]
    by = actor("utredare", NOW)
    with acting(by):
        change_theme(theme=time, name="Tid", description="Ny", order=9, by=by)
        assert [t.code for t in queries.themes_of(made)] == ["manga-enheter", "for-lite-tid"]
        entry = Indicator.objects.get(code="tema-for-lite-tid-prov")
        assert (entry.name, entry.definition, entry.version) == ("Tid", "Ny", 2)
        with pytest.raises(Refused, match="finns redan"):
            change_theme(theme=time, name="många enheter", description="", order=1, by=by)
        with pytest.raises(Refused, match="finns redan"):
            add_theme(book=made, name=" tid ", by=by)


def test_merged_themes_are_counted_together_and_old_figures_find_the_other(db: None) -> None:
    sheets = collection()
    made, time, units = book()
    say(made, sheets["many"], time, units)
    say(made, sheets["hostile"], time)
    by = actor("utredare", NOW)
    with acting(by):
        assert merge_themes(theme=time, into=units, by=by) == 2
        assert counts() == [("manga-enheter", 2, 3)]
        figure = compute(["tema-for-lite-tid-prov"], by=by)["tema-for-lite-tid-prov"]
        assert printed(figure, "av enhet") == "2 av 3 som skrev"
        assert "Temat ”För lite tid” har slagits ihop med ”Många enheter”." in figure.definition
        with pytest.raises(Refused, match="har slagits ihop"):
            merge_themes(theme=Theme.objects.get(pk=time.pk), into=units, by=by)
        with pytest.raises(Refused, match="Välj ett annat tema"):
            merge_themes(theme=units, into=units, by=by)


def test_the_second_coder_is_somebody_else_and_is_compared_once(db: None) -> None:
    sheets = collection()
    made, time, units = book()
    say(made, sheets["many"], time, part="Mer tid behövs.")
    first, second = actor("utredare", NOW), actor("elevhalsochef", NOW)
    with acting(first), pytest.raises(Refused, match="ska vara någon annan"):
        begin_second(book=made, by=first)
    with acting(second):
        begin_second(book=made, by=second)
        with pytest.raises(Refused, match="Du är andra kodare"):
            rows_to_export(book=made, by=second)
    (theirs,) = say(made, sheets["many"], units, login="elevhalsochef")
    assert theirs.second
    assert counts() == [("for-lite-tid", 1, 3), ("manga-enheter", 0, 3)]  # figures are of the first coding
    with acting(first):
        with pytest.raises(Refused, match="den andra kodningen"):
            unmark(passage=theirs, by=first)
        with pytest.raises(Refused, match="Det gör den andra kodaren"):
            finish_second(book=made, by=first)
    with acting(second):
        made = CodeBook.objects.get(pk=made.pk)
        finish_second(book=made, by=second)
        found = queries.comparison(made, queries.themes_of(made))
        assert found is not None
        assert (found.passages, found.lacks) == (3, 27)
        assert [(r.theme, r.agreement.both, r.agreement.only_second) for r in found.rows] == [
            ("För lite tid", 0, 0),
            ("Många enheter", 0, 3),
        ]
        with pytest.raises(Refused, match="klar och låst"):
            unmark(passage=Passage.objects.get(pk=theirs.pk), by=second)
    with pytest.raises(Refused, match="klar och låst"):
        say(made, sheets["many"], time, login="elevhalsochef")


def test_the_file_has_no_text_that_could_identify_and_taking_it_out_is_recorded(db: None) -> None:
    sheets = collection()
    made, time, units = book()
    say(made, sheets["many"], time, units)
    say(made, sheets["many"], units, part="De har många enheter")
    say(made, sheets["many"], part="Kuratorn Åsa", identifies=True)
    say(made, sheets["hostile"], time)
    say(made, sheets["formula"], no_theme=True)
    by = actor("utredare", NOW)
    with acting(by):
        rows = rows_to_export(book=made, by=by)
        assert take_out(book=made, made=lambda told: repr(told == rows).encode(), by=by) == b"True"
        number = queries.material(made).numbers
    assert sorted(rows) == sorted(
        [
            (number[sheets["many"]], "varfor", "För lite tid", "", True),
            (number[sheets["many"]], "varfor", "Många enheter", "", True),
            (number[sheets["many"]], "varfor", "Många enheter", "De har många enheter", False),
            (number[sheets["many"]], "varfor", "", "", True),
            (number[sheets["hostile"]], "varfor", "För lite tid", HOSTILE, False),
            (number[sheets["formula"]], "varfor", "", FORMULA, False),
        ]
    )
    with acting(actor("loggranskare", NOW)):
        event = Event.objects.get(act="exported", table="coding_codebook", record=str(made.pk))
    # The checksum of b"True".
    assert event.detail == {
        "kind": "xlsx", "bytes": 4, "rows": 6,
        "sha256": "3cbc87c7681f34db4617feaa2c8801931bc5e42d8d0f560e756dd4cd92885f18",
    }  # fmt: skip


@pytest.mark.parametrize(
    "login", ["avdelningschef", "direktor", "registrator", "rektor", "kurator", "ledamot", "system"]
)
def test_the_nearest_misses_may_neither_code_nor_see_a_passage(login: str, db: None) -> None:
    sheets = collection()
    made, time, units = book()
    (one,) = say(made, sheets["many"], time)
    by = actor(login, NOW)
    with acting(by):
        assert not Passage.objects.exists()
        for act in (
            lambda: mark(book=made, place=(sheets["many"], "varfor"), seen="", spans=[], themes=[time], by=by),
            lambda: unmark(passage=one, by=by),
            lambda: merge_themes(theme=time, into=units, by=by),
            lambda: add_theme(book=made, name="Nytt", by=by),
            lambda: rows_to_export(book=made, by=by),
            lambda: begin_second(book=made, by=by),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_two_themes_of_one_collection_never_share_a_code(db: None) -> None:
    made, time, _units = (collection(), book())[1]
    other, again, _u = book("En annan bok")
    assert (time.code, again.code) == ("for-lite-tid", "for-lite-tid-2")
    with acting(actor("utredare", NOW)):
        assert Indicator.objects.filter(code="tema-for-lite-tid-2-prov").exists()
        with pytest.raises(IntegrityError), transaction.atomic():
            Theme.objects.create(book=other, collection=made.collection, code="for-lite-tid", name="X")
