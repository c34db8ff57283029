"""`framst bench page`: pages against the yardstick page, over HTTP on loopback with keep-alive.

The yardstick does what every page must (session, account, actor, one read event, commit) and returns the empty
frame. Goal: p95 ≤ 5 × the yardstick's with one client and with eight; a yardstick above 10 ms makes the run void.
"""

from __future__ import annotations

import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager

from . import Row, row

GOAL = 5.0
RUNS = 5
VOID_ABOVE_MS = 10.0


@contextmanager
def served(port: int = 8931) -> Iterator[str]:
    """Serve the demo's database of this process's DATABASE_URL on loopback; yield host:port."""
    env = {**os.environ, "FRAMST_ADDRESS": f"http://localhost:{port}", "PORT": str(port)}
    for word in ("migrate", "collect", "load-demo"):
        subprocess.run(
            [sys.executable, "-m", "framst.config.command", word], check=True, env=env, stdout=subprocess.DEVNULL
        )
    server = subprocess.Popen(
        [sys.executable, "-m", "framst.config.command", "serve", "--port", str(port), "--workers", "1"], env=env
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                connection = http.client.HTTPConnection("localhost", port, timeout=5)
                connection.request("GET", "/halsa/")
                connection.getresponse().read()
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        yield f"localhost:{port}"
    finally:
        server.terminate()
        server.wait(20)


def signed_in(login: str) -> str:
    """Return the session cookie of a demo login, made without the door (whose password hash is slow on purpose)."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from framst.organisation.models import Account

    account = Account.objects.get(email=f"{login}@ekdalen.example")
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def timed(host: str, path: str, cookie: str, *, clients: int, requests: int) -> list[float]:
    """Return the milliseconds of each of `requests` answers, asked for by `clients` at once on kept connections."""
    times: list[float] = []
    lock = threading.Lock()

    def client() -> None:
        connection = http.client.HTTPConnection(host, timeout=30)
        mine = []
        for _ in range(requests // clients):
            begun = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "sv"})
            answer = connection.getresponse()
            answer.read()
            mine.append(1000 * (time.perf_counter() - begun))
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
        with lock:
            times.extend(mine)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def page() -> list[Row]:
    """Measure start page, status page and trace page against the yardstick, in alternating runs."""
    paths = {
        "måttsticka": "/galleri/mattsticka/",
        "tom vy": "/halsa/",
        "startsidan": "/",
        "uppföljningens läge": "/uppfoljningar/elevhalsoplanen-2024/",
        "siffrans spår": "/analys/siffror/" + urllib.parse.quote("plan-tagit-del") + "/",
        "skrivelsen": "/skrivelser/uppfoljning-elevhalsoplanen-2024/",
    }
    rows: list[Row] = []
    with served() as host:
        from ..command import ready

        ready()
        cookie = signed_in("utredare")
        for clients in (1, 8):
            pooled: dict[str, list[float]] = {name: [] for name in paths}
            for path in paths.values():
                timed(host, path, cookie, clients=clients, requests=40)
            for _ in range(RUNS):
                for name, path in paths.items():
                    pooled[name] += timed(host, path, cookie, clients=clients, requests=80)
            yardstick = _p95(pooled["måttsticka"])
            one = "1 klient" if clients == 1 else f"{clients} klienter"
            if clients == 1 and yardstick > VOID_ABOVE_MS:
                rows.append(Row("måttstickan är för långsam: körningen gäller inte", yardstick, "ms", holds=False))
            for name, times in pooled.items():
                rows.append(row(f"{name}, {one}, p50", statistics.median(times), "ms"))
                if name in ("måttsticka", "tom vy"):
                    rows.append(row(f"{name}, {one}, p95", _p95(times), "ms", against="måttsticka p95", base=yardstick))
                else:
                    rows.append(
                        row(
                            f"{name}, {one}, p95",
                            _p95(times),
                            "ms",
                            against="måttsticka p95",
                            base=yardstick,
                            goal=GOAL,
                        )
                    )
    return rows
