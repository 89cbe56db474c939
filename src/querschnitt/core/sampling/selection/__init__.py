"""Selection: who is drawn. A recorded seed gives the same people on every machine and for every order of rows."""

from querschnitt.core.sampling.selection.drawing import (
    Prepared,
    draw,
    draw_at_random,
    number_batches,
    prepare,
    require_everybody,
)
from querschnitt.core.sampling.selection.sample import Sample

__all__ = ["Prepared", "Sample", "draw", "draw_at_random", "number_batches", "prepare", "require_everybody"]
