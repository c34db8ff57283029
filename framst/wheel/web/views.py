"""The start page."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from framst.access.pages import actor, page
from framst.wheel import queries
from framst.wheel.queries.commitments import awaited


@page()
def start(request: HttpRequest) -> HttpResponse:
    """What awaits me, until when, and how long will it take?"""
    by = actor(request)
    awaiting = sorted([*queries.awaiting(by), *awaited(by)], key=lambda one: one.due_on or dt.date.max)
    return render(
        request,
        "wheel/start.html",
        {"awaiting": awaiting, "errands": queries.errands(by), "today": by.today},
    )
