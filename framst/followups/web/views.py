"""The investigator's pages of follow-ups: where each stands, what was answered, what was sent."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from framst.access.acting import acting, machine
from framst.access.pages import actor, page
from framst.audit.models import Event
from framst.audit.queries import history
from framst.audit.terms import ACT_NAMES, Act
from framst.figures.models import Indicator
from framst.followups import facts, queries
from framst.followups.models import Followup
from framst.followups.terms import LETTERS, PER, STATES, State
from framst.notices.models import Message
from framst.notices.services import is_given_up
from framst.organisation.models import Person

from . import lists

PAGE = 100  # letters a page of the log


def followup_or_404(slug: str) -> Followup:
    """Return the follow-up; raise Http404 when there is none of that name."""
    found = Followup.objects.select_related("version__question_set").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


@page("followups.read")
def followups(request: HttpRequest) -> HttpResponse:
    """Every follow-up, the newest first."""
    wanted = request.GET.get("lage", "")
    found = Followup.objects.order_by("-period_from", "slug")
    if wanted in STATES:
        found = found.filter(state=wanted)
    with acting(machine(facts.COUNTING, actor(request).now)):
        rows = list(
            found.annotate(
                asked=Count("invitations"),
                done=Count("invitations", filter=Q(invitations__sheet__submitted_at__isnull=False)),
            )
        )
    for row in rows:
        row.state_words = STATES[State(row.state)]
    return render(request, "followups/list.html", {"followups": rows, "states": STATES, "wanted": wanted})


@page("followups.read")
def status(request: HttpRequest, slug: str) -> HttpResponse:
    """Where one follow-up stands: asked, begun, answered, who is missing. Names are for those who see the sheets."""
    followup = followup_or_404(slug)
    by = actor(request)
    rows = queries.rows(followup, by.today) if by.may("followups.run") else []
    return render(
        request,
        "followups/status.html",
        {
            "followup": followup,
            "state_words": STATES[State(followup.state)],
            "per_words": PER[followup.per],  # type: ignore[index]
            "standing": facts.standing(followup, by),
            "rows": rows,
            "missing": [row for row in rows if row.missing],
            "in_hand": [row for row in rows if not row.missing],
            "offers": [row for row in rows if row.candidates],
            "chosen": len(followup.chosen),
            "given_up": _in_words(queries.given_up_letters(followup)) if by.may("followups.run") else [],
            "history": _history(followup),
        },
    )


def _history(followup: Followup) -> list[Event]:
    events = history(followup)
    names = {p.pk: p.name for p in Person.objects.filter(pk__in={e.person for e in events if e.person})}
    for event in events:
        event.who = names.get(event.person, "") if event.person else "Främst"
        event.what = ACT_NAMES[Act(event.act)]
    return events


@page("followups.run")
def export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The list of places as a file: units, holder, where it stands, when it was reminded. No answers."""
    if kind not in lists.KINDS:
        raise Http404
    followup = followup_or_404(slug)
    by = actor(request)
    return lists.places(followup, queries.rows(followup, by.today), kind, by)


@page("followups.run")
def log(request: HttpRequest, slug: str) -> HttpResponse:
    """What was sent to whom, when, and what failed."""
    followup = followup_or_404(slug)
    letters = queries.letters(followup)
    number = letters.count()
    first = min(max(0, _page(request) - 1), max(0, (number - 1) // PAGE))
    rows = _in_words(letters[first * PAGE : (first + 1) * PAGE])
    context = {
        "followup": followup,
        "letters": rows,
        "number": number,
        "failed": letters.filter(sent_at__isnull=True).exclude(failed="").count(),
        "given_up": queries.given_up_letters(followup).count(),
        "page": first + 1,
        "before": first if first else 0,
        "after": first + 2 if (first + 1) * PAGE < number else 0,
    }
    return render(request, "followups/log.html", context)


def _in_words(letters: Iterable[Message]) -> list[Message]:
    rows = list(letters)
    for row in rows:
        row.words, row.given_up = LETTERS[row.kind], is_given_up(row)
    return rows


def _page(request: HttpRequest) -> int:
    text = request.GET.get("sida", "1")
    return int(text) if text.isdecimal() and len(text) < 6 else 1


@page("followups.read")
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """Each question with its own denominators, and the figures of the catalogue that are counted on it."""
    followup = followup_or_404(slug)
    by = actor(request)
    figures: dict[str, list[Indicator]] = {}
    for indicator in Indicator.objects.filter(source="followups", spec__followup=slug).order_by("id"):
        figures.setdefault(indicator.spec["question"], []).append(indicator)
    rows = [(result, figures.get(result.question.code, [])) for result in facts.results(followup, by)]
    context = {"followup": followup, "results": rows, "standing": facts.standing(followup, by)}
    return render(request, "followups/results.html", context)
