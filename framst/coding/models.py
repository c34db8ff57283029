"""Code books with their themes, and the passages that were marked."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from framst.foundation.classification import Zone, fields


class CodeBook(models.Model):
    """One set of themes over several questions of one collection of answers.

    The first coding may be shared by several people; it is what figures are counted from. The second coder codes
    blind to it; `agreement` is what the two said, counted once, when the second was done.
    """

    zone = Zone.ANALYSIS
    classes = fields(
        open="collection number title questions agreement",
        personal="second_coder",
        technical="id second_begun_at second_done_at",
    )

    collection = models.CharField(max_length=100)  # as forms.Sheet names it: "followup:elevhalsoplanen-2024"
    number = models.PositiveIntegerField()  # within the collection, for its address
    title = models.CharField(max_length=200)
    questions = ArrayField(models.CharField(max_length=40))
    second_coder = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    second_begun_at = models.DateTimeField(null=True)
    second_done_at = models.DateTimeField(null=True)
    agreement = models.JSONField(default=dict)  # theme's code → [both, only first, only second, neither]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "number"], name="one_book_a_number")]

    def __str__(self) -> str:
        return self.title


class Theme(models.Model):
    """What passages are about. A theme that was merged stays, so that figures that name it find the other."""

    zone = Zone.ANALYSIS
    classes = fields(open="book collection code name description order merged_into", technical="id")

    book = models.ForeignKey(CodeBook, on_delete=models.CASCADE, related_name="themes")
    collection = models.CharField(max_length=100)  # the book's: a code names one theme in all its books
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    order = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "code"], name="one_theme_a_code")]

    def __str__(self) -> str:
        return self.name


class Passage(models.Model):
    """A marked part of what one respondent wrote, with the text as it was when it was marked.

    It points to the sheet and the question, not to the row of the answer: that row is made anew each time the
    respondent saves. `start` and `end` count characters in the whole answer.
    """

    zone = Zone.ANSWERS
    classes = fields(
        technical="id book sheet start end second coded_at",
        open="question identifies",
        personal="coder",
        free_text="text note",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    book = models.ForeignKey(CodeBook, on_delete=models.PROTECT, related_name="passages")
    sheet = models.ForeignKey("forms.Sheet", on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=40)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    themes = models.ManyToManyField(Theme, through="PassageTheme", related_name="passages")
    identifies = models.BooleanField(default=False)  # could identify a person: never quoted
    note = models.CharField(max_length=500, blank=True)
    second = models.BooleanField(default=False)  # of the second coder's coding
    coder = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    coded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="passage_is_not_empty"),
            models.UniqueConstraint(
                fields=["book", "sheet", "question", "start", "end", "second"], name="a_passage_once_a_coding"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class PassageTheme(models.Model):
    """That a passage is about a theme."""

    zone = Zone.ANSWERS
    classes = fields(technical="id passage", open="theme")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="given")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["passage", "theme"], name="a_theme_once_a_passage")]

    def __str__(self) -> str:
        return f"{self.passage_id} {self.theme_id}"
