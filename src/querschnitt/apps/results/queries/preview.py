"""What a design would draw, and what it can be expected to tell, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.apps.register.actions import DesignFile
from querschnitt.apps.register.models import Frame
from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.design import by_stratum
from querschnitt.core.sampling.planning import Precision, precision


@dataclass(frozen=True)
class StratumPreview:
    """A stratum: people who can be drawn, who would be, answers expected, and the half-width of a share of a half."""

    level: str
    size: int
    drawn: int
    expected: float
    half_width: float


@dataclass(frozen=True)
class Preview:
    """What a design would draw."""

    strata: tuple[StratumPreview, ...]
    precision: Precision

    @property
    def drawn(self) -> int:
        return sum(stratum.drawn for stratum in self.strata)

    @property
    def expected(self) -> float:
        return sum(stratum.expected for stratum in self.strata)


def previewed(frame: Frame, file: DesignFile) -> Preview:
    """Work out what a design would draw of a frame, by its strata, the largest first.

    Raises
    ------
    DesignError : if it cannot be carried out on this frame
    """
    design = file.design
    counted = {level: counts["drawable"] for level, counts in sorted(frame.levels(design.stratify_by).items())}
    levels = [level for level, size in counted.items() if size]
    if not levels:
        raise DesignError("Nobody can be drawn", where=f"wave {frame.wave}", hint="Look at the report on the frame.")
    sizes = np.array([counted[level] for level in levels], dtype=np.int64)
    drawn = design.allocate(sizes, levels)
    rates = by_stratum(file.expected_response, levels, where="planning, response_rate")
    expected = precision(drawn, sizes, response_rates=rates)
    rows = (
        StratumPreview(
            level, int(sizes[place]), int(drawn[place]), float(expected.expected[place]),
            float(expected.half_width[place]),
        )
        for place, level in enumerate(levels)
    )  # fmt: skip
    return Preview(tuple(sorted(rows, key=lambda row: -row.size)), expected)
