"""What a printed questionnaire consists of, in the order of printing: frozen values, ready for the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from querschnitt.press.phrases import Run

Paragraphs = list[list[Run]]
"""A text cut into paragraphs, and these into runs."""

Mark = Literal["one", "several", "rank"]


@dataclass(frozen=True)
class Row:
    """One answer to mark. `go` says where it leads; `has_line`: something can be written beside it."""

    label: Paragraphs
    go: str = ""
    has_line: bool = False
    is_quiet: bool = False


@dataclass(frozen=True)
class Rows:
    """Answers to mark: one, several, or all with a number."""

    rows: tuple[Row, ...]
    mark: Mark = "one"
    columns: int = 1


@dataclass(frozen=True)
class Boxes:
    """Boxes for digits, in groups with a name under each ("Day", "Month", "Year"), and a unit after them."""

    groups: tuple[int, ...]
    names: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Lines:
    """Lines to write on."""

    count: int = 1


@dataclass(frozen=True)
class Steps:
    """The steps of a scale, side by side."""

    steps: tuple[str, ...]


Control = Rows | Boxes | Lines | Steps


@dataclass(frozen=True)
class Heading:
    """A heading of a part, a page, or one of several persons or things; level 1 is the outermost.

    `condition` holds for all under it.
    """

    level: int
    look: Literal["part", "page", "instance"]
    text: str
    condition: Paragraphs


@dataclass(frozen=True)
class Asked:
    """A question, or a note, which has neither number nor controls."""

    text: Paragraphs
    number: str = ""
    hint: Paragraphs | None = None
    guidance: Paragraphs | None = None
    condition: Paragraphs | None = None
    controls: tuple[Control, ...] = ()


@dataclass(frozen=True)
class Remark:
    """A line between two questions."""

    text: Paragraphs


@dataclass(frozen=True)
class Listed:
    """A long list in the appendix."""

    title: str
    entries: tuple[Paragraphs, ...]


Block = Heading | Asked | Remark


@dataclass(frozen=True)
class Sheet:
    """A whole questionnaire on paper."""

    blocks: Sequence[Block]
    lists: Sequence[Listed]
