"""What is said about every answer, and what is not read at all: before anybody is let in.

An answer is never stored where it does not say otherwise itself. Whoever has signed out leaves nothing in the browser
(OWASP ASVS 5.0, V14.3.1). A body that is larger than any page takes is refused unread (V5.2.1), and so is text that the
database cannot hold (V2.2.1).
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from framst.foundation.refusal import Refused
from framst.foundation.words import N_

TOO_LARGE = N_("Det som skickades är för stort. En fil får vara högst 10 MB.")
NO_TEXT = N_("Det som skickades innehåller ett tecken som inte är text.")


class Careful:
    """Stands just outside the door, so that it sees who comes in and who goes out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_in = request.user.is_authenticated
        if _announced(request) > settings.BODY_LIMIT:
            response = render(request, "ui/refusal.html", {"refused": Refused(TOO_LARGE)}, status=413)
        else:
            response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        if was_in and not request.user.is_authenticated:
            # Not the cookies: one of them says that the browser is known, and none of them opens anything.
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Refuse NUL in what was asked or sent: the database takes no such text, and no form here means it."""
        sent = (
            v for fields in (request.GET, request.POST) for values in fields.lists() for v in (values[0], *values[1])
        )
        if any("\x00" in str(value) for value in sent):
            return render(request, "ui/refusal.html", {"refused": Refused(NO_TEXT)}, status=400)
        return None


def _announced(request: HttpRequest) -> int:
    """How long the body says that it is. Without a length the server reads none."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
