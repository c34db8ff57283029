"""Versioned question sets and the sheets of answers to them."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from framst.foundation.classification import Zone, fields

from . import rules
from .terms import Questionnaire, Status


class QuestionSet(models.Model):
    """A set of questions that lives over years, in versions."""

    zone = Zone.INQUIRY
    classes = fields(open="code title", technical="id")

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One version of a set. Published, it is frozen: a change makes a new version, answers point to the one they answered."""

    zone = Zone.INQUIRY
    classes = fields(open="question_set number content", technical="id published_at")
    relations = {"link": ("id", "SELECT s.version_id FROM forms_sheet s WHERE s.link = framst_link()")}

    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question_set", "number"], name="one_version_a_number")]

    _read: tuple[object, Questionnaire] | None = None

    @property
    def questionnaire(self) -> Questionnaire:
        """The content, read once as long as it is the same."""
        if self._read is None or self._read[0] is not self.content:
            self._read = (self.content, rules.read(self.content))
        return self._read[1]

    def __str__(self) -> str:
        return f"{self.question_set_id} v{self.number}"


class Sheet(models.Model):
    """One respondent's answers to one version. `holder` may answer signed in; `link` is the key of the personal link."""

    zone = Zone.ANSWERS
    classes = fields(
        technical="id version collection link begun_at saved_at submitted_at late seconds", personal="holder"
    )
    relations = {"holder": "holder_id = (SELECT framst_person())", "link": "link = (SELECT framst_link())"}
    never = ("remove",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    # What it was collected for, as the capability above names it: "followup:elevhalsoplanen-2024".
    collection = models.CharField(max_length=100, blank=True, db_index=True)
    holder = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True)
    link = models.UUIDField(null=True, unique=True)
    begun_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    seconds = models.PositiveIntegerField(default=0)  # spent answering, as far as the saves tell

    def __str__(self) -> str:
        return str(self.id)


class Answer(models.Model):
    """What became of one question (or matrix row) on one sheet. No row: no answer."""

    zone = Zone.ANSWERS
    classes = fields(technical="id sheet status", open="question row choices number on", free_text="text")
    relations = {
        "holder": ("sheet_id", "SELECT s.id FROM forms_sheet s WHERE s.holder_id = framst_person()"),
        "link": ("sheet_id", "SELECT s.id FROM forms_sheet s WHERE s.link = framst_link()"),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=40)
    row = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=14, choices=[(s.value, s.value) for s in Status])
    choices = ArrayField(models.CharField(max_length=40), default=list)
    text = models.TextField(blank=True)
    number = models.FloatField(null=True)
    on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "question", "row"], name="one_answer_a_place")]

    def __str__(self) -> str:
        return f"{self.question} {self.row}"
