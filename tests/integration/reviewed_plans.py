"""Plans for tests of review: handed-in ones with a text, made as the principal and the machine import would."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from framst.access.acting import Actor, acting, machine
from framst.forms.models import QuestionSet, Version
from framst.organisation.models import Person, Unit
from framst.plans.models import (
    Edition,
    FocusArea,
    Plan,
    ProfessionAccess,
    Review,
    ReviewFormVersion,
    Round,
    Template,
)
from framst.plans.queries import reviews as queries
from framst.plans.services import review_forms, reviewing, rounds

from ..personas import account, actor

SPRING = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
GRUND = [f"999900{n:02d}" for n in range(1, 22)]
HAGA, DAL, KALL = "99990008", "99990004", "99990010"
MOBBNING = "Eleverna vet vart de vänder sig"


def version() -> Version:
    return QuestionSet.objects.get(code="elevhalsoplanen").versions.filter(published_at__isnull=False).latest("number")


def template(year: int = 2025) -> Template:
    return Template.objects.create(
        slug=f"mall-{uuid.uuid4().hex[:8]}", title=f"Elevhälsoplan {year}", version=version(), year=year,
        due_on=dt.date(year, 9, 30), asked_at=SPRING,
    )  # fmt: skip


def content(unit: str, focus: uuid.UUID) -> dict[str, Any]:
    def section(code: str, title: str, text: str, part: str = "") -> dict[str, Any]:
        answers = [] if part else [{"question": code, "row": "", "label": f"Hur är det? {code}", "text": text}]
        return {"code": code, "title": title, "common": True, "own": False, "part": part, "answers": answers}

    return {
        "title": "Elevhälsoplan 2025–26", "unit": unit, "year": 2025, "template": "Elevhälsoplan",
        "sections": [
            section("organisation", "Så är elevhälsan organiserad", "Vi träffas <b>varje</b> tisdag."),
            section("nulage", "Nuläget", "Enkäten visar att många är trötta."),
            section("fokusomraden", "Fokusområden", "", "focus_areas"),
            section("professioner", "Professioner", "", "professions"),
        ],
        "focus_areas": [
            {"id": str(focus), "carried_from": None, "goal": MOBBNING, "levels": ["group"], "natures": ["preventive"],
             "measures": "Samtal i alla klasser", "owner": "Kuratorn", "from_on": "2025-08-18",
             "until_on": "2026-06-12", "signs": "Enkäten i maj", "evaluation": "", "reached": ""}
        ],
        "professions": [
            {"competence": "kurator", "label": "Kurator", "holding": "employed", "share": 50.0, "vacant": False,
             "comment": ""}
        ],
    }  # fmt: skip


def edition(plan: Plan, number: int = 1, natures: tuple[str, ...] = ("preventive",)) -> Edition:
    """One handed-in edition with a focus area and two professions, one of them missing."""
    focus = uuid.uuid4()
    unit = plan.unit.name if plan.unit else "Den centrala elevhälsan"
    made = Edition.objects.create(
        plan=plan, unit=plan.unit, year=plan.year, number=number, content=content(unit, focus),
        adopted_on=SPRING.date(), adopted_at=SPRING, submitted_on=SPRING.date(),
    )  # fmt: skip
    FocusArea.objects.create(
        edition=made, unit=plan.unit, year=plan.year, focus=focus, place=0, goal=MOBBNING, levels=["group"],
        natures=list(natures),
    )  # fmt: skip
    for code, holding, comment in (("kurator", "employed", ""), ("skolpsykolog", "none", "Ingen sökande")):
        ProfessionAccess.objects.create(
            edition=made, unit=plan.unit, year=plan.year, competence=code, holding=holding, comment=comment
        )
    return made


def handed_in(codes: Iterable[str] = (DAL, HAGA), *, late: Iterable[str] = ()) -> list[Plan]:
    """Handed-in plans of some units by one template, in the order of the codes."""
    with acting(machine("import", SPRING)):
        asked = template()
        made = []
        for code in codes:
            plan = Plan.objects.create(
                template=asked, unit=Unit.objects.get(code=code), year=asked.year, state="submitted",
                due_on=asked.due_on, asked_at=SPRING, submitted_at=SPRING, late=code in set(late),
            )  # fmt: skip
            edition(plan)
            made.append(plan)
    return made


def form(by: Actor, title: str = "Granskning av elevhälsoplaner") -> ReviewFormVersion:
    """A published version with two criteria."""
    made = review_forms.begin_form(title=title, by=by)
    for criterion in list(made.criteria)[2:]:
        review_forms.remove_criterion(version=made, code=criterion["code"], by=by)
    review_forms.publish_form(version=made, by=by)
    return made


CRITERIA = ("del-av-kvalitet", "framst-forebyggande")


def round_of(plans: list[Plan], *, doubled: int = 0, when: dt.datetime = SPRING) -> Round:
    by = actor("utredare", when)
    with acting(by):
        return rounds.make_round(
            title="Granskning 2025", template=plans[0].template, version=form(by), due_on=by.today,
            doubled=doubled, by=by,
        )  # fmt: skip


def who(login: str) -> Person:
    return account(login).person


def given_to(
    round: Round, plan: Plan, login: str, *, second: bool = False, in_spite: bool = False, when: dt.datetime = SPRING
) -> Review:
    by = actor("utredare", when)
    with acting(by):
        return rounds.assign(round=round, plan=plan, reviewer=who(login), second=second, in_spite=in_spite, by=by)


def read(
    review: Review, login: str, verdict: str = "shows", *, points: bool = True, when: dt.datetime = SPRING
) -> bool:
    """Judge everything alike, write two points, and be done. Returns whether the plan became reviewed."""
    by = actor(login, when)
    with acting(by):
        mine = queries.review_of(review.pk, by)
        assert mine is not None
        reviewing.keep_judgements(review=mine, given=dict.fromkeys(CRITERIA, (verdict, "")), by=by)
        if points:
            reviewing.add_point(
                review=mine, section="fokusomraden", kind="development", theme="analys", by=by,
                text="Skriv vad orsakerna är <script>.",
            )  # fmt: skip
            reviewing.add_point(
                review=mine, section="organisation", kind="strength", theme="möten", text="Tydliga möten.", by=by
            )
        return reviewing.finish(review=mine, by=by)
