"""Who may sign in, and what that leaves in the record."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedForSignup(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the authority; nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
