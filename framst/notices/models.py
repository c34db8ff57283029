"""Messages to people: what was sent to whom, when, and what came of it."""

from django.db import models

from framst.foundation.classification import Zone, fields


class Message(models.Model):
    """One e-mail, queued in the same transaction as the act that it tells about. It never holds answers or content.

    Its words are gone once it has been sent or given up: they may hold a link that opens something. The log keeps what
    was sent to whom.
    """

    zone = Zone.NOTICES
    classes = fields(
        technical="id kind table record queued_at sent_at failed tries next_try_at",
        personal="address",
        open="subject body",
    )
    # The holder of a personal link may queue a letter about that very thing (a receipt), and read none.
    relations = {"link": "record = (SELECT framst_link())::text"}
    never = ("remove",)

    id = models.UUIDField(primary_key=True, editable=False)
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    kind = models.CharField(max_length=30)
    table = models.CharField(max_length=60)
    record = models.CharField(max_length=60)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failed = models.CharField(max_length=80, blank=True)  # the exception's class, never its text
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)  # after a failure: not before this

    class Meta:
        indexes = [models.Index(fields=["table", "record"]), models.Index(fields=["sent_at", "queued_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"
