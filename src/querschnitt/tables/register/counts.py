"""How many there are at each level of a variable, in each of the populations: what a report on a frame is made of."""

from __future__ import annotations

from pathlib import Path

from querschnitt.core.errors import InputError
from querschnitt.core.sampling.coverage import Counts
from querschnitt.tables.register.engine import engine

COUNTED = ("group", "group8", "region", "sex", "age_class", "borough", "district", "stay_class")
"""The variables by which people can be counted: those with few levels."""


def frame_counts(frame: Path, *variables: str, derived: Path) -> tuple[Counts, ...]:
    """Count a frame by variables: in the order in which they are named, then of the levels.

    The level is empty where a person has none, as children have no age class.

    Parameters
    ----------
    frame : the file that `frame` has written
    variables : of `COUNTED`; all of them, if none is named
    derived : the file of all residents from which the frame was made

    Raises
    ------
    InputError : if people cannot be counted by such a variable
    """
    for variable in variables:
        if variable not in COUNTED:
            raise InputError("People are not counted by this", expected=", ".join(COUNTED), got=variable)
    files = {"frame": str(frame), "derived": str(derived)}
    with engine() as connection:
        return tuple(
            Counts(variable, *row)
            for variable in variables or COUNTED
            for row in connection.execute(_COUNTS.format(variable=variable), files).fetchall()
        )


_COUNTS = """
SELECT level, sum(background)::BIGINT, sum(target)::BIGINT, sum(frame)::BIGINT, sum(drawable)::BIGINT
FROM (
    SELECT coalesce("{variable}"::TEXT, '') AS level, 1 AS background, 0 AS target, 0 AS frame, 0 AS drawable
    FROM read_parquet($derived) WHERE background
    UNION ALL
    SELECT coalesce("{variable}"::TEXT, ''), 0, 1, in_frame::INTEGER, drawable::INTEGER FROM read_parquet($frame)
)
GROUP BY level ORDER BY level
"""
