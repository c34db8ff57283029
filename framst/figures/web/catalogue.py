"""The catalogue of indicators: what can be counted, and by which definition."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.pages import actor, page
from framst.figures import queries, services
from framst.figures.models import Indicator
from framst.figures.terms import Asked, Countable
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.ui.lists import Column, headings, holding, in_order

from .forms import IndicatorForm, done, status
from .shared import EXPORTS, exported

COLUMNS = (
    Column("siffra", N_("Siffra"), lambda i: i.name),
    Column("fraga", N_("Fråga"), lambda i: i.question),
    Column("raknas", N_("Räknas"), lambda i: i.unit_of_count),
    Column("kod", N_("Kod"), lambda i: i.code),
)


@page("analysis.read")
def indicators(request: HttpRequest) -> HttpResponse:
    """The indicators of a place (a follow-up, ?var=) that are searched for, by name."""
    places = services.countable_in()
    where = request.GET.get("var", "")
    found = [i for i in queries.catalogue() if not where or services.place_of(i) == where]
    found = holding(request.GET, found, lambda i: (i.name, i.question, i.code))
    rows = in_order(request.GET, found, COLUMNS, "siffra")
    heads = headings(request.GET, COLUMNS, "siffra")
    if request.GET.get("fil") in EXPORTS:
        head = [_("Siffra"), _("Fråga"), _("Definition"), _("Räknas"), _("Version"), _("Kod")]
        cells = [(i.name, i.question, i.definition, i.unit_of_count, i.version, i.code) for i in rows]
        return exported(request.GET["fil"], "siffror", head, cells, of=Indicator, by=actor(request))
    context = {"indicators": rows, "headings": heads, "keys": places, "where": where}
    return render(request, "figures/indicators.html", context)


def _asked(key: str) -> tuple[str, Asked]:
    found = services.askable(key)
    if found is None:
        raise Http404
    return found


@page("analysis.write", writes=True)
def new(request: HttpRequest, key: str = "") -> HttpResponse:
    """Define an indicator: choose where (`key`), then the question (?fraga=), then which answers are counted in."""
    key = key or request.GET.get("followup", "")
    if not key:
        return render(request, "figures/indicator_where.html", {"keys": services.countable_in()})
    source, asked = _asked(key)
    chosen = request.GET.get("fraga", "")
    countable = next((c for c in asked.countables if c.key == chosen), None)
    if countable is None:
        return render(request, "figures/indicator_question.html", {"asked": asked})
    form = IndicatorForm(request.POST or None, countable=countable, asked=asked)
    made: list[Indicator] = []

    def do(data: dict[str, Any]) -> None:
        made.append(
            services.define_indicator(source=source, asked=asked, countable=countable, by=actor(request), **data)
        )

    if done(request, form, do):
        messages.success(request, _("Siffran finns nu i katalogen."))
        return redirect("figure", made[0].code)
    context = {"form": form, "asked": asked, "countable": countable}
    return render(request, "figures/indicator_form.html", context, status=status(form))


@page("analysis.write", writes=True)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change which answers are counted in, the name or the definition."""
    indicator, asked, countable = _defined(code)
    spec = indicator.spec
    initial = {
        "name": indicator.name,
        "numerator": spec["numerator"],
        "dont_know_counts": spec.get("dont_know_counts", True),
        "unit_of_count": indicator.unit_of_count,
        "definition": indicator.definition,
    }
    form = IndicatorForm(request.POST or None, new=False, initial=initial, countable=countable, asked=asked)

    def do(data: dict[str, Any]) -> None:
        services.change_indicator(indicator=indicator, asked=asked, countable=countable, by=actor(request), **data)

    if done(request, form, do):
        messages.success(request, _("Siffran är ändrad."))
        return redirect("figure", code)
    context = {"form": form, "asked": asked, "countable": countable, "indicator": indicator}
    return render(request, "figures/indicator_form.html", context, status=status(form))


def _defined(code: str) -> tuple[Indicator, Asked, Countable]:
    indicator = Indicator.objects.filter(code=code).first()
    if indicator is None:
        raise Http404
    found = services.asked_of(indicator)
    if found is None:
        raise Refused(N_("Den här siffran räknas av systemet. Definitionen ändras inte här."))
    return indicator, *found


@page("analysis.write", writes=True)
def propose(request: HttpRequest, key: str) -> HttpResponse:
    """Add one proposed indicator for each question that has none."""
    source, asked = _asked(key)
    if request.method == "POST":
        added = services.propose_indicators(source=source, key=key, by=actor(request))
        messages.success(request, _("%(n)d siffror lades till.") % {"n": len(added)})
        return redirect("indicators")
    return render(request, "figures/indicators_propose.html", {"asked": asked})
