"""The command line's words: Swedish as written, English where the reader's locale asks for it."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent / "locale"


def language() -> str:
    """Return "sv" or "en": FRAMST_LANGUAGE, else the locale's language; Swedish when neither says English."""
    chosen = os.environ.get("FRAMST_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if chosen.lower().startswith("en") else "sv"


_translations = gettext.translation("django", _FOLDER, languages=[language()], fallback=True)
# The library's own words ("Usage", "Options") come from the catalogue `messages`, which exists in Swedish only.
os.environ["LANGUAGE"] = language()
gettext.bindtextdomain("messages", str(_FOLDER))


def say(sentence: str) -> str:
    """Return a sentence of the command line's in the reader's language."""
    return _translations.gettext(sentence)
