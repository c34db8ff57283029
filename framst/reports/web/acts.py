"""The acts on a paper: each has a page that says what will happen, and whether it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.acting import Actor
from framst.access.pages import actor, page
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.reports import services, tasks
from framst.reports.lifecycle import PAPER
from framst.reports.models import Comment, Paper
from framst.reports.terms import OUTCOMES, Outcome, State


@dataclass(frozen=True)
class PaperAct:
    """One act: its page, the step of the lifecycle, the right, and what the page says before it."""

    url: str
    step: str
    right: str
    label: str
    consequence: str


ACTS = {
    "review": PaperAct(
        "paper_review",
        "review",
        "papers.review",
        N_("Markera som granskad"),
        N_("Texten går inte att ändra medan den är granskad. Den kan öppnas för ändring igen tills den låses."),
    ),
    "reopen": PaperAct(
        "paper_reopen",
        "reopen",
        "papers.review",
        N_("Öppna för ändring"),
        N_("Skrivelsen blir ett utkast igen och måste granskas på nytt."),
    ),
    "freeze": PaperAct(
        "paper_freeze",
        "freeze",
        "papers.freeze",
        N_("Lås och underteckna"),
        N_(
            "Alla siffror sparas som de är nu, och filerna skapas. Texten och siffrorna kan sedan aldrig ändras. "
            "Ett fel i en siffra rättas med en rättelse. Det kan inte ångras."
        ),
    ),
    "send": PaperAct(
        "paper_send",
        "send",
        "papers.register",
        N_("Sänd till nämnden"),
        N_("Nämndens ledamöter kan läsa skrivelsen. Det kan inte ångras."),
    ),
    "outcome": PaperAct("paper_outcome", "decide", "papers.register", N_("Anteckna nämndens beslut"), ""),
    "publish": PaperAct(
        "paper_publish",
        "publish",
        "papers.register",
        N_("Publicera"),
        N_(
            "Skrivelsen och siffrornas spår kan läsas av alla, om kommunen har slagit på den öppna sidan. "
            "Det kan inte ångras."
        ),
    ),
    "follow_up": PaperAct(
        "paper_follow_up",
        "follow_up",
        "papers.register",
        N_("Markera som uppföljd"),
        N_("Det som nämnden beslutade är uppföljt och ärendet är klart. Det kan inte ångras."),
    ),
}

# What can happen next, by state; the first is what it waits for.
NEXT: dict[str, tuple[str, ...]] = {
    State.DRAFT: ("review",),
    State.REVIEWED: ("freeze", "reopen"),
    State.FROZEN: ("send",),
    State.SENT: ("outcome",),
    State.DECIDED: ("publish", "follow_up"),
    State.PUBLISHED: ("follow_up",),
}


def _act(request: HttpRequest, slug: str, name: str, do: Callable[[Paper, Actor], None], done: str) -> HttpResponse:
    found = Paper.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    by = actor(request)
    if request.method == "POST":
        do(found, by)
        messages.success(request, done)
        return redirect("paper", slug)
    act = ACTS[name]
    unsettled = Comment.objects.filter(section__paper=found, settled_at=None).count() if name == "review" else 0
    context = {"paper": found, "act": act, "not_now": _not_now(found, act.step), "unsettled": unsettled}
    return render(request, "reports/act.html", context)


def _not_now(paper: Paper, step: str) -> Refused | None:
    try:
        PAPER.after(paper.state, step)
    except Refused as refused:
        return refused
    return None


@page("papers.review", writes=True)
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """Mark a draft as reviewed."""
    return _act(
        request, slug, "review", lambda p, by: services.review_paper(paper=p, by=by), _("Skrivelsen är granskad.")
    )


@page("papers.review", writes=True)
def reopen(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a reviewed paper for writing again."""
    return _act(
        request,
        slug,
        "reopen",
        lambda p, by: services.reopen_paper(paper=p, by=by),
        _("Skrivelsen är ett utkast igen."),
    )


@page("papers.freeze", writes=True)
def freeze(request: HttpRequest, slug: str) -> HttpResponse:
    """Freeze and sign; the files are made by a job."""

    def do(found: Paper, by: Actor) -> None:
        services.freeze_paper(paper=found, by=by)
        tasks.render_paper.enqueue(paper_id=found.pk, person_id=by.person_id or 0)

    return _act(request, slug, "freeze", do, _("Skrivelsen låses. Filerna är klara om en stund."))


@page("papers.freeze", writes=True)
def retry(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the files once more, after the job failed."""
    found = Paper.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        by = actor(request)
        services.retry_rendering(paper=found, by=by)
        tasks.render_paper.enqueue(paper_id=found.pk, person_id=by.person_id or 0)
        messages.success(request, _("Filerna görs en gång till."))
    return redirect("paper", slug)


@page("papers.register", writes=True)
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Send to the board."""
    return _act(
        request, slug, "send", lambda p, by: services.send_paper(paper=p, by=by), _("Skrivelsen är sänd till nämnden.")
    )


@page("papers.register", writes=True)
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish a decided paper."""
    return _act(
        request, slug, "publish", lambda p, by: services.publish_paper(paper=p, by=by), _("Skrivelsen är publicerad.")
    )


@page("papers.register", writes=True)
def follow_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Mark what was decided as followed up."""
    return _act(
        request,
        slug,
        "follow_up",
        lambda p, by: services.follow_up_paper(paper=p, by=by),
        _("Skrivelsen är uppföljd."),
    )


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(label=gettext_lazy("Beslut"), widget=forms.RadioSelect)
    decided_on = forms.DateField(label=gettext_lazy("Beslutsdatum"), widget=forms.DateInput(attrs={"type": "date"}))
    paragraph = forms.CharField(label=gettext_lazy("Paragraf"), max_length=30)
    wording = forms.CharField(label=gettext_lazy("Beslutet, ordagrant"), widget=forms.Textarea, max_length=10_000)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["outcome"].choices = [(o.value, _(words)) for o, words in OUTCOMES.items()]


@page("papers.register", writes=True)
def outcome(request: HttpRequest, slug: str) -> HttpResponse:
    """Note what the board decided."""
    found = Paper.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        following = services.record_outcome(
            paper=found,
            outcome=Outcome(data["outcome"]),
            decided_on=data["decided_on"],
            paragraph=data["paragraph"],
            wording=data["wording"],
            by=actor(request),
        )
        if following:
            messages.success(request, _("Beslutet är antecknat. Här är den nya versionen som utkast."))
            return redirect("paper", following.slug)
        messages.success(request, _("Beslutet är antecknat."))
        return redirect("paper", slug)
    context = {"form": form, "paper": found, "not_now": _not_now(found, "decide")}
    return render(request, "reports/outcome.html", context, status=422 if form.errors else 200)
