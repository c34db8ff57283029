"""Which words a password may not be made of: those that anybody would try first here.

The list is documented in docs/security/README.md (OWASP ASVS 5.0, V6.1.2 and V6.2.11). No rule says what characters a
password must have: only its length, and that it is not guessed.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils.translation import gettext

from framst.foundation.words import N_

# The product and what is done in it; where, and who; seasons, months, days; what people write when they are asked.
_AT_HAND = """
främst elevhälsa elevhälsan elevhälsoplan uppföljning skrivelse elev elever elevvård journal
skola skolan skolor skolorna kommun kommunen nämnd nämnden förvaltning utbildning huvudman enhet
rektor lärare kurator psykolog sköterska skolsköterska specialpedagog utredare chef admin administratör
system systemförvaltare användare konto
vår våren sommar sommaren höst hösten vinter vintern jul påsk midsommar semester
januari februari mars april maj juni juli augusti september oktober november december
måndag tisdag onsdag torsdag fredag lördag söndag
lösenord lösen hemligt hemlig password passord passwort secret login inloggning välkommen hejhej hej hejsan
sverige sweden qwerty qwertyuiop asdfghjkl zxcvbnm qwertyuiopå asdfghjklöä abc abcd abcdef abcdefgh test
"""
WORDS = frozenset(_AT_HAND.split())
FEWEST_OWN = 6  # characters beside the words at hand
REFUSED = N_("Lösenordet är för lätt att gissa: det består mest av ord som många provar först, eller av ditt namn.")

# What people write in a letter's place.
_STANDS_FOR = str.maketrans("0134578@$", "oieastbas")


class NotOfWordsAtHand:
    """A validator of Django's: refuses a password that is little more than words at hand and digits."""

    def validate(self, password: str, user: Any = None) -> None:
        if own_characters(password, _about(user)) < FEWEST_OWN:
            raise ValidationError(gettext(REFUSED), code="words_at_hand")

    def get_help_text(self) -> str:
        return ""


def own_characters(password: str, about: frozenset[str] = frozenset()) -> int:
    """Return how many different letters and digits of `password` are left without WORDS and the words `about` its owner.

    Digits in a row (a year, 1234) and repeated characters count as one.
    """
    words = sorted((_plain(w) for w in WORDS | about), key=len, reverse=True)
    readings = {_plain(password), _plain(password.translate(_STANDS_FOR))}
    return min(_left(text, words) for text in readings)


def _left(text: str, words: list[str]) -> int:
    for word in words:
        text = text.replace(word, " ")
    text = re.sub(r"\d+", "0", text)
    return len(set(re.sub(r"[\W_]", "", text)))


def _plain(text: str) -> str:
    """Small letters without dots and rings, so that "losenord" is "lösenord"."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _about(user: Any) -> frozenset[str]:
    texts = [getattr(user, "email", "") or ""]
    # Whoever chooses by a link has not signed in, and sees no person: the address says the name there.
    with contextlib.suppress(ObjectDoesNotExist, AttributeError):
        texts += [user.person.given_name, user.person.family_name]
    return frozenset(w for text in texts for w in re.split(r"[\W_\d]+", text) if len(w) >= 3)
