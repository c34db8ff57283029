"""Ekdalen's memos: that of 2023, decided and published; that of 2024, a draft which can be frozen, sent and published."""

from __future__ import annotations

import datetime as dt

from framst.access.acting import Actor, acting
from framst.reports.models import Paper
from framst.reports.services import (
    Head,
    begin_paper,
    change_head,
    freeze_paper,
    plan_consultation,
    publish_paper,
    record_outcome,
    review_paper,
    send_paper,
    store_renditions,
    write_section,
)
from framst.reports.terms import Consulted, Outcome

from .moments import People, actor

SLUG_2024 = "uppfoljning-elevhalsoplanen-2024"
SLUG_2023 = "uppfoljning-elevhalsoplanen-2023"
SIGNATORIES = [
    {"name": "Eva Lundin", "title": "utbildningsdirektör"},
    {"name": "Karin Solberg", "title": "elevhälsochef"},
]

PLAN = (
    "Den övergripande elevhälsoplanen gäller från förskola till gymnasieskola. Den ska stödja skolledning och "
    "personal och säkerställa elevernas rätt till en likvärdig utbildning. Utbildningsdirektören fastställer planens "
    "innehåll, och rektorerna ansvarar för att den genomförs."
)

TEXTS_2023 = {
    "proposal": "Informationen tas emot.",
    "summary": f"""{PLAN}

Under juni–oktober 2023 ställdes frågor till rektorerna inom grundskolan. Varje siffra gäller dem som svarade på just \
den frågan.

[[plan-tagit-del-2023|av enhet]] har tagit del av planen. [[forebyggande-tillgang-2023|av enhet]] har tillgång till \
elevhälsan på ett sätt som möjliggör förebyggande och hälsofrämjande arbete. Av rektorerna ser \
[[behov-kompetens-2023|delar]] behov av gemensamma kompetensutvecklingsinsatser.

[[forebyggande-tillgang-2023|diagram]]
""",
    "assessment": "Planen behöver bli mer känd. Den uppdateras inför 2024 och gås igenom i rektorsnätverket.",
    "basis": "- Förvaltningens tjänsteskrivelse 2024-03-18\n- Resultat per fråga",
}

TEXTS_2024 = {
    "proposal": "Informationen tas emot.",
    "summary": f"""{PLAN}

Under juni–oktober 2024 ställdes frågor till alla rektorer inom grundskolan. Varje siffra gäller dem som svarade på \
just den frågan.

[[plan-tagit-del|av enhet]] har tagit del av den uppdaterade elevhälsoplanen. Sedan dess har mer gjorts. \
[[activity:natverken]].

Av rektorerna har [[kompetenser-alla|alla utom]] tillgång till elevhälsans alla kompetenser. Undantaget är rektorn vid \
den anpassade grundskolan. [[finding:specialpedagog]] [[finding:talpedagog]] I kommunen finns numera [[obs:talpedagog]], riktad mot förskolan, och därutöver logoped.

[[forebyggande-tillgang|av enhet]] har tillgång till elevhälsan på ett sätt som möjliggör förebyggande och \
hälsofrämjande arbete. Av dem som svarade på nästa fråga anser [[stod-mot-malen|hälften]], att elevhälsan på ett \
fullgott sätt stödjer elevernas utveckling mot målen. Bland orsakerna återkommer två teman i båda frågorna: \
medarbetarna har många enheter att serva ([[tema-manga-enheter-att-serva-elevhalsoplanen-2024|av enhet]]) och \
tiden på varje enhet räcker inte ([[tema-for-lite-tid-pa-varje-enhet-elevhalsoplanen-2024|av enhet]]). Uppdragen visar \
samma sak: [[central-enheter|av enhet]] har fyra eller fler enheter.

[[forebyggande-tillgang|diagram]]

Av rektorerna ser [[behov-kompetens|delar]] behov av gemensamma kompetensutvecklingsinsatser inom elevhälsoarbetet. \
De efterfrågar fördjupad kunskap om funktionsnedsättningar och tillstånd \
([[tema-funktionsnedsattningar-och-tillstand-elevhalsoplanen-2024|av enhet]]) och främjande och förebyggande \
arbetssätt ([[tema-framjande-och-forebyggande-arbetssatt-elevhalsoplanen-2024|av enhet]]). Behoven tas till vara i \
kompetensutvecklingsplaner och annat utvecklingsarbete.
""",
    "assessment": """Det som framkom har tagits om hand av avdelning grundskola och barn- och elevhälsan och har lett \
till aktiviteter i det som går att påverka.

- [[finding:kompetensutveckling]]
- [[finding:tid]]
- [[finding:specialpedagog]]
- [[finding:talpedagog]]
""",
    "basis": "- Förvaltningens tjänsteskrivelse 2025-03-31\n- Resultat per fråga",
}


def memo_2024(followup: str, by: Actor) -> Paper:
    """Write this year's memo as a draft."""
    title = "Uppföljning av elevhälsoarbetet och den övergripande elevhälsoplanen"
    return _written(SLUG_2024, title, "UBF 2025/112", followup, TEXTS_2024, by)


def publish_2023(followup: str, people: People) -> None:
    """Write last year's memo and take it all the way: reviewed, frozen, sent, decided and published."""
    with acting(actor(people, "utredare", 2024, 3, 18)) as by:
        title = "Uppföljning av den övergripande elevhälsoplanen 2023"
        paper = _written(SLUG_2023, title, "UBF 2024/97", followup, TEXTS_2023, by)
    with acting(actor(people, "elevhalsochef", 2024, 3, 20)) as by:
        review_paper(paper=paper, by=by)
    with acting(actor(people, "utredare", 2024, 3, 22)) as by:
        plan_consultation(
            paper=paper,
            consulted=Consulted.UNIONS,
            on=dt.date(2024, 3, 21),
            held=True,
            statement="Facken har inget att invända.",
            by=by,
        )
        freeze_paper(paper=paper, by=by)
        store_renditions(paper=paper, by=by)
    with acting(actor(people, "registrator", 2024, 3, 25)) as by:
        send_paper(paper=paper, by=by)
    with acting(actor(people, "registrator", 2024, 4, 26)) as by:
        record_outcome(
            paper=paper,
            outcome=Outcome.APPROVED,
            decided_on=dt.date(2024, 4, 25),
            paragraph="§ 38",
            wording="Informationen tas emot.",
            by=by,
        )
    with acting(actor(people, "registrator", 2024, 5, 2)) as by:
        publish_paper(paper=paper, by=by)


def _written(slug: str, title: str, number: str, followup: str, texts: dict[str, str], by: Actor) -> Paper:
    paper = begin_paper(slug=slug, title=title, collection=f"followup:{followup}", by=by)
    head = Head(
        title=title,
        registry_number=number,
        dated_on=by.today,
        officer="Helena Brandt, utredare",
        office=paper.office,
        recipient=paper.recipient,
        signatories=SIGNATORIES,
        sent_to="Avdelning grundskola, barn- och elevhälsan",
        attachments=[],
    )
    change_head(paper=paper, head=head, version=paper.head_version, by=by)
    for section in paper.sections.all():
        write_section(section=section, body=texts[section.code], by=by)
    return paper
