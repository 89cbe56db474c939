"""What all charts share: colours, face, axis, and the place of labels. Rows are placed in pixels from the top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap

from querschnitt.press.charts.values import Point, Unit
from querschnitt.press.numbers import number

Spec = dict[str, object]

BLUE = "#0b5a9c"  # 6.9:1 on white
ORANGE = "#b34700"  # 5.6:1 on white; told from the blue in all common kinds of colour vision
INK = "#1b1b1b"
GREY = "#6b6b6b"
FAINT = "#dcdcdc"
FACE = "Noto Sans, Liberation Sans, Arial, sans-serif"
WIDE, NARROW = 660, 340
PHONE = 500  # below: labels above the marks
LABEL_ROOM, VALUE_ROOM = 220, 90
LINE = 15  # pixels from line to line of a label
UNSHOWN = (".", "x")


def scaled(value: float | None, unit: Unit) -> float | None:
    """A share in per cent, anything else as it is."""
    return value if value is None or unit != "share" else 100 * value


def written(point: Point, unit: Unit) -> str:
    """The value as it stands at the mark, with its sign."""
    value = scaled(point.value, unit)
    if value is None or point.sign in UNSHOWN:
        return point.sign or "."
    text = number(value, decimals=1 if unit == "mean" else 0) + {"share": " %", "euro": " €", "mean": ""}[unit]
    return f"({text})" if "(" in point.sign else text


def label_lines(label: str, width: int) -> list[str]:
    """A label cut into lines that fit its room."""
    return wrap(label, 46 if width < PHONE else 33) or [""]


def axis_end(values: Iterable[float | None], unit: Unit, top: float | None) -> float:
    """The end of the axis: what is asked for, or the next round number; a share never ends above 100 %."""
    if top is not None:
        return scaled(top, unit) or 1.0
    highest = max((value for value in values if value is not None), default=1.0) or 1.0
    step = 10.0 ** (len(str(int(highest))) - 1)
    end = (int(1.05 * highest / step) + 1) * step
    return min(end, 100.0) if unit == "share" else end


def canvas(layers: Sequence[Spec], *, width: int, height: float, end: float, unit: Unit) -> Spec:
    """Put layers on a page of the given width with one horizontal axis from zero."""
    room = VALUE_ROOM if width < PHONE else LABEL_ROOM + VALUE_ROOM
    suffix = {"share": " %", "euro": " €", "mean": ""}[unit]
    axis = {
        "title": None,
        "domain": False,
        "ticks": False,
        "gridColor": FAINT,
        "labelColor": GREY,
        "labelPadding": 6,
        "labelFlush": False,
        "tickCount": 4 if width < PHONE else 5,
        "labelExpr": f"datum.label + '{suffix}'",
    }
    base: Spec = {
        "x": {"field": "value", "type": "quantitative", "scale": {"domain": [0, end], "nice": False}, "axis": axis},
        "y": {"field": "y", "type": "quantitative", "scale": {"domain": [height, 0], "nice": False}, "axis": None},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width - room,
        "height": height,
        "background": None,
        "padding": 2,
        "encoding": base,
        "layer": list(layers),
        "config": {
            "font": FACE,
            "view": {"stroke": None},
            "axis": {"labelFontSize": 11.5, "labelFont": FACE},
            "text": {"font": FACE, "fontSize": 12.5, "fill": INK, "lineHeight": LINE},
        },
    }


def layer(rows: Sequence[Spec], mark: Spec, **encoding: object) -> Spec:
    """One layer: its rows, its mark, and what differs from the common encoding."""
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def interval_layer(rows: Sequence[Spec], colour: str, *, thickness: float = 2.0) -> Spec:
    """The intervals of rows that have one."""
    known = [row for row in rows if row["low"] is not None and row["high"] is not None]
    mark: Spec = {"type": "rule", "strokeWidth": thickness, "color": colour, "strokeCap": "butt"}
    return layer(known, mark, x={"field": "low", "type": "quantitative"}, x2={"field": "high"})


def label_layer(rows: Sequence[Spec], width: int) -> list[Spec]:
    """The rows' names: left of the axis, on a telephone above the marks."""
    layers = []
    for weight in ("normal", "bold"):
        chosen = [row for row in rows if (row["tone"] == "strong") == (weight == "bold")]
        mark: Spec = {"type": "text", "align": "left", "baseline": "middle", "fontWeight": weight}
        place = {"value": 0 if width < PHONE else -LABEL_ROOM}
        layers.append(
            layer(chosen, mark, text={"field": "label"}, x=place, y={"field": "label_y", "type": "quantitative"})
        )
    return layers
