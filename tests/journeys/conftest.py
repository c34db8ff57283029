"""A whole site for a journey: a database of its own, web server, worker, mail; and a browser."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from framst.config.demo import codes
from framst.config.demo.logins import PASSWORD
from framst.config.demo.municipality import SECOND_FACTOR

from .. import databases

SHOTS = Path(os.environ.get("FRAMST_SHOTS", Path(os.environ["FRAMST_HOME"]) / "shots"))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Mailbox:
    """What a real SMTP server on loopback has been given."""

    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(BytesParser(policy=default).parsebytes(envelope.content))  # type: ignore[arg-type]
        return "250 OK"

    def to(self, address: str, about: str = "", within: float = 20) -> EmailMessage:
        """The newest letter to an address (whose subject or text has `about`), waiting for it."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            for letter in reversed(self.letters):
                if letter["To"] == address and about in str(letter["Subject"]) + letter.get_content():
                    return letter
            time.sleep(0.1)
        raise AssertionError(f"no letter to {address} about {about!r}")


@dataclass
class Site:
    """A running site."""

    address: str
    env: dict[str, str]
    mail: Mailbox
    used: set[tuple[str, int]] = field(default_factory=set)
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)  # the web server first

    def kill_the_server(self) -> None:
        """Take the web server away in the middle of what it does (SIGKILL to it and its workers)."""
        os.killpg(self.running[0].pid, signal.SIGKILL)
        self.running[0].wait(30)

    def start_the_server(self) -> None:
        self.running[0] = _started(self.running[0].args[3:], self.env)  # type: ignore[index]
        _wait_until_it_answers(self)

    def code(self, login: str) -> str:
        """A code of the demo's that has not been used: each is taken once, half a minute early or late."""
        deadline = time.monotonic() + 65
        while time.monotonic() < deadline:
            now = int(time.time()) // codes.EVERY
            for period in (now - 1, now, now + 1):
                if (login, period) not in self.used:
                    self.used.add((login, period))
                    return codes.code(codes.secret(Path(self.env["FRAMST_HOME"]), login), period * codes.EVERY)
            time.sleep(0.5)
        raise AssertionError(f"no unused code for {login}")

    def framst(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the `framst` command against this site."""
        return subprocess.run(
            [sys.executable, "-m", "framst.config.command", *words],
            env={**os.environ, **self.env}, capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    """A site for the tests of one module, with the demo in it."""
    name = databases.copy(f"{worker_id}_" + request.module.__name__.rpartition(".")[2])
    mailbox = Mailbox()
    mail = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    mail.start()
    port = free_port()
    home = tmp_path_factory.mktemp("home")
    for kept in ("secret_key", codes.FILE):  # what the demo's second factors were made with
        shutil.copy(Path(os.environ["FRAMST_HOME"]) / kept, home / kept)
    env = {
        **databases.urls(name),
        "FRAMST_HOME": str(home),
        "FRAMST_ADDRESS": f"http://localhost:{port}",
        "FRAMST_SMTP_HOST": "127.0.0.1",
        "FRAMST_SMTP_PORT": str(mail.port),
        "FRAMST_SMTP_TLS": "0",
        "FRAMST_TEST": "1",
    }
    running = [
        _started(words, env)
        for words in (("serve", "--port", str(port), "--workers", "1"), ("work",), ("tick", "--every", "0.5"))
    ]
    site = Site(f"http://localhost:{port}", env, mailbox, running=running)
    try:
        _wait_until_it_answers(site)
        yield site
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(30)
        mail.stop()
        databases.drop(name)


def _started(words: Sequence[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    """A part of the site, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "framst.config.command", *words], env={**os.environ, **env}, start_new_session=True
    )


def _wait_until_it_answers(site: Site) -> None:
    deadline = time.monotonic() + 180
    while True:
        try:
            urllib.request.urlopen(site.address + "/halsa/", timeout=5).close()  # noqa: S310
            return
        except OSError:
            assert time.monotonic() < deadline, "the site did not start"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, closed after the module: while Playwright runs, its loop forbids Django's database."""
    found = os.environ.get("FRAMST_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    assert found, "No Chromium: run scripts/chromium, or set FRAMST_CHROMIUM."
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                  "--disable-sync", "--no-first-run", "--force-prefers-reduced-motion"],
        )  # fmt: skip
        yield chromium
        chromium.close()


class Visitor:
    """Somebody at a browser. Every page that is visited is asked what axe thinks of it, and for script errors."""

    def __init__(self, context: BrowserContext, site: Site, script: bool = True) -> None:
        self.context, self.site, self.script = context, site, script
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on(
            "console",
            lambda m: self.errors.append(m.text) if m.type == "error" and "Content Security" in m.text else None,
        )

    def go(self, path: str) -> Page:
        """Open an address of the site and check the page."""
        self.page.goto(path if path.startswith("http") else self.site.address + path)
        return self.checked()

    def checked(self) -> Page:
        """Check the page that is shown: axe finds nothing, no script failed, nothing is wider than the window."""
        if not self.script:  # axe is script itself; the same pages are checked where it may run
            return self.page
        found = Axe().run(self.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert not found.response["violations"], f"{self.page.url}\n{found.generate_report()}"
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than the window"
        assert not self.errors, self.errors
        return self.page

    def contrast_checked(self) -> Page:
        """Check the colours alone: for a page that is shown once more in the other scheme."""
        found = Axe().run(self.page, options={"runOnly": {"type": "rule", "values": ["color-contrast"]}})
        assert not found.response["violations"], f"{self.page.url} (dark)\n{found.generate_report()}"
        return self.page

    def press(self, name: str, role: str = "button") -> Page:
        """Press a button or a link by its words, and check the page that it leads to."""
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        self.page.wait_for_load_state()
        return self.checked()

    def follow(self, name: str) -> Page:
        return self.press(name, "link")

    def sign_in(self, login: str) -> Visitor:
        self.go("/konto/login/")
        self.page.get_by_label("E-post").fill(f"{login}@ekdalen.example")
        self.page.get_by_label("Lösenord").fill(PASSWORD)
        self.press("Logga in")
        if "/konto/2fa/authenticate/" in self.page.url and login in SECOND_FACTOR:
            self.page.get_by_label("Kod").fill(self.site.code(login))
            self.press("Logga in")
        return self

    def shot(self, name: str) -> None:
        """Keep a picture of the page for a person to look at (FRAMST_SHOTS)."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


Visit = Callable[..., Visitor]


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Visit]:
    """Make visitors: ``visitor("utredare")``, ``visitor(width=320)``, ``visitor("rektor", dark=True)``."""
    contexts: list[BrowserContext] = []

    def made(
        login: str = "", *, width: int = 1200, height: int = 900, dark: bool = False, script: bool = True
    ) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="sv-SE",
            java_script_enabled=script,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        one = Visitor(context, site, script)
        return one.sign_in(login) if login else one

    yield made
    for context in contexts:
        context.close()
