"""The generated pages of docs/reference. A test compares them with what is committed."""

from __future__ import annotations

from framst.access.matrix import ACTS, VERB_WORDS, WALLS
from framst.access.professions import PROFESSIONS
from framst.access.walls import walled_models, zone_of
from framst.followups.lifecycle import FOLLOWUP
from framst.oversight.queries.processing import register_text
from framst.reports.lifecycle import PAPER


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
    return "\n".join(lines) + "\n"


def lifecycles() -> str:
    """Every transition table as a diagram."""
    lines = ["# Lägen och övergångar", "", "Skapad av `make docs` ur `lifecycle.py`. Ändra inte här.", ""]
    for lifecycle in (FOLLOWUP, PAPER):
        lines += [f"## {lifecycle.name}", "", "```mermaid", lifecycle.diagram(), "```", ""]
        lines += [f"- `{code}`: {words}" for code, words in lifecycle.states.items()] + [""]
    return "\n".join(lines)
