"""The letters about signing in: that something happened and when. Nothing else is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext

from framst.foundation.words import N_
from framst.ui.templatetags.framst import moment


@dataclass(frozen=True)
class Letter:
    """One kind of letter, in words that take the moment and the address of the own list."""

    kind: str
    title: str
    text: str

    def subject(self) -> str:
        return gettext(self.title)

    def body(self, at: dt.datetime) -> str:
        return gettext(self.text) % {"at": moment(at), "address": f"{settings.ADDRESS}/jag/inloggningar/"}


NEW_BROWSER = Letter(
    "new_browser",
    N_("Ny inloggning i Främst"),
    N_(
        "Någon loggade in med ditt konto i Främst från en webbläsare som inte har använts förut, %(at)s.\n\n"
        "Var det du behöver du inte göra något. Var det inte du: logga ut alla andra på %(address)s, byt lösenord och"
        " säg till systemförvaltaren.\n"
    ),
)
CHANGED = Letter(
    "sign_in_changed",
    N_("Din inloggning i Främst har ändrats"),
    N_(
        "Ett sätt att bekräfta din inloggning i Främst lades till eller togs bort %(at)s.\n\n"
        "Var det du behöver du inte göra något. Var det inte du: säg genast till systemförvaltaren, och se var du är"
        " inloggad på %(address)s\n"
    ),
)
