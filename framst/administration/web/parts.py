"""What every form page of the room does: show, save, say what a rule forbids, go back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from framst.administration import labels, queries
from framst.foundation.refusal import NotAllowed, Refused

from .forms import OurForm

PAGE = 200  # rows on a page of a list

Crumb = tuple[str, str]  # words, address


def edited(
    request: HttpRequest,
    form: OurForm,
    save: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    back: str,
    done: str,
    crumbs: Sequence[Crumb] = (),
    intro: Sequence[str] = (),
    submit: str = "",
) -> HttpResponse:
    """Answer a form page. `save` gets the cleaned data; what it returns, if anything, is shown as a warning.

    A refusal is shown on top of the form (422, which rolls back what was done); success goes to `back`.
    """
    if request.method == "POST" and form.is_valid():
        try:
            warning = save(form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, done)
            if warning:
                messages.warning(request, warning)
            return redirect(back)
    return render(
        request,
        "administration/form.html",
        {"form": form, "title": title, "back": back, "crumbs": crumbs, "intro": intro, "submit": submit},
        status=422 if request.method == "POST" else 200,
    )


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def paged(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """Return the page of a list that the address asks for."""
    return Paginator(rows, PAGE).get_page(request.GET.get("sida"))


def history_of(row: Model) -> list[dict[str, object]]:
    """Return a record's history as the table of it shows."""
    return [labels.history_line(event, who) for event, who in queries.told_history(row)]
