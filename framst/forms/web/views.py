"""Question sets: the list, one set and its versions, a version as a principal sees it, publishing, throwing away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.pages import actor, page
from framst.forms import queries, rules, services
from framst.forms.labels import act_words, differences
from framst.forms.models import QuestionSet, Version
from framst.forms.terms import Questionnaire
from framst.foundation.words import N_
from framst.ui.lists import Column, headings, holding, in_order

from .answer_form import shown_fields


def question_set_of(code: str) -> QuestionSet:
    """Return the set that the address names; 404 when there is none."""
    found = QuestionSet.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def fault_rows(content: Questionnaire) -> list[dict[str, str]]:
    """Return what must be mended, each with the words and the code of the question or section it stands at."""
    words = {s.code: s.title for s in content.sections} | {q.code: q.text for q in content.questions}
    questions = {q.code for q in content.questions}
    return [
        {"where": words.get(where) or where, "what": what, "question": where if where in questions else ""}
        for where, what in rules.faults(content)
    ]


COLUMNS = [
    Column("fragor", N_("Frågor"), lambda row: row["set"].title),
    Column("lage", N_("Läge"), lambda row: (row["version"].published_at is not None, row["version"].number)),
    Column("antal", N_("Antal"), lambda row: len(row["content"].questions), number=True),
    Column("minuter", N_("Minuter"), lambda row: row["content"].minutes, number=True),
]


def question_set_rows(asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the sets that the address asks for, in its order. Filters: q (in the title), lage (utkast, faststalld)."""
    rows = [
        {"set": one, "version": version, "content": version.questionnaire}
        for one in queries.question_sets()
        if (version := one.newest_version) is not None
    ]
    if (state := asked.get("lage")) in ("utkast", "faststalld"):
        rows = [row for row in rows if (row["version"].published_at is not None) == (state == "faststalld")]
    return in_order(asked, holding(asked, rows, lambda row: [row["set"].title]), COLUMNS, "fragor")


@page("forms.author")
def question_sets(request: HttpRequest) -> HttpResponse:
    """Every set, with where its newest version stands."""
    return render(
        request,
        "forms/list.html",
        {
            "rows": question_set_rows(request.GET),
            "headings": headings(request.GET, COLUMNS, "fragor"),
            "filtered": bool(request.GET.get("q") or request.GET.get("lage")),
        },
    )


@page("forms.author")
def question_set(request: HttpRequest, code: str) -> HttpResponse:
    """One set: its versions, and what comes next."""
    found = question_set_of(code)
    versions = list(found.versions.order_by("-number"))
    newest = versions[0]
    return render(
        request,
        "forms/question_set.html",
        {
            "question_set": found,
            "versions": versions,
            "newest": newest,
            "content": newest.questionnaire,
            "faults": fault_rows(newest.questionnaire),
            "history": [
                {"at": h.at, "who": h.who, "what": act_words(h.act, h.version, h.times)} for h in queries.history(found)
            ],
        },
    )


def version_of(code: str, number: int) -> Version:
    found = Version.objects.select_related("question_set").filter(question_set__code=code, number=number).first()
    if found is None:
        raise Http404
    return found


@page("forms.author")
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One version as a principal meets it, every section on one page. Nothing that is filled in is kept."""
    found = version_of(code, number)
    content = found.questionnaire
    before = queries.published_before(found)
    sections = []
    for section in content.sections:
        fields = shown_fields(section, {}, {}, content)
        for field in fields:
            field["hidden"] = False
        sections.append({"section": section, "fields": fields})
    return render(
        request,
        "forms/version.html",
        {
            "version": found,
            "content": content,
            "sections": sections,
            "before": before,
            "differences": differences(before.questionnaire, content) if before else [],
        },
    )


@page("forms.author", writes=True)
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Freeze the draft, after a page that says what it means and what has changed."""
    found = question_set_of(code)
    newest = queries.newest(found)
    if request.method == "POST":
        services.publish_version(version=newest, by=actor(request))
        messages.success(request, _("Version %(number)d är fastställd.") % {"number": newest.number})
        return redirect("question_set", code)
    content = newest.questionnaire
    before = queries.published_before(newest)
    return render(
        request,
        "forms/publish.html",
        {
            "question_set": found,
            "version": newest,
            "content": content,
            "wrong": fault_rows(content),
            "before": before,
            "differences": differences(before.questionnaire, content) if before else [],
        },
    )


@page("forms.author", writes=True)
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Throw the draft away, after a page that says so."""
    found = question_set_of(code)
    newest = queries.newest(found)
    if request.method == "POST":
        services.discard_draft(version=newest, by=actor(request))
        messages.success(request, _("Utkastet är kastat."))
        return redirect("question_set", code) if newest.number > 1 else redirect("question_sets")
    return render(request, "forms/discard.html", {"question_set": found, "version": newest})
