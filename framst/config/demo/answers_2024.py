"""Writes answers_2024.xlsx: what the principals of Ekdalen answered, as a common web form exports it.

The workbook is kept beside this and is what the demo reads in, by the service behind `framst import answers`.
Made anew with: python -m framst.config.demo.answers_2024
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import xlsxwriter

from framst.forms.terms import Question

from .municipality import COMPETENCES, DOMAIN, PRINCIPAL_LOGINS, SELECTED, UNITS, plain
from .questions import QUESTIONS

WORKBOOK = Path(__file__).with_name("answers_2024.xlsx")
MATRIX = "kompetenser"

# name: when; (1) the plan; (3) preventive work, and why; (4) towards the goals, and why; (5) need, and within what.
# An empty text is no answer.
GIVEN: dict[str, tuple[str, str, str, str, str, str, str, str]] = {
    "Anna Almgren": (
        "06-04 09:12", "yes",
        "partly", "De som kommer från den centrala elevhälsan har väldigt många enheter att serva. Här är de en dag i veckan, och då går tiden till det som redan har hänt.",
        "partly", "Tiden räcker till utredningar men inte till att följa upp om stödet fungerar.",
        "needed", "Mer kunskap om NPF och om språkstörning. Hela arbetslagen behöver den.",
    ),
    "Birger Lundqvist": (
        "06-05 15:40", "yes",
        "no", "Jag leder två skolor och vi delar på samma personer, som dessutom finns på flera andra skolor. Det blir för lite tid på varje enhet.",
        "no", "För många enheter att serva. Skolpsykologen hinner med de mest akuta ärendena.",
        "needed", "Hur vi arbetar främjande och förebyggande tillsammans, i stället för att var och en gör sitt.",
    ),
    "Cecilia Nordin": (
        "06-07 10:05", "yes",
        "yes", "",
        "yes", "",
        "partly", "Fördjupad kunskap om olika funktionsnedsättningar, särskilt i årskurs 7–9.",
    ),
    "David Sandgren": (
        "06-10 08:31", "yes",
        "partly", "Specialpedagogen har vi på plats varje dag, men kurator och psykolog är här för sällan för att kunna vara med i det förebyggande arbetet.",
        "", "",
        "needed", "Förebyggande arbetssätt i klassrummet och hur EHT kan bli bättre på det.",
    ),
    "Elin Åkerlund": (
        "06-11 13:22", "yes",
        "yes", "",
        "yes", "",
        "not_needed", "",
    ),
    "Fredrik Wallin": (
        "06-12 16:48", "no",
        "partly", "Elevhälsans personal har flera skolor. När det händer något på en annan skola försvinner tiden hos oss.",
        "partly", "Tid. Det är alltid tid som saknas.",
        "needed", "Psykisk ohälsa och olika tillstånd, till exempel ätstörningar och ångest.",
    ),
    "Gunilla Öhman": (
        "06-14 07:55", "yes",
        "yes", "",
        "yes", "",
        "needed", "Främjande arbete på gruppnivå. Det vore bra att göra det tillsammans med de andra skolorna.",
    ),
    "Hassan Karimi": (
        "08-19 11:17", "yes",
        "no", "Skolsköterskan har fyra skolor. Hälsobesöken hinns med, inget mer.",
        "", "",
        "needed", "Kunskap om autism och adhd, och om hur lärmiljön kan anpassas.",
    ),
    "Ingrid Vikström": (
        "08-21 09:40", "no",
        "partly", "Otillräckligt med tid på vår enhet. Vi träffas en gång i veckan och pratar nästan bara om enskilda elever.",
        "", "",
        "partly", "Hälsofrämjande arbetssätt.",
    ),
    "Johan Edlund": (
        "08-27 14:03", "yes",
        "yes", "",
        "yes", "",
        "not_needed", "",
    ),
    "Katarina Sjödin": (
        "09-03 10:26", "yes",
        "partly", "Vår kurator har varit borta sedan i våras och vikarien finns här varannan vecka.",
        "partly", "Medarbetarna ska räcka till för många enheter. Det gör dem svåra att få tag i när det behövs.",
        "needed", "Bemötande av elever med trauma, och språkstörning.",
    ),
    "Lars Bergvall": (
        "09-05 15:15", "no",
        "no", "För lite tid på varje enhet när samma personer ska finnas på båda mina skolor och på ett par till.",
        "no", "Det är samma orsak som ovan: många enheter och för lite tid.",
        "needed", "Förebyggande arbete, gärna med ett gemensamt material.",
    ),
    "Maria Holmgren": (
        "09-10 08:44", "yes",
        "yes", "",
        "yes", "",
        "partly", "Olika funktionsnedsättningar och vad de betyder för undervisningen.",
    ),
    "Nils Österberg": (
        "09-17 12:50", "no",
        "partly", "Vi är en liten skola och ligger sist i kön. De har helt enkelt för många skolor.",
        "", "",
        "partly", "Främjande arbete, så att EHT inte bara handlar om åtgärder.",
    ),
    "Olivia Hedström": (
        "09-24 09:09", "yes",
        "partly", "",
        "", "",
        "needed", "Mer om intellektuell funktionsnedsättning och om språkstörning.",
    ),
    "Peter Ljungdahl": (
        "10-01 13:37", "no",
        "no", "Det blir brandkårsutryckningar. Tiden räcker inte till annat.",
        "", "",
        "partly", "Hur man bygger upp ett främjande elevhälsoarbete från grunden.",
    ),
    "Rebecka Ström": (
        "10-08 10:58", "yes",
        "partly", "Psykologen servar sex enheter och logopeden ännu fler. De gör ett bra arbete men är sällan här.",
        "", "",
        "partly", "NPF, men också bredare om tillstånd som påverkar lärandet.",
    ),
    "Samuel Dahlin": (
        "10-15 16:20", "no",
        "yes", "",
        "yes", "",
        "not_needed", "",
    ),
    "Teresia Björk": (
        "10-23 14:32", "yes",
        "partly", "Vi saknar specialpedagog och talpedagog. De andra har för lite tid hos oss, eftersom de har många skolor.",
        "partly", "Tiden räcker inte, och vi saknar den specialpedagogiska kompetensen.",
        "", "",
    ),
}  # fmt: skip

# Who teaches years 7–9, and so is asked of the study and career counsellor.
HAS_OLDER = {principal for _, _, _, taught, principal in UNITS if any("7" in g.split() for g in taught.values())}
LACKING = {"Teresia Björk": ("talpedagog", "specialpedagog")}


def address(name: str) -> str:
    """Return a principal's e-mail address, as load.py makes it."""
    login = next((login for login, principal in PRINCIPAL_LOGINS.items() if principal == name), plain(name))
    return f"{login}@{DOMAIN}"


def access(name: str, competence: str) -> str:
    if competence in LACKING.get(name, ()):
        return "Nej"
    return "Ej aktuellt" if competence == "syv" and name not in HAS_OLDER else "Ja"


def rows() -> list[list[object]]:
    """Return the rows as the web form has them: in the order of answering; one principal answered twice."""
    order = sorted(GIVEN, key=lambda name: GIVEN[name][0])
    told: list[list[object]] = []
    for name in order:
        when, plan, preventive, why, goals, goals_why, need, within = GIVEN[name]
        done = dt.datetime.fromisoformat(f"2024-{when}")
        begun = done - dt.timedelta(minutes=7 + len(why) // 40 + len(within) // 40)
        if name == "Hassan Karimi":  # sent by mistake in June, before he had come further
            told.append(
                _row(
                    name,
                    done.replace(month=6, day=13, hour=8, minute=1),
                    done.replace(month=6, day=13, hour=8, minute=2),
                    plan,
                    *[""] * 6,
                )
            )
        told.append(_row(name, begun, done, plan, preventive, why, goals, goals_why, need, within))
    told.sort(key=lambda row: row[2])  # type: ignore[arg-type, return-value]
    return [[number, *row[1:]] for number, row in enumerate(told, start=1)]


def _row(name: str, begun: dt.datetime, done: dt.datetime, plan: str, *rest: str) -> list[object]:
    preventive, why, goals, goals_why, need, within = rest

    def words(question: str, choice: str) -> str:
        return QUESTIONS.question(question).label(choice) if choice else ""

    answered = preventive or need
    return [
        0,
        begun,
        done,
        address(name),
        name,
        words("tagit_del", plan),
        *((access(name, code) if answered else "") for code, *_ in COMPETENCES),
        words("forebyggande", preventive),
        why,
        words("mot_malen", goals),
        goals_why,
        words("behov", need),
        within,
    ]


def headings() -> list[str]:
    """Return the headings as the web form has them: the matrix row by row, the same words again with a number."""

    def of(question: Question) -> list[str]:
        return [f"{question.text}.{row.label}" for row in question.rows] or [question.text]

    found = ["Id", "Starttid", "Slutförandetid", "E-post", "Namn"]
    for question in QUESTIONS.questions:
        for heading in of(question):
            found.append(f"{heading}2" if heading in found else heading)
    return found


def write() -> None:
    """Write the workbook."""
    with xlsxwriter.Workbook(WORKBOOK, {"strings_to_formulas": False}) as workbook:
        workbook.set_properties({"created": dt.datetime(2024, 11, 1), "title": QUESTIONS.title})  # noqa: DTZ001
        sheet = workbook.add_worksheet("Form1")
        when = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(0, 0, headings())
        for number, row in enumerate(rows(), start=1):
            for column, value in enumerate(row):
                if isinstance(value, dt.datetime):
                    sheet.write_datetime(number, column, value, when)
                else:
                    sheet.write(number, column, value)


if __name__ == "__main__":
    assert len(GIVEN) == len({p for code, _, _, _, p in UNITS if code in SELECTED}) == 19  # noqa: S101
    write()
