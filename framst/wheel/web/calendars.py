"""The year in one's own calendar: an address that can be taken back, and what it answers."""

from __future__ import annotations

import datetime as dt
import uuid

import icalendar
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from framst.access import links
from framst.access.acting import acting, person
from framst.access.pages import actor, by_link, page
from framst.organisation.models import Account
from framst.wheel import queries, services
from framst.wheel.models import CalendarAddress
from framst.wheel.queries.activities import own_units, shown
from framst.wheel.rules.days import year_of


@page(writes=True)
def mine(request: HttpRequest) -> HttpResponse:
    """The reader's own address: made, made again, ended."""
    by = actor(request)
    if request.method == "POST":
        if "end" in request.POST:
            services.end_calendar(by=by)
            messages.success(request, _("Adressen gäller inte längre."))
        else:
            services.make_calendar(by=by)
            messages.success(request, _("Adressen är ny. En tidigare adress gäller inte längre."))
        return redirect("calendar_mine")
    found = CalendarAddress.objects.filter(person_id=by.person_id, ended_at__isnull=True).first()  # type: ignore[misc]
    address = ""
    if found is not None:
        address = request.build_absolute_uri(reverse("calendar_feed", args=[links.token(found.link, found.number)]))
    return render(request, "wheel/calendar.html", {"address": address})


@by_link
def feed(request: HttpRequest, key: uuid.UUID, number: int, token: str) -> HttpResponse:
    """The year's activities and what awaits the address' owner. No names: titles and days."""
    address = CalendarAddress.objects.filter(link=key, number=number, ended_at__isnull=True).first()
    if address is None:
        raise Http404
    now = actor(request).now
    owner = person(address.person_id, now)
    with acting(owner):
        if not owner.professions or not Account.objects.filter(person=address.person_id, is_active=True).exists():
            raise Http404
        year = year_of(owner.today)
        units = own_units(owner)
        days = [
            (str(a.pk), a.title, a.due_on, reverse("wheel_activity", args=[a.pk]))
            for y in (year, year + 1)
            for a in shown(y, "", units)
        ]
        # Where a thing is answered by a personal link, that link does not stand in a calendar: the start page does.
        days += [
            (f"awaiting-{thing.pk}", thing.title, thing.due_on, reverse("start"))
            for thing in queries.awaiting(owner)
            if thing.due_on
        ]
    content = _calendar(days, now, request.build_absolute_uri("/").rstrip("/"))
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def _calendar(days: list[tuple[str, str, dt.date, str]], now: dt.datetime, site: str) -> bytes:
    """Whole days, so that no time zone and no clock that is put forward moves them."""
    made = icalendar.Calendar()
    made.add("prodid", "-//framst//arshjul//SV")
    made.add("version", "2.0")
    made.add("x-wr-calname", _("Årshjul"))
    for key, title, day, path in days:
        event = icalendar.Event()
        event.add("uid", f"{key}@framst")
        event.add("dtstamp", now.astimezone(dt.UTC))
        event.add("dtstart", day)
        event.add("dtend", day + dt.timedelta(days=1))
        event.add("summary", title)
        event.add("url", site + path)
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())
