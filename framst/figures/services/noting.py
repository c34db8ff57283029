"""Writing down observations, findings and activities, and what became of findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.figures.models import Activity, Disposition, Finding, Observation
from framst.figures.rules import proposed_code
from framst.figures.terms import Control, Settled
from framst.foundation.refusal import Refused
from framst.foundation.words import N_

Row = TypeVar("Row", Finding, Observation, Activity)


def _added(model: type[Row], *, code: str, words: str, day: dt.date, by: Actor, **values: object) -> Row:
    """Add a row under the code that was asked for, or one made from `words`.

    Raises Refused when the code is taken, or for a day that has not come.
    """
    require(by, "analysis.write")
    _has_been(day, by)
    taken = set(model.objects.values_list("code", flat=True))
    if code in taken:
        raise Refused(N_("Koden %(code)s används redan."), code=code)
    added: Row = model.objects.create(
        code=code or proposed_code(words, taken), made_by_id=by.person_id, made_at=by.now, **values
    )
    record(act=Act.ADDED, by=by, now=by.now, about=added)
    return added


def add_observation(
    *,
    value: str,
    source: str,
    observed_on: dt.date,
    said_by: str,
    by: Actor,
    code: str = "",
    unit: str = "",
    note: str = "",
) -> Observation:
    """Write down a value that was not measured here. Raises Refused for a taken code or a day that has not come."""
    return _added(
        Observation,
        code=code,
        words=value,
        day=observed_on,
        by=by,
        value=value,
        unit=unit,
        source=source,
        observed_on=observed_on,
        said_by=said_by,
        note=note,
    )


def add_finding(
    *,
    sentence: str,
    found_on: dt.date,
    by: Actor,
    code: str = "",
    theme: str = "",
    scope: str = "",
    sources: Sequence[tuple[str, str]] = (),
) -> Finding:
    """Write down a finding with its date. `sources` are (kind, code) of figures ("figure") and observations ("obs")."""
    return _added(
        Finding,
        code=code,
        words=sentence,
        day=found_on,
        by=by,
        sentence=sentence,
        theme=theme,
        scope=scope,
        found_on=found_on,
        sources=[{"kind": kind, "code": named} for kind, named in sources],
    )


def dispose(
    *,
    finding: Finding,
    kind: Settled,
    on: dt.date,
    within_control: Control,
    by: Actor,
    who: str = "",
    what: str = "",
    reason: str = "",
) -> Disposition:
    """Add what became of a finding. What was written before stands as it is.

    Raises Refused for a day before the finding or ahead, and for what will not be met without a reason.
    """
    require(by, "analysis.dispose")
    _has_been(on, by)
    if on < finding.found_on:
        raise Refused(N_("Dagen är tidigare än iakttagelsen."))
    if kind == Settled.WILL_NOT_BE_MET and not reason.strip():
        raise Refused(N_("Skriv varför det inte kommer att tillgodoses."))
    if kind == Settled.TAKEN_CARE_OF and not who.strip():
        raise Refused(N_("Skriv vem som har tagit hand om det."))
    if kind == Settled.REPLACED and not what.strip():
        raise Refused(N_("Skriv vad det har ersatts av."))
    added = Disposition.objects.create(
        finding=finding,
        kind=kind,
        who=who,
        what=what,
        on=on,
        within_control=within_control,
        reason=reason,
        made_by_id=by.person_id,
        made_at=by.now,
    )
    record(act=Act.DISPOSED, by=by, now=by.now, about=finding, kind=str(kind))
    return added


def add_activity(
    *, text: str, on: dt.date, by: Actor, code: str = "", for_whom: str = "", content: str = ""
) -> Activity:
    """Write down what was done after the measuring. Raises Refused for a taken code or a day that has not come."""
    return _added(Activity, code=code, words=text, day=on, by=by, text=text, on=on, for_whom=for_whom, content=content)


def change_observation(*, observation: Observation, by: Actor, **values: object) -> None:
    """Change an observation. Frozen papers keep what they printed. Raises Refused for a day that has not come."""
    _change(observation, "observed_on", by, values)


def change_finding(*, finding: Finding, by: Actor, **values: object) -> None:
    """Change the words of a finding; what became of it is added with `dispose`, never changed."""
    _change(finding, "found_on", by, values)


def change_activity(*, activity: Activity, by: Actor, **values: object) -> None:
    """Change an activity. Frozen papers keep what they printed."""
    _change(activity, "on", by, values)


def _change(row: Observation | Finding | Activity, day: str, by: Actor, values: dict[str, object]) -> None:
    require(by, "analysis.write")
    for name, value in values.items():
        setattr(row, name, value)
    _has_been(getattr(row, day), by)
    row.save(update_fields=list(values))
    record(act=Act.CHANGED, by=by, now=by.now, about=row)


def _has_been(day: dt.date, by: Actor) -> None:
    if day > by.today:
        raise Refused(N_("Dagen har inte varit ännu."))
