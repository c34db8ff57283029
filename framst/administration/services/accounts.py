"""People's accounts: given, closed, opened again, and the letter with which a person chooses a password.

Nobody types another's password. What a person may see and do comes from assignments, never from the account.
"""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.urls import reverse

from framst.access.acting import Actor, require
from framst.administration import labels, rules, terms
from framst.administration.queries import account_of
from framst.administration.terms import AccountAct
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import Refused
from framst.notices.services import queue
from framst.organisation.models import Account, Person

ACT = "organisation.manage"


def give_account(*, person: Person, by: Actor) -> Account:
    """Give a person an account whose login is the e-mail address, and send the letter for choosing a password.

    Raises Refused when the person has one, or when the address is another's login.
    """
    allowed(AccountAct.GIVE, person, by)
    try:
        with transaction.atomic():
            account = Account.objects.create_user(person.email.lower(), None, person=person)
    except IntegrityError:
        raise Refused(terms.LOGIN_IS_TAKEN) from None
    record(act=Act.ACCOUNT_GIVEN, by=by, now=by.now, about=person)
    _send_link(account, person, by)
    return account


def send_password_link(*, person: Person, by: Actor) -> None:
    """Send a letter with which the person chooses a new password; the present one holds until then.

    Raises Refused when there is no account, or when it is closed.
    """
    _send_link(allowed(AccountAct.LINK, person, by), person, by)


def close_account(*, person: Person, by: Actor) -> int:
    """Close a person's account: signed out everywhere at once, and neither password nor links can be used any more.

    Returns how many sessions were ended. Raises Refused when it is closed, and for one's own: so there is always
    a system administrator who can sign in.
    """
    account = allowed(AccountAct.CLOSE, person, by)
    account.is_active = False
    account.set_unusable_password()  # links that are under way are made of the password, and die with it
    account.save(update_fields=["is_active", "password"])
    ended = end_sessions(account, by)
    record(act=Act.ACCOUNT_CLOSED, by=by, now=by.now, about=person, sessions=ended)
    return ended


def open_account(*, person: Person, by: Actor) -> None:
    """Open a closed account again and send the letter for choosing a password. Raises Refused when it is open."""
    account = allowed(AccountAct.OPEN, person, by)
    account.is_active = True
    account.save(update_fields=["is_active"])
    record(act=Act.ACCOUNT_OPENED, by=by, now=by.now, about=person)
    _send_link(account, person, by)


def follow_address(*, person: Person) -> None:
    """Make a person's new e-mail address the login too; links that were sent to the former one no longer hold.

    Raises IntegrityError when it is another's login.
    """
    if Account.objects.filter(person=person).update(email=person.email.lower()):
        EmailAddress.objects.filter(user__person=person).delete()  # allauth's own list; it is made anew


def allowed(act: AccountAct, person: Person, by: Actor) -> Account:
    """Return the account after asking right and rule (for GIVE: an unsaved one)."""
    require(by, ACT)
    account = account_of(person, lock=True)
    if why := rules.why_not(act, rules.standing(account), own=person.pk == by.person_id):
        raise Refused(why)
    return account or Account(person=person)


def _send_link(account: Account, person: Person, by: Actor) -> None:
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(account), "key": default_token_generator.make_token(account)},
    )
    queue(
        address=account.email,
        subject=labels.password_subject(),
        body=labels.password_letter(link=f"{settings.ADDRESS}{path}"),
        kind="password",
        about=person,
        by=by,
    )
    record(act=Act.PASSWORD_LINK_SENT, by=by, now=by.now, about=person)


def end_sessions(account: Account, by: Actor) -> int:
    """Remove the account's sessions. Whose a session is stands inside it, so all that run are looked through."""
    running = Session.objects.filter(expire_date__gt=by.now)
    ending = [s.pk for s in running.iterator() if s.get_decoded().get(SESSION_KEY) == str(account.pk)]
    Session.objects.filter(pk__in=ending).delete()
    return len(ending)
