"""The generated pages of docs/reference. A test compares them with what is committed."""

from __future__ import annotations

from framst.access.crossings import CROSSINGS
from framst.access.matrix import ACTS, BORDERED, SECOND_FACTOR, VERB_WORDS, WALLS
from framst.access.professions import PROFESSIONS
from framst.access.terms import TIE_KINDS
from framst.access.walls import walled_models, zone_of
from framst.followups.lifecycle import FOLLOWUP
from framst.foundation.classification import Zone
from framst.oversight.queries.processing import register_text
from framst.plans.lifecycle import PLAN
from framst.reports.lifecycle import PAPER
from framst.wheel.lifecycle import COMMITMENT


def pages() -> dict[str, str]:
    """Return file name → text."""
    return {"access.md": access(), "lifecycles.md": lifecycles(), "processing.md": register_text()}


def access() -> str:
    """The matrix as a lawyer reads it."""
    lines = [
        "# Vem som får vad",
        "",
        "Skapad av `make docs` ur `framst/access/matrix.py`. Ändra inte här.",
        "",
    ]
    tables: dict[str, list[str]] = {}
    for model in walled_models():
        tables.setdefault(zone_of(model), []).append(model._meta.db_table)
    for zone, verbs in WALLS.items():
        lines += [f"## {zone}", "", "Tabeller: " + ", ".join(f"`{t}`" for t in tables.get(zone, [])), ""]
        lines += ["| får | vem |", "|---|---|"]
        lines += [f"| {VERB_WORDS[verb]} | {'; '.join(r.words for r in who)} |" for verb, who in verbs.items()]
        lines.append("")
    lines += ["## Handlingar", "", "| handling | vem | svar till andra |", "|---|---|---|"]
    for act, (professions, sentence) in ACTS.items():
        lines.append(f"| `{act}` | {', '.join(sorted(PROFESSIONS[p] for p in professions))} | {sentence} |")
    return "\n".join([*lines, "", *_pupils()]) + "\n"


def _pupils() -> list[str]:
    """How the wall of a row about a pupil is chosen, what lets somebody in, and who may cross."""
    factor = ", ".join(sorted(zone.value for zone in SECOND_FACTOR))
    lines = [
        "## Vilken mur en rad om en elev står bakom",
        "",
        "Raden säger det själv: elevens läge (`secrecy`) väljer, och för ärenden också bokstaven. De rader som har eleven"
        " följer eleven i samma stund som läget eller enheten ändras.",
        "",
        "| elevens läge | elevlistan | ärende i A | ärende i B | ärende i C |",
        "|---|---|---|---|---|",
        f"| i skola | {Zone.ROSTER} | {Zone.HEALTH} | {Zone.CARE} | {Zone.SCHOOL} |",
        f"| i förskola | {Zone.PRESCHOOL} | {Zone.HEALTH} | {Zone.CARE} | {Zone.SCHOOL} |",
        f"| har slutat | {Zone.LEFT} | {Zone.LEFT_HEALTH} | {Zone.LEFT_MATTERS} | {Zone.LEFT_MATTERS} |",
        f"| skyddad | {Zone.PROTECTED} |" + f" {Zone.PROTECTED_MATTERS} |" * 3,
        "",
        f"Tvåfaktor i sessionen krävs för {factor} och för varje ärende i A eller B, också när eleven har slutat.",
        "",
    ]
    for zone, codes in BORDERED.items():
        words = ", ".join(sorted(PROFESSIONS[code] for code in codes))
        lines += [f"Gränsen kring {zone} gäller också den som är namngiven för en skyddad elev: bara {words}.", ""]
    lines += ["## Vad som släpper in någon", "", "| band | vad |", "|---|---|"]
    lines += [f"| `{kind.value}` | {words} |" for kind, words in TIE_KINDS.items()]
    lines += [
        "",
        "Ett band gäller bara den som har ett uppdrag i dag. Ingen skriver band annat än genom handlingarna nedan.",
        "",
        "## Handlingar genom murarna",
        "",
        "Databasen frågar efter rätten först; det som inte finns och det som inte är tillåtet får samma svar.",
        "",
        "| handling | kod | vem |",
        "|---|---|---|",
    ]
    return lines + [f"| {c.words} | `{c.name}` | {c.who} |" for c in CROSSINGS]


def lifecycles() -> str:
    """Every transition table as a diagram."""
    lines = ["# Lägen och övergångar", "", "Skapad av `make docs` ur `lifecycle.py`. Ändra inte här.", ""]
    for lifecycle in (PLAN, COMMITMENT, FOLLOWUP, PAPER):
        lines += [f"## {lifecycle.name}", "", "```mermaid", lifecycle.diagram(), "```", ""]
        lines += [f"- `{code}`: {words}" for code, words in lifecycle.states.items()] + [""]
    return "\n".join(lines)
