"""The protocol of a draw: everything that somebody else needs to draw the same sample again, and nobody's name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from querschnitt.core.errors import DesignError, InputError
from querschnitt.core.sampling.design import Design, design_table, parse_design

FORMAT, VERSION, FIRST_VERSION = "querschnitt-draw", 2, 1
"""Protocols of the first version know simple random and systematic samples only. They are read and checked as ever."""

COUNTS = ("residents", "background", "target", "frame", "drawable")
DIGITS = 9
"""Significant digits of a probability in a protocol: so many are the same on every machine."""

_FIRST_KEYS = (
    "wave", "reference_date", "definition", "populations", "undrawable", "frame_sha256", "seed", "program",
    "sample_sha256", "commitment", "seed_rule", "size",
)  # fmt: skip
_FIRST_DESIGN = (
    "name", "stratify_by", "sample_size", "allocation", "power", "minimum", "maximum", "counts", "selection", "sort_by"
)  # fmt: skip


def stable(value: float) -> float:
    """Return a number with so many digits as are the same on every machine.

    >>> stable(1 / 3)
    0.333333333
    """
    return float(f"{value:.{DIGITS}g}")


@dataclass(frozen=True)
class Stratum:
    """A stratum as drawn.

    Attributes
    ----------
    level : its name
    size, drawn : persons who could be drawn, and persons drawn
    expected : sum of the inclusion probabilities of all who could be drawn
    least, most : the smallest and the largest of them. If none are given, they are those of a simple random sample
    """

    level: str
    size: int
    drawn: int
    expected: float = -1.0
    least: float = -1.0
    most: float = -1.0

    def __post_init__(self) -> None:
        simple = self.drawn / self.size if self.size else 0.0
        given = (self.expected, self.least, self.most)
        meant = (float(self.drawn), simple, simple) if min(given) < 0 else given
        for name, value in zip(("expected", "least", "most"), meant, strict=True):
            object.__setattr__(self, name, stable(value))

    @property
    def probability(self) -> float:
        """The inclusion probability of each of its persons, if all have the same; else their mean."""
        return self.least if self.least == self.most else self.expected / self.size


@dataclass(frozen=True)
class Source:
    """A frame that is a file of its own: its name, the column of persons, and that of who can be drawn ("": all)."""

    file: str
    unit: str
    drawable: str = ""


@dataclass(frozen=True)
class Protocol:
    """A draw as it is written down.

    Attributes
    ----------
    wave, reference_date, definition : of what population the frame is, and as of when; "" where nobody has said
    populations : the counts of `COUNTS`, and why people of the target population could not be drawn
    frame_sha256 : of the file of the frame
    design : as it was approved, and with what later draws have added
    seed : the number that decided who is drawn
    commitment : SHA-256 of the seed, as it was published before the draw; "" if it was not
    seed_rule : how the seed came about, in words
    program : name and version of the program
    strata : sorted by level
    sample_sha256 : of the persons drawn, in their order
    probabilities_sha256 : of the persons drawn, with probability, batch and cluster; "" in the first version
    notes : what an estimate has to know of this draw, keys of `NOTES` in `core.sampling.notes`
    written_to_twice : households of which more than one person was drawn; None if the frame knows no households
    source : the frame, if it is a file of its own; None if it was derived from a register
    version : of the format
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
    probabilities_sha256: str = ""
    notes: tuple[str, ...] = ()
    written_to_twice: int | None = None
    source: Source | None = None
    version: int = VERSION
    size: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", sum(stratum.drawn for stratum in self.strata))

    def document(self) -> dict[str, Any]:
        """Return the protocol as JSON takes it."""
        written = {"format": FORMAT, **asdict(self)}
        if self.version == FIRST_VERSION:
            design = {key: value for key, value in asdict(self.design).items() if key in _FIRST_DESIGN}
            strata = [{"level": s.level, "size": s.size, "drawn": s.drawn} for s in self.strata]
            kept = {key: value for key, value in written.items() if key in ("format", "version", *_FIRST_KEYS)}
            return kept | {"design": design, "strata": strata}
        return written | {"design": design_table(self.design)}

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
        kind = (document.pop("format"), document["version"])
        if kind not in ((FORMAT, FIRST_VERSION), (FORMAT, VERSION)):
            raise InputError("This is no protocol that can be read", where=where, expected=(FORMAT, VERSION), got=kind)
        size = document.pop("size")
        strata = tuple(Stratum(**entry) for entry in document.pop("strata"))
        written = {key: value for key, value in document.pop("design").items() if value is not None}
        if kind[1] == FIRST_VERSION:
            written = _as_of_now(written)
        design = parse_design(written, where=f"{where}, design")
        source = document.pop("source", None)
        found = Protocol(
            strata=strata, design=design, notes=tuple(document.pop("notes", ())),
            source=None if source is None else Source(**source), **document,
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            "The protocol is damaged", where=where, got=str(error), hint="Ask for the file that the office has signed."
        ) from error
    if size != found.size:
        raise InputError("The protocol does not add up", where=f"{where}, strata", expected=size, got=found.size)
    return found


def parse_recorded(written: Mapping[str, object], *, where: str) -> Design:
    """Read a design as a database or a protocol of any version has recorded it.

    >>> old = {"name": "d", "stratify_by": "group", "sample_size": 5, "maximum": None, "counts": {}, "sort_by": []}
    >>> parse_recorded(old, where="sample") == Design("d", "group", 5)
    True
    """
    return parse_design(_as_of_now({key: value for key, value in written.items() if value is not None}), where=where)


def _as_of_now(design: Mapping[str, object]) -> dict[str, object]:
    """Return a design as it is written today: fixed numbers once could have bounds, which decided nothing."""
    unused = ("minimum", "maximum") if design.get("allocation") == "fixed" else ()
    return {key: value for key, value in design.items() if key not in unused}


def sample_digest(units: Iterable[str], strata: Iterable[str]) -> str:
    """Return the SHA-256 of the persons drawn, a line each: person, tabulator, stratum, in the order of their number.

    >>> sample_digest(["p2", "p1"], ["north", "south"])[:12]
    'b92a3595bdb8'
    """
    return _digest(zip(units, strata, strict=True))


def probabilities_digest(
    units: Iterable[str], probabilities: Iterable[float], *, batches: Iterable[int], clusters: Iterable[str]
) -> str:
    """Return the SHA-256 of the persons drawn: person, probability, batch and cluster, between tabulators.

    >>> probabilities_digest(["p2", "p1"], [1 / 3, 0.25], batches=[1, 1], clusters=["", ""])[:12]
    '821ef9f3ca59'
    """
    said = (f"{probability:.{DIGITS}g}" for probability in probabilities)
    return _digest(zip(units, said, map(str, batches), clusters, strict=True))


def _digest(lines: Iterable[Iterable[str]]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(("\t".join(line) + "\n").encode())
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
