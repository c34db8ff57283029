"""What Ekdalen asks its principals, in two versions: 2023 without the competences, 2024 with them."""

from __future__ import annotations

from dataclasses import replace

from framst.forms.rules import scale_question
from framst.forms.terms import Condition, Kind, Option, Question, Questionnaire, Section

from .municipality import COMPETENCES

ACCESS = (
    Option("yes", "Ja"),
    Option("partly", "Delvis"),
    Option("no", "Nej"),
)

_TAKEN_PART = Question(
    "tagit_del",
    Kind.CHOICE,
    "Har du tagit del av den uppdaterade elevhälsoplanen?",
    required=True,
    options=(Option("yes", "Ja"), Option("no", "Nej")),
)
_COMPETENCES = Question(
    "kompetenser",
    Kind.MATRIX,
    "Har du tillgång till de här kompetenserna?",
    help="Välj Ej aktuellt där kompetensen inte gäller dina årskurser.",
    options=ACCESS,
    rows=tuple(Option(code, name) for code, name, *_ in COMPETENCES),
    not_applicable=True,
    minutes=2,
)
_PREVENTIVE = scale_question(
    "forebyggande",
    "Har du tillgång till elevhälsan på ett sätt som möjliggör förebyggande och hälsofrämjande arbete?",
)
_PREVENTIVE_WHY = Question(
    "forebyggande_varfor",
    Kind.LONG_TEXT,
    "Vad beror det på?",
    help="Skriv inget om enskilda.",
    shown_if=(Condition("forebyggande", ("partly", "no")),),
    minutes=2,
)
_GOALS = scale_question("mot_malen", "Stödjer elevhälsan på ett fullgott sätt elevernas utveckling mot målen?")
_GOALS_WHY = Question(
    "mot_malen_varfor",
    Kind.LONG_TEXT,
    "Vad beror det på?",
    help="Skriv inget om enskilda.",
    shown_if=(Condition("mot_malen", ("partly", "no")),),
    minutes=2,
)
_NEED = Question(
    "behov",
    Kind.CHOICE,
    "Behövs gemensamma kompetensutvecklingsinsatser inom elevhälsoarbetet?",
    options=(
        Option("needed", "Behövs"),
        Option("partly", "Till viss del"),
        Option("not_needed", "Behövs inte"),
    ),
)
_NEED_WITHIN = Question(
    "behov_inom",
    Kind.LONG_TEXT,
    "Inom vad?",
    shown_if=(Condition("behov", ("needed", "partly")),),
    minutes=1,
)

QUESTIONS = Questionnaire(
    title="Uppföljning av elevhälsoplanen",
    intro="Frågorna gäller den övergripande elevhälsoplanen, version 2024.",
    sections=(
        Section("planen", "Planen", questions=(_TAKEN_PART,)),
        Section(
            "tillgang",
            "Tillgång till elevhälsa",
            questions=(_COMPETENCES, _PREVENTIVE, _PREVENTIVE_WHY, _GOALS, _GOALS_WHY),
        ),
        Section("behov", "Gemensam kompetensutveckling", questions=(_NEED, _NEED_WITHIN)),
    ),
)

QUESTIONS_2023 = Questionnaire(
    title="Uppföljning av elevhälsoplanen",
    intro="Frågorna gäller den övergripande elevhälsoplanen, version 2023.",
    sections=(
        Section("planen", "Planen", questions=(replace(_TAKEN_PART, text="Har du tagit del av elevhälsoplanen?"),)),
        Section("tillgang", "Tillgång till elevhälsa", questions=(_PREVENTIVE, _PREVENTIVE_WHY)),
        Section("behov", "Gemensam kompetensutveckling", questions=(_NEED,)),
    ),
)
