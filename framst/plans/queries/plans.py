"""Reading plans: what is asked, what is written, what was adopted. Each function costs the same whatever the number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from framst.access.acting import Actor
from framst.access.professions import ROSTER_STAFF, SCHOOL_LEADERS
from framst.forms.models import Version
from framst.forms.terms import Answers, Kind, Question, Questionnaire, Section
from framst.organisation.models import Competence, Person
from framst.organisation.queries import assignments_of
from framst.plans import rules
from framst.plans.models import Comment, Edition, FocusArea, OtherText, Plan, Writer
from framst.plans.models import Part as PartRow
from framst.plans.terms import Part


def plans(year: int | None = None) -> QuerySet[Plan]:
    """Return the plans that the reader may see, in the schools' own order; the central team's first."""
    found = Plan.objects.select_related("unit", "template").order_by("-year", "unit__sort_key", "template__slug")
    return found if year is None else found.filter(year=year)


def years() -> list[int]:
    """Return the school years that plans are asked for, the newest first."""
    return list(Plan.objects.order_by("-year").values_list("year", flat=True).distinct())


def plan_or_none(key: UUID) -> Plan | None:
    return Plan.objects.select_related("unit", "template__version", "version", "former").filter(pk=key).first()


def professions() -> list[tuple[str, str]]:
    """Return (code, words) of the professions of pupil health that a plan tells of, in Swedish order."""
    rows = Competence.objects.filter(replaced_by__isnull=True).order_by("sort_key")
    return [(c.code, c.name) for c in rows]


def may_write(plan: Plan, by: Actor) -> bool:
    """Whether the actor is among those who write: the school's own pupil health, or invited. The walls say the same."""

    if by.person_id is None:
        return False
    mine = assignments_of(by.person_id, by.today)
    if plan.unit_id is None:
        own = mine.filter(profession="pupil_health_head").exists()
    else:
        own = mine.filter(unit_id=plan.unit_id, profession__in=ROSTER_STAFF).exists()
    return own or Writer.objects.filter(plan=plan, person_id=by.person_id, ended_at__isnull=True).exists()


def leads(plan: Plan, by: Actor) -> bool:
    """Whether the plan is the actor's to adopt: the school's principal (deputy, acting), the central team's head."""

    if by.person_id is None:
        return False
    mine = assignments_of(by.person_id, by.today)
    if plan.unit_id is None:
        return mine.filter(profession="pupil_health_head").exists()
    return mine.filter(unit_id=plan.unit_id, profession__in=SCHOOL_LEADERS).exists()


@dataclass
class Written:
    """A plan's text as it stands: its template, its parts by code, and the focus areas in their order."""

    plan: Plan
    questionnaire: Questionnaire
    parts: dict[str, PartRow]
    focus: list[PartRow]
    own: list[PartRow]
    professions: list[tuple[str, str]] = field(default_factory=list)

    def section(self, code: str) -> Section | None:
        """Return the section of the template, or one made for a focus area or a section of the school's own."""
        for section in self.questionnaire.sections:
            if section.code == code:
                if section.part == Part.PROFESSIONS:
                    made = rules.profession_section(section.title, self.professions)
                    return Section(code, section.title, section.help, (*section.questions, *made.questions), section.common, section.part)  # fmt: skip
                return section
        for part in self.focus:
            if part.code == code:
                return rules.focus_section(focus_title(part))
        for part in self.own:
            if part.code == code:
                return own_section(part)
        return None

    def answers(self, code: str) -> Answers:
        part = self.parts.get(code)
        return rules.answers_in(part.given) if part else {}


def focus_title(part: PartRow) -> str:
    return f"Fokusområde {part.place + 1}"


def own_section(part: PartRow) -> Section:

    return Section(part.code, part.title, questions=(Question("text", Kind.LONG_TEXT, part.title),), common=False)


def written(plan: Plan) -> Written:
    """Return what is written on a plan so far: three queries."""
    version = plan.version or Version.objects.get(pk=plan.template.version_id)
    rows = list(PartRow.objects.filter(plan=plan).select_related("saved_by").order_by("place", "code"))
    return Written(
        plan=plan,
        questionnaire=version.questionnaire,
        parts={r.code: r for r in rows},
        focus=[r for r in rows if r.kind == Part.FOCUS_AREAS],
        own=[r for r in rows if r.own],
        professions=professions(),
    )


def content_of(text: Written, title: str, unit: str) -> dict[str, Any]:
    """Return the plan as it would be frozen now."""
    sections = []
    chosen: list[dict[str, Any]] = []
    for section in text.questionnaire.sections:
        full = text.section(section.code) or section
        if section.part == Part.PROFESSIONS:
            chosen = rules.frozen_professions(text.professions, text.answers(section.code))
            full = section
        frozen = rules.frozen_section(full, text.answers(section.code))
        if frozen["answers"] or section.part or section.common:
            sections.append(frozen)
    sections += [rules.frozen_section(own_section(p), rules.answers_in(p.given), own=True) for p in text.own]
    return {
        "title": title,
        "unit": unit,
        "year": text.plan.year,
        "template": text.plan.template.title,
        "sections": sections,
        "focus_areas": [
            rules.frozen_focus(str(p.pk), str(p.carried_from) if p.carried_from else None, rules.answers_in(p.given))
            for p in text.focus
        ],
        "professions": chosen,
    }


def editions(plan: Plan) -> QuerySet[Edition]:
    """Return what was adopted of a plan, the newest first."""
    return Edition.objects.filter(plan=plan).select_related("unit", "adopted_by").order_by("-number")


def latest_edition(plan: Plan | None) -> Edition | None:
    return editions(plan).first() if plan else None


def focus_areas_of_year(year: int) -> QuerySet[FocusArea]:
    """Return the focus areas of each plan's last edition of a school year, in the schools' own order."""
    newer = Edition.objects.filter(plan=OuterRef("edition__plan"), number__gt=OuterRef("edition__number"))
    return (
        FocusArea.objects.filter(~Exists(newer), year=year)
        .select_related("unit", "edition")
        .order_by("unit__sort_key", "edition__plan", "place")
    )


def open_other_texts(plan: Plan) -> QuerySet[OtherText]:
    """Return the words that stand beside what was saved, and wait for somebody to choose."""
    return OtherText.objects.filter(plan=plan, settled_at__isnull=True).select_related("by", "part").order_by("at")


def comments(plan: Plan) -> QuerySet[Comment]:
    return Comment.objects.filter(plan=plan).select_related("by").order_by("at")


def writers(plan: Plan) -> QuerySet[Writer]:
    return Writer.objects.filter(plan=plan, ended_at__isnull=True).select_related("person").order_by("person__sort_key")


def people_named(keys: Iterable[int]) -> dict[int, str]:
    return {p.pk: p.name for p in Person.objects.filter(pk__in=set(keys))}
