"""What charts are drawn from: plain frozen values. Shares are numbers between 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Unit = Literal["share", "mean", "euro"]


@dataclass(frozen=True)
class Point:
    """One estimate; strong rows (the total) are drawn in the second colour."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    sign: str = ""
    strong: bool = False


@dataclass(frozen=True)
class DotPlot:
    """Estimates with their intervals, one row each: for comparing domains."""

    points: Sequence[Point]
    unit: Unit = "share"
    top: float | None = None  # end of the axis; None: the next round number


@dataclass(frozen=True)
class Bars:
    """Shares of categories as bars from zero, with their intervals."""

    points: Sequence[Point]
    unit: Unit = "share"
    top: float | None = None


@dataclass(frozen=True)
class Move:
    """One row of a comparison of two waves."""

    label: str
    before: Point
    after: Point
    grade: str = ""


@dataclass(frozen=True)
class ChangeChart:
    """Two waves row by row: the earlier in grey, the later in blue, the difference and its grade in words."""

    moves: Sequence[Move]
    waves: tuple[str, str]
    unit: Unit = "share"


@dataclass(frozen=True)
class Curve:
    """Points of one curve, all above zero, in the order of the first number."""

    label: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Curves:
    """Up to four curves over sizes that grow tenfold, both axes by powers of ten; the axes have titles."""

    curves: Sequence[Curve]
    across: str
    upwards: str


Chart = DotPlot | Bars | ChangeChart | Curves
