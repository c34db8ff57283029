"""Writing the draft of a question set in the browser: outline, heading, sections, questions. Works without script."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.pages import actor, page
from framst.forms import queries, rules, services
from framst.forms.labels import condition_words
from framst.forms.models import QuestionSet, Version
from framst.forms.terms import KINDS, Question, Questionnaire, Section

from .authoring_forms import HeadingForm, QuestionForm, SectionForm
from .views import fault_rows, question_set_of


class NewForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Rubrik"),
        max_length=200,
        help_text=gettext_lazy("Så heter frågorna för dig och för dem som svarar. Den kan ändras."),
    )


@page("forms.author", writes=True)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a new set."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.make_question_set(content=Questionnaire(form.cleaned_data["title"]), by=actor(request))
        return redirect("question_set_edit", made.code)
    return _form(request, "forms/new.html", form)


def _form(request: HttpRequest, template: str, form: forms.Form, **more: object) -> HttpResponse:
    return render(request, template, {"form": form, **more}, status=422 if form.errors else 200)


def _place(question_set: QuestionSet, version: Version) -> dict[str, object]:
    """What every page of the draft says: which set, and which version a change is saved to."""
    return {
        "question_set": question_set,
        "version": version,
        "draft_number": version.number + (version.published_at is not None),
    }


STEPS = {"up": -1, "down": 1}


@page("forms.author", writes=True)
def outline(request: HttpRequest, code: str) -> HttpResponse:
    """Everything in the draft, in order. Buttons move sections and questions up and down."""
    question_set = question_set_of(code)
    if request.method == "POST":
        what, _colon, rest = request.POST.get("move", "").partition(":")
        way, _colon, moved = rest.partition(":")
        if what not in ("section", "question") or way not in STEPS:
            raise Http404
        services.move(question_set=question_set, what=what, code=moved, steps=STEPS[way], by=actor(request))
        return redirect(f"{reverse('question_set_edit', args=[code])}#{what}-{moved}")
    version = queries.newest(question_set)
    content = version.questionnaire
    wrong = fault_rows(content)
    faults: dict[str, list[str]] = {}
    for where, what in rules.faults(content):
        faults.setdefault(where, []).append(what)
    sections = [
        {
            "section": section,
            "faults": faults.get(section.code, []),
            "questions": [
                {
                    "question": question,
                    "kind": KINDS[question.kind],
                    "conditions": condition_words(question, content),
                    "faults": faults.get(question.code, []),
                }
                for question in section.questions
            ],
        }
        for section in content.sections
    ]
    return render(
        request,
        "forms/outline.html",
        {**_place(question_set, version), "content": content, "sections": sections, "wrong": wrong},
    )


@page("forms.author", writes=True)
def heading(request: HttpRequest, code: str) -> HttpResponse:
    """The title and the introduction."""
    question_set = question_set_of(code)
    version = queries.newest(question_set)
    content = version.questionnaire
    form = HeadingForm(request.POST or None, initial={"title": content.title, "intro": content.intro})
    if request.method == "POST" and form.is_valid():
        services.save_heading(question_set=question_set, by=actor(request), **form.cleaned_data)
        messages.success(request, _("Sparat."))
        return redirect("question_set_edit", code)
    return _form(request, "forms/heading.html", form, **_place(question_set, version))


def _section(content: Questionnaire, code: str) -> Section:
    for section in content.sections:
        if section.code == code:
            return section
    raise Http404


def _question(content: Questionnaire, code: str) -> Question:
    try:
        return content.question(code)
    except KeyError:
        raise Http404 from None


@page("forms.author", writes=True)
def section_new(request: HttpRequest, code: str) -> HttpResponse:
    """A section more, last."""
    return _write_section(request, code, None)


@page("forms.author", writes=True)
def section(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """A section's heading and the text under it."""
    return _write_section(request, code, section)


def _write_section(request: HttpRequest, code: str, section: str | None) -> HttpResponse:
    question_set = question_set_of(code)
    version = queries.newest(question_set)
    former = _section(version.questionnaire, section) if section is not None else None
    initial = {"title": former.title, "help": former.help} if former else {}
    form = SectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = services.save_section(
            question_set=question_set, code=section or "", by=actor(request), **form.cleaned_data
        )
        messages.success(request, _("Avsnittet är sparat."))
        return redirect(f"{reverse('question_set_edit', args=[code])}#section-{saved.code}")
    return _form(request, "forms/section.html", form, section=former, **_place(question_set, version))


@page("forms.author", writes=True)
def question_new(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """A question more, last in its section."""
    question_set = question_set_of(code)
    version = queries.newest(question_set)
    part = _section(version.questionnaire, section)
    return _write_question(request, question_set, version, None, part)


@page("forms.author", writes=True)
def question(request: HttpRequest, code: str, question: str) -> HttpResponse:
    """A question of the draft."""
    question_set = question_set_of(code)
    version = queries.newest(question_set)
    content = version.questionnaire
    former = _question(content, question)
    part = next(s for s in content.sections if former in s.questions)
    return _write_question(request, question_set, version, former, part)


def _write_question(
    request: HttpRequest, question_set: QuestionSet, version: Version, former: Question | None, part: Section
) -> HttpResponse:
    form = QuestionForm(request.POST or None, content=version.questionnaire, former=former, section=part.code)
    if request.method == "POST" and form.is_valid():
        services.save_question(
            question_set=question_set,
            question=form.question,
            section=part.code,
            former=former.code if former else "",
            by=actor(request),
        )
        messages.success(request, _("Frågan är sparad."))
        return redirect(f"{reverse('question_set_edit', args=[question_set.code])}#question-{form.question.code}")
    return _form(
        request, "forms/question_form.html", form, former=former, section=part, **_place(question_set, version)
    )


@page("forms.author", writes=True)
def remove_section(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """Take a section with its questions away, after a page that says so."""
    question_set = question_set_of(code)
    version = queries.newest(question_set)
    part = _section(version.questionnaire, section)
    if request.method == "POST":
        services.remove_section(question_set=question_set, code=section, by=actor(request))
        messages.success(request, _("Avsnittet är borttaget ur utkastet."))
        return redirect("question_set_edit", code)
    gone = {q.code for q in part.questions}
    return render(
        request,
        "forms/remove.html",
        {
            **_place(question_set, version),
            "section": part,
            "name": part.title,
            "questions": part.questions,
            "dependent": _dependent(version.questionnaire, gone),
        },
    )


@page("forms.author", writes=True)
def remove_question(request: HttpRequest, code: str, question: str) -> HttpResponse:
    """Take a question away, after a page that says which conditions ask for it."""
    question_set = question_set_of(code)
    version = queries.newest(question_set)
    found = _question(version.questionnaire, question)
    if request.method == "POST":
        services.remove_question(question_set=question_set, code=question, by=actor(request))
        messages.success(request, _("Frågan är borttagen ur utkastet."))
        return redirect("question_set_edit", code)
    return render(
        request,
        "forms/remove.html",
        {
            **_place(question_set, version),
            "name": found.text,
            "dependent": _dependent(version.questionnaire, {question}),
        },
    )


def _dependent(content: Questionnaire, gone: set[str]) -> list[Question]:
    """The questions that stay, and whose conditions ask for one that goes."""
    return [q for q in content.questions if q.code not in gone and gone & {c.question for c in q.shown_if}]
