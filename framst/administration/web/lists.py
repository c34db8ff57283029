"""The short lists as their addresses ask for them: the pages show them, and the files have the same rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from framst.administration import labels, queries
from framst.foundation.words import N_
from framst.organisation.models import Competence, Division, SchoolForm
from framst.organisation.rules import grades_spoken, is_valid_on
from framst.ui.lists import Column, holding, in_order

DIVISIONS = [
    Column("avdelning", N_("Avdelning"), lambda row: row.name),
    Column("chef", N_("Avdelningschef"), lambda row: row.directors_words or None),
    Column("omraden", N_("Områden"), lambda row: len(row.areas)),
    Column("enheter", N_("Enheter"), lambda row: row.units, number=True),
]
SCHOOL_FORMS = [
    Column("skolform", N_("Skolform"), lambda row: row.name),
    Column("kod", N_("Kod"), lambda row: row.code),
    Column("register", N_("Koder i registret"), lambda row: ", ".join(row.register_codes)),
    Column("galler", N_("Gäller"), lambda row: row.valid_from and row.valid_from.isoformat()),
]
COMPETENCES = [
    Column("kompetens", N_("Kompetens"), lambda row: row.name),
    Column("krav", N_("Krav"), lambda row: (not row.statutory, row.sort_key)),
    Column("for", N_("För vilka")),
    Column("galler", N_("Gäller"), lambda row: row.valid_from and row.valid_from.isoformat()),
]


def divisions(asked: Mapping[str, str], day: dt.date) -> list[Division]:
    """Return the divisions, each with its directors in words. Filter: q (in its name, an area's or a director's)."""
    rows = queries.divisions(day)
    for row in rows:
        row.directors_words = ", ".join(a.person.name for a in row.directors)
    chosen = holding(asked, rows, lambda row: [row.name, row.directors_words, *(area.name for area in row.areas)])
    return in_order(asked, chosen, DIVISIONS, "avdelning")


def school_forms(asked: Mapping[str, str], day: dt.date) -> list[SchoolForm]:
    """Return the school forms in the order of the school, or as asked. Filters: q (name or code), lage ("i_dag")."""
    rows = list(SchoolForm.objects.order_by("id"))
    for row in rows:
        row.period = labels.period_words(row.valid_from, row.valid_to)
        row.is_now = is_valid_on(day, row.valid_from, row.valid_to)
    rows = holding(asked, rows, lambda row: [row.name, row.code, *row.register_codes])
    if asked.get("lage") == "i_dag":
        rows = [row for row in rows if row.is_now]
    return in_order(asked, rows, SCHOOL_FORMS, "skolform") if asked.get("ordning") else rows


def competences(asked: Mapping[str, str], day: dt.date) -> list[Competence]:
    """Return the competences, statutory ones first. Filters: q (name), krav ("lag", "lokal"), lage ("i_dag")."""
    rows = list(Competence.objects.select_related("replaced_by").order_by("-statutory", "sort_key"))
    names = {f.code: f.name for f in SchoolForm.objects.all()}
    groups: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda r: r.pk):
        groups.setdefault(row.requirement, []).append(row.name)
    for row in rows:
        row.period = labels.period_words(row.valid_from, row.valid_to)
        row.is_now = is_valid_on(day, row.valid_from, row.valid_to)
        row.grades_words = grades_spoken(row.grades)
        row.forms_words = ", ".join(names.get(f, f) for f in row.forms)
        row.either = _(" eller ").join(groups[row.requirement]) if row.requirement else ""
    if asked.get("krav") in ("lag", "lokal"):
        rows = [row for row in rows if row.statutory == (asked["krav"] == "lag")]
    if asked.get("lage") == "i_dag":
        rows = [row for row in rows if row.is_now]
    return in_order(asked, holding(asked, rows, lambda row: [row.name]), COMPETENCES, "krav")
