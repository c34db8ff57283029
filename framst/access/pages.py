"""How a view says who it is for and whether it writes. The walls test walks every address and asks."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from framst.foundation.refusal import NotAllowed

from . import links
from . import second_factor as factor
from .acting import Actor, acting, link, require

View = Callable[..., HttpResponse]


def page(
    act: str = "", *, writes: bool = False, public: bool = False, second_factor: bool = False, may_hide: bool = False
) -> Callable[[View], View]:
    """Declare a view: the act that the reader must be allowed (none: any who are signed in), whether POST is taken.

    `second_factor`: all that it shows asks for the second factor (zones A, B, P), so it is asked for before anything is
    looked up. `may_hide`: what is not there may be there for one who has given it; those whose work lies in such a
    zone are asked, whether or not there is anything. What was posted is kept meanwhile (`access.unsaved`).
    The answer is never stored by browsers or proxies.
    """

    def declared(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if act:
                require(actor(request), act)
            if second_factor and not actor(request).second_factor:
                return factor.ask(request)
            try:
                return view(request, *args, **kwargs)
            except (Http404, NotAllowed):
                if may_hide and factor.might_show_more(actor(request)):
                    return factor.ask(request)
                raise

        methods = ["GET", "HEAD", "POST"] if writes else ["GET", "HEAD"]
        answer = never_cache(require_http_methods(methods)(guarded))
        answer.framst_page = {  # type: ignore[attr-defined]
            "act": act, "writes": writes, "public": public, "second_factor": second_factor,
        }  # fmt: skip
        return answer

    return declared


def by_link(view: View) -> View:
    """Declare a view that a personal link opens: the actor is the link's holder, whoever has signed in.

    The view gets `key` and `number` in place of `token`, and renders inside the link's own `acting`.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        key, number = links.opened(token)
        holder = link(key, actor(request).now)
        request.actor = holder  # type: ignore[attr-defined]
        with acting(holder):
            return view(request, key=key, number=number, token=token, **kwargs)

    answer = never_cache(require_http_methods(["GET", "HEAD", "POST"])(guarded))
    answer.framst_page = {"act": "", "writes": True, "public": True}  # type: ignore[attr-defined]
    return answer


def actor(request: HttpRequest) -> Actor:
    """Return who asks, as the middleware found."""
    return request.actor  # type: ignore[attr-defined, no-any-return]
