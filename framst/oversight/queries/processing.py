"""The register of processing (GDPR art. 30) and the base for an impact assessment (art. 35), out of the code that runs.

What each table holds is read from its model (zone, classes), who may do what from the matrix. What the code cannot know
(purpose in the authority's own words, the legal ground, recipients, the document plan's times) stands here per zone as
our proposal, or as a gap that the authority fills.
"""

from __future__ import annotations

from framst.access.matrix import READ, SECOND_FACTOR, VERB_WORDS, WALLS
from framst.access.walls import walled_models, zone_of
from framst.foundation.classification import FREE_TEXT, PERSONAL, SENSITIVE, FieldClass, Zone

_TASK = "allmänt intresse och myndighetsutövning (art. 6.1 e), rättslig förpliktelse (art. 6.1 c)"
_HEALTH = _TASK + "; känsliga uppgifter: art. 9.2 g och h, dataskyddslagen 3 kap. 3 och 5 §§"
PUPILS, STAFF, BOTH = (
    "elever och vårdnadshavare",
    "anställda och förtroendevalda",
    "elever, vårdnadshavare och anställda",
)

# zone → (what it is for, legal ground, whose data). Zones that hold no personal data are left out of the register.
PURPOSES: dict[Zone, tuple[str, str, str]] = {
    Zone.PUBLISHED: ("visa det som är publicerat", _TASK, STAFF),
    Zone.ORGANISATION: ("veta vem som arbetar var och med vad", _TASK, STAFF),
    Zone.INQUIRY: ("fråga rektorer om elevhälsans arbete", _TASK, STAFF),
    Zone.ANSWERS: ("samla rektorernas svar", _TASK, STAFF),
    Zone.ANALYSIS: ("följa upp elevhälsans arbete", _TASK, STAFF),
    Zone.PAPERS: ("bereda skrivelser till nämnden", _TASK, STAFF),
    Zone.NOTICES: ("meddela den som något väntar på", _TASK, STAFF),
    Zone.OWN: ("visa var och en vad som väntar", _TASK, STAFF),
    Zone.WHEEL: ("planera läsårets arbete", _TASK, STAFF),
    Zone.COMMITMENTS: ("följa upp det som är överenskommet", _TASK, STAFF),
    Zone.PLANS: ("veta var skolornas elevhälsoplaner står", _TASK, STAFF),
    Zone.PLAN_TEXTS: ("skriva elevhälsoplaner", _TASK, STAFF),
    Zone.EDITIONS: ("bevara och visa fastställda elevhälsoplaner", _TASK, STAFF),
    Zone.REVIEWS: ("granska elevhälsoplaner", _TASK, STAFF),
    Zone.FEEDBACK: ("lämna återkoppling på elevhälsoplaner", _TASK, STAFF),
    Zone.STEERING: ("visa huvudmannens styrdokument", _TASK, STAFF),
    Zone.ROSTER: ("veta vilka elever som går var, och vem som är vårdnadshavare", _TASK, PUPILS),
    Zone.PRESCHOOL: ("detsamma för barn i förskolan", _TASK, PUPILS),
    Zone.SCHOOL: ("skolans ärenden om en elev", _HEALTH, PUPILS),
    Zone.CARE: ("psykologens, kuratorns och specialpedagogens ärenden", _HEALTH, PUPILS),
    Zone.HEALTH: ("skolhälsovårdens ärenden", _HEALTH + "; patientdatalagen (2008:355)", PUPILS),
    Zone.LEFT: ("bevara det som gäller elever som har slutat", _TASK, PUPILS),
    Zone.LEFT_HEALTH: ("bevara skolhälsovårdens ärenden om elever som har slutat", _HEALTH, PUPILS),
    Zone.PROTECTED: ("elever med skyddade uppgifter, där huvudmannen har beslutat att de ska finnas här", _HEALTH, PUPILS),
    Zone.TIES: ("veta vem som är insläppt till vilken elev, och varför", _TASK, BOTH),
    Zone.DECIDED_SCHOOL: ("beslut om utlämnande, samtycken och vad en vårdnadshavare inte får se", _TASK, BOTH),
    Zone.DECIDED_CARE: ("detsamma, för psykologens, kuratorns och specialpedagogens ärenden", _HEALTH, BOTH),
    Zone.DECIDED_HEALTH: ("detsamma, för skolhälsovårdens ärenden", _HEALTH, BOTH),
    Zone.OVERSIGHT: (
        "granska loggen", "rättslig förpliktelse (art. 6.1 c): HSLF-FS 2016:40 4 kap., art. 32", STAFF,
    ),
    Zone.AUDIT: ("logga vem som läst och gjort vad", "rättslig förpliktelse (art. 6.1 c): art. 32, HSLF-FS 2016:40 4 kap. 9 §", BOTH),
    Zone.EXTRACTS: ("lämna registerutdrag", "rättslig förpliktelse (art. 6.1 c): art. 15", BOTH),
    Zone.RETENTION: ("gallra enligt dokumenthanteringsplanen, och kunna visa det", "rättslig förpliktelse (art. 6.1 c): arkivlagen, art. 5.1 e", BOTH),
    Zone.IMPORT: ("känna igen märkning om skyddade uppgifter i elevlistan", _TASK, PUPILS),
    Zone.RUNS: ("veta vad som är inläst", _TASK, STAFF),
}  # fmt: skip
CLASS_WORDS: dict[FieldClass, str] = {
    PERSONAL: "personuppgifter",
    SENSITIVE: "känsliga eller sekretessbelagda uppgifter",
    FREE_TEXT: "fritext (kan innehålla vad som helst)",
}
RETENTION = "enligt dokumenthanteringsplanen; utan beslut bevaras uppgifterna"


def tables_by_zone() -> dict[Zone, list[tuple[str, dict[FieldClass, list[str]]]]]:
    """Return zone → its tables that hold personal data, each with its fields by class. A table of matters whose rows
    choose their own zone is named in each of them."""
    found: dict[Zone, list[tuple[str, dict[FieldClass, list[str]]]]] = {}
    for model in walled_models():
        classes: dict[FieldClass, list[str]] = {}
        for name, of in model.classes.items():  # type: ignore[attr-defined]
            if of in CLASS_WORDS:
                classes.setdefault(of, []).append(name)
        if not classes:
            continue
        letters: dict[str, Zone] = getattr(model, "letters", {})
        for zone in dict.fromkeys(letters.values()) or (zone_of(model),):
            found.setdefault(zone, []).append((model._meta.db_table, classes))
    return found


def register_text() -> str:
    """Return the register of processing as Markdown: what `docs/reference/processing.md` holds."""
    lines = [
        "# Register över behandlingar",
        "",
        "Skapat av `make docs` ur modellernas klassning och åtkomsttabellen. Ändra inte här.",
        "",
        "Underlag för registret enligt dataskyddsförordningen art. 30. Ändamål och rättslig grund är förslag som den"
        " personuppgiftsansvarige prövar. Tider för gallring står i dokumenthanteringsplanen.",
        "",
    ]
    tables = tables_by_zone()
    for zone, (purpose, ground, whose) in PURPOSES.items():
        if zone not in tables and zone not in (Zone.PRESCHOOL, Zone.LEFT, Zone.LEFT_HEALTH, Zone.PROTECTED):
            continue
        lines += [
            f"## {zone}: {purpose}",
            "",
            f"- **Registrerade:** {whose}",
            f"- **Rättslig grund:** {ground}",
            f"- **Mottagare inom huvudmannen:** {_readers(zone)}",
            f"- **Säkerhet:** murar i databasen, logg över läsningar{_factor(zone)}",
            f"- **Gallring:** {RETENTION}",
            "",
        ]
        if zone in tables:
            lines += ["| tabell | uppgifter | fält |", "|---|---|---|"]
            lines += [
                f"| `{table}` | {CLASS_WORDS[of]} | {', '.join(f'`{n}`' for n in sorted(names))} |"
                for table, classes in tables[zone]
                for of, names in sorted(classes.items())
            ]
            lines.append("")
        else:
            lines += ["Samma tabeller som för eleverna i övrigt; raden själv säger bakom vilken mur den står.", ""]
    return "\n".join(lines).rstrip() + "\n"


# risk → what in the system answers to it, and where it is shown. What remains is the authority's to judge.
RISKS: tuple[tuple[str, str], ...] = (
    ("Någon läser om elever utan att behöva det i sitt arbete",
     "murar i databasen per zon, enhet och ärende; varje läsning loggas; stickprov ur loggen granskas varje månad"),
    ("En elev med skyddade uppgifter röjs",
     "eleven finns inte i systemet om huvudmannen inte har beslutat annat; ingen sökning, inga utdrag, ingen enhet i loggen"),
    ("Uppgifter förs ut i stor mängd",
     "gräns för antal elever i en fil och filer per dygn; logggranskaren får larm; utdrag hämtas en gång"),
    ("En stulen inloggning används",
     "tvåfaktor för skolhälsovårdens, psykologens och kuratorns ärenden; ingen åtkomst för leverantör eller support"),
    ("Loggen ändras i efterhand", "händelserna är länkade i en kedja som går att pröva (`framst audit verify`)"),
    ("En vårdnadshavare får veta något som skadar barnet",
     "beslut enligt OSL 12 kap. 3 § märks på elevens sida och utelämnas ur vårdnadshavarens utdrag"),
    ("Uppgifter ligger kvar för länge", "elever som slutat är stängda för alla utom registratorn; gallring beslutas av en person"),
)  # fmt: skip


def assessment_text() -> str:
    """Return the base for an impact assessment as Markdown: described processing, necessity, risks, and what is open."""
    tables = tables_by_zone()
    sensitive = [
        zone
        for zone in PURPOSES
        if any(SENSITIVE in classes or FREE_TEXT in classes for _table, classes in tables.get(zone, []))
    ]
    lines = [
        "# Underlag för konsekvensbedömning",
        "",
        "Underlag enligt dataskyddsförordningen art. 35, skapat ur det system som kör. Bedömningen gör den"
        " personuppgiftsansvarige, före start och vid ändring, med dataskyddsombudets råd.",
        "",
        "## Vad som behandlas",
        "",
        "| zon | ändamål | registrerade | fält med känsliga uppgifter eller fritext |",
        "|---|---|---|---|",
    ]
    for zone in sensitive:
        purpose, _ground, whose = PURPOSES[zone]
        count = sum(len(c.get(SENSITIVE, [])) + len(c.get(FREE_TEXT, [])) for _table, c in tables[zone])
        lines.append(f"| {zone} | {purpose} | {whose} | {count} |")
    lines += ["", "## Vem som får vad", "", "| zon | läsa | lägga till och ändra |", "|---|---|---|"]
    for zone in sensitive:
        verbs = WALLS[zone]
        writes = dict.fromkeys(r.words for verb in list(VERB_WORDS)[1:3] for r in verbs.get(verb, ()))
        lines.append(f"| {zone} | {_readers(zone)} | {'; '.join(writes) or 'ingen direkt'} |")
    lines += ["", "## Nödvändighet och proportion", ""]
    lines += [f"- {zone}: {ground}" for zone, (_purpose, ground, _whose) in PURPOSES.items() if zone in sensitive]
    lines += ["", "## Risker och vad som finns mot dem", "", "| risk | i systemet |", "|---|---|"]
    lines += [f"| {risk} | {answer} |" for risk, answer in RISKS]
    lines += [
        "",
        "## Att fylla i",
        "",
        "- Sannolikhet och konsekvens för varje risk, och vad som återstår.",
        "- Synpunkter från elever, vårdnadshavare och personal.",
        "- Dataskyddsombudets råd, och beslutet.",
        "- Personuppgiftsbiträden (drift, om någon annan sköter den).",
    ]
    return "\n".join(lines) + "\n"


def _readers(zone: Zone) -> str:
    return "; ".join(r.words for r in WALLS[zone].get(READ, ())) or "ingen direkt"


def _factor(zone: Zone) -> str:
    return ", tvåfaktor" if zone in SECOND_FACTOR or zone is Zone.PROTECTED else ""
