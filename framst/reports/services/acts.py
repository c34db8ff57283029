"""From draft to followed up: right, rule, change, audit."""

from __future__ import annotations

import datetime as dt

from django.db import models

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.figures.models import StoredFigure, StoredQuote
from framst.figures.terms import Audience
from framst.foundation.refusal import Refused
from framst.foundation.words import N_

from ..lifecycle import PAPER
from ..models import Consultation, Decision, Erratum, Paper, PaperFigure, PaperQuote, Rendition, Section
from ..terms import Outcome
from .assembling import assemble, unprintable
from .writing import held

# What a new version has from the one that it replaces.
COPIED = (
    "title",
    "spec",
    "collection",
    "recipient",
    "office",
    "officer",
    "registry_number",
    "signatories",
    "sent_to",
    "attachments",
    "with_results",
)


def _move(*, paper: Paper, act: str, by: Actor, right: str) -> None:
    """Take one step of the lifecycle: right, rule, change. The caller saves, writes the audit and the rest."""
    require(by, right)
    held(paper)
    paper.state = PAPER.after(paper.state, act)


def review_paper(*, paper: Paper, by: Actor) -> None:
    """Mark a draft as reviewed. Raises Refused while a token names nothing or has a form that does not fit."""
    _move(paper=paper, act="review", by=by, right="papers.review")
    if unprinted := unprintable(assemble(paper, by=by)):
        raise Refused(N_("Det här kan inte skrivas ut: %(token)s"), token=unprinted[0])
    paper.save(update_fields=["state"])
    record(act=Act.REVIEWED, by=by, now=by.now, about=paper)


def reopen_paper(*, paper: Paper, by: Actor) -> None:
    """Open a reviewed paper for writing again. What was reviewed has to be reviewed anew."""
    _move(paper=paper, act="reopen", by=by, right="papers.review")
    paper.save(update_fields=["state"])
    record(act=Act.OPENED, by=by, now=by.now, about=paper)


def _show_to(paper: Paper, audience: Audience) -> None:
    """Let an audience see the paper and all that was frozen with it or noted about it."""
    paper.audience = audience
    models_of: tuple[type[models.Model], ...] = (Rendition, PaperFigure, PaperQuote, Consultation, Decision, Erratum)
    for model in models_of:
        model._default_manager.filter(paper=paper).update(audience=audience)
    StoredFigure.objects.filter(paperfigure__paper=paper).update(audience=audience)
    StoredQuote.objects.filter(paperquote__paper=paper).update(audience=audience)


def send_paper(*, paper: Paper, by: Actor) -> None:
    """Send the frozen paper to the board: its members can now read it."""
    _move(paper=paper, act="send", by=by, right="papers.register")
    paper.sent_at = by.now
    _show_to(paper, Audience.BOARD)
    paper.save(update_fields=["state", "sent_at", "audience"])
    record(act=Act.SENT, by=by, now=by.now, about=paper)


def record_outcome(
    *, paper: Paper, outcome: Outcome, decided_on: dt.date, paragraph: str, wording: str, by: Actor
) -> Paper | None:
    """Note what the board decided: date, paragraph, wording as decided.

    A tabled paper stays sent, with a dated note. A referred-back one gets a new version as a draft with the same
    texts, which is returned. Raises Refused for a day that has not come.
    """
    _move(paper=paper, act="table" if outcome == Outcome.TABLED else "decide", by=by, right="papers.register")
    if decided_on > by.today:
        raise Refused(N_("Beslutet kan inte ha fattats i framtiden."))
    Decision.objects.create(
        paper=paper,
        outcome=outcome,
        decided_on=decided_on,
        paragraph=paragraph,
        wording=wording,
        noted_by_id=by.person_id,
        noted_at=by.now,
        audience=paper.audience,
    )
    if outcome != Outcome.TABLED:
        paper.outcome, paper.decided_on = outcome, decided_on
        paper.decision_paragraph, paper.decision_text = paragraph, wording
        paper.save(update_fields=["state", "outcome", "decided_on", "decision_paragraph", "decision_text"])
    record(act=Act.DECIDED, by=by, now=by.now, about=paper, outcome=str(outcome))
    return _next_version(paper, by=by) if outcome == Outcome.REFERRED_BACK else None


def _next_version(paper: Paper, *, by: Actor) -> Paper:
    """Make the draft that replaces a referred-back paper, with its texts: the old one stays as it is."""
    number = paper.version + 1
    first = paper.slug.removesuffix(f"-version-{paper.version}")
    made = Paper.objects.create(
        **{name: getattr(paper, name) for name in COPIED},
        slug=f"{first[:68]}-version-{number}",
        version=number,
        replaces=paper,
        dated_on=by.today,
        made_by_id=by.person_id,
    )
    Section.objects.bulk_create(
        Section(paper=made, order=s.order, code=s.code, heading=s.heading, body=s.body) for s in paper.sections.all()
    )
    record(act=Act.ADDED, by=by, now=by.now, about=made, version=number)
    return made


def publish_paper(*, paper: Paper, by: Actor) -> None:
    """Publish a decided paper: anyone can read it where the authority has turned the public page on."""
    _move(paper=paper, act="publish", by=by, right="papers.register")
    paper.published_at = by.now
    _show_to(paper, Audience.PUBLIC)
    paper.save(update_fields=["state", "published_at", "audience"])
    record(act=Act.PUBLISHED, by=by, now=by.now, about=paper)


def follow_up_paper(*, paper: Paper, by: Actor) -> None:
    """Mark that what the board decided has been followed up: the paper's chain is closed."""
    _move(paper=paper, act="follow_up", by=by, right="papers.register")
    paper.save(update_fields=["state"])
    record(act=Act.CLOSED, by=by, now=by.now, about=paper)
