"""Who may sign in by the local door, what their second factor is, and what that leaves in the record."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from cryptography.fernet import Fernet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.audit.services import record
from framst.audit.terms import Act
from framst.organisation.models import Account, Person

from . import acting

# What a federated sign-in with a level of assurance that counts as a second factor is called in the session.
ASSURED = "federation"


class ClosedForSignup(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the authority; nobody signs up by themselves."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("E-postadressen och lösenordet hör inte ihop."),
        "incorrect_code": gettext_lazy("Koden är inte rätt. Vänta på nästa kod om du nyss har använt den."),
        "incorrect_password": gettext_lazy("Lösenordet är inte rätt."),
        "enter_current_password": gettext_lazy("Skriv ditt nuvarande lösenord."),
        "too_many_login_attempts": gettext_lazy("För många försök. Vänta några minuter och försök igen."),
        "rate_limited": gettext_lazy("För många försök. Vänta några minuter och försök igen."),
        "account_inactive": gettext_lazy("Kontot är stängt."),
    }

    def is_safe_url(self, url: str) -> bool:
        """Whether one may be sent on to `url` after the door: to this very site, and nowhere else."""
        here = self.request.get_host()
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts={here})

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Account, password: str) -> None:
        """Keep a password that its owner has chosen, signed in or by a link, and that it was chosen."""
        super().set_password(user, password)
        now = getattr(self.request, "actor", None)
        by = acting.person(user.person_id, now.now if now else timezone.now())
        record(act=Act.PASSWORD_CHOSEN, by=by, now=by.now, table=Person._meta.db_table, key=user.person_id)

    def get_login_stages(self) -> list[str]:
        """The stages of signing in: ours for the second factor."""
        return ["framst.access.sign_in.SecondFactorStage"]

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, Any]]:
        """How somebody who is signed in may show once more that it is they."""
        words = {
            "reauthenticate": _("Skriv ditt lösenord"),
            "mfa_reauthenticate": _("Skriv en kod"),
            "mfa_reauthenticate:webauthn": _("Använd en nyckel"),
        }
        found = [{**m, "description": words[m["id"]]} for m in super().get_reauthentication_methods(user)]
        # Whoever has a second factor answers with that: a password alone never adds another.
        return [m for m in found if m["id"] != "reauthenticate"] or found


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asks for the local second factor, unless the identity provider has answered for one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        return not any(m.get("type") == ASSURED for m in records) and super()._should_handle(request)


class SecretsAtRest(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps and recovery codes lie encrypted in the database; the key is not in it."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("Koden är inte rätt. Vänta på nästa kod om du nyss har använt den."),
        "cannot_delete_authenticator": gettext_lazy("Den andra faktorn kan inte tas bort."),
        "cannot_generate_recovery_codes": gettext_lazy("Lägg först till en app eller en nyckel."),
    }

    def encrypt(self, text: str) -> str:
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _lock().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:
        number: int = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Nyckel %d") % number

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Främst"}


def _lock() -> Fernet:
    key = salted_hmac("framst.second_factor", "secrets", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
