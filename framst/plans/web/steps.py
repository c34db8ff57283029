"""The principal's steps, each after a page that says what it means."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.pages import actor, page
from framst.foundation.personal_data import KINDS, suspicions
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.plans import rules, services
from framst.plans.lifecycle import PLAN
from framst.plans.queries import plans as queries
from framst.plans.services.writing import ONLY_LEADER
from framst.ui.templatetags.framst import said

from .views import PRINCIPALS, plan_or_404

MEANS = {
    "adopt": N_("Planen fryses som den står och blir en allmän handling. Alla som arbetar här kan läsa den. Du kan skriva vidare och fastställa den på nytt, så länge den inte är inlämnad."),
    "write_on": N_("Planen öppnas igen. Den fastställda utgåvan finns kvar som den är."),
    "submit": N_("Planen lämnas till förvaltningen för granskning och återkoppling. Förvaltningen godkänner den inte: den är skolans. Du kan ta tillbaka den tills den är granskad."),
    "withdraw": N_("Planen tas tillbaka och granskas inte förrän du lämnar in den igen."),
    "complete": N_("Planen fryses som den står nu, och lämnas in på nytt."),
    "revise": N_("Planen fryses som den står nu, efter återkopplingen. De tidigare utgåvorna finns kvar."),
    "evaluate": N_("Årets arbete är utvärderat. Nästa års plan kan utgå från det."),
    "archive": N_("Planen läggs till handlingarna. Den kan läsas men inte ändras."),
}  # fmt: skip


@page(writes=True)
def publish(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """Show an edition to everyone, after a page that says what it means: the school's choice."""
    plan = plan_or_404(key)
    by = actor(request)
    found = queries.editions(plan).filter(number=number).first()
    if found is None:
        raise Http404
    found.plan = plan
    if request.method == "POST":
        services.publish(edition=found, by=by)
        messages.success(request, _("Planen är publicerad."))
        return redirect("plan_edition", key, number)
    context = {
        "plan": plan,
        "edition": found,
        "why_not": "" if queries.leads(plan, by) else ONLY_LEADER,
        "suspects": [
            {"words": KINDS[s.kind], "excerpt": s.excerpt} for s in suspicions(rules.all_text(found.content), by.today)
        ],
    }
    return render(request, "plans/publish.html", context)


@page(writes=True)
def step(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    """Take one step: adopt, submit, take back …"""
    plan = plan_or_404(key)
    by = actor(request)
    found = next((s for s in PLAN.acts_from(plan.state) if s.act == act and act in PRINCIPALS), None)
    if act not in PRINCIPALS:
        raise Http404
    why_not = "" if queries.leads(plan, by) else ONLY_LEADER
    if not why_not and found is None:
        why_not = N_("Det går inte i det läge planen är nu.")
    if not why_not and act in ("adopt", "complete", "revise"):
        why_not = services.why_not_adopt(plan, by)
    if request.method == "POST":
        do = {"complete": services.adopt, "revise": services.adopt}.get(act) or getattr(services, act)
        try:
            do(plan=plan, by=by)
            messages.success(request, _("Klart."))
            return redirect("plan", key)
        except Refused as refused:
            if not queries.leads(plan, by):
                raise
            why_not = said(refused)
    context = {
        "plan": plan,
        "label": found.label if found else _("Planen"),
        "means": MEANS[act],
        "why_not": why_not,
    }
    return render(request, "plans/step.html", context, status=422 if request.method == "POST" else 200)
