"""Faults of a questionnaire: all of them at once, each with its place in the workbook and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from querschnitt.core.errors import QuestionnaireError

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong (an error), that looks wrong (a warning), or that is not known (a note).

    Attributes
    ----------
    code : a stable short name, such as "unknown-reference"
    what : one sentence
    row : as the spreadsheet counts, from 1; 0 if the whole sheet is meant
    column : the heading as it is written
    """

    code: str
    what: str
    sheet: str
    row: int = 0
    column: str = ""
    value: str = ""
    expected: str = ""
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        parts = [f"{self.what} (sheet {self.sheet}{row}{column})."]
        if self.value:
            parts.append(f"Found: {_shortened(self.value)}.")
        if self.expected:
            parts.append(f"Expected: {self.expected}.")
        return " ".join([*parts, self.hint]).strip()


def _shortened(value: str) -> str:
    return value if len(value) <= 80 else value[:77] + "..."


class QuestionnaireErrors(QuestionnaireError):  # noqa: N818 (it holds several)
    """A workbook that cannot become a questionnaire, with every fault that was found.

    Attributes
    ----------
    faults : the errors, in the order of sheets and rows
    warnings : what looks wrong besides
    """

    def __init__(self, faults: Sequence[Fault], warnings: Sequence[Fault] = ()) -> None:
        self.faults, self.warnings = tuple(faults), tuple(warnings)
        count = len(self.faults)
        super().__init__(f"The questionnaire has {count} {'fault' if count == 1 else 'faults'}")

    def __str__(self) -> str:
        return "\n".join([f"{self.what}:", *(f"- {fault}" for fault in self.faults)])


@dataclass
class Ledger:
    """Collects faults while a workbook is read."""

    entries: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        if fault not in self.entries:
            self.entries.append(fault)

    @property
    def errors(self) -> tuple[Fault, ...]:
        return self._of("error")

    @property
    def warnings(self) -> tuple[Fault, ...]:
        return self._of("warning")

    def _of(self, severity: Severity) -> tuple[Fault, ...]:
        sheets = list(dict.fromkeys(fault.sheet for fault in self.entries))
        chosen = [fault for fault in self.entries if fault.severity == severity]
        return tuple(sorted(chosen, key=lambda fault: (sheets.index(fault.sheet), fault.row)))
