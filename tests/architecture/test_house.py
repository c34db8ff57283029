"""The house keeps its own rules: zones, classified fields, words, generated pages, no GET that writes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from framst.access.walls import zone_of
from framst.config import catalogue, reference_pages
from framst.foundation.classification import FieldClass

from ..walls.pages import PAGES

ROOT = Path(__file__).resolve().parents[2]
OURS = [m for m in apps.get_models() if m.__module__.startswith("framst.")]


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_every_model_names_its_zone_and_classifies_every_field(model: Any) -> None:
    assert zone_of(model)
    names = {f.name for f in model._meta.local_fields} - {"only"}
    assert names == set(model.classes) - {"only"}
    assert set(model.classes.values()) <= set(FieldClass)


def test_every_sentence_has_its_english() -> None:
    po = catalogue.PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
    known = {str(m.id[0] if isinstance(m.id, tuple) else m.id) for m in catalogue.catalogue(po) if m.id}
    used = {m[0] if isinstance(m, tuple) else m for _, _, m in catalogue.sentences()}
    assert used - known == set(), "run `make words`"
    assert catalogue.untranslated(po) == []


def test_english_keeps_what_is_filled_in() -> None:
    po = catalogue.PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
    holes = re.compile(r"%\(\w+\)[sd]|%[sd]")
    for message in catalogue.catalogue(po):
        if message.id:
            swedish = message.id if isinstance(message.id, tuple) else (message.id,)
            english = message.string if isinstance(message.string, tuple) else (message.string,)
            for one in english:
                assert set(holes.findall(one)) <= set(holes.findall(" ".join(swedish))), message.id
            assert set(holes.findall(english[-1])) == set(holes.findall(swedish[-1])), message.id


def test_generated_pages_are_up_to_date() -> None:
    for name, text in reference_pages.pages().items():
        assert (ROOT / "docs" / "reference" / name).read_text() == text, "run `make docs`"


def test_no_get_writes_but_for_the_record(client_of: Any) -> None:
    client = client_of("utredare")

    def written() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables"
                " WHERE relname NOT IN ('audit_event', 'django_session')"
            )
            return int(cursor.fetchone()[0])

    for name, expected in PAGES.items():
        before = written()
        client.get(expected.address(name))
        assert written() == before, f"{name} writes on GET"
