"""`framst import ss12000`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from framst.config.cli.import_ss12000 import SECRET as VARIABLE
from framst.config.cli.import_ss12000 import ss12000

from .provider import CLIENT, SECRET, Provider
from .world import World


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path


def run(provider: Provider, *words: str, secret: str | None = SECRET, typed: str = "") -> Result:
    given = ["--url", provider.url, "--token-url", provider.token_url, "--client-id", CLIENT, "--source", "prov"]
    env = {VARIABLE: secret, "FRAMST_LANGUAGE": "sv"}
    return CliRunner(env=env).invoke(ss12000, [*given, *words], input=typed)


def test_everything_and_then_nothing(db: None, provider: Provider) -> None:
    first = run(provider)
    assert first.exit_code == 0, first.output
    assert "Inläsningen är genomförd." in first.output
    assert "30  nya elever" in first.output
    again = run(provider)
    assert "Inget har ändrats hos källan." in again.output


def test_as_json(db: None, provider: Provider) -> None:
    provider.lacks = {"activities": 404}
    told = json.loads(run(provider, "--dry-run", "--json").output)
    assert (told["state"], told["whole"], told["changes"]["pupils_new"]) == ("tried", True, 30)
    assert told["lacking"] == ["activities"]
    assert told["remarks"] == ["Servern har inte /activities. Det som står där är inte läst."]


def test_changes_only(db: None, provider: Provider, world: World) -> None:
    assert run(provider, "--delta").exit_code == 1
    run(provider)
    told = json.loads(run(provider, "--delta", "--json").output)
    assert (told["state"], told["whole"]) == ("applied", False)
    assert run(provider, "--since", "2026-08-01T06.00").exit_code == 0
    assert run(provider, "--since", "i höstas").exit_code == 2
    assert run(provider, "--since", "2026-08-01T06.00", "--delta").exit_code == 2


def test_the_secret_comes_from_a_prompt_or_a_file(db: None, provider: Provider, tmp_path: Path) -> None:
    asked = run(provider, "--dry-run", secret=None, typed=SECRET + "\n")
    assert asked.exit_code == 0
    assert SECRET not in asked.output
    path = tmp_path / "hemlighet"
    path.write_text(SECRET + "\n")
    assert run(provider, "--dry-run", "--secret-file", str(path), secret=None).exit_code == 0


def test_refusals_are_one_sentence_and_name_nobody(db: None, provider: Provider) -> None:
    wrong = run(provider, secret="fel")
    assert (wrong.exit_code, wrong.output) == (
        1, "Adressen för inloggning gav ingen token (svar 401). Inget har ändrats.\n",
    )  # fmt: skip
    plain = CliRunner().invoke(ss12000, ["--url", "http://ss12000.example.se", "--token-file", __file__])
    assert plain.exit_code == 1
    assert "Utan kryptering går det bara till den egna datorn." in plain.output
    without = CliRunner().invoke(ss12000, ["--url", provider.url])
    assert without.exit_code == 2
