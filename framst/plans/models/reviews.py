"""Review and feedback: by which criteria plans are read, who reads which, what they found, what the school gets back."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from framst.foundation.classification import Zone, fields
from framst.plans.terms import PointKind, ReviewState, Verdict

_OF_REVIEW = ("review_id", "SELECT r.id FROM plans_review r WHERE r.reviewer_id = framst_person()")


class ReviewForm(models.Model):
    """A review form that lives over years, in versions: for some school forms, or for the central team's plan."""

    zone = Zone.INQUIRY
    classes = fields(open="code title forms central", technical="id")

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    forms = ArrayField(models.CharField(max_length=10), default=list)  # SchoolForm.code; empty: all
    central = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title


class ReviewFormVersion(models.Model):
    """One version of a review form: its criteria, each with the law or research behind it. Published, it is frozen."""

    zone = Zone.INQUIRY
    classes = fields(open="form number criteria", technical="id published_at")

    form = models.ForeignKey(ReviewForm, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    criteria = models.JSONField(default=list)  # of {code, text, help, basis, section}
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="one_review_version_a_number")]

    def __str__(self) -> str:
        return f"{self.form_id} v{self.number}"


class Round(models.Model):
    """One round of review: the plans of a template, by a version of a form, until a day."""

    zone = Zone.INQUIRY
    classes = fields(open="slug title template version due_on doubled", technical="id opened_at closed_at made_by")

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    template = models.ForeignKey("plans.Template", on_delete=models.PROTECT, related_name="rounds")
    version = models.ForeignKey(ReviewFormVersion, on_delete=models.PROTECT)
    due_on = models.DateField()
    # Percent of the plans that two reviewers read without seeing each other's. Off by default.
    doubled = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True)

    def __str__(self) -> str:
        return self.title


class Review(models.Model):
    """That somebody reads a plan in a round. A conflict of interest is said, and who decided all the same."""

    zone = Zone.REVIEWS
    classes = fields(
        open="unit state second",
        personal="reviewer assigned_by",
        free_text="conflict",
        technical="id round plan edition assigned_at done_at",
    )
    relations = {"reviewer": "reviewer_id = (SELECT framst_person())"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reviews")
    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="reviews")
    edition = models.ForeignKey("plans.Edition", on_delete=models.PROTECT, null=True)  # what was read
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)
    reviewer = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    second = models.BooleanField(default=False)  # the second of two who do not see each other's
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in ReviewState], default=ReviewState.ASSIGNED
    )
    conflict = models.CharField(max_length=300, blank=True)  # what speaks against it, as warned of
    assigned_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "plan", "reviewer"], name="a_reviewer_once_a_plan"),
            models.UniqueConstraint(fields=["round", "plan", "second"], name="one_first_and_one_second_reviewer"),
        ]
        indexes = [models.Index(fields=["reviewer", "state"])]

    def __str__(self) -> str:
        return str(self.id)


class Judgement(models.Model):
    """What a reviewer found by one criterion, about the document."""

    zone = Zone.REVIEWS
    classes = fields(open="unit criterion verdict", free_text="note", technical="id review")
    relations = {"reviewer": _OF_REVIEW}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="judgements")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)
    criterion = models.CharField(max_length=40)
    verdict = models.CharField(max_length=10, choices=[(v.value, v.value) for v in Verdict], blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="one_judgement_a_criterion")]

    def __str__(self) -> str:
        return f"{self.review_id} {self.criterion}"


class Moderation(models.Model):
    """What two reviewers agreed on, or a third decided, where they differed."""

    zone = Zone.REVIEWS
    classes = fields(open="unit criterion verdict", free_text="reason", personal="by", technical="id round plan at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="moderations")
    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="moderations")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)
    criterion = models.CharField(max_length=40)
    verdict = models.CharField(max_length=10, choices=[(v.value, v.value) for v in Verdict])
    reason = models.TextField(blank=True)
    by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "plan", "criterion"], name="one_moderation")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.criterion}"


class FeedbackPoint(models.Model):
    """One point of feedback, tied to a place in the plan. The principal answers; some become commitments."""

    zone = Zone.FEEDBACK
    classes = fields(
        open="unit section kind theme place given_at",
        free_text="text answer",
        personal="answered_by",
        technical="id plan edition review made_at answered_at commitment",
    )
    relations = {"reviewer": _OF_REVIEW}
    # What it is about stands; the school that answers it does not see whose review it comes from.
    changeable = ("kind", "theme", "text", "given_at", "answer", "answered_by_id", "answered_at", "commitment")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="points")
    edition = models.ForeignKey("plans.Edition", on_delete=models.PROTECT, related_name="points")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, related_name="points")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)
    section = models.CharField(max_length=40)  # the section or focus area it is about
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in PointKind])
    theme = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    place = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    commitment = models.UUIDField(null=True)  # the commitment that it became

    class Meta:
        indexes = [models.Index(fields=["plan", "section"])]

    def __str__(self) -> str:
        return str(self.id)


class Feedback(models.Model):
    """What a school got back on an edition, as a letter: feedback, or what is asked for until when."""

    zone = Zone.FEEDBACK
    classes = fields(
        open="unit kind reply_by given_at", free_text="opening reason", personal="given_by", technical="id plan edition"
    )
    never = ("change", "remove")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="feedbacks")
    edition = models.ForeignKey("plans.Edition", on_delete=models.PROTECT, related_name="feedbacks")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=12)  # "feedback" or "completion"
    opening = models.TextField(blank=True)  # what the letter begins with
    reason = models.TextField(blank=True)  # why more is asked for
    reply_by = models.DateField(null=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["plan", "given_at"])]

    def __str__(self) -> str:
        return str(self.id)
