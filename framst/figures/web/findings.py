"""Findings: what was seen, then; and what became of it, now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.pages import actor, page
from framst.figures import queries, services
from framst.figures.models import Finding
from framst.figures.terms import NO_DISPOSITION, SETTLED, Control, Settled
from framst.foundation.words import N_
from framst.ui.lists import Column, headings, holding, in_order
from framst.ui.templatetags.framst import said

from .forms import DispositionForm, FindingForm, done, status
from .shared import EXPORTS, exported, history_of

COLUMNS = (
    Column("iakttagelse", N_("Iakttagelse"), lambda row: row["finding"].sentence),
    Column("tema", N_("Tema"), lambda row: row["finding"].theme),
    Column("datum", N_("Datum"), lambda row: row["finding"].found_on),
    Column("lage", N_("Läge nu"), lambda row: said(row["words"])),
)

ICONS = {
    Settled.TAKEN_CARE_OF: "hand-helping",
    Settled.RESOLVED: "circle-check",
    Settled.REPLACED: "replace",
    Settled.WILL_NOT_BE_MET: "circle-x",
    Settled.REMAINS: "circle-dot",
}
UNSETTLED = "circle"


def _words(kind: Settled | None) -> tuple[str, str, str]:
    """A state as a filter names it, in words, and its icon."""
    return ("none", NO_DISPOSITION, UNSETTLED) if kind is None else (kind.value, SETTLED[kind], ICONS[kind])


def _finding(code: str) -> Finding:
    found = Finding.objects.prefetch_related("dispositions").filter(code=code).first()
    if found is None:
        raise Http404
    return found


@page("analysis.read")
def findings(request: HttpRequest) -> HttpResponse:
    """The findings that are asked for, with what has become of each, the newest first."""
    chosen, theme = request.GET.get("lage", ""), request.GET.get("tema", "")
    rows: list[dict[str, Any]] = []
    themes = set()
    for row in holding(request.GET, queries.findings(), lambda f: (f.sentence, f.theme, f.scope)):
        kind, words, icon = _words(queries.kind_now(row))
        themes.add(row.theme)
        if (chosen and chosen != kind) or (theme and theme != row.theme):
            continue
        rows.append({"finding": row, "kind": kind, "words": words, "icon": icon})
    rows = in_order(request.GET, rows, COLUMNS, "-datum")
    heads = headings(request.GET, COLUMNS, "-datum")
    if request.GET.get("fil") in EXPORTS:
        head = [_("Iakttagelse"), _("Tema"), _("Gäller"), _("Datum"), _("Läge nu"), _("Kod")]
        cells = [
            (f.sentence, f.theme, f.scope, f.found_on, _(words), f.code)
            for f, words in ((row["finding"], str(row["words"])) for row in rows)
        ]
        return exported(request.GET["fil"], "iakttagelser", head, cells, of=Finding, by=actor(request))
    return render(
        request,
        "figures/findings.html",
        {
            "rows": rows,
            "headings": heads,
            "chosen": chosen,
            "theme": theme,
            "themes": sorted(themes - {""}),
            "states": [("none", NO_DISPOSITION), *SETTLED.items()],
        },
    )


@page("analysis.read")
def finding(request: HttpRequest, code: str) -> HttpResponse:
    """One finding: then and now, every dated disposition, what it builds on."""
    found = _finding(code)
    by = actor(request)
    kind, words, icon = _words(queries.kind_now(found))
    return render(
        request,
        "figures/finding.html",
        {
            "finding": found,
            "quote": queries.quote_of(found),
            "words": words,
            "icon": icon,
            "kind": kind,
            "sources": queries.sources_of(found),
            "why_not": by.why_not("analysis.dispose"),
            "history": history_of(found),
        },
    )


@page("analysis.write", writes=True)
def new(request: HttpRequest) -> HttpResponse:
    """Write down a finding; it may be begun from a figure (?siffra=code)."""
    by = actor(request)
    chosen = request.GET.get("siffra", "")
    initial = {"found_on": by.today, "sources": [f"figure:{chosen}"] if chosen else []}
    form = FindingForm(request.POST or None, initial=initial, sources=queries.possible_sources())
    made: list[Finding] = []

    def do(data: dict[str, Any]) -> None:
        data["sources"] = _pairs(data.get("sources", []))
        made.append(services.add_finding(by=by, **data))

    if done(request, form, do):
        messages.success(request, _("Iakttagelsen är sparad."))
        return redirect("finding", made[0].code)
    return render(request, "figures/finding_form.html", {"form": form}, status=status(form))


@page("analysis.write", writes=True)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change the words of a finding."""
    found = _finding(code)
    names = ("sentence", "found_on", "theme", "scope")
    initial = {name: getattr(found, name) for name in names}
    initial["sources"] = [f"{s['kind']}:{s['code']}" for s in found.sources]
    form = FindingForm(request.POST or None, new=False, initial=initial, sources=queries.possible_sources())

    def do(data: dict[str, Any]) -> None:
        data["sources"] = [{"kind": k, "code": c} for k, c in _pairs(data.get("sources", []))]
        services.change_finding(finding=found, by=actor(request), **data)

    if done(request, form, do):
        messages.success(request, _("Iakttagelsen är ändrad."))
        return redirect("finding", code)
    return render(request, "figures/finding_form.html", {"form": form, "finding": found}, status=status(form))


def _pairs(chosen: list[str]) -> list[tuple[str, str]]:
    return [(one.partition(":")[0], one.partition(":")[2]) for one in chosen]


@page("analysis.dispose", writes=True)
def disposition(request: HttpRequest, code: str) -> HttpResponse:
    """Add what has become of a finding."""
    found = _finding(code)
    by = actor(request)
    form = DispositionForm(request.POST or None, initial={"on": by.today})

    def do(data: dict[str, Any]) -> None:
        data["kind"], data["within_control"] = Settled(data["kind"]), Control(data["within_control"])
        services.dispose(finding=found, by=by, **data)

    if done(request, form, do):
        messages.success(request, _("Läget är antecknat. Det som stod förut står kvar."))
        return redirect("finding", code)
    return render(request, "figures/disposition_form.html", {"form": form, "finding": found}, status=status(form))
