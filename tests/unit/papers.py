"""A made-up paper that has every kind of block, for the tests of rendering."""

from __future__ import annotations

import datetime as dt

from framst.documents.sections import Bar, Block, Counts, PaperContent, PaperSection, Run

AT = dt.datetime(2025, 3, 31, 14, 32, tzinfo=dt.UTC)
SCRIPT = '<script>alert("x")</script>'


def counts(picture: bool = True) -> Counts:
    return Counts(
        question="Behövs gemensamma kompetensutvecklingsinsatser inom elevhälsoarbetet?",
        bars=(Bar("Behövs", 9, True), Bar("Till viss del", 6, True), Bar("Behövs inte", 3)),
        rest=(("Svarade", 18), ("Inget svar", 1), ("Tillfrågade", 19)),
        picture=picture,
    )


def paper(title: str = "Uppföljning av elevhälsoarbetet och den övergripande elevhälsoplanen") -> PaperContent:
    of = Run("13 av 19 rektorer", figure="plan-tagit-del", order=1)
    half = Run("hälften, 6 av 12", figure="stod-mot-malen", order=2)
    answer = Run("15 av 18 rektorer", figure="behov-kompetens", order=3)
    return PaperContent(
        title=title,
        spec_name="Tjänsteskrivelse",
        authority="Ekdalens kommun",
        recipient="Barn- och utbildningsnämnden",
        office="Barn- och utbildningsförvaltningen\nKvalitetsenheten\n0123-45 60 00",
        officer="Maria Lind, utredare",
        registry_number="BUN 2025/123",
        dated="31 mars 2025",
        foot="Ekdalens kommun · Box 1 · 123 45 Ekdalen · ekdalen.example",
        sent_to="Rektorerna\nElevhälsochefen",
        sections=(
            PaperSection(
                "proposal",
                "Förslag till beslut",
                (Block("ol", items=((Run("Informationen tas emot."),), (Run("Planen följs upp på nytt."),))),),
            ),
            PaperSection(
                "summary",
                "Sammanfattning",
                (
                    Block(
                        "p",
                        (
                            Run("Under juni–oktober 2024 har "),
                            of,
                            Run(" tagit del av planen. Av dem som svarade ansåg "),
                            half,
                            Run(", att elevhälsan på ett fullgott sätt stödjer elevernas utveckling mot målen."),
                        ),
                    ),
                    Block("counts", (answer, Run(" svarade ”Behövs” eller ”Till viss del”.")), counts=counts()),
                ),
            ),
            PaperSection(
                "assessment",
                "Bedömning",
                (
                    Block("h3", (Run("Det som tagits om hand"),)),
                    Block("p", (Run("Specialpedagog finns nu", bold=True), Run(f" & {SCRIPT} "), Run("lagen", link="https://riksdagen.se/"), Run("fel", link="javascript:alert(1)"))),
                    Block("ul", items=((Run("en rad"),), (Run("en till", italic=True),))),
                    Block("table", rows=(((Run("Skola"),), (Run("Åtgärd"),)), ((Run("Dalskolan"),), (Run("Logoped"),)))),
                ),
            ),
        ),
        signatories=(("Anna Åberg", "utbildningsdirektör"), ("Maria Lind", "utredare")),
        attachments=("Resultat per fråga", "Elevhälsoplanen, version 2024"),
        appendices=(
            PaperSection(
                "results",
                "Bilaga 1. Resultat per fråga",
                tuple(
                    Block("counts", counts=Counts(f"{n}. {counts().question}", counts().bars, counts().rest, n < 3))
                    for n in range(1, 6)
                ),
            ),
        ),
    )  # fmt: skip
