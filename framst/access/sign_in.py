"""Who may sign in, and what that leaves in the record."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from framst.audit.services import record
from framst.audit.terms import Act
from framst.organisation.models import Account, Person

from . import acting


class ClosedForSignup(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the authority; nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Account, password: str) -> None:
        """Keep a password that its owner has chosen, signed in or by a link, and that it was chosen."""
        super().set_password(user, password)
        now = getattr(self.request, "actor", None)
        by = acting.person(user.person_id, now.now if now else timezone.now())
        record(act=Act.PASSWORD_CHOSEN, by=by, now=by.now, table=Person._meta.db_table, key=user.person_id)
