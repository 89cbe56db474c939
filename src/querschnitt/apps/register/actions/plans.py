"""What a draw can be expected to give, beside other allocations: recorded with it, so that the choice can be judged."""

from __future__ import annotations

from dataclasses import replace

from querschnitt.core.arrays import IntArray
from querschnitt.core.sampling.design import ByStratum, Design, Method, by_stratum
from querschnitt.core.sampling.planning import precision
from querschnitt.tables.register.drawing import Drawn

COMPARED: tuple[Method, ...] = ("equal", "proportional", "power")


def plan_of_draw(design: Design, drawn: Drawn, *, expected_response: ByStratum) -> dict[str, object]:
    """Return what this and the other allocations can be expected to give, so that the choice can be judged."""
    rates = by_stratum(expected_response, drawn.levels, where="planning.response_rate")
    plain = Design(
        design.name, design.stratify_by, int(drawn.allocation.sum()),
        power=design.power, minimum=1, maximum=design.maximum,  # one a stratum keeps the figures defined
    )  # fmt: skip
    allocated: dict[Method, IntArray] = {
        method: replace(plain, allocation=method).allocate(drawn.sizes, drawn.levels) for method in COMPARED
    }
    if not design.stages:  # of clusters nobody knows beforehand how alike their people are
        allocated[design.allocation] = drawn.allocation
    expected = {method: precision(persons, drawn.sizes, response_rates=rates) for method, persons in allocated.items()}
    return {
        "response_rate": float((drawn.allocation @ rates) / drawn.allocation.sum()),
        "allocations": {
            method: {
                "n_eff": plan.n_eff,
                "half_width_total": plan.total_half_width,
                "half_width_widest": float(plan.half_width.max()),
                "half_width_narrowest": float(plan.half_width.min()),
                "smallest_stratum": int(plan.drawn.min()),
                "largest_stratum": int(plan.drawn.max()),
            }
            for method, plan in expected.items()
        },
    }
