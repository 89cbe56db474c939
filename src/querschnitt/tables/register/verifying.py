"""Whether a draw was made as its protocol says: the frame is hashed and the sample drawn once more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from querschnitt.core.errors import QuerschnittError
from querschnitt.core.sampling.protocol import Protocol, Source, Stratum, commitment_of
from querschnitt.tables.register.drawing import Drawn, draw_from
from querschnitt.tables.register.frame import frame_digest
from querschnitt.tables.register.recording import digests_of, file_digest, strata_of

DERIVED = Source("", unit="person_id", drawable="drawable")
"""The columns of a frame that was derived from a register."""


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
    return tuple(_checks(protocol, frame))


def _checks(protocol: Protocol, frame: Path) -> Iterator[Check]:
    source = protocol.source or DERIVED
    digest = file_digest(frame) if protocol.source else frame_digest(frame)
    yield Check("hash of the frame", protocol.frame_sha256, digest)
    if protocol.commitment:
        yield Check("seed that was published beforehand", protocol.commitment, commitment_of(protocol.seed))
    try:
        drawn = draw_from(frame, protocol.design, seed=protocol.seed, unit=source.unit, where=source.drawable)
    except QuerschnittError as error:
        yield Check("draw", "can be carried out", str(error))
        return
    yield from _of_strata(protocol, strata_of(drawn))
    digests = digests_of(drawn, unit=source.unit)
    yield Check("persons drawn", protocol.sample_sha256, digests.sample)
    if protocol.probabilities_sha256:
        yield Check("probabilities, batches and clusters", protocol.probabilities_sha256, digests.probabilities)
        yield from _remarks(protocol, drawn)


def _of_strata(protocol: Protocol, strata: tuple[Stratum, ...]) -> Iterator[Check]:
    counted = {stratum.level: stratum for stratum in strata}
    said = {stratum.level: stratum for stratum in protocol.strata}
    for level in sorted(said | counted):
        mine, theirs = said.get(level), counted.get(level)
        yield Check(f"stratum {level}: persons, drawn", _counts(mine), _counts(theirs))
        if protocol.probabilities_sha256:
            yield Check(f"stratum {level}: probabilities", _probabilities(mine), _probabilities(theirs))


def _remarks(protocol: Protocol, drawn: Drawn) -> Iterator[Check]:
    yield Check("notes", ", ".join(protocol.notes), ", ".join(drawn.notes))
    yield Check("households with two letters", _words(protocol.written_to_twice), _words(drawn.written_to_twice))


def _counts(stratum: Stratum | None) -> str:
    return "none" if stratum is None else f"{stratum.size:,}, {stratum.drawn:,}"


def _probabilities(stratum: Stratum | None) -> str:
    if stratum is None:
        return "none"
    return f"sum {stratum.expected:.9g}, from {stratum.least:.9g} to {stratum.most:.9g}"


def _words(count: int | None) -> str:
    return "not known" if count is None else str(count)
