"""Writing a plan: one section a page, saved as one writes; what two wrote at once; last year's, item by item."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.pages import actor, page
from framst.forms.rules import answer_fault, keys
from framst.forms.terms import Answers, Given, Section
from framst.forms.web.answer_form import given_by, name, shown_fields
from framst.foundation.refusal import Refused
from framst.organisation.models import Person
from framst.plans import rules, services
from framst.plans.models import Plan
from framst.plans.queries import plans as queries
from framst.plans.terms import Part
from framst.ui.templatetags.framst import said

from .views import plan_or_404


def _written_or_404(key: UUID, request: HttpRequest) -> tuple[Plan, queries.Written]:
    """Return a plan and its text, for one who writes in it; for others there is nothing here."""
    plan = plan_or_404(key)
    if not queries.may_write(plan, actor(request)):
        raise Http404
    return plan, queries.written(plan)


def _section_or_404(text: queries.Written, code: str) -> Section:
    section = text.section(code)
    if section is None or section.part in (Part.FOCUS_AREAS, Part.FORMER):
        raise Http404
    return section


@page(writes=True)
def begin(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin to write, after a page that says what happens."""
    plan = plan_or_404(key)
    if request.method == "POST":
        services.begin(plan=plan, by=actor(request))
        return redirect("plan", key)
    return render(request, "plans/begin.html", {"plan": plan, "why_not": services.why_not_write(plan, actor(request))})


@page(writes=True)
def write(request: HttpRequest, key: UUID, code: str) -> HttpResponse:
    """One section. A script saves it as one writes; without it, the button does."""
    plan, text = _written_or_404(key, request)
    by = actor(request)
    section = _section_or_404(text, code)
    answers = text.answers(code)
    faults: dict[str, str] = {}
    if request.method == "POST":
        posted = given_by(request.POST, section)
        seen = {n.removeprefix("seen-"): str(v) for n, v in request.POST.items() if n.startswith("seen-")}
        if "X-Autosave" in request.headers:
            return _autosaved(plan, section, posted, seen, by)
        faults = _faults(section, posted)
        if not faults:
            try:
                saved = services.save_part(
                    plan=plan, code=code, questions=section.questions, posted=posted, seen=seen, by=by
                )
            except Refused as refused:
                messages.error(request, said(refused))
                return redirect("plan", key)
            if saved.beside:
                messages.warning(request, _("Någon annan har skrivit på samma ställe. Båda texterna är kvar."))
                return redirect("plan_write", key, code)
            messages.success(request, _("Sparat."))
            return (
                redirect("plan_write", key, following) if (following := _after(text, code)) else redirect("plan", key)
            )
        answers = {**answers, **posted}
    others = [o for o in queries.open_other_texts(plan) if o.part.code == code]
    context = {
        "plan": plan,
        "section": section,
        "fields": shown_fields(section, answers, faults),
        "faults": {name(q): faults[q.code] for q in section.questions if q.code in faults},
        "marks": _marks(section, text.answers(code)),
        "part": text.parts.get(code),
        "why_not": services.why_not_write(plan, by),
        "others": [{"other": o, "label": _label(section, o.question)} for o in others],
        "comments": [c for c in queries.comments(plan) if c.section == code],
        "removable": code in {p.code for p in (*text.own, *text.focus)},
        "former": _former(plan, code),
        "person": by.person_id,
    }
    return render(request, "plans/write.html", context, status=422 if faults else 200)


def _marks(section: Section, answers: Answers) -> dict[str, str]:
    held = rules.stored(answers)
    places = [rules.place(*key) for q in section.questions for key in keys(q)]
    return {one: rules.mark(held.get(one)) for one in places}


def _faults(section: Section, posted: Answers) -> dict[str, str]:
    return {
        q.code: fault
        for q in section.questions
        for key in keys(q)
        if (fault := answer_fault(q, posted.get(key, Given())))
    }


def _autosaved(plan: Plan, section: Section, posted: Answers, seen: dict[str, str], by: Any) -> HttpResponse:
    """Save on the way: what an answer is not (half a date) waits, the rest is kept. Says what stands, and new marks."""
    faults = _faults(section, posted)
    sound = [q for q in section.questions if q.code not in faults]
    try:
        saved = services.save_part(plan=plan, code=section.code, questions=sound, posted=posted, seen=seen, by=by)
    except Refused as refused:
        return JsonResponse({"said": said(refused)}, status=409)
    told = _("Sparat %(time)s") % {"time": date_format(localtime(by.now), "H.i")}
    if saved.beside:
        told += ". " + _("Någon annan har skrivit på samma ställe. Båda texterna är kvar.")
    return JsonResponse(
        {"said": told, "marks": _marks(section, rules.answers_in(saved.part.given)), "beside": list(saved.beside)}
    )


def _after(text: queries.Written, code: str) -> str:
    """The next page to write, in the template's order; focus areas stand where their section does."""
    order: list[str] = []
    for section in text.questionnaire.sections:
        if section.part == Part.FOCUS_AREAS:
            order += [p.code for p in text.focus]
        elif section.part != Part.FORMER:
            order.append(section.code)
    order += [p.code for p in text.own]
    following = order[order.index(code) + 1 :] if code in order else []
    return following[0] if following else ""


def _label(section: Section, where: str) -> str:
    code = where.partition("|")[0]
    return next((q.text for q in section.questions if q.code == code), where)


def _former(plan: Plan, code: str) -> list[tuple[str, str]]:
    """What last year's edition says in the same section."""
    edition = queries.latest_edition(plan.former)
    for section in edition.content["sections"] if edition else ():
        if section["code"] == code:
            return [(a["label"], a["text"]) for a in section["answers"]]
    return []


@page(writes=True)
def add_focus(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add a focus area: an empty one, or one that goes on from last year's."""
    plan, _text = _written_or_404(key, request)
    edition = queries.latest_edition(plan.former)
    former = list(edition.focus_areas.order_by("place")) if edition else []
    if request.method == "POST":
        carried = next((f for f in former if str(f.pk) == request.POST.get("from")), None)
        try:
            part = services.add_focus_area(plan=plan, carried=carried, by=actor(request))
            return redirect("plan_write", key, part.code)
        except Refused as refused:
            messages.error(request, said(refused))
            return redirect("plan", key)
    return render(request, "plans/focus.html", {"plan": plan, "former": former})


class OwnForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Avsnittets rubrik"), max_length=200,
        error_messages={"required": gettext_lazy("Skriv en rubrik.")},
    )  # fmt: skip


@page(writes=True)
def add_own(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add a section of the school's own."""
    plan, _text = _written_or_404(key, request)
    form = OwnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        part = services.add_own_section(plan=plan, title=form.cleaned_data["title"], by=actor(request))
        return redirect("plan_write", key, part.code)
    return render(request, "plans/own.html", {"plan": plan, "form": form}, status=422 if form.errors else 200)


@page(writes=True)
def remove(request: HttpRequest, key: UUID, code: str) -> HttpResponse:
    """Take a focus area or an own section out of the draft, after a page that says so."""
    plan, text = _written_or_404(key, request)
    part = next((p for p in (*text.own, *text.focus) if p.code == code), None)
    if part is None:
        raise Http404
    if request.method == "POST":
        part.plan = plan
        services.remove_part(part=part, by=actor(request))
        return redirect("plan", key)
    return render(request, "plans/remove.html", {"plan": plan, "section": text.section(code)})


@page(writes=True)
def former(request: HttpRequest, key: UUID) -> HttpResponse:
    """Last year's plan beside this year's: each section and focus area is taken over by choice, one by one."""
    plan, text = _written_or_404(key, request)
    edition = queries.latest_edition(plan.former)
    if edition is None:
        raise Http404
    if request.method == "POST":
        services.carry_text(plan=plan, edition=edition, code=request.POST.get("section", ""), by=actor(request))
        messages.success(request, _("Texten står nu i årets plan. Skriv om den så att den stämmer i år."))
        return redirect("plan_former", key)
    known = {s.code for s in text.questionnaire.sections}
    carried = {p.carried_from for p in text.focus}
    context = {
        "plan": plan,
        "edition": edition,
        "sections": [s for s in edition.content["sections"] if s["answers"]],
        "known": known,
        "focus_areas": [(f, f.focus in carried) for f in edition.focus_areas.order_by("place")],
        "why_not": services.why_not_write(plan, actor(request)),
    }
    return render(request, "plans/former.html", context)


@page(writes=True)
def settle(request: HttpRequest, key: UUID, other: UUID) -> HttpResponse:
    """Choose between what two wrote in one place."""
    plan, text = _written_or_404(key, request)
    found = queries.open_other_texts(plan).filter(pk=other).first()
    if found is None:
        raise Http404
    found.plan = plan
    if request.method == "POST":
        services.settle_other_text(other=found, take="take" in request.POST, by=actor(request))
        return redirect("plan_write", key, found.part.code)
    held = text.parts[found.part.code].given.get(found.question, {}).get("text", "")
    return render(request, "plans/settle.html", {"plan": plan, "other": found, "held": held})


@page(writes=True)
def comment(request: HttpRequest, key: UUID, code: str) -> HttpResponse:
    """Say something about a section."""
    plan, text = _written_or_404(key, request)
    section = _section_or_404(text, code)
    if request.method == "POST":
        try:
            services.comment(plan=plan, section=section.code, text=request.POST.get("text", ""), by=actor(request))
        except Refused as refused:
            messages.error(request, said(refused))
    return redirect("plan_write", key, code)


@page(writes=True)
def comment_done(request: HttpRequest, key: UUID, said: UUID) -> HttpResponse:
    """Mark a comment as dealt with."""
    plan, _text = _written_or_404(key, request)
    found = queries.comments(plan).filter(pk=said).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        found.plan = plan
        services.settle_comment(said=found, by=actor(request))
    return redirect("plan_write", key, found.section)


class WriterForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-postadressen till den som ska skriva"),
        error_messages={"required": gettext_lazy("Skriv en e-postadress."), "invalid": gettext_lazy("Skriv en hel e-postadress.")},
    )  # fmt: skip


@page(writes=True)
def writers(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who writes beside the school's own pupil health: the principal invites, and takes back."""
    plan, _text = _written_or_404(key, request)
    by = actor(request)
    invited = list(queries.writers(plan))
    form = WriterForm(request.POST if request.method == "POST" and "end" not in request.POST else None)
    if request.method == "POST":
        if ended := next((w for w in invited if str(w.pk) == request.POST.get("end")), None):
            ended.plan = plan
            services.end_writing(writer=ended, by=by)
            return redirect("plan_writers", key)
        if form.is_valid():
            person = Person.objects.filter(email__iexact=form.cleaned_data["email"]).first()
            if person is None:
                form.add_error("email", _("Ingen här har den adressen."))
            else:
                services.invite_writer(plan=plan, person_id=person.pk, by=by)
                return redirect("plan_writers", key)
    context = {"plan": plan, "form": form, "writers": invited, "leads": queries.leads(plan, by)}
    return render(request, "plans/writers.html", context, status=422 if form.errors else 200)
