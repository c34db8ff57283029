"""Charts: one calm picture of horizontal bars for each question. The same data gives the same bytes."""

from __future__ import annotations

import atexit
import functools
import hashlib
import json
import re
import shutil
import tempfile
import textwrap
from collections import OrderedDict
from pathlib import Path
from typing import Any

import vl_convert
from django.utils.html import escape
from fontTools.ttLib import TTFont

from .sections import Counts

FAMILY = "Source Sans 3"  # the letters of the package, which `chart_form` names
_FONTS = Path(__file__).resolve().parents[1] / "ui" / "static" / "vendor" / "fonts"
FORM = Path(__file__).resolve().parent / "chart.json"
_KEPT = 500  # charts; some 5 kB each
_drawn: OrderedDict[str, str] = OrderedDict()


def svg(counts: Counts) -> str:
    """Return the chart as an SVG element to stand inside HTML; its title says in words what it shows."""
    data = json.dumps([(b.label, b.count, b.counts) for b in counts.bars], ensure_ascii=False)
    key = hashlib.sha256(data.encode()).hexdigest()
    if key not in _drawn:
        _drawn[key] = _drawing(counts)
        if len(_drawn) > _KEPT:
            _drawn.popitem(last=False)
    _drawn.move_to_end(key)
    return _drawn[key].replace("<svg ", '<svg role="img" ', 1).replace(">", f"><title>{escape(alt(counts))}</title>", 1)


def forget() -> None:
    """Draw every chart anew from now on: for measuring."""
    _drawn.clear()


def png(counts: Counts) -> bytes:
    """Return the chart as PNG, for Word, at twice the size that it is shown in."""
    _fonts()
    drawing = svg(counts).replace("currentColor", "#111")
    return bytes(vl_convert.svg_to_png(drawing, scale=2.0))


def alt(counts: Counts) -> str:
    """Return in words what the chart shows."""
    return f"Stapeldiagram. {counts.question} " + ", ".join(f"{b.label}: {b.count}" for b in counts.bars) + "."


def size(counts: Counts) -> tuple[float, float]:
    """Return width and height in CSS pixels."""
    width, height = re.findall(r'\b(?:width|height)="([\d.]+)"', svg(counts))[:2]
    return float(width), float(height)


@functools.cache
def _chart() -> dict[str, Any]:
    """The picture without its data, as `chart_form` made it: Altair itself is not needed to draw."""
    return dict(json.loads(FORM.read_text()))


def _drawing(counts: Counts) -> str:
    _fonts()
    # The order stands first in the label's key, so that two choices with the same words are two bars.
    values = [
        {
            "label": f"{n:03}|"
            + "\n".join(textwrap.wrap(bar.label.replace("|", "¦"), 34, max_lines=2, placeholder=" …")),
            "count": bar.count,
            "counts": bar.counts,
            "order": n,
        }
        for n, bar in enumerate(counts.bars)
    ]
    source, *derived = _chart()["data"]
    drawing = vl_convert.vega_to_svg({**_chart(), "data": [{**source, "values": values}, *derived]})
    # A name with a number in it is no name without quotes: the engine that draws PNG leaves the text out.
    drawing = drawing.replace(f'font-family="{FAMILY}"', f"font-family=\"'{FAMILY}'\"")
    # Vega's own English labels would be read aloud; the title says it in Swedish.
    drawing = re.sub(r' (aria-[a-z]+|role|class|pointer-events)="[^"]*"', "", drawing)
    return re.sub(r"\d+\.\d{3,}", lambda m: f"{float(m[0]):.2f}".rstrip("0").rstrip("."), drawing)


@functools.cache
def _fonts() -> None:
    """Let the chart engine know the package's own letters; it reads no WOFF2."""
    folder = Path(tempfile.mkdtemp(prefix="framst-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for file in sorted(_FONTS.glob("source-sans-3-latin-400-normal.woff2")):
        font = TTFont(file)
        font.flavor = None
        names = font["name"]
        for number in (16, 17, 21, 22, 25):  # names that would hide the family's plain one
            names.removeNames(nameID=number)
        names.setName(FAMILY, 1, 3, 1, 0x409)
        names.setName("Regular", 2, 3, 1, 0x409)
        font.save(folder / file.with_suffix(".ttf").name)
    vl_convert.register_font_directory(str(folder))
