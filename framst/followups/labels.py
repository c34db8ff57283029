"""The letters about a follow-up, as they are sent. Always in Swedish; they never hold an answer."""

from __future__ import annotations

import datetime as dt

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .terms import NOT_ANONYMOUS, Per


def _day(day: dt.date) -> str:
    return date_format(day, "l j F Y")


def invitation(*, title: str, units: str, minutes: float, closes_on: dt.date, link: str, taken_over: bool) -> str:
    """Return the invitation's text: what it is about, how long it takes, until when, the link, that it is not secret.

    `minutes` is the estimate for all questions; `taken_over` says that the place was a former principal's.
    """
    with translation.override("sv"):
        parts = [
            _("Hej!"),
            _("Du är ombedd att svara på frågor: %(title)s.\nDet gäller: %(units)s.")
            % {"title": title, "units": units},
            _("Du får frågorna för att du är rektor nu. Länken som din företrädare fick gäller inte längre.")
            if taken_over
            else "",
            _("Det tar ungefär %(minutes)d minuter. Svara senast %(day)s.")
            % {"minutes": max(1, round(minutes)), "day": _day(closes_on)},
            link,
            _("Länken är personlig. Du kan börja, pausa och fortsätta på en annan enhet."),
            _(NOT_ANONYMOUS),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"


def reminder(*, title: str, units: str, closes_on: dt.date, link: str, begun: bool) -> str:
    """Return the reminder's text."""
    with translation.override("sv"):
        return (
            "\n\n".join(
                [
                    _("Hej!"),
                    _("Vi har inte fått dina svar ännu: %(title)s.\nDet gäller: %(units)s.")
                    % {"title": title, "units": units},
                    _("Det du har skrivit är sparat. Gå till länken och skicka in det senast %(day)s.")
                    % {"day": _day(closes_on)}
                    if begun
                    else _("Svara senast %(day)s.") % {"day": _day(closes_on)},
                    link,
                    _(NOT_ANONYMOUS),
                ]
            )
            + "\n"
        )


def extension(*, title: str, units: str, closes_on: dt.date, link: str) -> str:
    """Return the text that tells of a new closing day."""
    with translation.override("sv"):
        return (
            "\n\n".join(
                [
                    _("Hej!"),
                    _("Du får längre tid på dig att svara: %(title)s.\nDet gäller: %(units)s.")
                    % {"title": title, "units": units},
                    _("Ny sista svarsdag är %(day)s.") % {"day": _day(closes_on)},
                    link,
                    _(NOT_ANONYMOUS),
                ]
            )
            + "\n"
        )


def receipt(*, title: str, units: str, at: dt.datetime, closes_on: dt.date) -> str:
    """Return the receipt: that the answers came, when, and until when they can be changed. No answer is in it."""
    with translation.override("sv"):
        return (
            "\n\n".join(
                [
                    _("Hej!"),
                    _("Tack, dina svar har kommit in: %(title)s.\nDet gäller: %(units)s.")
                    % {"title": title, "units": units},
                    _("De kom in %(day)s kl. %(time)s. Du kan ändra dem till och med %(until)s med samma länk.")
                    % {"day": _day(at.date()), "time": date_format(at, "H.i"), "until": _day(closes_on)},
                ]
            )
            + "\n"
        )


def places(per: str, holders: int, vacant: int) -> str:
    """Return how many places a selection makes, in the reader's language: "19 rektorer", "21 skolenheter".

    `holders` is the number of places with a principal, `vacant` of those without.
    """
    if per == Per.UNIT:
        n = holders + vacant
        return ngettext("%(n)d skolenhet", "%(n)d skolenheter", n) % {"n": n}
    words = ngettext("%(n)d rektor", "%(n)d rektorer", holders) % {"n": holders}
    if vacant:
        words += _(" och ") + ngettext("%(n)d skolenhet utan rektor", "%(n)d skolenheter utan rektor", vacant) % {
            "n": vacant
        }
    return words
