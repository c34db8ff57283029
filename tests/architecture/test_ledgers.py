"""The ledgers of law and security name everything that they must, and nothing that is not there."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from framst.access import matrix, passwords, professions
from framst.access.crossings import CROSSINGS
from framst.foundation.classification import Zone
from framst.integrations.spreadsheets import limits

ROOT = Path(__file__).resolve().parents[2]
LAW = "\n".join(page.read_text() for page in sorted((ROOT / "docs" / "law").glob("*.md")))
SECURITY = (ROOT / "docs" / "security" / "README.md").read_text()
ASVS = (ROOT / "docs" / "security" / "asvs.md").read_text()
WITHOUT_LAW = {"PROFESSIONS", "IN_UNITS", "WALLS", "ACTS", "VERB_WORDS"}  # tables; what they name is tried by itself


def of(module: object) -> set[str]:
    """The constants that `module` itself makes: groups of professions, sets of zones."""
    tree = ast.parse(Path(module.__file__).read_text())  # type: ignore[attr-defined]
    targets = [t for n in tree.body if isinstance(n, ast.Assign) for t in n.targets]
    targets += [n.target for n in tree.body if isinstance(n, ast.AnnAssign)]
    return {t.id for t in targets if isinstance(t, ast.Name) and t.id.isupper()} - WITHOUT_LAW


def said(name: str) -> bool:
    return f"`{name}`" in LAW


def test_every_zone_crossing_and_group_has_its_law() -> None:
    zones = {z.value for z in Zone if not said(z.value)}
    crossings = {c.name for c in CROSSINGS if not said(c.name)}
    groups = {n for n in of(professions) | of(matrix) if not n.startswith("ONLY_") and not said(n)}
    acts = {a for a in matrix.ACTS if not said(a) and not said(a.partition(".")[0] + ".*")}
    assert zones == crossings == groups == acts == set(), "a rule without its paragraph: write it in docs/law"


def test_every_page_of_the_law_is_in_its_list() -> None:
    index = (ROOT / "docs" / "law" / "README.md").read_text()
    pages = {p.name for p in (ROOT / "docs" / "law").glob("*.md")} - {"README.md"}
    assert pages == set(re.findall(r"\((\w+\.md)\)", index))


def rows() -> list[tuple[str, str, str]]:
    """The ledger: number, level, answer."""
    found = re.findall(r"^\| V([\d.]+) \| (\d) \| [^|]+ \| (.+) \|$", ASVS, re.M)
    assert len(found) == len(re.findall(r"^\| V", ASVS, re.M)), "a row that is not read"
    return found


def test_the_ledger_has_every_requirement_once_and_at_its_level() -> None:
    wanted = [tuple(line.split()) for line in (ROOT / "tests" / "architecture" / "asvs.txt").read_text().splitlines()]
    assert Counter(level for _, level in wanted) == {"1": 70, "2": 183}
    assert [(number, level) for number, level, _ in rows()] == wanted


def functions_in(path: str) -> set[str]:
    file = ROOT / path
    if not file.is_file():
        return set()
    return {n.name for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.FunctionDef)}


def test_each_requirement_is_shown_argued_or_open() -> None:
    kinds = Counter()
    for number, _, answer in rows():
        named = re.findall(r"`([\w/]+\.py)::(\w+)`", answer)
        for path, name in named:
            assert path.startswith("tests/") and name in functions_in(path), f"V{number}: {path}::{name} is not there"
        if argued := re.fullmatch(r"\*(ej tillämpligt|öppet)\*: (.{10,})", answer):
            kinds[argued[1]] += 1
        else:
            assert named and re.sub(r"`[^`]+`(, )?", "", answer) == "", f"V{number}: {answer}"
            kinds["visade"] += 1
    counted = f"{kinds['visade']} visade av prov, {kinds['ej tillämpligt']} ej tillämpliga, {kinds['öppet']} öppna."
    assert f"Nu: {counted}" in ASVS


def test_the_security_page_says_what_runs() -> None:
    """What the standard asks to be written down, with the numbers that hold."""
    (shortest,) = [v["OPTIONS"]["min_length"] for v in settings.AUTH_PASSWORD_VALIDATORS if "OPTIONS" in v]
    for heading in (
        "Vad murarna stoppar, och vad de inte stoppar", "Nycklar och var de ligger", "Inloggning och sessioner",
        "Indata och filer", "Förbindelser", "Loggar", "Efter en incident", "Säkerhetskopia", "Leverantörens dörr",
        "Hur ett fel anmäls", "Bibliotek och granskning",
    ):  # fmt: skip
        assert f"\n## {heading}\n" in SECURITY, heading
    text = re.sub(r"\s+", " ", SECURITY)
    for sentence in (
        f"minst {shortest} tecken",
        f"lever högst {settings.SESSION_COOKIE_AGE // 3600} timmar",
        f"mer än {settings.BODY_LIMIT // 2**20} MB",
        f"högst {settings.UPLOAD_LIMIT // 2**20} MB, {limits.MOST_ROWS:_} rader".replace("_", " "),
        f"uppackat högst {limits.UNPACKED_TIMES * settings.UPLOAD_LIMIT // 2**20} MB",
        "Utloggning här avslutar inte inloggningen hos huvudmannen, och utloggning där avslutar inte sessionen här",
        "`FRAMST_SECRET_KEY`",
        "`framst audit verify`",
        "`framst walls prove`",
        "inom 48 timmar om den är kritisk",
        "`framst/access/passwords.py`",
    ):
        assert sentence in text, sentence
    assert {"främst", "elevhälsa", "rektor", "skola"} <= passwords.WORDS


@pytest.mark.parametrize("command", ["audit", "walls"])
def test_the_commands_of_an_incident_are_there(command: str) -> None:
    from framst.config.command import main

    assert command in main.commands


def test_every_library_has_its_line_and_its_checksum() -> None:
    known = (ROOT / "docs" / "dependencies.md").read_text().lower()
    locked = (ROOT / "requirements" / "app.txt").read_text().lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for line in project["dependencies"]:
        name = re.split(r"[\[<>=]", line)[0].lower()
        assert name in known, f"{name} has no line in docs/dependencies.md"
        assert f"\n{name}" in locked, f"{name} is not locked"
    pinned = re.findall(r"^[a-z][\w.\[\],-]*==\S+ \\$", locked, re.M)
    assert pinned and len(pinned) == len(re.findall(r"^[a-z][^\n]*==", locked, re.M))
    assert locked.count("--hash=sha256:") >= len(pinned)
    assert "://" not in "\n".join(x for x in locked.splitlines() if not x.lstrip().startswith("#"))
