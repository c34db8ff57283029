"""The changes of a run in the words of people."""

from __future__ import annotations

from collections.abc import Mapping

from framst.foundation.words import N_

CHANGES = {
    "pupils_new": N_("nya elever"),
    "pupils_changed": N_("ändrade elever"),
    "pupils_left": N_("elever som slutat"),
    "pupils_protected": N_("elever som blivit skyddade"),
    "protected_kept_out": N_("skyddade elever som inte är i systemet"),
    "lowering_asked": N_("skydd som väntar på beslut"),
    "enrolments_new": N_("nya inskrivningar"),
    "enrolments_ended": N_("ändrade eller avslutade inskrivningar"),
    "numbers": N_("nya eller borttagna personnummer"),
    "guardians": N_("nya eller ändrade vårdnadshavare"),
    "guardians_removed": N_("borttagna vårdnadshavare"),
    "groups": N_("nya eller ändrade grupper"),
    "memberships": N_("nya eller ändrade gruppmedlemskap"),
    "staff_new": N_("ny personal"),
    "staff_changed": N_("ändrad personal"),
    "staff_to_join": N_("personal som inte lästes in: adressen är en persons som finns här och saknar id"),
    "duties": N_("nya uppdrag"),
    "duties_ended": N_("ändrade eller avslutade uppdrag"),
    "moved": N_("elever som bytt enhet"),
}


def changed(changes: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return (words, number) of what a run changed, or would change; what is nothing is left out."""
    return [(words, changes[name]) for name, words in CHANGES.items() if changes.get(name)]
