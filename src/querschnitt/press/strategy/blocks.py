"""A paper as a row of blocks. The same blocks become a DOCX that officials edit and a tagged PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

GERMAN_OPENS, GERMAN_ENDS = "\ue000", "\ue001"
"""German words in a paper of another language stand between these, to be read and hyphenated as German."""

Style = Literal["body", "lead", "small", "open", "headline"]


@dataclass(frozen=True)
class Head:
    """A heading of level 1 to 3; one with ``opens`` begins a page."""

    level: int
    text: str
    opens: bool = False


@dataclass(frozen=True)
class Para:
    """A paragraph; "open" is a block that somebody still has to write."""

    text: str
    style: Style = "body"


@dataclass(frozen=True)
class Points:
    """A list."""

    items: Sequence[str]


@dataclass(frozen=True)
class Grid:
    """A table with its caption and heads; ``widths`` are parts of the whole, ``figures`` the columns of numbers.

    A second line of a cell follows a line break and is set quieter.
    """

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    figures: Sequence[int] = ()
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture with alternative text and credit; ``name`` is that of its file, ``shape`` its width by its height."""

    content: bytes
    name: str
    alt: str
    credit: str
    shape: float


Block = Head | Para | Points | Grid | Picture


@dataclass(frozen=True, kw_only=True)
class Document:
    """A paper: title, the facts under it, blocks. ``day`` is the date of the file, so that nothing hangs on a clock."""

    title: str
    subtitle: str
    publisher: str
    language: str
    day: str
    facts: Sequence[tuple[str, str]]
    notice: str
    foot: str
    words: Mapping[str, str]
    blocks: Sequence[Block]
