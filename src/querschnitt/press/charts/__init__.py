"""Charts: values in, SVG out (Vega-Lite by vl_convert, no browser).

A chart carries no title: its finding is the headline above it, and a table with the same values always stands beside
it. Labels stand at the marks, never in a legend. The same chart is drawn for the width of a page and for that of a
telephone.
"""

from __future__ import annotations

import re
from typing import Literal

import vl_convert

from querschnitt.press.charts.canvas import NARROW, WIDE, Spec
from querschnitt.press.charts.curves import curves
from querschnitt.press.charts.moves import moves
from querschnitt.press.charts.rows import bars, dots
from querschnitt.press.charts.values import Bars, ChangeChart, Chart, Curve, Curves, DotPlot, Move, Point

__all__ = [
    "NARROW",
    "WIDE",
    "Bars",
    "ChangeChart",
    "Chart",
    "Curve",
    "Curves",
    "DotPlot",
    "Move",
    "Point",
    "chart_spec",
    "chart_svg",
]

VEGA_LITE = "6.4"


def chart_spec(chart: Chart, *, width: int = WIDE) -> Spec:
    """The Vega-Lite specification of a chart; below 500 pixels labels stand above the marks instead of beside them."""
    match chart:
        case DotPlot():
            return dots(chart, width)
        case Bars():
            return bars(chart, width)
        case ChangeChart():
            return moves(chart, width)
        case Curves():
            return curves(chart, width)


def chart_svg(chart: Chart, *, width: int = WIDE, numbers: Literal["de-DE", "en-US"] = "de-DE") -> str:
    """Draw a chart as SVG that screen readers pass over: the table beside it says the same.

    Parameters
    ----------
    numbers : the locale that numbers on the axes are written in
    """
    svg: str = vl_convert.vegalite_to_svg(chart_spec(chart, width=width), vl_version=VEGA_LITE, format_locale=numbers)
    plain = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)
    return plain.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
