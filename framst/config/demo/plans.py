"""Ekdalen's pupil-health plans: a template, three school years, 24 schools, in all states. All texts are made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from framst.access.acting import Actor, acting, person
from framst.forms.models import Version
from framst.forms.services import make_question_set, publish_version
from framst.forms.terms import Answers, Given, Kind, Question, Questionnaire, Section
from framst.organisation.models import Assignment, Unit
from framst.plans import rules, services
from framst.plans.models import Plan
from framst.plans.queries.plans import professions
from framst.plans.terms import Part

from .moments import People, actor, at

YEARS = (2024, 2025, 2026)

TEMPLATE = Questionnaire(
    "Elevhälsoplan",
    "Mallen är kort. Det som är gemensamt ska alla skolor ha; resten väljer skolan.",
    (
        Section("organisation", "Så är elevhälsan organiserad", questions=(
            Question("organisation", Kind.LONG_TEXT, "Hur är elevhälsan organiserad på skolan?", required=True, minutes=10),
        )),
        Section("professioner", "Elevhälsans professioner", part=Part.PROFESSIONS,
                help="Beskriv tillgången som den är. Ange inget antal elever."),
        Section("utvardering", "Förra årets plan", questions=(
            Question("utvardering", Kind.LONG_TEXT, "Vad blev det av förra årets fokusområden, och vad lärde ni er?",
                     required=True, minutes=10),
        )),
        Section("nulage", "Nulägesanalys", questions=(
            Question("nulage", Kind.LONG_TEXT, "Vad visar era underlag om elevernas hälsa, närvaro och lärande?",
                     required=True, minutes=20),
            Question("orsaker", Kind.LONG_TEXT, "Vilka är orsakerna, som ni ser det?", required=True, minutes=15),
        )),
        Section("elever", "Elevernas delaktighet", common=False, questions=(
            Question("elever", Kind.LONG_TEXT, "Vilka elever var med innan fokusområdena valdes, när, och vad ändrade det?", minutes=5),
        )),
        Section("fokusomraden", "Fokusområden", part=Part.FOCUS_AREAS, help="Välj ett till tre."),
        Section("moten", "Mötesstruktur", common=False, questions=(
            Question("moten", Kind.LONG_TEXT, "Hur träffas elevhälsan och arbetslagen?", minutes=5),
        )),
        Section("vardnadshavare", "Vårdnadshavares röst", common=False, questions=(
            Question("vardnadshavare", Kind.LONG_TEXT, "Hur har vårdnadshavare varit med?", minutes=5),
        )),
        Section("kompetens", "Kompetensbehov", common=False, questions=(
            Question("kompetens", Kind.LONG_TEXT, "Vilken kompetens behöver ni utveckla?", minutes=5),
        )),
    ),
)  # fmt: skip

_ORGANISATION = (
    "Elevhälsoteamet leds av rektor och möts varje vecka. Varannan vecka handlar mötet bara om främjande och förebyggande arbete.",
    "Rektor leder elevhälsan. Kurator och specialpedagog är på skolan hela veckan, skolsköterskan tre dagar.",
    "Elevhälsan möter varje arbetslag en gång i månaden. Rektor leder mötet och specialpedagogen för minnesanteckningar.",
)
_STATE = (
    "Närvaron är lägst på måndagar i de äldre årskurserna. I enkäten säger fler än förra året att de har arbetsro.",
    "Läsningen går bättre i årskurs 3. Övergången till årskurs 4 är fortfarande svår för en del elever.",
    "Skolsköterskans hälsosamtal visar att många sover för lite. Elevrådet har tagit upp samma sak.",
)
_CAUSES = (
    "Vi ser att uppföljningen av frånvaro börjar för sent, och att lektionerna startar olika.",
    "Stödet har planerats för enskilda elever när det borde ha planerats för gruppen.",
    "Arbetslagen har inte haft tid tillsammans med elevhälsan före läsårets början.",
)
_GOALS = (
    ("Alla lektioner börjar och slutar på samma sätt.", "group", "promoting", "Gemensam lektionsstruktur i alla arbetslag."),
    ("Frånvaro uppmärksammas inom en vecka.", "school", "preventive", "Mentorer går igenom närvaron varje fredag med kurator."),
    ("Rasterna är trygga för alla.", "school", "promoting", "Rastaktiviteter som eleverna har valt, vuxna ute i god tid."),
    ("Fler elever får stöd i klassrummet.", "group", "preventive", "Specialpedagog planerar tillsammans med arbetslagen."),
    ("Elever med lång frånvaro kommer tillbaka.", "individual", "remedial", "Plan för återgång tillsammans med hemmet."),
)  # fmt: skip


def play(people: People) -> None:
    """Ask for three years' plans, and let the schools write them: each as far as its place in the list says."""
    version = _template(people)
    for year in YEARS:
        _year(people, version, year)
    _together(people)


def _template(people: People) -> Version:
    by = actor(people, "utredare", 2024, 5, 6)
    with acting(by):
        made = make_question_set(content=TEMPLATE, by=by)
        return publish_version(version=made.versions.get(), by=by)


def _year(people: People, version: Version, year: int) -> None:
    by = actor(people, "utredare", year, 6, 3)
    due = dt.date(year, 9, 30) if year < YEARS[-1] else dt.date(year, 12, 11)
    with acting(by):
        template = services.make_template(
            version=version,
            title="Elevhälsoplan",
            year=year,
            due_on=due,
            forms=["FSK", "GR", "GRAN", "GY", "GYAN"],
            by=by,
        )
        services.ask_for_plans(template=template, units=Unit.objects.filter(kind="school").order_by("sort_key"), by=by)
        plans = list(
            Plan.objects.filter(template=template).select_related("template", "unit").order_by("unit__sort_key")
        )
        known = professions()
        leading = Assignment.objects.filter(profession="principal", unit__isnull=False)
        principals = dict(leading.values_list("unit_id", "person_id"))
    for number, plan in enumerate(plans):
        _write(plan, number, year, principals[plan.unit_id], known)  # type: ignore[index]


def _write(plan: Plan, number: int, year: int, principal: int, known: list[tuple[str, str]]) -> None:
    """One school's year. The newest year is under way: some have not begun, some are late in writing, some are done."""
    now = YEARS[-1] == year
    if now and number % 6 == 5:
        return
    by = person(principal, at(year, 9, 2 + number % 20, 8))
    with acting(by):
        services.begin(plan=plan, by=by)
        _text(plan, "organisation", {"organisation": _ORGANISATION[number % 3]}, by)
        if now and number % 6 == 4:
            return
        section = rules.profession_section("", known)
        answers: Answers = {}
        for place, (code, _words) in enumerate(known[:5]):
            how = ("employed", "central", "bought", "none")[(number + place) % 4]
            answers[f"{code}_hur", ""] = Given(choices=(how,))
            if how != "none":
                answers[f"{code}_andel", ""] = Given(number=float(20 + 20 * ((number + place) % 5)))
        services.save_part(plan=plan, code="professioner", questions=section.questions, posted=answers, seen={}, by=by)
        _text(
            plan,
            "utvardering",
            {
                "utvardering": "Vi nådde en del av det vi ville. Det som gav mest var att elevhälsan var med i planeringen från början."
            },
            by,
        )
        _text(plan, "nulage", {"nulage": _STATE[(number + year) % 3], "orsaker": _CAUSES[(number + year) % 3]}, by)
        if number % 3 == 0:
            _text(
                plan,
                "elever",
                {
                    "elever": "Elevrådet träffade elevhälsan i maj. Eleverna ville ha fler vuxna i korridorerna, och det blev ett av våra fokusområden."
                },
                by,
            )
        for place in range(1 + number % 3):
            _focus(plan, _GOALS[(number + place + year) % 5], year, by, evaluated=not now)
        if now and number % 6 == 3:
            return
        services.adopt(plan=plan, by=by)
        if now and number % 6 == 2:
            return
        late = number in (7, 15)
        services.submit(plan=plan, by=person(principal, at(year, 10, 9)) if late and not now else by)


def _focus(plan: Plan, goal: tuple[str, str, str, str], year: int, by: Actor, *, evaluated: bool) -> None:
    part = services.add_focus_area(plan=plan, by=by)
    words, level, nature, measures = goal
    given: Answers = {
        ("mal", ""): Given(text=words), ("niva", ""): Given(choices=(level,)), ("art", ""): Given(choices=(nature,)),
        ("insatser", ""): Given(text=measures), ("ansvar", ""): Given(text="rektor och elevhälsoteamet"),
        ("fran", ""): Given(on=f"{year}-08-18"), ("till", ""): Given(on=f"{year + 1}-06-12"),
        ("tecken", ""): Given(text="Vi jämför närvaron och elevernas svar i enkäten höst och vår."),
    }  # fmt: skip
    if evaluated:
        given["utvardering", ""] = Given(text="Arbetet kom igång sent men märks i enkäten.")
        given["natt", ""] = Given(choices=("partly",))
    services.save_part(
        plan=plan, code=part.code, questions=rules.focus_section("").questions, posted=given, seen={}, by=by
    )


def _together(people: People) -> None:
    """At Dalskolan the counsellor writes at the same time as the principal, and asks something about the state."""
    by = actor(people, "kurator", YEARS[-1], 9, 14)
    with acting(by):
        plan = Plan.objects.select_related("template", "unit").get(unit__code="99990004", year=YEARS[-1])
        _text(
            plan,
            "organisation",
            {"organisation": "Kuratorn finns på skolan fyra dagar i veckan och leder trygghetsgruppen."},
            by,
        )
        services.comment(plan=plan, section="nulage", text="Ska vi ta med hälsosamtalens bild också?", by=by)


def _text(plan: Plan, code: str, texts: Mapping[str, str], by: Actor) -> None:
    section = next(s for s in TEMPLATE.sections if s.code == code)
    posted: Answers = {(question, ""): Given(text=text) for question, text in texts.items()}
    services.save_part(plan=plan, code=code, questions=section.questions, posted=posted, seen={}, by=by)
