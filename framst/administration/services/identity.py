"""Who somebody is at a door: the id that the authority's own sign-in points at, and a second factor that was lost.

Both could hand an account to somebody else. So each is recorded as an act of its own, ends every session of the person,
and tells the person that it has happened.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from framst.access.acting import Actor, require
from framst.administration import labels, terms
from framst.administration.queries import account_of
from framst.administration.terms import AccountAct, Loss, Recognised
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import Refused
from framst.notices.services import queue
from framst.organisation.models import Account, Person

from .accounts import ACT, allowed, end_sessions


def join_identity(*, person: Person, external_id: str, by: Actor) -> bool:
    """Say which id at the source of staff, and at the authority's sign-in, is the person's ("" for none).

    Returns whether that is new; what is not changed is not recorded. Raises Refused when the id is another's.
    """
    require(by, ACT)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.external_id == external_id:
        return False
    if external_id and Person.objects.filter(external_id=external_id).exists():
        raise Refused(terms.ID_IS_TAKEN)
    person.external_id = external_id
    person.save(update_fields=["external_id"])
    account = account_of(person)
    ended = end_sessions(account, by) if account else 0
    record(act=Act.IDENTITY_JOINED, by=by, now=by.now, about=person, any=bool(external_id), sessions=ended)
    if account:
        _tell(account, person, by)
    return True


def reset_factor(*, person: Person, reason: Loss, recognised: Recognised, by: Actor) -> int:
    """Take away every second factor of a person who has lost theirs; return how many sessions were ended.

    The person signs in with the password alone, sees nothing in the zones that ask for the factor, and adds a new one.
    Raises Refused when there is none, when the account is closed, and for one's own.
    """
    account = allowed(AccountAct.RESET, person, by)
    if not Authenticator.objects.filter(user=account).delete()[0]:
        raise Refused(terms.NO_FACTOR)
    ended = end_sessions(account, by)
    record(
        act=Act.FACTOR_RESET, by=by, now=by.now, about=person,
        reason=reason.value, recognised=recognised.value, sessions=ended,
    )  # fmt: skip
    _tell(account, person, by)
    return ended


def _tell(account: Account, person: Person, by: Actor) -> None:
    queue(
        address=account.email,
        subject=labels.door_subject(),
        body=labels.door_letter(),
        kind="sign_in_changed",
        about=person,
        by=by,
    )
