"""The start page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from framst.access.pages import actor, page
from framst.wheel import queries


@page()
def start(request: HttpRequest) -> HttpResponse:
    """What awaits me, until when, and how long will it take?"""
    by = actor(request)
    return render(
        request,
        "wheel/start.html",
        {"awaiting": list(queries.awaiting(by)), "errands": queries.errands(by), "today": by.today},
    )
