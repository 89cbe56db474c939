"""Whether a draw was made as its protocol says: the frame is hashed and the sample drawn once more."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from querschnitt.core.errors import QuerschnittError
from querschnitt.core.sampling.protocol import Protocol, commitment_of, sample_digest
from querschnitt.tables.register.drawing import draw_from
from querschnitt.tables.register.frame import frame_digest


@dataclass(frozen=True)
class Check:
    """Something that the protocol says, and what was found."""

    what: str
    said: str
    found: str

    @property
    def holds(self) -> bool:
        return self.said == self.found


def verify(protocol: Protocol, frame: Path) -> tuple[Check, ...]:
    """Check everything that a protocol says against the file of the frame.

    Raises
    ------
    InputError : if the file cannot be read as a frame
    """
    checks = [Check("hash of the frame", protocol.frame_sha256, frame_digest(frame))]
    if protocol.commitment:
        checks.append(Check("seed that was published beforehand", protocol.commitment, commitment_of(protocol.seed)))
    try:
        drawn = draw_from(frame, protocol.design, seed=protocol.seed, where="drawable")
    except QuerschnittError as error:
        return (*checks, Check("draw", "can be carried out", str(error)))
    levels = [drawn.levels[code] for code in drawn.stratum.tolist()]
    counted = {
        level: (int(size), int(taken))
        for level, size, taken in zip(drawn.levels, drawn.sizes, drawn.allocation, strict=True)
    }
    said = {stratum.level: (stratum.size, stratum.drawn) for stratum in protocol.strata}
    for level in sorted(said | counted):
        checks.append(Check(f"stratum {level}: persons, drawn", _words(said.get(level)), _words(counted.get(level))))
    people = sample_digest(drawn.columns["person_id"].tolist(), levels)
    return (*checks, Check("persons drawn", protocol.sample_sha256, people))


def _words(counts: tuple[int, int] | None) -> str:
    return "none" if counts is None else f"{counts[0]:,}, {counts[1]:,}"
