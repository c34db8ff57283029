"""Rows of the administration in words, in the reader's language."""

from __future__ import annotations

from decimal import Decimal

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.professions import PROFESSIONS
from framst.audit.models import Event
from framst.audit.terms import ACT_NAMES, Act
from framst.foundation.numerals import in_figures
from framst.organisation.models import Assignment, UnitForm
from framst.organisation.rules import grades_spoken

from .terms import FIELD_NAMES, LOSSES, RECOGNISED, Loss, Recognised

YES, NO = gettext_lazy("ja"), gettext_lazy("nej")


def forms_words(rows: list[UnitForm]) -> str:
    """Return "förskoleklass, grundskola 1–6"."""
    parts = []
    for row in rows:
        grades = grades_spoken(row.grades)
        parts.append(f"{row.form.name} {grades}" if grades and grades != "F" else row.form.name)
    return ", ".join(parts)


def assignment_words(row: Assignment) -> str:
    """Return "rektor, Dalskolan" or "avdelningschef, Avdelning grundskola"."""
    profession = _(PROFESSIONS.get(row.profession, row.profession))
    place = row.unit or row.division
    return f"{profession}, {place.name}" if place else profession


def period_words(from_on: object, until_on: object) -> str:
    """Return "1 jul 2022 – 30 jun 2025" or "från 1 jul 2022"."""
    if from_on and until_on:
        return f"{date_format(from_on, 'j b Y')} – {date_format(until_on, 'j M Y')}"  # type: ignore[arg-type]
    if from_on:
        return _("från %s") % date_format(from_on, "j b Y")  # type: ignore[arg-type]
    return _("till och med %s") % date_format(until_on, "j b Y") if until_on else ""  # type: ignore[arg-type]


def share_words(share: Decimal | None) -> str:
    """Return a share in per cent without needless zeros, "110,5"; nothing when it is not known."""
    return (
        "" if share is None else in_figures(float(share), 0 if share == int(share) else 1 if share * 10 % 1 == 0 else 2)
    )


def setting_words(value: object) -> str:
    """Return a setting's value as text; nothing for an empty one."""
    if isinstance(value, bool):
        return str(YES if value else NO)
    return "" if value is None else str(value)


def password_subject() -> str:
    """Return the subject of the letter with which a person chooses a password."""
    with translation.override("sv"):
        return _("Välj lösenord till Främst")


def password_letter(*, link: str) -> str:
    """Return the letter with which a person chooses a password. It names nobody: the link is all that is personal."""
    with translation.override("sv"):
        return (
            "\n\n".join(
                [
                    _("Hej!"),
                    _("Här väljer du ditt lösenord till Främst. Du loggar in med den här e-postadressen."),
                    link,
                    _("Länken gäller i 24 timmar och kan användas en gång. Lämna den inte vidare."),
                    _("Har den slutat gälla får du en ny av systemförvaltaren."),
                ]
            )
            + "\n"
        )


def door_subject() -> str:
    """Return the subject of the letter about a changed way to sign in."""
    with translation.override("sv"):
        return _("Din inloggning i Främst har ändrats")


def door_letter() -> str:
    """Return the letter that tells a person that the administrator has changed how they sign in. It names nobody."""
    with translation.override("sv"):
        return (
            "\n\n".join(
                [
                    _("Hej!"),
                    _("Systemförvaltaren har ändrat hur du loggar in i Främst, och du är utloggad överallt."),
                    _("Har du bett om det behöver du inte göra något. Annars: säg genast till systemförvaltaren eller din chef."),
                ]
            )
            + "\n"
        )  # fmt: skip


def history_line(event: Event, who: str) -> dict[str, object]:
    """Return what the history table shows of an event: when, who, what."""
    detail = event.detail
    what = _(ACT_NAMES[Act(event.act)])
    if fields := detail.get("fields"):
        what += ": " + ", ".join(_(FIELD_NAMES.get(f, f)) for f in fields)
    if detail.get("reason") in LOSSES and detail.get("recognised") in RECOGNISED:
        what += ": " + _(LOSSES[Loss(detail["reason"])]) + "; " + _(RECOGNISED[Recognised(detail["recognised"])])
    if profession := detail.get("profession"):
        what += " " + _(PROFESSIONS.get(profession, profession))
    if day := detail.get("from_on"):
        what += " " + _("från och med %s") % day
    if day := detail.get("until_on"):
        what += " " + _("till och med %s") % day
    return {"at": event.at, "who": who or (_("maskinellt") if event.machine else ""), "what": what}
