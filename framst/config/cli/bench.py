"""`framst bench [NAME]`: measures of speed. Exit 1 when a goal is missed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click

from ..command_words import say

NAMES = ("page", "survey", "paper", "walls", "search", "roster", "roster-files")


@click.command(
    help=say(
        "Mät hastigheten: page, survey, paper, walls, search, roster, roster-files, eller alla. "
        "Ger 1 när ett mål inte nås."
    )
)
@click.argument("name", type=click.Choice(NAMES), required=False)
@click.option("--json", "as_json", is_flag=True, help=say("Skriv ut som JSON."))
@click.option(
    "--write", type=click.Path(dir_okay=False, path_type=Path), help=say("Skriv tabellen som docs visar till en fil.")
)
def bench(name: str | None, as_json: bool, write: Path | None) -> None:
    results = [_result(one) for one in ([name] if name else NAMES)]
    if as_json:
        click.echo(json.dumps(results[0] if name else results, ensure_ascii=False, indent=1))
    else:
        click.echo(_table(results))
    if write:
        _write(write, results)
    missed = any(r["holds"] is False for result in results for r in result["rows"])  # type: ignore[attr-defined]
    raise SystemExit(1 if missed else 0)


def _result(name: str) -> dict[str, object]:
    """Measure in a process of its own, on a database of its own."""
    if os.environ.get("FRAMST_BENCH") != name:
        done = subprocess.run(
            [sys.executable, "-m", "framst.config.command", "with-database", "--",
             sys.executable, "-m", "framst.config.command", "bench", name, "--json"],
            env={**{k: v for k, v in os.environ.items() if not k.startswith("DATABASE")}, "FRAMST_BENCH": name},
            stdout=subprocess.PIPE, check=False,
        )  # fmt: skip
        return dict(json.loads(done.stdout))
    from .. import bench as measures

    rows = [r.as_json() if isinstance(r, measures.Row) else r for r in _measure(name)]
    return {"bench": name, "machine": measures.machine(), "rows": rows}


def _measure(name: str) -> list[object]:
    if name == "page":
        from ..bench.page import page

        return list(page())
    if name == "survey":
        from ..bench.survey import survey

        return list(survey())
    if name in ("walls", "search"):
        from ..bench import walls

        return list(walls.walls() if name == "walls" else walls.search())
    if name in ("roster", "roster-files"):
        from ..bench import roster, sources

        return list(roster.roster(sources.server if name == "roster" else sources.files))
    from .bench_paper import paper

    return list(paper())


def _write(page: Path, results: list[dict[str, object]]) -> None:
    """Put each result in the place of its own section of the page; what was not measured now stays as it was."""
    head, *sections = re.split(r"^(?=## framst bench )", page.read_text() if page.exists() else "", flags=re.MULTILINE)
    kept = {section.split()[3]: section for section in sections}
    kept |= {str(result["bench"]): _table([result]) + "\n" for result in results}
    page.write_text(head + "".join(kept[name] for name in NAMES if name in kept).rstrip() + "\n")


def _table(results: list[dict[str, object]]) -> str:
    lines = []
    for result in results:
        lines += [f"## framst bench {result['bench']}", "", str(result["machine"]), ""]
        lines += ["| mått | värde | mot | kvot | mål | nås |", "|---|---:|---|---:|---:|---|"]
        for r in result["rows"]:  # type: ignore[attr-defined]
            word = {True: "ja", False: "**nej**", None: ""}[r["holds"]]
            lines.append(
                f"| {r['measure']} | {r['value']:g} {r['unit']} | {r['against']} |"
                f" {'' if r['ratio'] is None else r['ratio']} | {'' if r['goal'] is None else r['goal']} | {word} |"
            )
        lines.append("")
    return "\n".join(lines)
