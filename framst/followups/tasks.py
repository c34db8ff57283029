"""What `framst tick` does for follow-ups: closes those whose day has passed, passes places on to successors."""

from __future__ import annotations

from framst.access.acting import Actor, acting
from framst.foundation.refusal import Refused

from . import queries
from .models import Followup
from .services import close_followup, pass_on
from .terms import State


def tick(*, by: Actor) -> None:
    """Do what is due at `by.now`. Each follow-up and each place is a transaction of its own; twice changes nothing.

    A place is passed on when its holder leads none of its units any longer and exactly one person leads them now
    (a unit that had no principal: when it has got one). Where two may take over, a person chooses on the status page.
    """
    with acting(by):
        over = list(Followup.objects.filter(state=State.OPEN, closes_on__lt=by.today).values_list("pk", flat=True))
        left = [
            (invitation.pk, may[0])
            for invitation in queries.without_their_principal(by.today)
            if len(may := queries.candidates(invitation, by.today)) == 1
        ]
    for key in over:
        with acting(by):
            followup = Followup.objects.select_for_update(skip_locked=True).filter(pk=key, state=State.OPEN).first()
            if followup is not None and followup.closes_on < by.today:
                close_followup(followup=followup, by=by)
    for place, person in left:
        try:
            with acting(by):
                pass_on(place=place, to=person, by=by)
        except Refused:
            continue  # it was answered, closed or passed on by a person since it was read
