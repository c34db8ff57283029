"""What may be done with an account, as claims. Pure."""

from __future__ import annotations

from typing import Protocol

from . import terms
from .terms import AccountAct, Standing


class Openable(Protocol):
    """An account, as far as the rules look."""

    is_active: bool


def standing(account: Openable | None) -> Standing:
    """Return whether there is an account, and whether it is open."""
    if account is None:
        return Standing.NONE
    return Standing.OPEN if account.is_active else Standing.CLOSED


_WHY_NOT: dict[tuple[AccountAct, Standing], str] = {
    (AccountAct.GIVE, Standing.OPEN): terms.HAS_ACCOUNT,
    (AccountAct.GIVE, Standing.CLOSED): terms.HAS_CLOSED_ACCOUNT,
    (AccountAct.LINK, Standing.NONE): terms.NO_ACCOUNT,
    (AccountAct.LINK, Standing.CLOSED): terms.HAS_CLOSED_ACCOUNT,
    (AccountAct.CLOSE, Standing.NONE): terms.NO_ACCOUNT,
    (AccountAct.CLOSE, Standing.CLOSED): terms.ALREADY_CLOSED,
    (AccountAct.OPEN, Standing.NONE): terms.NO_ACCOUNT,
    (AccountAct.OPEN, Standing.OPEN): terms.ALREADY_OPEN,
    (AccountAct.RESET, Standing.NONE): terms.NO_ACCOUNT,
    (AccountAct.RESET, Standing.CLOSED): terms.HAS_CLOSED_ACCOUNT,
}


def why_not(act: AccountAct, standing: Standing, *, own: bool) -> str:
    """Return why an account may not be given, closed, opened, sent a link or freed of its factor; empty when it may.

    Nobody closes their own account: whoever closes the others is still there to open them. Nobody takes away their own
    second factor either: a stolen session would be enough to be rid of it.
    """
    if act is AccountAct.CLOSE and own and standing is Standing.OPEN:
        return terms.OWN_ACCOUNT
    if act is AccountAct.RESET and own:
        return terms.OWN_FACTOR
    return _WHY_NOT.get((act, standing), "")
