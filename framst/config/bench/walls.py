"""`framst bench walls` and `framst bench search`: what the walls cost, on 150,000 pupils in 170 units.

The same list, search and page are timed as the application behind the walls and as the tables' owner, whom row
security does not concern: the whole page in process, and its SQL alone. The control is the list without its filter of
unit, which the walls keep safe and make slow.
"""

from __future__ import annotations

import functools
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from . import Row, row

PUPILS, UNITS = 150_000, 170
OF_PAGE, OF_SQL, OF_YARDSTICK, OF_SEARCH = 1.3, 2.5, 5.0, 3.0
RUNS = 60
SOUGHT = "abc fam1"  # the beginnings of two names


def walls() -> list[Row]:
    """Measure the list of the largest unit, a search and a pupil's page with and without walls."""
    pages = _ready()
    rows: list[Row] = []
    rows.append(Row("kontroll: jämförelsen ser förbi murarna", 1, "", holds=_sees_past_the_walls()))
    yardstick = _p95(pages["måttstickan"].page)
    rows.append(row("måttstickan, p95", yardstick, "ms"))
    for name, one in pages.items():
        if name == "måttstickan":
            continue
        with_walls, without = _alternately(one.page, functools.partial(_as_owner, one.page))
        rows.append(row(f"{name}: sidan, p95", with_walls, "ms", against="utan murar", base=without, goal=OF_PAGE))
        rows.append(
            row(f"{name}: sidan, p95", with_walls, "ms", against="måttstickan", base=yardstick, goal=OF_YARDSTICK)
        )
        with_walls, without = _alternately(one.sql, functools.partial(_as_owner, one.sql))
        rows.append(row(f"{name}: frågorna, p95", with_walls, "ms", against="utan murar", base=without, goal=OF_SQL))
    return rows


def search() -> list[Row]:
    """Measure a search of pupils after the walls against the bare look-up in the index, and its page.

    The search is the service that the page calls: the actor set, the questions made and asked behind the walls, the
    rows read. Like `survey` it may cost three times the bare question, and what every page costs once.
    """
    pages = _ready()
    yardstick = _p95(pages["måttstickan"].page)
    bare = _p95(lambda: _as_owner(_bare_search))
    asked, page = _p95(_search), _p95(pages["sökningen"].page)
    return [
        row("måttstickan, p95", yardstick, "ms"),
        row("sökning i indexet utan murar, p95", bare, "ms"),
        row(
            "sökningen efter murarna, p95", asked, "ms", against="3 × indexet + måttstickan",
            base=OF_SEARCH * bare + yardstick, goal=1.0,
        ),
        row("sökningen efter murarna, hela sidan, p95", page, "ms", against="måttstickan", base=yardstick, goal=OF_YARDSTICK),
    ]  # fmt: skip


def _search() -> None:
    """Search as the counsellor of the largest unit, as the page does."""
    from django.utils import timezone

    from framst.access.acting import acting, person
    from framst.organisation.models import Account
    from framst.pupils.queries import sought

    if not hasattr(_search, "who"):
        _search.who = Account.objects.get(email="kurator@ekdalen.example").person_id  # type: ignore[attr-defined]
    by = person(_search.who, timezone.now())  # type: ignore[attr-defined]
    with acting(by):
        found, _by_number = sought(SOUGHT, by.today)
    if not found:
        raise RuntimeError("the search found nobody")


class _Page:
    """A page as it is asked for, and the SQL that it asked, to be asked again alone."""

    def __init__(self, client: Any, method: str, address: str, data: dict[str, str] | None = None) -> None:
        self.client, self.method, self.address, self.data = client, method, address, data
        self.statements: list[tuple[Any, Any]] = []

    def page(self) -> None:
        answer = getattr(self.client, self.method)(self.address, self.data or {})
        if answer.status_code != 200:
            raise RuntimeError(f"{self.address} answered {answer.status_code}")

    def watched(self) -> _Page:
        """Ask once and keep the page's SELECTs about pupils, with what they were given."""
        from django.db import connection

        def keep(execute: Any, query: Any, given: Any, many: bool, context: Any) -> Any:
            if str(query).startswith("SELECT") and "organisation_" in str(query) and "account" not in str(query):
                self.statements.append((query, given))
            return execute(query, given, many, context)

        with connection.execute_wrapper(keep):
            self.page()
        return self

    def sql(self) -> None:
        from django.db import connection
        from django.utils import timezone

        from framst.access.acting import acting, person
        from framst.organisation.models import Account

        if not hasattr(self, "who"):
            self.who = Account.objects.get(email="kurator@ekdalen.example").person_id
        with acting(person(self.who, timezone.now())), connection.cursor() as cursor:
            for query, given in self.statements:
                cursor.execute(query, given)
                cursor.fetchall()


def _ready() -> dict[str, _Page]:
    for word in ("migrate", "load-demo"):
        subprocess.run([sys.executable, "-m", "framst.config.command", word], check=True, stdout=subprocess.DEVNULL)
    from ..command import ready

    ready()
    _fill()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from framst.organisation.models import Account

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "sv"})
    client.force_login(Account.objects.get(email="kurator@ekdalen.example"))
    key = _owner("SELECT id FROM organisation_pupil WHERE holder_id = %s ORDER BY sort_key LIMIT 1", [_largest()])[0]
    return {
        "måttstickan": _Page(client, "get", reverse("yardstick")),
        "listan": _Page(client, "get", reverse("pupils"), {"enhet": "99990004"}).watched(),
        "sökningen": _Page(client, "post", reverse("pupils"), {"q": SOUGHT}).watched(),
        "eleven": _Page(client, "get", reverse("pupil", args=[key])).watched(),
    }


def _largest() -> int:
    return int(_owner("SELECT id FROM organisation_unit WHERE code = '99990004'")[0])


def _owner(query: str, given: list[Any] | None = None) -> Any:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as keeper:
        done = keeper.execute(query.encode(), given)
        return done.fetchone() if done.description else None


def _fill() -> None:
    """Make the pupils by SQL, as the owner: 2,000 in the largest unit, the rest even over the others."""
    for n in range(UNITS - 24):
        _owner(
            "INSERT INTO organisation_unit (name, sort_key, code, kind, municipality_code, municipality, provider_name,"
            " provider_orgnr, source) VALUES (%(c)s, %(c)s, %(c)s, 'school', '', '', '', '', '')",
            {"c": f"9997{n:04}"},  # type: ignore[arg-type]
        )
    _owner(
        "CREATE TABLE bench_pupil AS SELECT gen_random_uuid() AS id, u.id AS holder_id, n,"
        " chr(97 + mod(n, 26)) || chr(97 + mod(n / 26, 26)) || chr(97 + mod(n / 676, 26)) AS given,"
        " 'fam' || mod(n, 2000) AS family"
        " FROM generate_series(1, %s) n JOIN (SELECT id, row_number() OVER (ORDER BY (code = '99990004') DESC, code) - 1"
        " AS place FROM organisation_unit) u ON u.place = CASE WHEN n <= 2000 THEN 0 ELSE 1 + mod(n, %s) END",
        [PUPILS, UNITS - 1],
    )
    _owner(
        "INSERT INTO organisation_pupil (id, holder_id, secrecy, given_name, family_name, sort_key, sex, source, source_id,"
        " changed_at) SELECT id, holder_id, 'C', given, family, family || ' ' || given, '', 'bench', n::text, now()"
        " FROM bench_pupil"
    )
    _owner(
        "INSERT INTO organisation_nametoken (id, pupil_id, holder_id, secrecy, token) SELECT gen_random_uuid(), id,"
        " holder_id, 'C', token FROM bench_pupil, unnest(ARRAY[given, family]) token"
    )
    _owner(
        "INSERT INTO organisation_enrolment (id, pupil_id, holder_id, secrecy, unit_id, grade, programme, from_on)"
        " SELECT gen_random_uuid(), id, holder_id, 'C', holder_id, (n % 9 + 1)::text, '', '2024-08-19' FROM bench_pupil"
    )
    _owner(
        "INSERT INTO organisation_group (id, unit_id, name, sort_key, kind, source, source_id)"
        " SELECT gen_random_uuid(), u.id, 'k' || k, 'k' || k, 'class', 'bench', u.id || '-' || k"
        " FROM organisation_unit u, generate_series(0, 39) k"
    )
    _owner(
        "INSERT INTO organisation_membership (id, pupil_id, holder_id, secrecy, group_id, from_on)"
        " SELECT gen_random_uuid(), p.id, p.holder_id, 'C', g.id, '2024-08-19' FROM bench_pupil p"
        " JOIN organisation_group g ON g.source = 'bench' AND g.source_id = p.holder_id || '-' || p.n % 40"
    )
    _owner(
        "INSERT INTO organisation_guardian (id, pupil_id, holder_id, secrecy, source_id, given_name, family_name, email,"
        " phone, relation, informed) SELECT gen_random_uuid(), id, holder_id, 'C', n::text, 'V', family, '', '',"
        " 'Vårdnadshavare', true FROM bench_pupil"
    )
    _owner("DROP TABLE bench_pupil")
    _owner("ANALYZE")


def _bare_search() -> None:
    """The same search as it would be without walls, events and page: the index alone."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.given_name, p.family_name FROM organisation_pupil p WHERE p.id IN (SELECT pupil_id FROM"
            " organisation_nametoken WHERE token >= 'abc' AND token < 'abd') AND p.id IN (SELECT pupil_id FROM"
            " organisation_nametoken WHERE token >= 'fam1' AND token < 'fam2') ORDER BY p.sort_key LIMIT 50"
        )
        cursor.fetchall()


def _as_owner(do: Callable[[], None]) -> None:
    """Do something on the owner's connection: row security does not concern the owner, and all else is the same."""
    from django.db import connection

    keeper = _owners_connection()
    mine = connection.connection
    connection.connection = keeper
    try:
        do()
    finally:
        connection.connection = mine


def _sees_past_the_walls() -> bool:
    """Whether the comparison compares what it says: the owner meets every pupil, and the application none."""
    from django.db import connection

    counted: list[int] = []

    def count() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM organisation_pupil")
            counted.append(cursor.fetchone()[0])

    count()
    _as_owner(count)
    return counted[0] == 0 and counted[1] >= PUPILS


_kept: list[Any] = []


def _owners_connection() -> Any:
    """Return the owner's connection, made once as Django makes its own."""
    if not _kept:
        import copy

        from django.db import connections
        from psycopg.conninfo import conninfo_to_dict

        given = conninfo_to_dict(os.environ["DATABASE_OWNER_URL"])
        other = copy.copy(connections["default"])
        other.settings_dict = {
            **other.settings_dict, "USER": given["user"], "PASSWORD": given["password"], "OPTIONS": {},
        }  # fmt: skip
        made = other.get_new_connection(other.get_connection_params())
        made.autocommit = True
        _kept.append(made)
    return _kept[0]


def _timed(do: Callable[[], None]) -> float:
    begun = time.perf_counter()
    do()
    return 1000 * (time.perf_counter() - begun)


def _p95_of(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _p95(do: Callable[[], None]) -> float:
    for _ in range(5):
        do()
    return _p95_of([_timed(do) for _ in range(RUNS)])


def _alternately(one: Callable[[], None], other: Callable[[], None]) -> tuple[float, float]:
    """Time two things in turn, so that what the machine does meanwhile meets both; return both p95."""
    for _ in range(5):
        one()
        other()
    pairs = [(_timed(one), _timed(other)) for _ in range(RUNS)]
    return _p95_of([a for a, _ in pairs]), _p95_of([b for _, b in pairs])
