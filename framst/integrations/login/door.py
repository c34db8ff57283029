"""The door as allauth's adapter: limits before, and afterwards the record, the list of sign-ins and the notice."""

from __future__ import annotations

import math
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import ngettext

from framst.access import attempts, presences, unsaved
from framst.access.acting import Actor, acting, person
from framst.access.second_factor import BEGUN, SEEN
from framst.access.sign_in import ClosedForSignup
from framst.audit.services import record
from framst.audit.terms import Act
from framst.notices.services import queue
from framst.organisation.models import Account

from . import labels

REFUSED_AT = "account_login"


class Door(ClosedForSignup):
    """Signing in and out, whichever way one comes."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a try that comes too soon after others: from this place, for this account (`access.attempts`)."""
        now = timezone.now()
        place = attempts.Place(request, credentials.get("email", ""))
        left = attempts.must_wait(place, now).total_seconds()
        if left > 0:
            self._refused(request, "wait")
            minutes = math.ceil(left / 60)
            raise ValidationError(
                ngettext(
                    "För många försök. Vänta en minut och försök igen.",
                    "För många försök. Vänta %(minutes)d minuter och försök igen.",
                    minutes,
                )
                % {"minutes": minutes}
            )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        account: Account | None = super().authenticate(request, **credentials)
        if account is not None:
            attempts.succeeded(attempts.Place(request, credentials.get("email", "")))
        return account

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count it, and write that it happened: never what was typed."""
        attempts.failed(attempts.Place(request, credentials.get("email", "")), timezone.now())
        self._refused(request, "password")

    def reauthenticate(self, user: Account, password: str) -> bool:
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        if not user.is_active:
            self._refused(request, "closed")
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        """Write that somebody has signed in and how, and tell them when the browser is a new one."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        now = timezone.now()
        by = person(user.person_id, now)
        is_new = attempts.remember(request, response, user, now)
        request.session[BEGUN] = request.session[SEEN] = now.timestamp()
        presences.begin(request, user, now)
        if unsaved.opened(request, user.person_id, now) is None:
            unsaved.forget(request)
        how = sorted({str(m.get("type") or m["method"]) for m in get_authentication_records(request, user)})
        record(act=Act.SIGNED_IN, by=by, now=now, table=Account._meta.db_table, key=user.pk, how=how, new=is_new)
        if is_new:
            self._tell(user, by, labels.NEW_BROWSER)
        return response

    def logout(self, request: HttpRequest) -> None:
        presences.gone(request, request.user, person(request.user.person_id, timezone.now()))  # type: ignore[arg-type, union-attr]
        super().logout(request)

    def send_notification_mail(self, template_prefix: str, user: Account, *args: Any, **kwargs: Any) -> None:
        """Tell a person that a way to sign in was added or taken away."""
        self._tell(user, person(user.person_id, timezone.now()), labels.CHANGED)

    def _tell(self, user: Account, by: Actor, letter: labels.Letter) -> None:
        with acting(by):
            queue(
                address=user.email, subject=letter.subject(), body=letter.body(by.now), kind=letter.kind,
                about=user, by=by,
            )  # fmt: skip

    def _refused(self, request: HttpRequest, reason: str) -> None:
        by = request.actor  # type: ignore[attr-defined]
        record(act=Act.REFUSED, by=by, now=by.now, table=REFUSED_AT, reason=reason)
