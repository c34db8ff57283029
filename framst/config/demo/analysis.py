"""What Ekdalen made of the answers of 2024: themes in the free text, findings, what became of them, what was done."""

from __future__ import annotations

import datetime as dt

from framst.access.acting import Actor, acting
from framst.administration.facts import KEY, MANY, UNITS_EACH
from framst.coding.models import CodeBook, Theme
from framst.coding.services import add_theme, begin_book, fingerprint, mark
from framst.figures.services import (
    SOURCES,
    add_activity,
    add_finding,
    add_observation,
    define_indicator,
    dispose,
)
from framst.figures.terms import Control, Settled
from framst.forms.models import Answer

from .moments import People, actor

# Book → (questions, theme → (description, the words that were marked)).
MANY_UNITS, LITTLE_TIME = "Många enheter att serva", "För lite tid på varje enhet"
CONDITIONS, WAYS = "Funktionsnedsättningar och tillstånd", "Främjande och förebyggande arbetssätt"
BOOKS: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, tuple[str, ...]]]]] = {
    "Vad det beror på": (
        ("forebyggande_varfor", "mot_malen_varfor"),
        {
            MANY_UNITS: (
                "Medarbetarna i elevhälsan delar sin tid mellan många skolor.",
                (
                    "väldigt många enheter att serva",
                    "finns på flera andra skolor",
                    "För många enheter att serva",
                    "Elevhälsans personal har flera skolor",
                    "Skolsköterskan har fyra skolor",
                    "räcka till för många enheter",
                    "ska finnas på båda mina skolor och på ett par till",
                    "många enheter",
                    "De har helt enkelt för många skolor",
                    "Psykologen servar sex enheter och logopeden ännu fler",
                    "eftersom de har många skolor",
                ),
            ),
            LITTLE_TIME: (
                "Tiden på skolan räcker inte till, eller går till det akuta.",
                (
                    "då går tiden till det som redan har hänt",
                    "Tiden räcker till utredningar men inte till att följa upp",
                    "Det blir för lite tid på varje enhet",
                    "hinner med de mest akuta ärendena",
                    "är här för sällan",
                    "försvinner tiden hos oss",
                    "Det är alltid tid som saknas",
                    "Hälsobesöken hinns med, inget mer",
                    "Otillräckligt med tid på vår enhet",
                    "För lite tid på varje enhet",
                    "för lite tid",
                    "Tiden räcker inte till annat",
                    "är sällan här",
                    "De andra har för lite tid hos oss",
                    "Tiden räcker inte",
                ),
            ),
        },
    ),
    "Inom vad": (
        ("behov_inom",),
        {
            CONDITIONS: (
                "Kunskap om funktionsnedsättningar, språkstörning, psykisk ohälsa och andra tillstånd.",
                (
                    "NPF och om språkstörning",
                    "olika funktionsnedsättningar",
                    "Psykisk ohälsa och olika tillstånd",
                    "autism och adhd",
                    "trauma, och språkstörning",
                    "Olika funktionsnedsättningar",
                    "intellektuell funktionsnedsättning",
                    "NPF, men också bredare om tillstånd",
                ),
            ),
            WAYS: (
                "Hur elevhälsan arbetar främjande och förebyggande, tillsammans med skolan.",
                (
                    "främjande och förebyggande",
                    "Förebyggande arbetssätt",
                    "Främjande arbete",
                    "hur lärmiljön kan anpassas",
                    "Hälsofrämjande arbetssätt",
                    "Förebyggande arbete",
                    "främjande elevhälsoarbete",
                ),
            ),
        },
    ),
}
IDENTIFIES = "Vår kurator har varit borta sedan i våras"


def code(slug: str, people: People) -> None:
    """Code the free text: one book over the two questions of why, one over what is needed."""
    with acting(actor(people, "elevhalsochef", 2024, 11, 12)) as by:
        for title, (questions, themes) in BOOKS.items():
            book = begin_book(collection=f"followup:{slug}", title=title, questions=questions, by=by)
            made = [
                (add_theme(book=book, name=name, description=description, by=by), words)
                for name, (description, words) in themes.items()
            ]
            answers = Answer.objects.filter(
                sheet__collection=book.collection, question__in=questions, text__gt=""
            ).order_by("sheet__submitted_at")
            for answer in answers:
                _mark(book, answer, made, by)


def _mark(book: CodeBook, answer: Answer, themes: list[tuple[Theme, tuple[str, ...]]], by: Actor) -> None:
    place, seen = (answer.sheet_id, answer.question), fingerprint(answer.text)
    none_fits = True
    for theme, words in themes:
        found = next((w for w in words if w in answer.text), "")
        if found:
            start = answer.text.index(found)
            mark(book=book, place=place, seen=seen, spans=[(start, start + len(found))], themes=[theme], by=by)
            none_fits = False
    if IDENTIFIES in answer.text:
        start = answer.text.index(IDENTIFIES)
        span = (start, start + len(IDENTIFIES))
        mark(book=book, place=place, seen=seen, spans=[span], themes=[], identifies=True, by=by)
    elif none_fits:
        mark(book=book, place=place, seen=seen, spans=[], themes=[], no_theme=True, by=by)


def note(people: People) -> None:
    """Write down findings, what became of them, an observation, an activity and how many units the central team has."""
    with acting(actor(people, "utredare", 2024, 11, 18)) as by:
        special = add_finding(
            code="specialpedagog",
            sentence="Den anpassade grundskolan saknar specialpedagog",
            theme="Tillgång till kompetenser",
            scope="anpassad grundskola",
            found_on=dt.date(2024, 11, 18),
            sources=[("figure", "kompetenser-alla")],
            by=by,
        )
        speech = add_finding(
            code="talpedagog",
            sentence="Den anpassade grundskolan saknar talpedagog",
            theme="Tillgång till kompetenser",
            scope="anpassad grundskola",
            found_on=dt.date(2024, 11, 18),
            sources=[("figure", "kompetenser-alla"), ("obs", "talpedagog")],
            by=by,
        )
        time = add_finding(
            code="tid",
            sentence="Elevhälsans medarbetare har många enheter och för lite tid på varje",
            theme=MANY_UNITS,
            scope="grundskola",
            found_on=dt.date(2024, 11, 18),
            sources=[("figure", "forebyggande-tillgang"), ("figure", "stod-mot-malen")],
            by=by,
        )
        need = add_finding(
            code="kompetensutveckling",
            sentence="Rektorerna ser behov av gemensam kompetensutveckling",
            theme=CONDITIONS,
            scope="grundskola",
            found_on=dt.date(2024, 11, 18),
            sources=[("figure", "behov-kompetens")],
            by=by,
        )
    with acting(actor(people, "utredare", 2025, 3, 17)) as by:
        add_activity(
            code="natverken",
            text="Rektorsnätverket, specialpedagogiska nätverket och all barn- och elevhälsans personal har träffats "
            "och arbetat med elevhälsoplanen",
            on=dt.date(2025, 2, 5),
            for_whom="rektorerna, specialpedagogerna och den centrala elevhälsans personal",
            content="Elevhälsoplanen presenterades, och utvalda delar bearbetades i grupper.",
            by=by,
        )
        add_observation(
            code="talpedagog",
            value="talpedagog på 20 procent",
            source="Barn- och elevhälsans bemanning",
            observed_on=dt.date(2025, 3, 10),
            said_by="elevhälsochefen",
            note="Sedan flera år riktad mot förskolan.",
            by=by,
        )
        asked = SOURCES["administration"].asked(KEY)
        if asked is not None:
            define_indicator(
                source="administration",
                asked=asked,
                countable=next(c for c in asked.countables if c.question == UNITS_EACH),
                numerator=[MANY],
                name="Enheter för varje medarbetare i den centrala elevhälsan",
                unit_of_count="centrala medarbetare",
                code="central-enheter",
                by=by,
            )
    with acting(actor(people, "avdelningschef", 2025, 3, 20)) as by:
        dispose(
            finding=special,
            kind=Settled.RESOLVED,
            on=dt.date(2025, 1, 13),
            within_control=Control.PARTLY,
            what="skolan har anställt en specialpedagog",
            reason="Varje skola anställer själv, när den lyckas rekrytera",
            by=by,
        )
        dispose(
            finding=speech,
            kind=Settled.REPLACED,
            on=dt.date(2025, 2, 17),
            within_control=Control.NO,
            what="logoped",
            reason="Talpedagog utbildas inte längre och är inte en lagstadgad elevhälsokompetens",
            by=by,
        )
        dispose(
            finding=need,
            kind=Settled.TAKEN_CARE_OF,
            on=dt.date(2025, 3, 3),
            within_control=Control.YES,
            who="avdelning grundskola och barn- och elevhälsan",
            what="behoven förs in i kompetensutvecklingsplanerna",
            by=by,
        )
        dispose(
            finding=time,
            kind=Settled.REMAINS,
            on=dt.date(2025, 3, 3),
            within_control=Control.PARTLY,
            what="hur den centrala elevhälsans tid fördelas ses över inför läsåret 2025/26",
            by=by,
        )
