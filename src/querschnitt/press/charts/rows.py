"""Dot plots and bars: one estimate a row."""

from __future__ import annotations

from collections.abc import Sequence

from querschnitt.press.charts.canvas import (
    BLUE,
    INK,
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
    written,
)
from querschnitt.press.charts.values import Bars, DotPlot, Point, Unit

ROW = 27.0  # pixels a row, where the label has one line
BAR = 6.5  # half the height of a bar


def placed(points: Sequence[Point], unit: Unit, width: int) -> tuple[list[Spec], float]:
    """Rows with their places, and the height they need together."""
    rows: list[Spec] = []
    top = 0.0
    for point in points:
        lines = label_lines(point.label, width)
        above = LINE * len(lines) + 3 if width < PHONE else 0.0
        room = max(ROW, LINE * len(lines) + 9) if width >= PHONE else ROW
        y = top + above + room / 2
        label_y = y - LINE * (len(lines) - 1) / 2 if width >= PHONE else top + LINE / 2 + 4
        rows.append(_row(point, unit) | {"label": lines, "y": y, "label_y": label_y})
        top += above + room
    return rows, top


def _row(point: Point, unit: Unit) -> Spec:
    hidden = point.sign in UNSHOWN
    low, value, high = (None if hidden else scaled(v, unit) for v in (point.low, point.value, point.high))
    return {
        "value": value,
        "low": low,
        "high": high,
        "after": high if high is not None else (value or 0.0),
        "text": written(point, unit),
        "tone": "strong" if point.strong else "plain",
        "weak": "(" in point.sign,
    }


def dots(chart: DotPlot, width: int) -> Spec:
    """Points with their intervals; hollow where few cases make them uncertain."""
    rows, height = placed(chart.points, chart.unit, width)
    layers = label_layer(rows, width)
    for tone, colour in (("plain", BLUE), ("strong", ORANGE)):
        chosen = [row for row in rows if row["tone"] == tone]
        layers.append(interval_layer(chosen, colour))
        for weak, fill in ((False, colour), (True, "white")):
            mark: Spec = {"type": "point", "size": 62, "opacity": 1, "fill": fill, "stroke": colour, "strokeWidth": 2}
            layers.append(layer([row for row in chosen if row["weak"] == weak and row["value"] is not None], mark))
    layers.append(_values(rows))
    return canvas(layers, width=width, height=height, end=_end(rows, chart.unit, chart.top), unit=chart.unit)


def bars(chart: Bars, width: int) -> Spec:
    """Bars from zero; the interval is a thin line over the bar's end."""
    rows, height = placed(chart.points, chart.unit, width)
    layers = label_layer(rows, width)
    for tone, colour in (("plain", BLUE), ("strong", ORANGE)):
        chosen = [row | _edges(row) for row in rows if row["tone"] == tone and row["value"] is not None]
        for weak, opacity in ((False, 1.0), (True, 0.45)):
            mark: Spec = {"type": "rect", "color": colour, "opacity": opacity}
            layers.append(
                layer(
                    [row for row in chosen if row["weak"] == weak],
                    mark,
                    x={"datum": 0, "type": "quantitative"},
                    x2={"field": "value"},
                    y={"field": "upper", "type": "quantitative"},
                    y2={"field": "lower"},
                )
            )
    layers += [interval_layer(rows, "white", thickness=3.5), interval_layer(rows, INK, thickness=1.4), _values(rows)]
    return canvas(layers, width=width, height=height, end=_end(rows, chart.unit, chart.top), unit=chart.unit)


def _edges(row: Spec) -> Spec:
    middle = float(str(row["y"]))
    return {"upper": middle - BAR, "lower": middle + BAR}


def _values(rows: Sequence[Spec]) -> Spec:
    mark: Spec = {"type": "text", "align": "left", "baseline": "middle", "dx": 8, "fontWeight": "bold"}
    return layer(rows, mark, x={"field": "after", "type": "quantitative"}, text={"field": "text"})


def _end(rows: Sequence[Spec], unit: Unit, top: float | None) -> float:
    return axis_end([None if row["after"] is None else float(str(row["after"])) for row in rows], unit, top)
