"""From what another's door has said to a person here: by the stable identifier alone, never by e-mail.

Nothing of what the provider tells is stored. What the person may do comes from assignments here, and from nowhere else.
"""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from framst.access.acting import acting, machine
from framst.access.sign_in import ASSURED
from framst.foundation.words import N_
from framst.organisation.models import Account

UNREADABLE = N_("Svaret från inloggningen hos din huvudman gick inte att lita på. Börja om från inloggningssidan.")
UNKNOWN = N_(
    "Din inloggning hos huvudmannen fungerade, men du har inget konto här. Be systemförvaltaren ge dig ett konto och"
    " se efter att din identitet hos huvudmannen är antecknad."
)


def enter(
    request: HttpRequest, *, external_id: str, method: str, provider: str, assured: bool, back: str
) -> HttpResponse:
    """Sign in the person with `external_id`; refuse, with who can help, when there is none or more than one.

    `assured` is whether the provider has vouched for a level that counts as a second factor; else a local one is
    asked for, of those who have it. A closed account stays closed.
    """
    with acting(machine("sign_in", timezone.now())):
        found = list(Account.objects.filter(person__external_id=external_id)[:2]) if external_id else []
    if len(found) != 1:
        return refused(request, "unknown", UNKNOWN)
    account = found[0]
    record_authentication(request, account, method, provider=provider)
    if assured:
        record_authentication(request, account, "mfa", type=ASSURED, provider=provider)
    answer: HttpResponse = perform_login(request, Login(user=account, redirect_url=back or None))
    return answer


def refused(request: HttpRequest, reason: str, sentence: str = UNREADABLE) -> HttpResponse:
    """Answer that somebody could not be let in. The record says why in one word, and nothing of whom."""
    request.refused = reason  # type: ignore[attr-defined]
    return render(request, "integrations/sign_in_refused.html", {"sentence": sentence}, status=403)
