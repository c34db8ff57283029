"""How often one may try to sign in, so that nobody guesses a password and nobody is locked out by another's guessing.

What counts is one account from one place: somebody who guesses from a school's only address is stopped for that
account, and the rest of the school signs in. A browser in which the person has signed in before is a place of its
own, so a colleague's guesses at the next desk do not touch it. Two wider counts stop those who spread their guesses
over many addresses or many accounts; they hold only for whoever comes from where they have never been before.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import secrets

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from framst.organisation.models import Account

from .models import Failures, KnownPlace

FREE = 5  # failures before the first wait
FREE_ACCOUNT = 50  # the same account, from places where its person has never been
FREE_ADDRESS = 100  # the same address, at accounts that have never been used from there
FIRST_WAIT = dt.timedelta(seconds=30)  # doubled by each failure after that
LONGEST_WAIT = dt.timedelta(minutes=15)
FORGOTTEN = dt.timedelta(hours=12)  # after the last failure
REMEMBERED = dt.timedelta(days=180)  # a place that has not been used for longer is new again

SALT = "framst_browser"  # of the cookie whose name is a setting


def address_of(request: HttpRequest) -> str:
    """Return the network address of whoever asks; behind a proxy of ours, the one that the proxy saw."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if getattr(settings, "BEHIND_PROXY", False):
        address = str(request.META.get("HTTP_X_FORWARDED_FOR", address)).rpartition(",")[2].strip()
    return address


def roughly(address: str) -> str:
    """Return an address without its last part: enough to recognise one's own network by."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if parsed.version == 4:
        return address.rpartition(".")[0] + ".x"
    return str(ipaddress.ip_network(f"{address}/48", strict=False).network_address) + "x"


def wait(failures: int, free: int) -> dt.timedelta:
    """Return how long to wait after the last of so many failures. It grows slowly, and has an end."""
    if failures < free:
        return dt.timedelta(0)
    doubled: int = 2 ** min(failures - free, 10)
    return min(LONGEST_WAIT, FIRST_WAIT * doubled)


class Place:
    """Where an attempt comes from, for one account: asked of what that person has done before."""

    def __init__(self, request: HttpRequest, login: str) -> None:
        self.login = login.strip().lower()
        self.address = _digest("address", address_of(request))
        browser = request.get_signed_cookie(settings.BROWSER_COOKIE_NAME, default="", salt=SALT)
        self.browser = _digest("browser", browser) if browser else ""
        rows = set(
            KnownPlace.objects.filter(account__email=self.login).values_list("kind", "digest") if self.login else []
        )
        self.known_browser = bool(self.browser) and ("browser", self.browser) in rows
        self.known = self.known_browser or ("address", self.address) in rows
        self.been_anywhere = bool(rows)

    @property
    def keys(self) -> list[tuple[str, int]]:
        """What is counted, and how many failures are free."""
        place = self.browser if self.known_browser else self.address
        counted = [(_digest("account and place", self.login, place), FREE)]
        if not self.known:
            counted.append((_digest("account", self.login), FREE_ACCOUNT))
            counted.append((_digest("all from", self.address), FREE_ADDRESS))
        return counted


def must_wait(place: Place, now: dt.datetime) -> dt.timedelta:
    """Return how long this place must wait before it may try again (nothing: it may). Others' tries wait for this one."""
    keys = place.keys
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [keys[0][0]])
    rows = {f.key: f for f in Failures.objects.filter(key__in=[k for k, _ in keys])}
    longest = dt.timedelta(0)
    for key, free in keys:
        found = rows.get(key)
        if found is not None and now - found.last_at < FORGOTTEN:
            longest = max(longest, found.last_at + wait(found.count, free) - now)
    return longest


def failed(place: Place, now: dt.datetime) -> None:
    """Count one failure."""
    Failures.objects.filter(last_at__lt=now - FORGOTTEN).delete()
    with connection.cursor() as cursor:
        for key, _ in place.keys:
            cursor.execute(
                "INSERT INTO access_failures (key, count, last_at) VALUES (%s, 1, %s)"
                " ON CONFLICT (key) DO UPDATE SET count = access_failures.count + 1, last_at = EXCLUDED.last_at",
                [key, now],
            )


def succeeded(place: Place) -> None:
    """Forget the failures of this account from this place. The wider counts go by themselves."""
    Failures.objects.filter(key=place.keys[0][0]).delete()


def remember(request: HttpRequest, response: HttpResponse, account: Account, now: dt.datetime) -> bool:
    """Remember where an account has been used; return whether the browser is new to one that has been used before."""
    place = Place(request, account.email)
    browser = place.browser
    if not browser:
        name = secrets.token_urlsafe(24)
        browser = _digest("browser", name)
        response.set_signed_cookie(
            settings.BROWSER_COOKIE_NAME, name, salt=SALT, max_age=int(REMEMBERED.total_seconds()),
            httponly=True, secure=settings.SECURE, samesite="Lax",
        )  # fmt: skip
    KnownPlace.objects.filter(account=account, last_at__lt=now - REMEMBERED).delete()
    for kind, digest in (("browser", browser), ("address", place.address)):
        KnownPlace.objects.update_or_create(account=account, kind=kind, digest=digest, defaults={"last_at": now})
    return place.been_anywhere and not place.known_browser


def _digest(*parts: str) -> str:
    return salted_hmac("framst.places", "\x00".join(parts), algorithm="sha256").hexdigest()
