"""What awaits people."""

from django.db import models

from framst.foundation.classification import Zone, fields


class Awaiting(models.Model):
    """One thing that awaits a person: what, where, until when, how long it takes. Settled, it is gone from the page."""

    zone = Zone.OWN
    classes = fields(
        personal="person",
        open="title address due_on minutes",
        technical="id about settled_at link asked_by asked_at",
    )
    relations = {"own": "person_id = (SELECT framst_person())", "link": "link = (SELECT framst_link())"}

    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="awaiting")
    title = models.CharField(max_length=200)
    address = models.CharField(max_length=200)
    due_on = models.DateField(null=True)
    minutes = models.FloatField(null=True)
    about = models.CharField(max_length=100)  # table:key, one row a person and thing
    link = models.UUIDField(null=True)  # the personal link that settles it
    asked_by = models.ForeignKey("organisation.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "about"], name="one_awaiting_a_thing")]
        indexes = [models.Index(fields=["person", "settled_at", "due_on"])]

    def __str__(self) -> str:
        return self.about
