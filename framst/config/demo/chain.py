"""The chain as it was played in Ekdalen in 2024: questions, answers, figures, paper."""

from __future__ import annotations

import datetime as dt

from framst.access.acting import Actor, acting, link, person
from framst.figures.models import Indicator
from framst.followups.models import Followup
from framst.followups.services import close_followup, open_followup, submit_answers
from framst.forms.models import QuestionSet
from framst.forms.rules import scale_question
from framst.forms.services import draft_version, keep, publish_version
from framst.forms.terms import Condition, Given, Kind, Option, Question, Questionnaire, Section
from framst.organisation.models import Person, Unit
from framst.reports.models import Paper
from framst.reports.services import begin_paper, write_section

from .municipality import COMPETENCES, SELECTED

SLUG = "elevhalsoplanen-2024"
ACCESS = (
    Option("yes", "Ja"),
    Option("partly", "Delvis"),
    Option("no", "Nej"),
)

QUESTIONS = Questionnaire(
    title="Uppföljning av elevhälsoplanen",
    intro="Frågorna gäller den övergripande elevhälsoplanen, version 2024.",
    sections=(
        Section(
            "planen",
            "Planen",
            questions=(
                Question(
                    "tagit_del",
                    Kind.CHOICE,
                    "Har du tagit del av den uppdaterade elevhälsoplanen?",
                    required=True,
                    options=(Option("yes", "Ja"), Option("no", "Nej")),
                ),
            ),
        ),
        Section(
            "tillgang",
            "Tillgång till elevhälsa",
            questions=(
                Question(
                    "kompetenser",
                    Kind.MATRIX,
                    "Har du tillgång till de här kompetenserna?",
                    options=ACCESS,
                    rows=tuple(Option(code, name) for code, name, *_ in COMPETENCES),
                    not_applicable=True,
                    minutes=2,
                ),
                scale_question(
                    "forebyggande",
                    "Har du tillgång till elevhälsan på ett sätt som möjliggör förebyggande och hälsofrämjande arbete?",
                ),
                Question(
                    "forebyggande_varfor",
                    Kind.LONG_TEXT,
                    "Vad beror det på?",
                    shown_if=(Condition("forebyggande", ("partly", "no")),),
                    minutes=2,
                ),
                scale_question("mot_malen", "Stödjer elevhälsan på ett fullgott sätt elevernas utveckling mot målen?"),
                Question(
                    "mot_malen_varfor",
                    Kind.LONG_TEXT,
                    "Vad beror det på?",
                    shown_if=(Condition("mot_malen", ("partly", "no")),),
                    minutes=2,
                ),
            ),
        ),
        Section(
            "behov",
            "Gemensam kompetensutveckling",
            questions=(
                Question(
                    "behov",
                    Kind.CHOICE,
                    "Behövs gemensamma kompetensutvecklingsinsatser inom elevhälsoarbetet?",
                    options=(
                        Option("needed", "Behövs"),
                        Option("partly", "Till viss del"),
                        Option("not_needed", "Behövs inte"),
                    ),
                ),
                Question(
                    "behov_inom",
                    Kind.LONG_TEXT,
                    "Inom vad?",
                    shown_if=(Condition("behov", ("needed", "partly")),),
                    minutes=1,
                ),
            ),
        ),
    ),
)


def moment(month: int, day: int, year: int = 2024) -> dt.datetime:
    return dt.datetime(year, month, day, 9, tzinfo=dt.UTC)


def play(people: dict[str, Person]) -> None:
    """Play 2024: ask in June, answer till October, write in March."""
    investigator = people["utredare"].pk

    def at(month: int, day: int, year: int = 2024) -> Actor:
        return person(investigator, moment(month, day, year))

    with acting(at(5, 20)) as by:
        questions = QuestionSet.objects.create(code="elevhalsoplanen", title=QUESTIONS.title)
        version = publish_version(version=draft_version(question_set=questions, content=QUESTIONS, by=by), by=by)
        followup = Followup.objects.create(
            slug=SLUG,
            title="Uppföljning av elevhälsoplanen 2024",
            about="den övergripande elevhälsoplanen, version 2024",
            version=version,
            period_from=dt.date(2024, 6, 1),
            period_to=dt.date(2024, 10, 31),
            closes_on=dt.date(2024, 10, 31),
            made_by_id=investigator,
        )
    with acting(at(6, 3)) as by:
        invitations = open_followup(followup=followup, units=Unit.objects.filter(code__in=SELECTED), by=by)
    for n, invitation in enumerate(sorted(invitations, key=lambda i: i.person.sort_key)):
        holder = link(invitation.pk, moment(6 + n % 5, 4 + n))
        with acting(holder):
            keep(
                sheet=invitation.sheet,
                given=_answers(n, invitation.label),
                questions=QUESTIONS.questions,
                by=holder,
            )
            submit_answers(invitation=invitation, by=holder)
    with acting(at(11, 1)) as by:
        close_followup(followup=followup, by=by)
        indicators()
    with acting(at(3, 31, 2025)) as by:
        memo(by)


def _answers(n: int, label: str) -> dict[tuple[str, str], Given]:
    """The answers of the n:th of 19 principals, so that the paper says what the source says."""
    adapted = "anpassade grundskola" in label
    given = {("tagit_del", ""): Given(choices=("yes" if n < 13 else "no",))}
    for code, *_ in COMPETENCES:
        lacks = adapted and code in ("talpedagog", "specialpedagog")
        given["kompetenser", code] = (
            Given(choices=("no",))
            if lacks
            else Given(not_applicable=True)
            if code == "syv"
            else Given(choices=("yes",))
        )
    given["forebyggande", ""] = Given(choices=("yes" if n % 3 == 0 and n < 18 else "partly" if n % 2 else "no",))
    if given["forebyggande", ""].choices != ("yes",):
        given["forebyggande_varfor", ""] = Given(text="De har många enheter att serva och för lite tid hos oss.")
    if n < 12:
        given["mot_malen", ""] = Given(choices=("yes" if n < 6 else "partly" if n < 10 else "no",))
    if n < 18:
        given["behov", ""] = Given(choices=("needed" if n < 9 else "partly" if n < 15 else "not_needed",))
    return given


def indicators() -> None:
    """The catalogue entries that the memo is written from."""
    for code, question, numerator, name in (
        ("plan-tagit-del", "tagit_del", ["yes"], "Har tagit del av elevhälsoplanen"),
        ("forebyggande-tillgang", "forebyggande", ["yes"], "Tillgång som möjliggör förebyggande arbete"),
        ("stod-mot-malen", "mot_malen", ["yes"], "Elevhälsan stödjer utvecklingen mot målen"),
        ("behov-kompetens", "behov", ["needed", "partly"], "Behov av gemensam kompetensutveckling"),
    ):
        Indicator.objects.create(
            code=code,
            name=name,
            question=QUESTIONS.question(question).text,
            source="followups",
            spec={"followup": SLUG, "question": question, "row": "", "numerator": numerator},
            unit_of_count="rektorer",
        )


def memo(by: Actor) -> Paper:
    """The memo as a draft."""
    paper = begin_paper(
        slug="uppfoljning-elevhalsoplanen-2024",
        title="Uppföljning av elevhälsoarbetet och den övergripande elevhälsoplanen",
        by=by,
    )
    texts = {
        "proposal": "Informationen tas emot.",
        "summary": "Under juni–oktober 2024 har [[plan-tagit-del|av enhet]] tagit del av planen. "
        "[[forebyggande-tillgang|av enhet]] anser att de har tillgång till elevhälsan på ett sätt som möjliggör "
        "förebyggande och hälsofrämjande arbete. [[stod-mot-malen|hälften]], anser att elevhälsan på ett fullgott "
        "sätt stödjer elevernas utveckling mot målen. [[behov-kompetens|delar]] ser behov av gemensam "
        "kompetensutveckling.",
        "assessment": "Det som framkom har tagits om hand.",
        "basis": "Förvaltningens tjänsteskrivelse 2025-03-31",
    }
    for section in paper.sections.all():
        write_section(section=section, body=texts[section.code], by=by)
    return paper
