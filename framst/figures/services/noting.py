"""Writing down observations, findings and activities, and what became of findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.figures.models import Activity, Disposition, Finding, Observation
from framst.figures.rules import proposed_code
from framst.figures.terms import Control, Settled
from framst.foundation.refusal import Refused
from framst.foundation.words import N_


def _code(model: type[Finding] | type[Observation] | type[Activity], code: str, text: str) -> str:
    """Return the code that was asked for, or one made from the text. Raises Refused when it is taken."""
    taken = set(model.objects.values_list("code", flat=True))
    if code in taken:
        raise Refused(N_("Koden %(code)s används redan."), code=code)
    return code or proposed_code(text, taken)


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
    require(by, "analysis.write")
    _has_been(observed_on, by)
    added = Observation.objects.create(
        code=_code(Observation, code, value),
        value=value,
        unit=unit,
        source=source,
        observed_on=observed_on,
        said_by=said_by,
        note=note,
        made_by_id=by.person_id,
        made_at=by.now,
    )
    record(act=Act.ADDED, by=by, now=by.now, about=added)
    return added


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
    require(by, "analysis.write")
    _has_been(found_on, by)
    added = Finding.objects.create(
        code=_code(Finding, code, sentence),
        sentence=sentence,
        theme=theme,
        scope=scope,
        found_on=found_on,
        sources=[{"kind": kind, "code": named} for kind, named in sources],
        made_by_id=by.person_id,
        made_at=by.now,
    )
    record(act=Act.ADDED, by=by, now=by.now, about=added)
    return added


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
    require(by, "analysis.write")
    _has_been(on, by)
    added = Activity.objects.create(
        code=_code(Activity, code, text),
        text=text,
        on=on,
        for_whom=for_whom,
        content=content,
        made_by_id=by.person_id,
        made_at=by.now,
    )
    record(act=Act.ADDED, by=by, now=by.now, about=added)
    return added


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
