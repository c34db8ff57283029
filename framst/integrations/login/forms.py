"""allauth's forms in our words. What they check is allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ReauthenticateForm as Password
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _


def _code_field(field: forms.Field, help_text: Any) -> None:
    field.label, field.help_text = _("Kod"), help_text
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "none", "size": 12}


class Once:
    """Takes each code once for as long as it would be right: allauth forgets it after one period, and takes three."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        used = f"framst.code.{self.user.pk}.{code.strip()}"  # type: ignore[attr-defined]
        if not cache.add(used, "y", timeout=app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 2)):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(Once, AuthenticateForm):  # type: ignore[misc]
    """A code after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self.fields["code"], _("Sex siffror ur din app, eller en av dina reservkoder."))


class CodeAgainForm(Once, ReauthenticateForm):  # type: ignore[misc]
    """A code in a session that has begun."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self.fields["code"], _("Sex siffror ur din app, eller en av dina reservkoder."))


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self.fields["code"], _("Sex siffror som appen visar nu."))


class KeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new key, by the name that its owner gives it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Nyckelns namn")
        self.fields["name"].help_text = _("Så att du känner igen den: Jobbtelefonen, Blå nyckeln.")
        self.fields["name"].max_length = 60
        if "passwordless" in self.fields:
            self.fields["passwordless"].label = _("Jag vill kunna logga in med bara den här nyckeln, utan lösenord")
            self.fields["passwordless"].help_text = _("Nyckeln frågar då alltid efter finger, ansikte eller pinkod.")
            self.fields["passwordless"].initial = True


class KeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Nyckelns namn")
        self.fields["name"].max_length = 60


class PasswordAgainForm(Password):  # type: ignore[misc]
    """The password in a session that has begun."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Lösenord")
