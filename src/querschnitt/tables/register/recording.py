"""What a protocol says of the persons drawn, and nobody's name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from querschnitt.core.sampling.protocol import Stratum, probabilities_digest, sample_digest
from querschnitt.tables.register.drawing import Drawn


@dataclass(frozen=True)
class Digests:
    """SHA-256 of the persons drawn, and of them with probability, batch and cluster."""

    sample: str
    probabilities: str


def strata_of(drawn: Drawn) -> tuple[Stratum, ...]:
    """Return the strata as a protocol has them: persons, persons drawn, and the probabilities of all of them."""
    lines = zip(
        drawn.levels, drawn.sizes.tolist(), drawn.taken.tolist(), drawn.allocation.tolist(), drawn.least.tolist(),
        drawn.most.tolist(), strict=True,
    )  # fmt: skip
    return tuple(
        Stratum(level, size, taken, expected=float(expected), least=least, most=most)
        for level, size, taken, expected, least, most in lines
    )


def digests_of(drawn: Drawn, *, unit: str = "person_id") -> Digests:
    """Return the digests of a draw."""
    units = [str(value) for value in drawn.columns[unit].tolist()]
    return Digests(
        sample=sample_digest(units, drawn.strata),
        probabilities=probabilities_digest(
            units, drawn.probability.tolist(), batches=drawn.batch.tolist(), clusters=drawn.cluster.tolist()
        ),
    )


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, byte by byte."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
