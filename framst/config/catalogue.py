"""Finds every sentence that people read, and keeps the English catalogue in step with them."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "N_": None,
    "say": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}


def sentences() -> Iterator[tuple[str, int, str | tuple[str, str]]]:
    """Yield (file, line, sentence or (singular, plural)) for everything marked in Python and templates."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    settings.INSTALLED_APPS  # noqa: B018 (templatize reads the settings)
    for folder, _, names in os.walk(PACKAGE):
        for name in sorted(names):
            path = Path(folder) / name
            if name.endswith(".py"):
                source = path.read_text()
            elif name.endswith((".html", ".txt")) and "templates" in path.parts:
                # Python's tokenizer reads what is left of the template, and takes offence at its indentation.
                source = "\n".join(line.lstrip() for line in templatize(path.read_text()).splitlines())
            else:
                continue
            where = str(path.relative_to(PACKAGE))
            for line, message, _comments, _context in extract(
                "python",
                io.BytesIO(source.encode()),
                keywords=KEYWORDS,
            ):
                yield where, line, message  # type: ignore[misc]


def catalogue(po: Path) -> Catalog:
    """Return the catalogue as it stands in the file."""
    if not po.exists():
        return Catalog(locale="en", charset="utf-8", fuzzy=False)
    with po.open("rb") as file:
        return read_po(file, locale="en")


def update(po: Path) -> tuple[int, int, int]:
    """Bring the file in step; return how many sentences are new, gone, and without English."""
    old = catalogue(po)
    fresh = Catalog(locale="en", charset="utf-8", fuzzy=False, project="Främst", version="0.1")
    for where, _, message in sentences():
        known = old.get(message[0] if isinstance(message, tuple) else message)
        fresh.add(message, string=known.string if known else None, locations=[(where, None)])  # type: ignore[list-item]
    before, after = {str(m.id) for m in old if m.id}, {str(m.id) for m in fresh if m.id}
    po.parent.mkdir(parents=True, exist_ok=True)
    with po.open("wb") as file:
        write_po(file, fresh, sort_output=True, width=110, omit_header=False)
    return len(after - before), len(before - after), len(untranslated(po))


def untranslated(po: Path) -> list[str]:
    """Return the sentences in the file that have no English."""
    return [
        str(m.id) for m in catalogue(po) if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)
    ]
