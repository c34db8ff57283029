"""Papers to the board: text around figures, what was frozen of both, and what happened beside and after."""

from __future__ import annotations

import uuid

from django.db import models

from framst.figures.terms import Audience
from framst.foundation.classification import Zone, fields

from .terms import Consulted, Outcome, State

_AUDIENCES = [(a.value, a.value) for a in Audience]


class Paper(models.Model):
    """One paper, in one version. A referred-back paper gets a new one that points here.

    `content` is everything that is printed, stored at freezing: from then on the paper is read from it and never
    from settings, sections or answers.
    """

    zone = Zone.PAPERS
    classes = fields(
        open="slug spec title recipient office registry_number dated_on officer signatories sent_to attachments"
        " outcome decided_on decision_paragraph decision_text state version replaces content with_results collection",
        technical="id audience made_by frozen_at frozen_by sent_at published_at render_failed_at head_version",
    )

    slug = models.SlugField(max_length=80, unique=True)
    spec = models.CharField(max_length=30, default="tjansteskrivelse")
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    collection = models.CharField(max_length=120, blank=True)  # what the starters are made from: "followup:SLUG"
    title = models.CharField(max_length=200)
    recipient = models.CharField(max_length=200, blank=True)
    office = models.CharField(max_length=300, blank=True)
    officer = models.CharField(max_length=200, blank=True)
    registry_number = models.CharField(max_length=60, blank=True)
    dated_on = models.DateField(null=True)
    signatories = models.JSONField(default=list)  # of {"name", "title"}
    sent_to = models.CharField(max_length=300, blank=True)
    attachments = models.JSONField(default=list)  # of str
    with_results = models.BooleanField(default=True)  # the automatic attachment *Resultat per fråga*
    head_version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State], default=State.DRAFT)
    audience = models.CharField(max_length=10, choices=_AUDIENCES, default=Audience.INTERNAL)
    outcome = models.CharField(max_length=15, choices=[(o.value, o.value) for o in Outcome], blank=True)
    decided_on = models.DateField(null=True)
    decision_paragraph = models.CharField(max_length=30, blank=True)
    decision_text = models.TextField(blank=True)
    content = models.JSONField(null=True)
    made_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    render_failed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(frozen_at__isnull=True, content__isnull=True, state__in=["draft", "reviewed"])
                | (
                    models.Q(frozen_at__isnull=False, content__isnull=False)
                    & ~models.Q(state__in=["draft", "reviewed"])
                ),
                name="frozen_paper_has_its_content",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Section(models.Model):
    """One heading's text: Markdown with tokens, never a typed figure. `version` counts the times it was saved."""

    zone = Zone.PAPERS
    classes = fields(open="code heading body", technical="id paper order version written_at written_by")

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=30)
    heading = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(null=True)
    written_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "code"], name="one_section_a_heading")]

    def __str__(self) -> str:
        return self.heading


class KeptText(models.Model):
    """A text that lost against another editor's: kept so that no word is lost."""

    zone = Zone.PAPERS
    classes = fields(open="body", technical="id section kept_at", personal="written_by")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="kept")
    body = models.TextField()
    written_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.section)


class Comment(models.Model):
    """What somebody says about a section, until it is settled."""

    zone = Zone.PAPERS
    classes = fields(free_text="body", technical="id section made_at settled_at", personal="made_by settled_by")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="comments")
    body = models.TextField()
    made_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.section)


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
    audience = models.CharField(max_length=10, choices=_AUDIENCES, default=Audience.INTERNAL)

    def __str__(self) -> str:
        return self.printed


class PaperQuote(models.Model):
    """An observation, finding or activity in a frozen paper: its token, the stored quote, the text as printed."""

    zone = Zone.PAPERS
    classes = fields(open="token printed order", technical="id paper quote audience")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="quotes")
    quote = models.ForeignKey("figures.StoredQuote", on_delete=models.PROTECT)
    order = models.PositiveSmallIntegerField()
    token = models.CharField(max_length=120)
    printed = models.TextField()
    audience = models.CharField(max_length=10, choices=_AUDIENCES, default=Audience.INTERNAL)

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
    audience = models.CharField(max_length=10, choices=_AUDIENCES, default=Audience.INTERNAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "kind"], name="one_rendition_a_kind")]

    def __str__(self) -> str:
        return f"{self.paper_id}.{self.kind}"


class Noted(models.Model):
    """What is noted beside a paper: by whom, when, and who may see it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    noted_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField()
    audience = models.CharField(max_length=10, choices=_AUDIENCES, default=Audience.INTERNAL)

    class Meta:
        abstract = True


class Consultation(Noted):
    """Somebody who is heard: planned or held, on a day, with a statement. It never blocks the paper."""

    zone = Zone.PAPERS
    classes = fields(
        open="consulted name on held statement", technical="id paper noted_at audience", personal="noted_by"
    )

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="consultations")
    consulted = models.CharField(max_length=20, choices=[(c.value, c.value) for c in Consulted])
    name = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    held = models.BooleanField(default=False)
    statement = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.consulted} {self.on}"


class Decision(Noted):
    """One decision of the board about a paper, as noted: a tabled paper has more than one."""

    zone = Zone.PAPERS
    classes = fields(
        open="outcome decided_on paragraph wording", technical="id paper noted_at audience", personal="noted_by"
    )
    never = ("remove",)

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=15, choices=[(o.value, o.value) for o in Outcome])
    decided_on = models.DateField()
    paragraph = models.CharField(max_length=30)
    wording = models.TextField()

    def __str__(self) -> str:
        return f"{self.outcome} {self.decided_on}"


class Erratum(Noted):
    """An error in a printed figure of a frozen paper, put right beside it: the paper stays as it is."""

    zone = Zone.PAPERS
    classes = fields(
        open="order stands right why decided_by decided_on", technical="id paper noted_at audience", personal="noted_by"
    )
    never = ("remove",)

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="errata")
    order = models.PositiveSmallIntegerField()  # which figure or quote of the paper
    stands = models.CharField(max_length=500)
    right = models.CharField(max_length=500)
    why = models.TextField()
    decided_by = models.CharField(max_length=200)
    decided_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.stands} → {self.right}"


class PaperTemplate(models.Model):
    """The authority's own Word template; no content: the built-in one. A paper uses the newest from before its freezing."""

    zone = Zone.PAPERS
    classes = fields(open="name content", technical="id uploaded_at uploaded_by")
    never = ("change", "remove")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name
