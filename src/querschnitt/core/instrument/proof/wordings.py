"""The texts of a workbook, each with its place: what the checks of languages go through.

They read the rows, not the compiled questionnaire, so that they find everything even if other things are wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from querschnitt.core.instrument.faults import Fault, Severity
from querschnitt.core.instrument.placeholders import PieceKind, pieces
from querschnitt.core.instrument.xlsform.sheet import Record, Table

HEADS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
"""Columns with words in each language. `media::audio` holds names of files."""

_NO_WORDS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+|<[^<>]*>")
_FRAME = re.compile(r"\{\s*(?:\$\{[^{}]*\}|[^{},\s]+)\s*,\s*plural\s*,|(?:=\d+|zero|one|two|few|many|other)\s*\{|[{}#]")


def words_only(text: str) -> str:
    """Return what people read of a text: without placeholders, the frame of plurals, addresses and tags.

    >>> words_only("{${n}, plural, one {# Kind} other {# Kinder}} in ${city}, siehe www.leipzig.de").split()
    ['Kind', 'Kinder', 'in', ',', 'siehe']
    """
    if "{" in text:
        text = "".join(_readable(piece.text, piece.kind) for piece in pieces(text))
    return _NO_WORDS.sub(" ", text) if any(sign in text for sign in "@<w:") else text


def _readable(text: str, kind: PieceKind) -> str:
    if kind is PieceKind.WORDS:
        return text
    if kind is PieceKind.PLACEHOLDER:
        return " "
    return re.sub(r"\$\{[^{}]*\}", " ", _FRAME.sub(" ", text))


@dataclass(frozen=True)
class Wording:
    """One text in one language, with its place."""

    unit: Unit
    tag: str
    text: str

    @cached_property
    def words(self) -> str:
        """What people read of it."""
        return words_only(self.text)

    @property
    def source(self) -> str:
        """The text in the source language; empty if there is none."""
        return self.unit.source

    @property
    def is_source(self) -> bool:
        return self.tag == self.unit.default

    def fault(self, code: str, what: str, *, severity: Severity = "error", **parts: str) -> Fault:
        """Describe what is wrong with it; `parts` are value (otherwise the text), expected and hint."""
        return self.unit.fault(code, what, tag=self.tag, severity=severity, **parts)


@dataclass(frozen=True)
class Unit:
    """One text in all its languages: a row and a column of the workbook.

    Attributes
    ----------
    default : tag of the source language
    group : for a choice the name of its list, otherwise ""
    """

    table: Table
    record: Record
    head: str
    default: str
    group: str = ""

    @property
    def texts(self) -> Mapping[str, str]:
        return self.record.texts[self.head]

    @property
    def source(self) -> str:
        return self.texts.get(self.default, "")

    @property
    def is_choice(self) -> bool:
        return self.table.name == "choices"

    @cached_property
    def wordings(self) -> tuple[Wording, ...]:
        return tuple(Wording(self, tag, text) for tag, text in self.texts.items())

    def fault(self, code: str, what: str, *, tag: str, severity: Severity = "error", **parts: str) -> Fault:
        return Fault(
            code=code,
            what=what,
            sheet=self.table.name,
            row=self.record.row,
            column=self.table.title(self.head, tag),
            value=parts.get("value", self.texts.get(tag, "")),
            expected=parts.get("expected", ""),
            hint=parts.get("hint", ""),
            severity=severity,
        )


def units(table: Table, default: str) -> Iterator[Unit]:
    """Give the texts of a sheet, in the order of its rows."""
    for record in table.records:
        for head in HEADS:
            if record.texts.get(head):
                yield Unit(table=table, record=record, head=head, default=default, group=record["list_name"])
