"""A person's own data as a document and as data: what the one who ordered it may see, and the recipient may get.

It runs as whoever ordered it, so the walls choose; then what the recipient is not to have is left out. A guardian is
not told that something was. What stands behind other walls is given by those who work behind them; the document says
so to everyone alike, whether or not there is any.
"""

from __future__ import annotations

import datetime as dt
import json
import warnings
from typing import Any
from uuid import UUID

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override
from weasyprint import HTML

from framst.access.acting import Actor
from framst.access.crossing import cross
from framst.access.models import Tie
from framst.access.professions import PROFESSIONS
from framst.access.terms import TIE_KINDS, ZONE_WORDS, TieKind
from framst.audit.services import record
from framst.audit.terms import ACT_NAMES, Act
from framst.documents.pdf import look
from framst.organisation.models import Account, Person, Pupil
from framst.organisation.queries import provider
from framst.oversight.models import Consent, DisclosureDecision, Extract
from framst.pupils.models import Matter
from framst.pupils.terms import KINDS

Data = dict[str, Any]
# The school's own zones and the roster: of reads in the others a guardian is told only with the matter itself.
_OF_THE_SCHOOL = frozenset({"C", "D", "L"})
# Reads of these are about the pupil and tell of no matter.
_OF_THE_PUPIL = frozenset({"organisation_pupil", "access_tie", "oversight_extract"})


def of_pupil(extract: Extract, by: Actor) -> tuple[bytes, bytes]:
    """Return the PDF and the JSON of a pupil's extract, and record that the pupil's data was read for it."""
    pupil = Pupil.objects.select_related("holder").get(pk=extract.pupil_id or UUID(int=0))
    data = pupil_data(pupil, extract, by=by)
    record(act=Act.READ, by=by, now=by.now, about=pupil, purpose="registerutdrag")
    return _files(data, _("Registerutdrag"), by)


def pupil_data(pupil: Pupil, extract: Extract, *, by: Actor) -> Data:
    """Return what the recipient of `extract` may get of what `by` may see. For a guardian: not what is held back from
    them, nor how to reach the other guardians, nor traces of what is held back."""
    letters, held_matters, zones = _held_back(pupil, extract)
    to_guardian = extract.guardian is not None
    guardians = pupil.guardians.order_by("family_name", "given_name")
    matters = [
        m
        for m in Matter.objects.filter(pupil=pupil).select_related("opened_by").order_by("opened_on")
        if m.letter not in letters and m.pk not in held_matters
    ]
    told_of = {str(key) for m in matters for key in (m.pk, *m.notes.values_list("pk", flat=True))}
    return {
        "elev": {
            "namn": pupil.name,
            "född": pupil.birth_date,
            "identitetsnummer": [n.number for n in pupil.identitynumbers.all()],
            "enhet": pupil.holder.name,
        },
        "vårdnadshavare": [
            {"namn": g.name, "relation": g.relation}
            | ({"e-post": g.email, "telefon": g.phone} if extract.guardian == g.pk else {})
            for g in guardians
        ],
        "inskrivningar": [
            {"enhet": e.unit.name, "skolform": e.form.name if e.form else "", "årskurs": e.grade, "från": e.from_on,
             "till": e.until_on}
            for e in pupil.enrolments.select_related("unit", "form").order_by("from_on")
        ],
        "grupper": [
            {"grupp": m.group.name, "från": m.from_on, "till": m.until_on}
            for m in pupil.memberships.select_related("group").order_by("from_on")
        ],
        "ärenden": [
            {
                "slag": f"{_(ZONE_WORDS[m.letter])}, {_(KINDS[m.letter].get(m.kind, m.kind))}",
                "gäller": m.about,
                "öppnat": m.opened_on,
                "avslutat": m.closed_on,
                "anteckningar": [
                    {"när": n.written_at, "av": n.written_by.name, "text": n.text}
                    for n in m.notes.select_related("written_by").order_by("written_at")
                ],
            }
            for m in matters
        ],
        "utlämnanden": [
            {"när": d.decided_at, "till": d.authority or (d.person.name if d.person else ""), "vad": d.what}
            for d in DisclosureDecision.objects.filter(pupil=pupil).select_related("person").order_by("decided_at")
            if d.letter not in letters and d.matter not in held_matters
        ],
        "samtycken": [
            {"när": c.received_on, "gäller": c.purpose, "till och med": c.until_on, "upphört": c.ended_at}
            for c in Consent.objects.filter(pupil=pupil).order_by("decided_at")
            if c.letter not in letters and not (to_guardian and str(extract.guardian) not in c.given_by)
        ],
        "vem som har läst": [
            _reader(r, to_guardian)
            for r in cross("readers_of", pupil=pupil.pk, since=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
            if r["record"] in told_of
            or (
                (r["letter"] not in zones or r["table"] in _OF_THE_PUPIL)
                and not (to_guardian and r["letter"] not in _OF_THE_SCHOOL)
            )
        ],
        "upplysning": _(
            "Utdraget gäller det som den som har tagit fram det får se. Ärenden hos skolhälsovården, psykologen, kuratorn"
            " eller specialpedagogen lämnas, om det finns några, av dem. Listor som eleven har stått i ingår inte i vem"
            " som har läst."
        ),
    }  # fmt: skip


def _reader(read: Data, to_guardian: bool) -> Data:
    """Return one read as the recipient is told of it.

    To a guardian all who work at the school are one. That the counsellor, the psychologist or the nurse has opened the
    pupil's page, from which unit, or in an emergency, could tell of a contact that the pupil has had in confidence (OSL
    12 kap. 3 §, 25 kap.), before anybody has thought of deciding that it is not to be shown. Nobody is named either.
    """
    if to_guardian:
        told = Act.EXPORTED if read["act"] == Act.EXPORTED else Act.READ
        return {"dag": read["day"], "yrke": _("skolans personal"), "enhet": "", "vad": _(ACT_NAMES[told])}
    professions = ", ".join(_(PROFESSIONS[p]) for p in read["profession"].split(",") if p in PROFESSIONS)
    return {
        "dag": read["day"], "yrke": professions, "enhet": read["unit"] or "", "vad": _(ACT_NAMES[Act(read["act"])]),
    } | ({"namn": read["name"]} if read["name"] else {})  # fmt: skip


def _held_back(pupil: Pupil, extract: Extract) -> tuple[set[str], set[UUID], set[str]]:
    """Return what is not shown to the guardian who asks; nothing for the pupil.

    The zones that are held back whole, the matters that are, and every zone in which anything is: of reads there only
    those are told that are about the pupil alone or about what stands in the extract. A read of what is held back, of
    its notes, or of what was decided about it would tell that it is there, whether or not `by` sees the matter.
    """
    if extract.guardian is None:
        return set(), set(), set()
    rows = cross("withheld", pupil=pupil.pk, guardian=extract.guardian)
    return (
        {r["letter"] for r in rows if not r["matter"]},
        {UUID(r["matter"]) for r in rows if r["matter"]},
        {r["letter"] for r in rows},
    )


def of_staff(extract: Extract, by: Actor) -> tuple[bytes, bytes]:
    """Return the PDF and the JSON of what the system holds about one who works here: no pupil is named in it."""
    one = Person.objects.get(pk=extract.ordered_by_id)
    account = Account.objects.filter(person=one).first()
    data: Data = {
        "person": {"namn": one.name, "e-post": one.email, "konto": account.email if account else "",
                   "senast inloggad": account.last_login if account else None},
        "uppdrag": [
            {"yrke": _(PROFESSIONS.get(a.profession, a.profession)), "enhet": a.unit.name if a.unit else "",
             "från": a.from_on, "till": a.until_on}
            for a in one.assignments.select_related("unit").order_by("from_on")
        ],
        "tjänster": [
            {"enhet": s.unit.name, "kompetens": s.competence.name, "från": s.from_on, "till": s.until_on}
            for s in one.services.select_related("unit", "competence").order_by("from_on")
        ],
        "grupper": [
            {"grupp": d.group.name, "från": d.from_on, "till": d.until_on}
            for d in one.group_duties.select_related("group").order_by("from_on")
        ],
        "åtkomst till elever": [
            {"slag": _(TIE_KINDS[TieKind(t.kind)]), "från": t.from_at, "till": t.ended_at or t.until_at}
            for t in Tie.objects.filter(person=one).order_by("from_at")
        ],
        "i loggen": [
            {"månad": e["month"], "vad": _(ACT_NAMES[Act(e["act"])]), "antal": e["times"]}
            for e in cross("own_events", since=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
        ],
    }  # fmt: skip
    return _files(data, _("Uppgifter om dig som arbetar här"), by)


def _files(data: Data, title: str, by: Actor) -> tuple[bytes, bytes]:
    with override("sv"):
        html = document(data, title, by)
    fonts, style = look()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        pdf = HTML(string=html, url_fetcher=_refused).write_pdf(
            stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", pdf_identifier=b"framst"
        )
    return pdf, json.dumps(data, ensure_ascii=False, indent=1, default=_plain).encode()


def document(data: Data, title: str, by: Actor) -> str:
    """Return the extract as HTML: a heading a part, a table where it has rows, and it says where there are none."""
    authority = provider()
    name = escape(authority.name if authority else "")
    parts = [f"<h1>{escape(title)}</h1><p>{name}, {by.today.isoformat()}</p>"]
    for heading, part in data.items():
        parts.append(f"<h2>{escape(heading.capitalize())}</h2>")
        parts.append(_part(part))
    return (
        f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="author" content="{name}"></head><body>{"".join(parts)}</body></html>'
    )


def _part(part: Any) -> str:
    if isinstance(part, dict):
        rows = "".join(f"<li><strong>{escape(k.capitalize())}:</strong> {_part(v)}</li>" for k, v in part.items())
        return f"<ul>{rows}</ul>"
    if isinstance(part, list):
        if not part:
            return f"<p>{escape(_('Inget.'))}</p>"
        if all(isinstance(x, dict) for x in part):
            return "<ul>" + "".join(f"<li>{_line(x)}</li>" for x in part) + "</ul>"
        return escape(", ".join(map(str, part)))
    return escape(str(_plain(part)) if not isinstance(part, str) else part) or "–"


def _line(row: Data) -> str:
    inner = [(k, v) for k, v in row.items() if isinstance(v, list)]
    flat = "; ".join(
        f"{escape(k)}: {_part(v)}" for k, v in row.items() if not isinstance(v, list) and v not in ("", None)
    )
    return flat + "".join(_part(v) for _k, v in inner)


def _plain(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _refused(url: str, *_args: object, **_more: object) -> dict[str, object]:
    raise ValueError("an extract fetches nothing")
