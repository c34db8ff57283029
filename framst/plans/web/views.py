"""The plans of a school year, and one plan: where it stands, what comes next, what is written."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from framst.access.pages import actor, page
from framst.audit.queries import history
from framst.audit.terms import ACT_NAMES, Act
from framst.forms.models import Version
from framst.foundation.periods import school_year, school_year_name
from framst.foundation.words import N_
from framst.plans import services
from framst.plans.lifecycle import PLAN
from framst.plans.models import Feedback, Plan
from framst.plans.queries import plans as queries
from framst.plans.terms import PARTS, STATES, WRITABLE, Part, State


def plan_or_404(key: UUID) -> Plan:
    """Return the plan; raise Http404 when there is none that the reader may know of."""
    found = queries.plan_or_none(key)
    if found is None:
        raise Http404
    return found


def year_words(year: int) -> str:
    """Return "2025–26" for the school year that begins in 2025."""
    return school_year_name(school_year(dt.date(year, 7, 1)))


def state_words(plan: Plan) -> str:
    """Return where a plan stands, in words: one that nobody has begun says so."""
    return STATES[State(plan.state)] if plan.begun_at else N_("inte påbörjad")


@page()
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan of a school year, in the schools' own order: where it stands and when it is due."""
    years = queries.years()
    asked = request.GET.get("lasar", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else (years[0] if years else None)
    state = request.GET.get("lage", "")
    found = list(queries.plans(year)) if year else []
    sought = request.GET.get("q", "").strip().casefold()
    rows = [
        p
        for p in found
        if (not state or p.state == state) and (not sought or (p.unit and sought in p.unit.name.casefold()))
    ]
    for one in rows:
        one.words = state_words(one)
    context = {
        "plans": rows,
        "all": len(found),
        "submitted": sum(1 for p in found if p.submitted_at),
        "years": [(y, year_words(y)) for y in years],
        "year": year,
        "year_words": year_words(year) if year else "",
        "states": STATES,
        "state": state,
        "q": request.GET.get("q", ""),
    }
    return render(request, "plans/list.html", context)


@page()
def plan(request: HttpRequest, key: UUID) -> HttpResponse:
    """One plan: its state in words, what comes next and whose step it is, its sections, its editions."""
    found = plan_or_404(key)
    by = actor(request)
    writes = queries.may_write(found, by)
    leads = queries.leads(found, by)
    context: dict[str, Any] = {
        "plan": found,
        "words": state_words(found),
        "year": year_words(found.year),
        "writes": writes,
        "leads": leads,
        "why_not_write": services.why_not_write(found, by),
        "feedback": Feedback.objects.filter(plan=found).exists(),
        "editions": list(queries.editions(found)),
        "today": by.today,
        "steps": _steps(found, by) if leads and found.begun_at else [],
        "history": _history(found),
    }
    if writes:
        text = queries.written(found)
        context |= {
            "sections": _sections(text),
            "own": text.own,
            "others": list(queries.open_other_texts(found)),
            "writers": list(queries.writers(found)),
            "writable": found.begun_at is not None and State(found.state) in WRITABLE,
            "minutes": text.questionnaire.minutes,
        }
    return render(request, "plans/plan.html", context)


def _sections(text: queries.Written) -> list[dict[str, Any]]:
    rows = []
    for section in text.questionnaire.sections:
        part = text.parts.get(section.code)
        rows.append({
            "section": section,
            "part": part,
            "focus": text.focus if section.part == Part.FOCUS_AREAS else [],
            "is_focus": section.part == Part.FOCUS_AREAS,
            "words": PARTS.get(section.part, ""),  # type: ignore[call-overload]
            "begun": bool(part and part.given) or (section.part == Part.FOCUS_AREAS and bool(text.focus)),
        })  # fmt: skip
    return rows


# The steps that the principal takes, each with the sentence that says what it means.
PRINCIPALS = ("adopt", "write_on", "submit", "withdraw", "complete", "revise", "evaluate", "archive")


def _steps(plan: Plan, by: Any) -> list[dict[str, str]]:
    """The principal's steps from here, each with the reason why it cannot be taken now."""
    why = services.why_not_adopt(plan, by)
    return [
        {"act": s.act, "label": s.label, "why_not": why if s.act in ("adopt", "complete", "revise") else ""}
        for s in PLAN.acts_from(plan.state)
        if s.act in PRINCIPALS
    ]


def _history(plan: Plan) -> list[Any]:
    events = history(plan)
    names = queries.people_named(e.person for e in events if e.person)
    for event in events:
        event.who = names.get(event.person, "") if event.person else "Främst"
        event.what = ACT_NAMES[Act(event.act)]
    return events


def newest_templates() -> list[Version]:
    """Return the published versions of questions, the newest of each set, by title: what a template can be made of."""
    found: dict[int, Version] = {}
    rows = Version.objects.filter(published_at__isnull=False).select_related("question_set").order_by("number")
    for version in rows:
        found[version.question_set_id] = version
    return sorted(found.values(), key=lambda v: v.question_set.title)
