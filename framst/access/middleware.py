"""Sign-in by default, and the actor in the transaction."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError, ProgrammingError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from framst.audit.services import NOT_WRITTEN, NotRecorded, holding, is_about_the_record, record, write
from framst.audit.terms import Act
from framst.foundation.refusal import NotAllowed, Refused
from framst.foundation.words import N_

from . import acting as who
from . import second_factor, unsaved

Handler = Callable[[HttpRequest], HttpResponse]

# Views that anyone may ask for: allauth's door, the answer pages (by link), the public pages.
OPEN_PREFIXES = ("/konto/", "/svar/", "/kalender/", "/offentligt/", "/sprak/", "/halsa/", "/tillganglighet/")


class RequireSignIn:
    """Sends whoever has not signed in to the door; an address is never shown to exist before that.

    A form that was posted when the session had ended is kept for whoever wrote it, and shown again after the door.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        if request.user.is_authenticated and second_factor.is_over(request.session, now):
            logout(request)
        if request.user.is_authenticated:
            person = request.user.person_id
            response = self.get_response(request)
            if request.user.is_authenticated:  # has not signed out just now
                unsaved.forget_when_saved(request, response)
                unsaved.remember_writer(request, response, person)
            return response
        if request.path_info.startswith(OPEN_PREFIXES):
            return self.get_response(request)
        if unsaved.by_script(request):
            # A saved draft must not be answered with a sign-in page in its place.
            return HttpResponse(status=401, headers={"HX-Redirect": reverse(settings.LOGIN_URL)})
        if request.method == "POST":
            writer = unsaved.writer_of(request)
            if writer is not None and unsaved.keep(request, writer, now):
                return redirect_to_login(reverse("unsaved"))
        return redirect_to_login(request.get_full_path())


class Acting:
    """Carries the actor into one transaction that holds the whole request, rendering included.

    An answer of 400 or more rolls everything back; a refusal is then recorded in a transaction of its own. What was
    read is recorded when the answer shows it, also in a form that is shown again with its errors. When the record
    cannot be written, nothing of the answer leaves.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._answer(request)
        except NotRecorded:
            return not_recorded(request)
        except DatabaseError as problem:
            if is_about_the_record(problem):
                return not_recorded(request)
            raise

    def _answer(self, request: HttpRequest) -> HttpResponse:
        actor = actor_of(request)
        request.actor = actor  # type: ignore[attr-defined]
        with who.acting(actor):
            with holding() as reads:
                response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
            elif not _shows_nothing(response):
                write(reads)
        if response.status_code >= 400 and reads and not _shows_nothing(response):
            with who.acting(actor):
                write(reads)
        # Why somebody was refused at the door is said by the door itself; of others only those known are written down.
        reason = {"reason": request.refused} if hasattr(request, "refused") else {}
        if response.status_code in (403, 404) and (actor.kind == "person" or reason):
            route = request.resolver_match.view_name if request.resolver_match else ""
            with who.acting(actor):
                record(act=Act.REFUSED, by=actor, now=actor.now, table=route, status=response.status_code, **reason)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotRecorded):
            return not_recorded(request)
        if isinstance(exception, NotAllowed):
            return refusal(request, exception, status=403)
        if isinstance(exception, Refused):
            return refusal(request, exception, status=409)
        if isinstance(exception, ProgrammingError) and isinstance(exception.__cause__, InsufficientPrivilege):
            return refusal(request, NotAllowed(N_("Du har inte rätt att göra detta.")), status=403)
        return None


def refusal(request: HttpRequest, refused: Refused, *, status: int) -> HttpResponse:
    """Answer with the page that says why, in the sentence of the rule itself. It asks the database nothing."""
    response = render(request, "ui/refusal.html", {"refused": refused}, status=status)
    response.framst_shows_nothing = True  # type: ignore[attr-defined]
    return response


def not_recorded(request: HttpRequest) -> HttpResponse:
    """Answer that the record could not be written: the page that was made is thrown away."""
    return refusal(request, Refused(NOT_WRITTEN), status=503)


def _shows_nothing(response: HttpResponse) -> bool:
    """Whether the answer holds nothing of what was read: it sends on, or says no with a page that asks nothing."""
    status = response.status_code
    return (
        300 <= status < 400
        or status in (401, 403, 404, 405)
        or status >= 500
        or hasattr(response, "framst_shows_nothing")
    )


def actor_of(request: HttpRequest) -> who.Actor:
    """Return who asks: the account's person, or the public. Time enters here."""
    now = timezone.now()
    if not request.user.is_authenticated:
        return who.public(now)
    second_factor.stamp(request.session, now)
    return who.person(
        request.user.person_id,
        now,
        second_factor=second_factor.holds(request.session, now),
    )
