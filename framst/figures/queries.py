"""The catalogue of indicators; and observations, findings and activities as they stand in a paper."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .models import Activity, Disposition, Finding, Indicator, Observation
from .rules import as_sentence, day_in_words, group_named
from .terms import CONTROLS, SETTLED, Control, Kind, Quote, Settled


def catalogue(prefix: str = "") -> list[Indicator]:
    """Return the indicators whose code begins with `prefix` (all: empty), by name."""
    return list(Indicator.objects.filter(code__startswith=prefix).order_by("name", "code"))


def known(code: str) -> bool:
    """Return whether the catalogue still has the indicator that a figure's code names, whole or of a group."""
    named = group_named(code)
    return Indicator.objects.filter(code=named[0] if named else code).exists()


def quotes(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Quote]:
    """Return what the (kind, code) pairs name, as it is printed now; what is not known is left out.

    At most four queries, whatever the number of keys.
    """
    codes: dict[str, set[str]] = {kind: set() for kind in Kind}
    for kind, code in keys:
        if kind in codes:
            codes[kind].add(code)
    found: list[Quote] = []
    if codes[Kind.OBSERVATION]:
        found += [_observed(o) for o in Observation.objects.filter(code__in=codes[Kind.OBSERVATION])]
    if codes[Kind.FINDING]:
        findings = Finding.objects.filter(code__in=codes[Kind.FINDING]).prefetch_related("dispositions")
        found += [_found(f) for f in findings]
    if codes[Kind.ACTIVITY]:
        found += [_done(a) for a in Activity.objects.filter(code__in=codes[Kind.ACTIVITY])]
    return {(q.kind, q.code): q for q in found}


def quotable() -> list[Quote]:
    """Return everything that can be inserted in a paper beside figures, for a picker: the newest first."""
    found = [_found(f) for f in Finding.objects.order_by("-found_on", "code").prefetch_related("dispositions")]
    found += [_observed(o) for o in Observation.objects.order_by("-observed_on", "code")]
    found += [_done(a) for a in Activity.objects.order_by("-on", "code")]
    return found


def quote_of(row: Observation | Finding | Activity) -> Quote:
    """Return one of them as it is printed now."""
    if isinstance(row, Observation):
        return _observed(row)
    return _found(row) if isinstance(row, Finding) else _done(row)


def findings() -> QuerySet[Finding]:
    """Return the findings that the reader may see, the newest first, with their dispositions."""
    return Finding.objects.order_by("-found_on", "code").prefetch_related("dispositions")


def kind_now(finding: Finding) -> Settled | None:
    """Return what the newest disposition says of a finding; None when there is none."""
    dispositions = list(finding.dispositions.all())
    return Settled(dispositions[-1].kind) if dispositions else None


def possible_sources() -> list[tuple[str, str]]:
    """Return what a finding can build on, as (kind:code, words): figures and observations."""
    figures = [(f"figure:{i.code}", f"{i.name} ({i.code})") for i in catalogue()]
    return figures + [
        (f"obs:{o.code}", f"{o.value} ({o.code})") for o in Observation.objects.order_by("-observed_on", "code")
    ]


def sources_of(finding: Finding) -> list[tuple[str, str, str]]:
    """Return what a finding builds on, as (kind, code, words): the words are the code when it is no longer there."""
    words = {("figure", i.code): i.name for i in catalogue()}
    words |= {("obs", o.code): o.value for o in Observation.objects.all()}
    return [(s["kind"], s["code"], words.get((s["kind"], s["code"]), s["code"])) for s in finding.sources]


def _observed(row: Observation) -> Quote:
    text = f"{row.value} {row.unit}".strip()
    return Quote(
        Kind.OBSERVATION,
        row.code,
        text,
        {
            "value": text,
            "source": row.source,
            "on": row.observed_on.isoformat(),
            "day": day_in_words(row.observed_on),
            "who": row.said_by,
            "note": row.note,
        },
    )


def _done(row: Activity) -> Quote:
    return Quote(
        Kind.ACTIVITY,
        row.code,
        row.text,
        {
            "value": row.text,
            "source": "",
            "on": row.on.isoformat(),
            "day": day_in_words(row.on),
            "who": row.for_whom,
            "note": row.content,
        },
    )


def _found(row: Finding) -> Quote:
    states = [_state(d) for d in row.dispositions.all()]
    now = states[-1]["text"] if states else ""
    return Quote(
        Kind.FINDING,
        row.code,
        f"{as_sentence(row.sentence)} {now}".strip(),
        {
            "value": row.sentence,
            "source": "",
            "on": row.found_on.isoformat(),
            "day": day_in_words(row.found_on),
            "who": "",
            "note": "",
            "theme": row.theme,
            "scope": row.scope,
            "sources": row.sources,
            "then": as_sentence(row.sentence),
            "now": now,
            "states": states,
        },
    )


def _state(row: Disposition) -> dict[str, str]:
    """What became of a finding, as data and as the sentences that a paper prints."""
    words = _(SETTLED[Settled(row.kind)])
    text = words[:1].upper() + words[1:]
    if row.who:
        text += _(" av %s") % row.who if row.kind == Settled.TAKEN_CARE_OF else f" ({row.who})"
    text += f" {day_in_words(row.on)}"
    text += f": {row.what}" if row.what else ""
    text = as_sentence(text)
    if row.reason:
        text += " " + as_sentence(row.reason)
    return {
        "kind": row.kind,
        "words": words,
        "who": row.who,
        "what": row.what,
        "on": row.on.isoformat(),
        "day": day_in_words(row.on),
        "within_control": _(CONTROLS[Control(row.within_control)]),
        "reason": row.reason,
        "text": text,
    }
