"""Minutes that answering took: from when the first section was opened, bounded, and told of the group only."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from framst.access.acting import acting
from framst.followups.models import Followup, Invitation
from framst.followups.web.opened import opened_at, stamp
from framst.forms.models import Sheet

from ..personas import actor
from .followups import JUNE, later, opened, places
from .test_followups_pages import opened_today, token

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'name="opened" value="([^"]+)"')


def sheet(followup: Followup) -> Sheet:
    with acting(actor("utredare")):
        return Sheet.objects.get(invitation__followup=followup)


def moved(place: Invitation, seconds: int) -> str:
    """The stamp of a page that was opened so many seconds ago."""
    return stamp(place, actor("utredare").now - dt.timedelta(seconds=seconds))


@pytest.mark.parametrize(("ago", "counted"), [(90, 90), (86_400, 300)])
@pytest.mark.parametrize("headers", [{}, {"X-Autosave": "1"}])
def test_the_time_before_the_first_save_counts(
    db: None, client: Client, ago: int, counted: int, headers: dict[str, str]
) -> None:
    followup = opened_today(["99990004"])
    address = reverse("answer_section", args=[token(followup), 1])
    assert HIDDEN.search(client.get(address).content.decode())
    assert sheet(followup).seconds == 0  # reading writes nothing
    assert sheet(followup).begun_at is None
    (place,) = places(followup)
    client.post(address, {"q-tagit_del": "yes", "opened": moved(place, ago)}, headers=headers)
    assert counted <= sheet(followup).seconds <= counted + (5 if ago < 300 else 0)
    # From now on the saves tell, and the page carries nothing.
    assert not HIDDEN.search(client.get(address).content.decode())
    client.post(address, {"q-tagit_del": "no", "opened": moved(place, ago)}, headers=headers)
    assert sheet(followup).seconds <= counted + 5


@pytest.mark.parametrize("wrong", ["", "x", "1.2", "another's", "unsigned", "the future"])
def test_a_stamp_that_is_not_the_pages_own_counts_nothing(db: None, client: Client, wrong: str) -> None:
    followup = opened_today(["99990004", "99990005"])
    mine, other = places(followup)
    now = actor("utredare").now
    sent = {
        "another's": moved(other, 90),
        "unsigned": f"{mine.pk.hex}-{int(now.timestamp()) - 90}",
        "the future": moved(mine, -900),
    }.get(wrong, wrong)
    client.post(reverse("answer_section", args=[token(followup), 1]), {"q-tagit_del": "yes", "opened": sent})
    with acting(actor("utredare")):
        assert Sheet.objects.get(invitation=mine).seconds == 0


def test_a_stamp_is_read_as_it_was_written(db: None) -> None:
    (place,) = places(opened(["99990004"]))
    assert opened_at(place, stamp(place, JUNE)) == JUNE
    place.sheet.saved_at = later(1)
    assert stamp(place, JUNE) == ""
    foreign: Any = Signer(salt="framst.access.links", sep=".").sign(f"{place.pk.hex}-{int(JUNE.timestamp())}")
    assert opened_at(place, foreign) is None
