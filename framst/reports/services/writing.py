"""Beginning and writing papers: only drafts, one version number a text so that two editors lose no word."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.organisation.queries import settings_in_force

from ..models import KeptText, Paper, Section
from ..rules import as_points, free_slug, slug_of
from ..terms import SPECS, State

ONLY_DRAFT = N_("Skrivelsen kan bara ändras som utkast.")
OVERTAKEN = N_("Någon annan har sparat texten medan du skrev. Båda texterna finns kvar.")
RESERVED = frozenset({"ny", "mall"})  # addresses of other pages
SITTING = dt.timedelta(minutes=10)  # saves of one person within this are one event of the record


class Overtaken(Refused):
    """A text was saved by somebody else first. `kept` is the text that lost; it is stored."""


def begin_paper(
    *,
    title: str,
    by: Actor,
    slug: str = "",
    spec: str = "tjansteskrivelse",
    collection: str = "",
) -> Paper:
    """Begin a paper with the headings of its spec and the authority's head and foot.

    Without a `slug` its address is made from the title. `collection` ("followup:SLUG") is what the starters are
    made from; it may be empty.
    """
    require(by, "papers.write")
    chosen = settings_in_force()
    if not slug:
        wanted = slug_of(title)
        slug = free_slug(
            wanted, RESERVED | set(Paper.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
        )
    paper = Paper.objects.create(
        slug=slug,
        title=title,
        spec=spec,
        collection=collection,
        recipient=chosen["paper_recipient"],
        office=chosen["paper_office"],
        sent_to=chosen["paper_decision_sent_to"],
        dated_on=by.today,
        made_by_id=by.person_id,
    )
    Section.objects.bulk_create(
        Section(paper=paper, order=n, code=h.code, heading=h.heading)
        for n, h in enumerate(SPECS[spec].headings, start=1)
    )
    record(act=Act.ADDED, by=by, now=by.now, about=paper)
    return paper


@dataclass(frozen=True)
class Head:
    """What stands around the text, as edited."""

    title: str
    registry_number: str
    dated_on: dt.date | None
    officer: str
    office: str
    recipient: str
    signatories: list[dict[str, str]]
    sent_to: str
    attachments: list[str]
    with_results: bool = True


def change_head(*, paper: Paper, head: Head, version: int, by: Actor) -> None:
    """Change what stands around the text. Raises Refused when somebody else has changed it since `version`."""
    require(by, "papers.write")
    held(paper)
    if paper.state != State.DRAFT:
        raise Refused(ONLY_DRAFT)
    if paper.head_version != version:
        raise Overtaken(N_("Någon annan har ändrat uppgifterna medan du skrev. Läs dem nedan och spara igen."))
    for name, value in vars(head).items():
        setattr(paper, name, value)
    paper.head_version = version + 1
    paper.save()
    record(act=Act.CHANGED, by=by, now=by.now, about=paper, part="head")


def write_section(*, section: Section, body: str, by: Actor, version: int | None = None) -> None:
    """Replace a section's text. `version` is the one that the writer began from; None for whatever stands.

    Raises Refused once the paper has left the draft, and Overtaken when somebody else has saved since: then
    nothing is changed (`keep_text` keeps what was written).
    """
    require(by, "papers.write")
    held(section.paper)
    if section.paper.state != State.DRAFT:
        raise Refused(ONLY_DRAFT)
    stands = Section.objects.select_for_update(of=("self",)).get(pk=section.pk)
    body = body.replace("\r\n", "\n")
    body = as_points(body) if section.code == "proposal" else body
    if version is not None and stands.version != version and stands.body != body:
        raise Overtaken(OVERTAKEN)
    same_sitting = (
        stands.written_by_id == by.person_id and stands.written_at is not None and by.now - stands.written_at < SITTING
    )
    section.body, section.version = body, stands.version + (stands.body != body)
    section.written_by_id, section.written_at = by.person_id, by.now
    section.save(update_fields=["body", "version", "written_by", "written_at"])
    if not same_sitting:
        record(act=Act.CHANGED, by=by, now=by.now, about=section.paper, section=section.code)


def keep_text(*, section: Section, body: str, by: Actor) -> KeptText:
    """Keep a text that lost against another editor's, beside the section."""
    require(by, "papers.write")
    return KeptText.objects.create(section=section, body=body, written_by_id=by.person_id, kept_at=by.now)


def held(paper: Paper) -> None:
    """Read the paper anew and hold its row to the end of the transaction, so that two acts follow each other."""
    paper.refresh_from_db(from_queryset=Paper.objects.select_for_update(of=("self",)))
