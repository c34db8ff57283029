"""The command line: help in two languages, exit codes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def framst(*words: str, language: str = "sv", **env: str) -> subprocess.CompletedProcess[str]:
    quiet = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE")}
    return subprocess.run(
        [sys.executable, "-m", "framst.config.command", *words],
        env={**quiet, "FRAMST_LANGUAGE": language, **env}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_help_in_swedish() -> None:
    done = framst("--help")
    assert done.returncode == 0
    assert "Användning:" in done.stdout
    assert "Skrivelser till nämnden." in done.stdout
    assert "Usage" not in done.stdout


def test_help_in_english() -> None:
    done = framst("--help", language="en")
    assert done.returncode == 0
    assert "Usage:" in done.stdout
    assert "Papers to the board." in done.stdout
    assert "Skrivelser" not in done.stdout


@pytest.mark.parametrize("words", [("nonsense",), ("paper", "render"), ("bench", "nonsense")])
def test_wrong_usage_exits_with_two(words: tuple[str, ...]) -> None:
    done = framst(*words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_without_a_database_it_says_how(tmp_path: object) -> None:
    done = framst("paper", "list", FRAMST_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "Ange DATABASE_URL, eller starta demon först (make demo)." in done.stderr
    assert "Traceback" not in done.stderr
