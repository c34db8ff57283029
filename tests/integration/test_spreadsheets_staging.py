"""How `read_rows` is to be used: COPY into a temporary table while reading, and on from there only at the end."""

from __future__ import annotations

import io

import pytest
from django.db import connection

from framst.access.acting import acting
from framst.foundation.refusal import BadInput
from framst.integrations.spreadsheets.reading import read_rows

from ..personas import actor

pytestmark = pytest.mark.django_db


def staged(data: bytes) -> int:
    """Read the file as the docstring of `read_rows` says; return how many rows went on."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE incoming (row int, name text) ON COMMIT DROP")
        with cursor.copy("COPY incoming FROM STDIN") as copy:
            for row in read_rows(io.BytesIO(data), "elever.csv", most_rows=200_000):
                copy.write_row((row.number, row.cells["Namn"]))
        cursor.execute("SELECT count(*) FROM incoming WHERE name LIKE 'Å%'")
        return int(cursor.fetchone()[0])


def test_a_sound_file_goes_on() -> None:
    with acting(actor("system")):
        assert staged(b"Namn\n" + "Åsa\n".encode() * 60_000) == 60_000


def test_a_fault_in_the_last_row_leaves_nothing_behind() -> None:
    with pytest.raises(BadInput) as caught, acting(actor("system")):
        staged(b"Namn\n" + "Åsa\n".encode() * 60_000 + b"B\x1bo\n")
    assert [(f.row, f.column) for f in caught.value.faults] == [(60_002, "Namn")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('incoming')")
        assert cursor.fetchone()[0] is None
