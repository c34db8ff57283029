"""Ekdalen's overall plan, in two versions. The text is our own."""

from __future__ import annotations

import datetime as dt

from framst.access.acting import acting
from framst.organisation.models import Unit
from framst.plans.services import steering
from framst.plans.terms import DocumentKind

from .moments import People, actor

FIRST = (
    (
        "Vad planen är till för",
        "Planen gäller från förskoleklass till gymnasieskola. Den säger vad elevhälsan ska göra i alla skolor, så att"
        " stödet till eleverna inte beror på vilken skola de går i.",
        (),
    ),
    (
        "Elevhälsans uppdrag",
        "Elevhälsan ska främst arbeta främjande och förebyggande. Det betyder:\n\n- att lärmiljön ses över innan enskilda"
        " elever utreds\n- att elevhälsan är med när undervisningen planeras\n- att det som görs följs upp.",
        ("plans", "plan_write"),
    ),
    ("Elevhälsoteamets möten", "Varje skola har ett elevhälsoteam som leds av rektorn. Teamet möts varje vecka.", ("plan_write",)),
    ("Uppföljning", "Förvaltningen frågar rektorerna en gång om året hur arbetet har gått.", ("followups",)),
)  # fmt: skip
CHANGED = {
    "vad-planen-ar-till-for": "Planen gäller från förskola till gymnasieskola. Den säger vad elevhälsan ska göra i alla"
    " förskolor och skolor, så att stödet till barn och elever inte beror på var de går.",
    "elevhalsoteamets-moten": "Varje skola har ett elevhälsoteam som leds av rektorn. Teamet möts varje vecka, och minst"
    " varannan vecka har det förebyggande arbetet en egen stund som inte får tas i anspråk av enskilda ärenden.",
}


def load(people: People) -> None:
    """Play the two versions: 2023 and 2025."""
    with acting(actor(people, "elevhalsochef", 2023, 5, 8)) as by:
        version = steering.begin_document(title="Övergripande elevhälsoplan", kind=DocumentKind.OVERALL_PLAN, by=by)
        for title, text, places in FIRST:
            steering.keep_section(version=version, code="", title=title, text=text, places=places, by=by)
        steering.decide(
            version=version, decided_on=dt.date(2023, 5, 4), decided_by="utbildningsdirektören", paragraph="",
            in_force_from=dt.date(2023, 7, 1), for_whom="alla skolor", by=by,
        )  # fmt: skip
    with acting(actor(people, "elevhalsochef", 2025, 4, 14)) as by:
        version = steering.begin_version(document=version.document, by=by)
        titles = {s["code"]: (s["title"], s["places"]) for s in version.sections}
        for code, text in CHANGED.items():
            title, places = titles[code]
            steering.keep_section(version=version, code=code, title=title, text=text, places=places, by=by)
        steering.keep_section(
            version=version, code="", title="Åtaganden",
            text="Det som en skola och förvaltningen kommer överens om skrivs upp med en dag och en person, och ligger kvar"
            " tills det är uppföljt. Byts rektorn följer det med till den nya.",
            places=["commitments"], by=by,
        )  # fmt: skip
        steering.decide(
            version=version, decided_on=dt.date(2025, 4, 10), decided_by="utbildningsdirektören", paragraph="",
            in_force_from=dt.date(2025, 7, 1), for_whom="alla förskolor och skolor", by=by,
        )  # fmt: skip
    with acting(actor(people, "elevhalsochef", 2025, 9, 1)) as by:
        draft = steering.begin_document(title="Rutin för övergångar", kind=DocumentKind.ROUTINE, by=by)
        steering.keep_section(
            version=draft, code="", title="När", by=by,
            text="Den lämnande och den mottagande skolan möts i maj, och en gång till i oktober.",
        )  # fmt: skip
    with acting(actor(people, "rektor", 2025, 9, 15)) as by:
        steering.note(
            version=version, unit=Unit.objects.get(code="99990004"),
            text="Vi läste den nya versionen på elevhälsoteamets första möte och lade om mötestiderna.", by=by,
        )  # fmt: skip
