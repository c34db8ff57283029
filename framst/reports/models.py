"""Papers to the board: text around figures, and what was frozen of both."""

from __future__ import annotations

import uuid

from django.db import models

from framst.figures.terms import Audience
from framst.foundation.classification import Zone, fields

from .terms import Outcome, State


class Paper(models.Model):
    """One paper, in one version. A referred-back paper gets a new one that points here."""

    zone = Zone.PAPERS
    classes = fields(
        open="slug spec title recipient office registry_number dated_on officer signatories sent_to attachments"
        " outcome decided_on decision_paragraph decision_text state version replaces",
        technical="id audience made_by frozen_at frozen_by sent_at published_at",
    )

    slug = models.SlugField(max_length=80, unique=True)
    spec = models.CharField(max_length=30, default="tjansteskrivelse")
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    title = models.CharField(max_length=200)
    recipient = models.CharField(max_length=200, blank=True)
    office = models.CharField(max_length=300, blank=True)
    officer = models.CharField(max_length=200, blank=True)
    registry_number = models.CharField(max_length=60, blank=True)
    dated_on = models.DateField(null=True)
    signatories = models.JSONField(default=list)  # of {"name", "title"}
    sent_to = models.CharField(max_length=300, blank=True)
    attachments = models.JSONField(default=list)  # of str
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State], default=State.DRAFT)
    audience = models.CharField(
        max_length=10, choices=[(a.value, a.value) for a in Audience], default=Audience.INTERNAL
    )
    outcome = models.CharField(max_length=15, choices=[(o.value, o.value) for o in Outcome], blank=True)
    decided_on = models.DateField(null=True)
    decision_paragraph = models.CharField(max_length=30, blank=True)
    decision_text = models.TextField(blank=True)
    made_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title


class Section(models.Model):
    """One heading's text: Markdown with tokens, never a typed figure."""

    zone = Zone.PAPERS
    classes = fields(open="code heading body", technical="id paper order")

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=30)
    heading = models.CharField(max_length=200)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "code"], name="one_section_a_heading")]

    def __str__(self) -> str:
        return self.heading


class PaperFigure(models.Model):
    """A figure in a frozen paper: the token it stood for, the stored figure, the text as printed."""

    zone = Zone.PAPERS
    classes = fields(open="token printed order", technical="id paper figure audience")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="figures")
    figure = models.ForeignKey("figures.StoredFigure", on_delete=models.PROTECT)
    order = models.PositiveSmallIntegerField()
    token = models.CharField(max_length=120)
    printed = models.CharField(max_length=300)
    audience = models.CharField(
        max_length=10, choices=[(a.value, a.value) for a in Audience], default=Audience.INTERNAL
    )

    def __str__(self) -> str:
        return self.printed


class Rendition(models.Model):
    """A file of a frozen paper, as it was made: the paper *is* these files."""

    zone = Zone.PAPERS
    classes = fields(open="kind content sha256", technical="id paper made_at audience")
    never = ("remove",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="renditions")
    kind = models.CharField(max_length=10)  # html, pdf, docx, json
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    audience = models.CharField(
        max_length=10, choices=[(a.value, a.value) for a in Audience], default=Audience.INTERNAL
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "kind"], name="one_rendition_a_kind")]

    def __str__(self) -> str:
        return f"{self.paper_id}.{self.kind}"
