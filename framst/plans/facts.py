"""What figures and papers may know of plans: how many, by what was found, never who found it.

Counted as the machine `statistics`: a director may know "13 av 19" and not whose notes lie behind.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from framst.access.acting import Actor, acting, machine
from framst.figures.models import GroupDecision, Indicator
from framst.figures.rules import group_code, small_groups
from framst.figures.services import Source
from framst.figures.terms import Asked, Breakdown, Countable, Figure, Group, Grouping, Part, Reply
from framst.foundation.words import N_
from framst.organisation.models import Competence, Unit
from framst.organisation.queries import settings_in_force

from . import judging
from .judging import Balance, Standing, Tally
from .models import Feedback, FeedbackPoint, FocusArea, ProfessionAccess, Round
from .queries import reviews as queries
from .queries.reviews import Read
from .terms import HOLDINGS, LEVELS, NATURES, POINT_KINDS, VERDICTS, Holding, PointKind, Verdict

BALANCE, ACCESS = "framst", "tillgang"
BALANCES = {
    Balance.MAINLY: N_("främst främjande och förebyggande"),
    Balance.EVEN: N_("lika mycket åtgärdande"),
    Balance.REMEDIAL: N_("främst åtgärdande"),
}


@dataclass(frozen=True)
class Outcome:
    """What one plan gives to one question: what became of it, and the choice in its words' code."""

    plan: UUID
    unit: int | None
    late: bool
    standing: Standing
    choice: str = ""


def _round(slug: str) -> Round | None:
    return Round.objects.filter(slug=slug).select_related("template", "version__form").first()


def asked(slug: str) -> Asked | None:
    """Return what can be counted in a round: each criterion, what the focus areas are first of all, each profession."""
    round = _round(slug)
    if round is None:
        return None
    verdicts = tuple((v.value, gettext(words).capitalize()) for v, words in VERDICTS.items())
    countables = [
        Countable(c["code"], c["text"], verdicts, proposed=(Verdict.SHOWS.value,)) for c in round.version.criteria
    ]
    balances = tuple((b.value, gettext(words).capitalize()) for b, words in BALANCES.items())
    countables.append(
        Countable(BALANCE, gettext("Vad är planens fokusområden främst?"), balances, proposed=(Balance.MAINLY.value,))
    )
    holdings = tuple((h.value, gettext(words).capitalize()) for h, words in HOLDINGS.items())
    has = tuple(h.value for h in HOLDINGS if h != Holding.NONE)
    for code, name in Competence.objects.order_by("sort_key").values_list("code", "name"):
        question = gettext("Hur har skolan tillgång till")
        countables.append(Countable(ACCESS, question, holdings, row=code, row_text=name, proposed=has))
    return Asked(slug, round.title, gettext("elevhälsoplaner"), tuple(countables))


def places() -> list[tuple[str, str]]:
    """Return every round, the newest first."""
    return list(Round.objects.order_by("-template__year", "slug").values_list("slug", "title"))


def _outcomes(indicator: Indicator, round: Round, read: list[Read]) -> list[Outcome]:
    question, row = indicator.spec["question"], indicator.spec.get("row", "")
    if question not in (BALANCE, ACCESS):
        return [
            Outcome(r.plan, r.unit, r.seen.late, *judging.standing(r.seen, question)) for r in read
        ]  # what reviewers found
    editions = queries.newest_editions(queries.in_hand(round))
    chosen: dict[UUID, str] = {}
    if question == ACCESS:
        held = ProfessionAccess.objects.filter(edition__in=list(editions.values()), competence=row)
        chosen = dict(held.values_list("edition__plan_id", "holding"))
    else:
        natures: dict[UUID, list[list[str]]] = defaultdict(list)
        for plan, each in FocusArea.objects.filter(edition__in=list(editions.values())).values_list(
            "edition__plan_id", "natures"
        ):
            natures[plan].append(each)
        chosen = {plan: found.value for plan, each in natures.items() if (found := judging.balance(each))}
    return [_said(r, chosen.get(r.plan, "")) for r in read]


def _said(read: Read, choice: str) -> Outcome:
    """What the plan itself says: known as soon as it is handed in, whether or not anybody has read it."""
    where, _ = judging.standing(replace(read.seen, first={}, two=False), "")
    if where == Standing.WAITING and choice:
        return Outcome(read.plan, read.unit, read.seen.late, Standing.READ, choice)
    return Outcome(read.plan, read.unit, read.seen.late, where)


def figures(indicators: list[Indicator], by: Actor) -> dict[str, Figure]:
    """Compute indicators whose spec names a round, a question and the choices in the numerator."""
    found = {}
    rounds: dict[str, tuple[Round, list[Read]]] = {}
    for indicator in indicators:
        slug = str(indicator.spec.get("round"))
        if slug not in rounds:
            round = _round(slug)
            if round is None:
                continue
            rounds[slug] = (round, queries.material(round))
        round, read = rounds[slug]
        if _known(indicator, round):
            found[indicator.code] = _figure(indicator, round, _outcomes(indicator, round, read), by)
    return found


def _known(indicator: Indicator, round: Round) -> bool:
    question = indicator.spec.get("question")
    return question in (BALANCE, ACCESS) or question in {c["code"] for c in round.version.criteria}


def _figure(indicator: Indicator, round: Round, outcomes: Iterable[Outcome], by: Actor) -> Figure:
    outcomes = list(outcomes)
    read = [o for o in outcomes if o.standing == Standing.READ]
    counts = Counter(o.choice for o in read)
    question, numerator = indicator.spec["question"], indicator.spec["numerator"]
    words: Mapping[str, str] = {BALANCE: BALANCES, ACCESS: HOLDINGS}.get(question, VERDICTS)  # type: ignore[assignment]
    told = gettext(
        "Räknat på planer som är inlämnade och lästa, även sena. Planer som skolan har tagit tillbaka räknas inte."
    )
    return Figure(
        code=indicator.code,
        name=indicator.name,
        question=indicator.question,
        definition=" ".join(filter(None, (indicator.definition, told))),
        source=f"{round.title}, {round.template.title}"[:300],
        version=f"{round.version.form.code} v{round.version.number}",
        unit_of_count=indicator.unit_of_count,
        numerator=sum(counts[c] for c in numerator),
        asked=len(outcomes),
        answered=len(read),
        no_answer=len(outcomes) - len(read),
        parts=tuple(Part(str(c), gettext(w).capitalize(), counts[c], c in numerator) for c, w in words.items()),
        computed_at=by.now,
        lineage=(f"round:{round.pk}", f"question:{question}", f"row:{indicator.spec.get('row', '')}"),
    )


def broken_down(indicator: Indicator, grouping: Grouping, by: Actor) -> Breakdown | None:
    """Return an indicator's figure by school form, area or division. The central team's plan is in no group."""
    round = _round(str(indicator.spec.get("round")))
    if round is None or not _known(indicator, round):
        return None
    outcomes = [o for o in _outcomes(indicator, round, queries.material(round)) if o.unit is not None]
    members = _members(grouping, {o.unit for o in outcomes if o.unit is not None})
    groups = []
    for (code, name), units in members.items():
        of = _figure(indicator, round, [o for o in outcomes if o.unit in units], by)
        shown = replace(
            of,
            code=group_code(indicator.code, grouping, code),
            name=f"{of.name}, {name}",
            source=f"{of.source}, {name}",
        )
        groups.append(Group(code, name, units, shown))
    everything = frozenset(o.unit for o in outcomes if o.unit is not None)
    return Breakdown(grouping, everything, tuple(groups)) if outcomes else None


def _members(grouping: Grouping, units: Iterable[int]) -> dict[tuple[str, str], frozenset[int]]:
    """Return (code, name) of each group → its units, in the order of the house."""
    path = {Grouping.FORM: "forms__form", Grouping.AREA: "area", Grouping.DIVISION: "division"}[grouping]
    key = "code" if grouping == Grouping.FORM else "pk"
    found: dict[tuple[str, str], set[int]] = {}
    rows = Unit.objects.filter(pk__in=list(units)).order_by(f"{path}__sort_key")
    for unit, code, name in rows.values_list("pk", f"{path}__{key}", f"{path}__name"):
        if code is not None:
            found.setdefault((str(code).lower(), name), set()).add(unit)
    return {group: frozenset(members) for group, members in found.items()}


def replies(indicator: Indicator, by: Actor) -> list[Reply]:
    """Return what each plan gave, and the points of feedback behind it, for those whose walls show them.

    Nothing of a plan that somebody is still to read: two who read it do not see each other's.
    """
    round = _round(str(indicator.spec.get("round")))
    if round is None or not _known(indicator, round):
        return []
    words = {str(c): w for held in (VERDICTS, BALANCES, HOLDINGS) for c, w in held.items()}
    names = {p.pk: p.unit.name if p.unit else gettext("Den centrala elevhälsan") for p in queries.plans_of(round)}
    read = queries.material(round)
    done = {r.plan for r in read if judging.all_done(r.seen)}
    sections = {c["code"]: c["section"] or queries.WHOLE for c in round.version.criteria}
    behind: dict[UUID, list[str]] = defaultdict(list)
    points = FeedbackPoint.objects.filter(review__round=round, review__state="done")
    for point in points.filter(section=sections.get(indicator.spec["question"], "")).order_by("place", "made_at"):
        if point.plan_id in done:
            behind[point.plan_id].append(f"{gettext(POINT_KINDS[PointKind(point.kind)])}: {point.text}")
    return [
        Reply(
            who=names[o.plan],
            where="; ".join(behind[o.plan]) or round.template.title,
            given=gettext(words[o.choice]) if o.choice else gettext(STANDINGS[o.standing]),
            counts=o.choice in indicator.spec["numerator"],
        )
        for o in _outcomes(indicator, round, read)
    ]


STANDINGS = {
    Standing.READ: N_("läst"),
    Standing.WAITING: N_("inlämnad och inte läst"),
    Standing.UNSETTLED: N_("två har läst och är inte överens"),
    Standing.WITHDRAWN: N_("tagen tillbaka av skolan"),
    Standing.NOT_IN: N_("inte inlämnad"),
}
SOURCE = Source(
    compute=figures,
    asked=asked,
    questions=asked,
    broken_down=broken_down,
    replies=replies,
    places=places,
    key_name="round",
)


@dataclass(frozen=True)
class Row:
    """One criterion in the picture: of all plans, and of each division whose numbers may be shown."""

    code: str
    text: str
    basis: str
    whole: Tally
    divisions: tuple[tuple[str, Tally | None], ...]  # None: too few schools to be told apart
    read_by_two: int
    kappa: float | None
    figure: str  # the code of the indicator, or empty


@dataclass(frozen=True)
class Said:
    """How many say the same: of `of`."""

    words: str
    count: int
    of: int


@dataclass(frozen=True)
class Access:
    """How the schools have one profession, and what they say about it."""

    name: str
    holdings: tuple[tuple[str, int], ...]
    vacant: int
    of: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """What one round shows of the authority's plans. No school is told apart, and none stands before another."""

    rows: tuple[Row, ...]
    themes: tuple[Said, ...]
    levels: tuple[Said, ...]
    natures: tuple[Said, ...]
    balance: tuple[Said, ...]
    access: tuple[Access, ...]
    plans: int
    late: int
    returned: int
    mended: int


def picture(round: Round, by: Actor) -> Picture:
    """Return the picture of a round for those who may read figures. The same number of queries whatever the plans."""
    with acting(machine("statistics", by.now)):
        read = queries.material(round)
        in_hand = queries.in_hand(round)
        editions = list(queries.newest_editions(in_hand).values())
        areas = list(FocusArea.objects.filter(edition__in=editions).values("edition_id", "levels", "natures"))
        access = list(
            ProfessionAccess.objects.filter(edition__in=editions)
            .order_by("competence", "unit__sort_key")
            .values("competence", "holding", "vacant", "comment")
        )
        points = list(
            FeedbackPoint.objects.filter(review__round=round, review__state="done")
            .exclude(theme="")
            .order_by("theme", "plan_id")
            .values_list("theme", "kind", "plan_id")
        )
        returned = dict(
            Feedback.objects.filter(plan__in=[r.plan for r in read], kind="completion")
            .order_by("given_at")
            .values_list("plan_id", "edition__number")
        )
    newest = {e.plan_id: e.number for e in editions}
    return Picture(
        rows=_rows(round, read),
        themes=_themes(points, {r.plan for r in read if judging.all_done(r.seen)}),
        levels=tuple(Said(w, sum(c in a["levels"] for a in areas), len(areas)) for c, w in LEVELS.items()),
        natures=tuple(Said(w, sum(c in a["natures"] for a in areas), len(areas)) for c, w in NATURES.items()),
        balance=_balances(areas),
        access=_access(access, len(editions)),
        plans=len(read),
        late=sum(r.seen.late for r in read),
        returned=len(returned),
        mended=sum(newest.get(plan, 0) > number for plan, number in returned.items()),
    )


def _rows(round: Round, read: list[Read]) -> tuple[Row, ...]:
    divisions = _members(Grouping.DIVISION, {r.unit for r in read if r.unit is not None})
    everything = frozenset(r.unit for r in read if r.unit is not None)
    small = small_groups(
        {code: units for (code, _), units in divisions.items()}, everything, settings_in_force()["small_group"]
    )
    known = {
        i.spec["question"]: i for i in Indicator.objects.filter(source="plans", spec__round=round.slug, spec__row="")
    }
    decided = set(
        GroupDecision.objects.filter(indicator__in=list(known.values()), grouping=Grouping.DIVISION).values_list(
            "indicator__code", flat=True
        )
    )
    seen = [r.seen for r in read]
    rows = []
    for criterion in round.version.criteria:
        code = criterion["code"]
        indicator = known.get(code)
        shown = indicator is not None and indicator.code in decided
        two, kappa = judging.agreement(seen, code)
        rows.append(
            Row(
                code,
                criterion["text"],
                criterion["basis"],
                judging.tally(seen, code),
                tuple(
                    (name, _of(read, units, code) if shown or key not in small else None)
                    for (key, name), units in divisions.items()
                ),
                two,
                kappa,
                indicator.code if indicator else "",
            )
        )
    return tuple(rows)


def _of(read: list[Read], units: frozenset[int], code: str) -> Tally:
    return judging.tally([r.seen for r in read if r.unit in units], code)


def _themes(points: list[tuple[str, str, UUID]], done: set[UUID]) -> tuple[Said, ...]:
    """In how many plans' points a theme stands, by kind, of those that all have read; in the alphabet's order."""
    plans: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for theme, kind, plan in points:
        if plan in done:
            plans[theme, kind].add(plan)
    words = {k.value: w for k, w in POINT_KINDS.items()}
    return tuple(
        Said(f"{theme} ({gettext(words[kind])})", len(found), len(done))
        for (theme, kind), found in sorted(plans.items())
    )


def _balances(areas: Iterable[Mapping[str, Any]]) -> tuple[Said, ...]:
    natures: dict[UUID, list[list[str]]] = defaultdict(list)
    for area in areas:
        natures[area["edition_id"]].append(area["natures"])
    found = Counter(judging.balance(each) for each in natures.values())
    of = sum(n for b, n in found.items() if b is not None)
    return tuple(Said(words, found[b], of) for b, words in BALANCES.items())


def _access(rows: Sequence[Mapping[str, Any]], of: int) -> tuple[Access, ...]:
    names = dict(Competence.objects.order_by("sort_key").values_list("code", "name"))
    found = []
    for code, name in names.items():
        held = [r for r in rows if r["competence"] == code]
        if held:
            counts = Counter(r["holding"] for r in held)
            reasons = tuple(str(r["comment"]) for r in held if r["comment"] and (r["vacant"] or r["holding"] == "none"))
            each = tuple((words, counts[h.value]) for h, words in HOLDINGS.items())
            found.append(Access(name, each, sum(bool(r["vacant"]) for r in held), of, reasons))
    return tuple(found)
