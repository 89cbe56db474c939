from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from querschnitt.press.charts import (
    NARROW,
    WIDE,
    Bars,
    ChangeChart,
    Chart,
    Curve,
    Curves,
    DotPlot,
    Move,
    Point,
    chart_spec,
    chart_svg,
)
from querschnitt.press.charts.canvas import BLUE, ORANGE

POINTS = (
    Point("Insgesamt", 0.824, 0.79, 0.85, strong=True),
    Point("Asien", 0.3, 0.1, 0.5, sign="( )"),
    Point("Übrige Welt", 0.6531, 0.2127, 0.9173, sign="."),
)
CHARTS: tuple[Chart, ...] = (
    DotPlot(POINTS),
    Bars(POINTS),
    ChangeChart((Move("Insgesamt", Point("", 0.7, 0.6, 0.8), Point("", 0.824, 0.79, 0.85), "C"),), ("2016", "2020")),
)


def words(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    return ["".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")]


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("chart", CHARTS[:2])
def test_values_stand_at_the_marks_with_their_signs(chart: Chart):
    written = words(chart_svg(chart))
    assert {"Insgesamt", "82 %", "(30 %)", "."} <= set(written)
    assert "65 %" not in written


@pytest.mark.parametrize("chart", CHARTS[:2])
def test_a_suppressed_value_is_not_in_the_picture(chart: Chart):
    # One row of three is suppressed: it has no interval and no mark whose place would give the value away.
    spec = str(chart_spec(chart))
    assert not re.search(r"65\.3|21\.2|91\.7|0\.6531", spec)


def test_changes_name_waves_difference_and_grade():
    written = words(chart_svg(CHARTS[2]))
    assert {"2016", "2020", "Insgesamt"} <= set(written)
    assert any("+12 Punkte" in text and "Stufe C" in text for text in written)


@pytest.mark.parametrize("chart", CHARTS)
def test_axes_start_at_zero(chart: Chart):
    axis = re.search(r"'x': \{'field': 'value'.*?'domain': \[(\d+), ([\d.]+)\]", str(chart_spec(chart)))
    assert axis
    assert float(axis[1]) == 0
    assert float(axis[2]) >= 80


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_pictures_fit_their_width_and_are_silent(chart: Chart, width: int):
    svg = chart_svg(chart, width=width)
    root = ElementTree.fromstring(svg)
    assert float(root.attrib["width"]) <= width
    assert root.attrib["aria-hidden"] == "true"
    assert svg.count("aria-") == 1


@pytest.mark.parametrize("colour", [BLUE, ORANGE])
def test_colours_have_contrast_on_white(colour: str):
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_a_mean_is_written_with_a_comma():
    assert "31,3" in words(chart_svg(DotPlot((Point("Wohnfläche", 31.26, 29.0, 33.0),), unit="mean")))


def test_a_difference_that_cannot_be_compared_is_not_drawn_in_words():
    move = Move("Insgesamt", Point("", 0.2, 0.1, 0.3), Point("", 0.5, 0.4, 0.6), "E")
    written = words(chart_svg(ChangeChart((move,), ("2016", "2020"))))
    assert any("Stufe E" in text for text in written)
    assert not any("Punkte" in text for text in written)


def test_curves_are_named_at_their_ends_and_by_powers_of_ten():
    chart = Curves((Curve("ours", ((1e3, 0.1), (1e6, 2.0))), Curve("theirs", ((1e3, 0.2), (1e6, 40.0)))), "rows", "s")
    written = words(chart_svg(chart))
    assert {"ours", "theirs", "rows", "s", "1k", "1M"} <= set(written)
    assert "0,1" in written
    assert "0.1" in words(chart_svg(chart, numbers="en-US"))
    encoding = chart_spec(chart)["encoding"]
    assert [encoding[axis]["scale"]["type"] for axis in "xy"] == ["log", "log"]  # type: ignore[index]
