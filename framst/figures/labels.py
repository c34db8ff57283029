"""What the analysis says in words beside a figure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .rules import TooSmall
from .terms import Breakdown


def why_held(small: TooSmall, parts: Breakdown, limit: int) -> str:
    """Return why a group is neither printed nor published without a decision."""
    if not small.other:
        return _("Gruppen har färre än %(limit)d enheter.") % {"limit": limit}
    names = {g.code: g.name for g in parts.groups}
    other = names.get(small.other, _("alla"))
    return _("Skiljer sig från ”%(other)s” med färre än %(limit)d enheter.") % {"other": other, "limit": limit}
