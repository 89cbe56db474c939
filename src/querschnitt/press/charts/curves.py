"""Curves over sizes that grow tenfold: both axes by powers of ten, each curve named at its end."""

from __future__ import annotations

from collections.abc import Sequence

from querschnitt.press.charts.canvas import BLUE, FACE, FAINT, GREY, INK, ORANGE, VALUE_ROOM, Spec
from querschnitt.press.charts.values import Curve, Curves

HEIGHT = 320
COLOURS = (BLUE, ORANGE, INK, GREY)


def curves(chart: Curves, width: int) -> Spec:
    """Draw each curve with its points, the axes named."""
    layers: list[Spec] = []
    for curve, colour in zip(chart.curves, COLOURS, strict=False):
        rows: Spec = {"values": [{"x": x, "y": y} for x, y in curve.points]}
        line: Spec = {"type": "line", "color": colour, "strokeWidth": 2, "point": {"color": colour, "size": 40}}
        layers += [{"data": rows, "mark": line}, _name(curve, colour)]
    encoding: Spec = {
        "x": _axis("x", chart.across, _range(chart.curves, 0)),
        "y": _axis("y", chart.upwards, _range(chart.curves, 1)),
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width - 2 * VALUE_ROOM,
        "height": HEIGHT,
        "background": "white",
        "padding": 6,
        "encoding": encoding,
        "layer": layers,
        "config": {"font": FACE, "view": {"stroke": None}, "text": {"font": FACE, "fontSize": 12.5}},
    }


def _axis(field: str, title: str, ends: list[float]) -> Spec:
    axis = {
        "title": title,
        "gridColor": FAINT,
        "domain": False,
        "ticks": False,
        "labelColor": GREY,
        "titleColor": INK,
        "titleFontWeight": "normal",
        "values": [10.0**power for power in range(-3, 10)],
        "format": "~s" if field == "x" else "~g",
    }
    scale = {"type": "log", "domain": ends, "nice": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}


def _range(all_curves: Sequence[Curve], place: int) -> list[float]:
    values = [point[place] for curve in all_curves for point in curve.points]
    return [min(values) / 1.3, max(values) * 1.3]


def _name(curve: Curve, colour: str) -> Spec:
    x, y = curve.points[-1]
    mark: Spec = {"type": "text", "align": "left", "baseline": "middle", "dx": 8, "fill": colour, "fontWeight": "bold"}
    return {
        "data": {"values": [{"x": x, "y": y, "name": curve.label}]},
        "mark": mark,
        "encoding": {"text": {"field": "name"}},
    }
