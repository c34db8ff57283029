"""What a chart looks like, said in Altair and kept in chart.json, where `charts` puts the data in.

`python -m framst.documents.chart_form` writes the file anew. Nothing that runs needs Altair: its checking takes
longer than drawing, and it would stand in memory (35 MB) in every process that shows a paper.
"""

from __future__ import annotations

import json
from typing import Any

import altair
import vl_convert

from .charts import FAMILY, FORM

_COUNTED, _OTHER = "#1d6f8c", "#8a9aa3"  # both at least 3:1 against white


def chart_form() -> dict[str, Any]:
    """Return the picture without its data, checked and compiled."""
    values = altair.Data(values=[{"label": "", "count": 0, "counts": True, "order": 0}])  # type: ignore[no-untyped-call]
    y = altair.Y(
        "label:N",
        sort=altair.SortField("order"),
        title=None,
        axis=altair.Axis(
            domain=False,
            ticks=False,
            labelLimit=0,
            labelPadding=8,
            labelExpr="split(split(datum.value, '|')[1], '\\n')",
        ),
    )
    x = altair.X("count:Q", axis=None, scale=altair.Scale(domainMin=0, nice=False, zero=True))
    colour = altair.condition("datum.counts", altair.value(_COUNTED), altair.value(_OTHER))
    base = altair.Chart(values).encode(y=y, x=x)
    bars = base.mark_bar(height={"band": 0.62}).encode(color=colour)
    words = base.mark_text(align="left", dx=6, fontSize=13).encode(text="count:Q")
    chart = (
        altair.layer(bars, words)
        .properties(width=330, height=altair.Step(30), padding={"left": 0, "right": 24, "top": 2, "bottom": 2})
        .configure(font=FAMILY, background="transparent")
        .configure_axis(labelFontSize=13, labelColor="currentColor", labelLineHeight=15)
        .configure_text(color="currentColor")
        .configure_view(stroke=None)
    )
    return dict(vl_convert.vegalite_to_vega(chart.to_dict()))


if __name__ == "__main__":
    FORM.write_text(json.dumps(chart_form(), ensure_ascii=False, indent=1) + "\n")
