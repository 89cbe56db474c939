"""Two waves side by side: what was, what is, how far apart, and how far to trust it."""

from __future__ import annotations

from collections.abc import Sequence

from querschnitt.press.charts.canvas import (
    BLUE,
    LINE,
    ORANGE,
    PHONE,
    UNSHOWN,
    Spec,
    axis_end,
    canvas,
    interval_layer,
    label_layer,
    label_lines,
    layer,
    scaled,
)
from querschnitt.press.charts.values import ChangeChart, Move, Point, Unit
from querschnitt.press.numbers import signed

ROW = 42.0
APART = 7.0  # half the distance between the two waves' lines
NOT_COMPARABLE = "E"  # such a difference is not printed
WAVE_NAMES = 20.0  # room above the first row for the names of the waves


def moves(chart: ChangeChart, width: int) -> Spec:
    """Draw before (hollow, grey) and after (full, blue) with their intervals, the difference in words at the right."""
    before: list[Spec] = []
    after: list[Spec] = []
    labels: list[Spec] = []
    top = WAVE_NAMES
    for move in chart.moves:
        lines = label_lines(move.label, width)
        above = LINE * len(lines) + 3 if width < PHONE else 0.0
        middle = top + above + ROW / 2
        label_y = top + LINE / 2 + 4 if width < PHONE else middle - LINE * (len(lines) - 1) / 2
        end = _furthest(move, chart.unit)
        labels.append(
            {
                "label": lines,
                "label_y": label_y,
                "y": middle,
                "tone": "plain",
                "after": end,
                "text": _difference(move, chart.unit),
            }
        )
        before.append(_mark(move.before, chart.unit, middle - APART))
        after.append(_mark(move.after, chart.unit, middle + APART))
        top += above + ROW
    end = axis_end([float(str(row["after"])) for row in labels], chart.unit, None)
    layers = label_layer(labels, width) + _waves(before, after) + [_differences(labels)]
    layers += _names(before, after, chart.waves)
    return canvas(layers, width=width, height=top, end=end, unit=chart.unit)


def _mark(point: Point, unit: Unit, y: float) -> Spec:
    hidden = point.sign in UNSHOWN
    low, value, high = (None if hidden else scaled(v, unit) for v in (point.low, point.value, point.high))
    return {"low": low, "value": value, "high": high, "y": y}


def _furthest(move: Move, unit: Unit) -> float:
    ends = (scaled(v, unit) for p in (move.before, move.after) for v in (p.value, p.high) if p.sign not in UNSHOWN)
    return max((end for end in ends if end is not None), default=0.0)


def _difference(move: Move, unit: Unit) -> list[str]:
    if move.before.value is None or move.after.value is None or {move.before.sign, move.after.sign} & set(UNSHOWN):
        return ["."]
    if move.grade == NOT_COMPARABLE:
        return [f"Stufe {move.grade}"]
    difference = (scaled(move.after.value, unit) or 0.0) - (scaled(move.before.value, unit) or 0.0)
    words = {"share": " Punkte", "euro": " €", "mean": ""}[unit]
    return [signed(difference, decimals=1 if unit == "mean" else 0) + words] + (
        [f"Stufe {move.grade}"] if move.grade else []
    )


def _waves(before: Sequence[Spec], after: Sequence[Spec]) -> list[Spec]:
    layers = []
    for rows, colour, fill in ((before, ORANGE, "white"), (after, BLUE, BLUE)):
        mark: Spec = {"type": "point", "size": 58, "opacity": 1, "fill": fill, "stroke": colour, "strokeWidth": 2}
        layers += [interval_layer(rows, colour), layer([row for row in rows if row["value"] is not None], mark)]
    return layers


def _differences(labels: Sequence[Spec]) -> Spec:
    rows = [row | {"y": float(str(row["y"])) - LINE / 2 * (len(list(row["text"])) - 1)} for row in labels]  # type: ignore[call-overload]
    mark: Spec = {"type": "text", "align": "left", "baseline": "middle", "dx": 12}
    return layer(rows, mark, x={"field": "after", "type": "quantitative"}, text={"field": "text"})


def _names(before: Sequence[Spec], after: Sequence[Spec], waves: tuple[str, str]) -> list[Spec]:
    """The waves' names at the first row: the earlier above its point, the later below."""
    layers = []
    for rows, name, colour, dy in ((before, waves[0], ORANGE, -13), (after, waves[1], BLUE, 14)):
        first = [row for row in rows if row["value"] is not None][:1]
        mark: Spec = {
            "type": "text",
            "baseline": "middle",
            "dy": dy,
            "fontWeight": "bold",
            "fill": colour,
            "fontSize": 11.5,
        }
        layers.append(layer(first, mark, text={"value": name}))
    return layers
