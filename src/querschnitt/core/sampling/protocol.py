"""The protocol of a draw: everything that somebody else needs to draw the same sample again, and nobody's name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from querschnitt.core.errors import DesignError, InputError
from querschnitt.core.sampling.design import Design, parse_design

FORMAT, VERSION = "querschnitt-draw", 1

COUNTS = ("residents", "background", "target", "frame", "drawable")


@dataclass(frozen=True)
class Stratum:
    """A stratum as drawn: persons who could be drawn, and persons drawn."""

    level: str
    size: int
    drawn: int

    @property
    def probability(self) -> float:
        """The inclusion probability of each of its persons."""
        return self.drawn / self.size


@dataclass(frozen=True)
class Protocol:
    """A draw as it is written down.

    Attributes
    ----------
    wave, reference_date, definition : of what population the frame is, and as of when
    populations : the counts of `COUNTS`, and why people of the target population could not be drawn
    frame_sha256 : of the file of the frame
    design : as it was approved
    seed : the number that decided who is drawn
    commitment : SHA-256 of the seed, as it was published before the draw; "" if it was not
    seed_rule : how the seed came about, in words
    program : name and version of the program
    strata : sorted by level
    sample_sha256 : of the persons drawn, in their order
    """

    wave: str
    reference_date: str
    definition: str
    populations: Mapping[str, int]
    undrawable: Mapping[str, int]
    frame_sha256: str
    design: Design
    seed: int
    program: str
    strata: tuple[Stratum, ...]
    sample_sha256: str
    commitment: str = ""
    seed_rule: str = ""
    size: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", sum(stratum.drawn for stratum in self.strata))

    def document(self) -> dict[str, Any]:
        """Return the protocol as JSON takes it."""
        return {"format": FORMAT, "version": VERSION, **asdict(self)}

    def text(self) -> str:
        """Return the protocol as a file has it; the same draw gives the same bytes."""
        return json.dumps(self.document(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def parse_protocol(text: str, *, where: str) -> Protocol:
    """Read a protocol from its file.

    Raises
    ------
    InputError : if it is none, of another version, or damaged
    """
    try:
        document = json.loads(text)
        kind = (document.pop("format"), document.pop("version"))
        if kind != (FORMAT, VERSION):
            raise InputError("This is no protocol that can be read", where=where, expected=(FORMAT, VERSION), got=kind)
        size = document.pop("size")
        strata = tuple(Stratum(**entry) for entry in document.pop("strata"))
        design = parse_design(
            {key: value for key, value in document.pop("design").items() if value is not None}, where=f"{where}, design"
        )
        found = Protocol(strata=strata, design=design, **document)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            "The protocol is damaged", where=where, got=str(error), hint="Ask for the file that the office has signed."
        ) from error
    if size != found.size:
        raise InputError("The protocol does not add up", where=f"{where}, strata", expected=size, got=found.size)
    return found


def sample_digest(units: Iterable[str], strata: Iterable[str]) -> str:
    """Return the SHA-256 of the persons drawn, a line each: person, tabulator, stratum, in the order of their number.

    >>> sample_digest(["p2", "p1"], ["north", "south"])[:12]
    'b92a3595bdb8'
    """
    digest = hashlib.sha256()
    for unit, stratum in zip(units, strata, strict=True):
        digest.update(f"{unit}\t{stratum}\n".encode())
    return digest.hexdigest()


def commitment_of(seed: int) -> str:
    """Return what may be published of a seed before the draw, so that nobody can exchange it afterwards.

    The seed must have so many digits that nobody finds it by trying: 30 or more.

    >>> commitment_of(7)[:12]
    '7902699be42c'
    """
    return hashlib.sha256(str(seed).encode()).hexdigest()


def require_committed(seed: int, commitment: str, *, where: str) -> None:
    """Raise DesignError if another seed was promised than is used."""
    if commitment and commitment_of(seed) != commitment:
        raise DesignError(
            "This is not the seed that was published beforehand", where=where,
            expected=f"a number with the SHA-256 {commitment[:16]}…", got=f"SHA-256 {commitment_of(seed)[:16]}…",
            hint="Draw with the seed that was laid down; nobody redraws until it suits.",
        )  # fmt: skip
