"""Databases for tests: made as the owner, used as the application, each a copy of a template with the demo in it."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "alone")[:8]
TEMPLATE = f"framst_test_{RUN}_demo"


def _with_name(url: str, name: str) -> str:
    return make_conninfo(**{**conninfo_to_dict(url), "dbname": name})


def urls(name: str) -> dict[str, str]:
    """The environment that points at a test database."""
    return {
        "DATABASE_URL": _with_name(os.environ["DATABASE_URL"], name),
        "DATABASE_OWNER_URL": _with_name(os.environ["DATABASE_OWNER_URL"], name),
    }


def _administer(statement: sql.Composed) -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute(statement)


def template() -> str:
    """Make the template with the demo once a run, whichever process comes first; return its name."""
    home = Path(os.environ["FRAMST_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    with (home / f"{TEMPLATE}.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if not lock.read():
            _administer(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(TEMPLATE)))
            _administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
            env = {**os.environ, **urls(TEMPLATE)}
            for word in ("migrate", "load-demo"):
                subprocess.run(
                    [sys.executable, "-m", "framst.config.command", word],
                    check=True,
                    env=env,
                    stdout=subprocess.DEVNULL,
                )
            lock.write("made")
    return TEMPLATE


def copy(name: str) -> str:
    """Make a database from the template; return its name."""
    name = f"framst_test_{RUN}_{name}"
    drop(name)
    _administer(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template())))
    return name


def drop(name: str) -> None:
    """Drop a test database, as soon as the processes that used it have let go of it."""
    deadline = time.monotonic() + 30
    while True:
        try:
            _administer(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            return
        except psycopg.errors.ObjectInUse:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
