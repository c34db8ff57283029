"""Steering documents: the list, a version as a paper, what changed, and writing and deciding a draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from framst.access.pages import actor, page
from framst.access.professions import SCHOOL_LEADERS
from framst.foundation.refusal import NotAllowed, Refused
from framst.organisation.models import Unit
from framst.organisation.queries import assignments_of
from framst.plans.models import SteeringDocument, SteeringNote, SteeringVersion
from framst.plans.queries import steering as queries
from framst.plans.queries.comparing import compared
from framst.plans.services import steering as services
from framst.plans.terms import DOCUMENT_KINDS, DocumentKind
from framst.ui.templatetags.framst import said

from .steering_forms import DecideForm, DocumentForm, NoteForm, SectionForm

# Headings are the sections' own; pictures and raw HTML have no place in what is decided.
_markdown = MarkdownIt("commonmark", {"html": False}).disable(["heading", "lheading", "image"])


def shown(text: str) -> SafeString:
    """Return a section's Markdown as HTML."""
    found: SafeString = mark_safe(_markdown.render(text))  # noqa: S308 (html is off: what people wrote is escaped)
    return found


@page()
def documents(request: HttpRequest) -> HttpResponse:
    """The steering documents by name: which version holds, and since when; a draft is seen by those who write."""
    by = actor(request)
    holding = {v.document_id: v for v in queries.in_force(by.today)}
    drafts = set(SteeringVersion.objects.filter(decided_on__isnull=True).values_list("document_id", flat=True))
    rows = list(SteeringDocument.objects.order_by("title", "pk"))
    for row in rows:
        row.kind_words = DOCUMENT_KINDS[DocumentKind(row.kind)]
        row.holding, row.has_draft = holding.get(row.pk), row.pk in drafts
    rows = [row for row in rows if row.holding or row.has_draft or by.may("steering.write")]
    return render(request, "plans/steering_list.html", {"rows": rows, "may_write": by.may("steering.write")})


def _document(slug: str) -> SteeringDocument:
    found = SteeringDocument.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _draft(document: SteeringDocument) -> SteeringVersion:
    found: SteeringVersion | None = document.versions.filter(decided_on__isnull=True).first()
    if found is None:
        raise Http404
    return found


@page()
def document(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """A version as it was decided: the one in force, or the one that is asked for."""
    by, found = actor(request), _document(slug)
    versions = queries.versions(found)
    holding = queries.holding(versions, by.today)
    if number is not None:
        chosen = next((v for v in versions if v.number == number), None)
    else:
        chosen = holding or (versions[0] if versions else None)
    if chosen is None:
        raise Http404
    earlier = [v for v in versions if v.number < chosen.number]
    return render(
        request,
        "plans/steering.html",
        {
            "document": found,
            "kind_words": DOCUMENT_KINDS[DocumentKind(found.kind)],
            "version": chosen,
            "holding": holding,
            "sections": [{**s, "body": shown(s["text"])} for s in chosen.sections],
            "versions": versions,
            "former": earlier[0] if earlier else None,
            "notes": list(
                SteeringNote.objects.filter(version=chosen).select_related("unit").order_by("unit__sort_key")
            ),
            "draft": next((v for v in versions if v.decided_on is None), None),
            "may_write": by.may("steering.write"),
            "may_note": chosen.decided_on is not None and by.may("wheel.school"),
            "why_not_decide": services.why_not_decide(chosen),
        },
    )


@page()
def compare(request: HttpRequest, slug: str, former: int, later: int) -> HttpResponse:
    """Two versions beside each other: what was taken away and what was put in, section by section."""
    found = _document(slug)
    by_number = {v.number: v for v in queries.versions(found)}
    if former not in by_number or later not in by_number:
        raise Http404
    changes = compared(by_number[former].sections, by_number[later].sections)
    return render(
        request,
        "plans/steering_compare.html",
        {"document": found, "former": former, "later": later, "changes": [c for c in changes if c.kind != "same"],
         "same": [c for c in changes if c.kind == "same"]},
    )  # fmt: skip


def _filled(
    request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], HttpResponse], **context: object
) -> HttpResponse:
    """One form; a rule's refusal stands on it, in the rule's own words."""
    if request.method == "POST" and form.is_valid():
        try:
            return act(form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, said(refused))
    return render(request, "plans/steering_form.html", {"form": form, **context}, status=422 if form.errors else 200)


@page("steering.write", writes=True)
def document_new(request: HttpRequest) -> HttpResponse:
    """Begin a document."""
    by = actor(request)

    def act(data: dict[str, Any]) -> HttpResponse:
        made = services.begin_document(title=data["title"], kind=DocumentKind(data["kind"]), by=by)
        return redirect("steering", made.document.slug)

    return _filled(request, DocumentForm(request.POST or None), act, heading=_("Nytt styrdokument"))


@page("steering.write", writes=True)
def version_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a new version, after a page that says what it means."""
    by, found = actor(request), _document(slug)
    if request.method == "POST":
        made = services.begin_version(document=found, by=by)
        return redirect("steering_version", slug, made.number)
    return render(request, "plans/steering_begin.html", {"document": found, "why_not": services.why_not_begin(found)})


@page("steering.write", writes=True)
def section(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Write a section of the draft; `nytt` is one more."""
    by, found = actor(request), _document(slug)
    draft = _draft(found)
    known = next((s for s in draft.sections if s["code"] == code), None)
    if known is None and code != "nytt":
        raise Http404

    def act(data: dict[str, Any]) -> HttpResponse:
        services.keep_section(version=draft, code=code if known else "", by=by, **data)
        messages.success(request, _("Avsnittet är sparat."))
        return redirect("steering_version", slug, draft.number)

    return _filled(
        request, SectionForm(request.POST or None, initial=known), act, document=found,
        heading=known["title"] if known else _("Nytt avsnitt"), number=draft.number, code=code if known else "",
    )  # fmt: skip


@page("steering.write", writes=True)
def section_remove(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Take a section out of the draft, after a page that says what it means."""
    by, found = actor(request), _document(slug)
    draft = _draft(found)
    known = next((s for s in draft.sections if s["code"] == code), None)
    if known is None:
        raise Http404
    if request.method == "POST":
        services.remove_section(version=draft, code=code, by=by)
        messages.success(request, _("Avsnittet är borttaget ur utkastet."))
        return redirect("steering_version", slug, draft.number)
    return render(request, "plans/steering_remove.html", {"document": found, "version": draft, "section": known})


@page("steering.write", writes=True)
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Note the decision, after a page that says what it means."""
    by, found = actor(request), _document(slug)
    draft = _draft(found)
    form = DecideForm(request.POST or None, initial={"for_whom": draft.for_whom})
    if request.method == "POST" and form.is_valid():
        try:
            services.decide(version=draft, by=by, **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, said(refused))
        else:
            messages.success(request, _("Beslutet är antecknat."))
            return redirect("steering_version", slug, draft.number)
    context = {"document": found, "version": draft, "form": form}
    return render(request, "plans/steering_decide.html", context, status=422 if form.errors else 200)


@page("wheel.school", writes=True)
def note(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One line of the principal's about a version, if there is one to write."""
    by, found = actor(request), _document(slug)
    version = found.versions.filter(number=number, decided_on__isnull=False).first()
    if version is None:
        raise Http404
    mine = assignments_of(by.person_id or 0, by.today).filter(profession__in=SCHOOL_LEADERS)
    units = Unit.objects.filter(pk__in=mine.values("unit")).order_by("sort_key")
    known = SteeringNote.objects.filter(version=version, unit__in=units).first()
    initial = {"unit": known.unit_id, "text": known.text} if known else None

    def act(data: dict[str, Any]) -> HttpResponse:
        services.note(version=version, unit=data["unit"], text=data["text"], by=by)
        messages.success(request, _("Anteckningen är sparad."))
        return redirect("steering_version", slug, number)

    return _filled(
        request, NoteForm(units, request.POST or None, initial=initial), act, document=found, number=number,
        heading=_("Skolans arbete med %s") % found.title,
    )  # fmt: skip
