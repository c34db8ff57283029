"""Swedish dates and numbers, icons, and the small parts that pages are built of."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from django import template
from django.template.defaultfilters import date as format_date
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from lucide.templatetags.lucide import lucide

from framst.foundation.numerals import in_figures
from framst.foundation.refusal import Refused

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon beside words; it says nothing of its own, so it is hidden from screen readers."""
    return _drawing(name)


@functools.cache
def _drawing(name: str) -> SafeString:
    return SafeString(lucide(name, size=20, aria_hidden="true", focusable="false", **{"class": "icon"}))


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """tisdag 3 december 2024"""
    return format_date(_local(value), "l j F Y") if value else ""


@register.filter
def short_day(value: dt.date | dt.datetime | None) -> str:
    """3 dec 2024"""
    return format_date(_local(value), "j b Y") if value else ""


@register.filter
def moment(value: dt.datetime | None) -> str:
    """3 december 2024 kl. 14.32"""
    return format_date(_local(value), "j F Y") + gettext(" kl. ") + format_date(_local(value), "H.i") if value else ""


@register.filter
def clock(value: dt.datetime | None) -> str:
    """14.32"""
    return format_date(_local(value), "H.i") if value else ""


def _local(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value


@register.filter
def number(value: float | int | None, decimals: int = 0) -> str:
    """1 234,5"""
    return "" if value is None else in_figures(value, decimals)


@register.filter
def said(value: object) -> str:
    """A sentence of a rule, a refusal or a term, in the reader's language."""
    if isinstance(value, Refused):
        return gettext(value.sentence) % value.parts if value.parts else gettext(value.sentence)
    return gettext(str(value)) if value else ""


@register.filter
def lookup(mapping: Any, key: object) -> Any:
    """The value of a key that is a variable."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def may(actor: Any, act: str) -> bool:
    """Whether the reader may carry out an act of the matrix."""
    return bool(actor and actor.may(act))


@register.simple_tag
def state(name: str, label: str, drawing: str = "circle", tone: str = "neutral") -> SafeString:
    """A state in words with an icon, never by colour alone."""
    return format_html(
        '<span class="ds-tag state" data-color="{}" data-state="{}">{} {}</span>',
        tone,
        name,
        icon(drawing),
        gettext(label),
    )


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: object) -> str:
    """This page's address with some of its questions changed: for filters, sorting and pages."""
    parts = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            parts.pop(key, None)
        else:
            parts[key] = str(value)
    return "?" + str(parts.urlencode())


@register.simple_tag
def language_is(code: str) -> bool:
    return translation.get_language() == code
