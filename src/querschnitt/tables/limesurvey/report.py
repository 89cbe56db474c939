"""What was carried over, and each thing that was not: where, what, why, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]

_SPEECH: Mapping[Severity, str] = {"error": "LOST", "warning": "CHANGED", "info": "NOTE"}

_COUNTS = ("languages", "groups", "questions", "conditions", "filters", "validations", "default values", "equations",
           "choice lists", "choices", "rows of the sheet survey")  # fmt: skip

IN_LIMESURVEY = " in LimeSurvey"
"""Behind the name of a count: how many there were."""

_ORDER: Sequence[Severity] = ("error", "warning", "info")


@dataclass(frozen=True)
class Loss:
    """One thing that is not in the workbook as it was in LimeSurvey.

    Attributes
    ----------
    question : LimeSurvey's code of the question, or "survey", or "group: …"
    what : what it is, with its wording, such as "condition: Q1 == 'Y'"
    why : why it could not be carried over
    way_out : what to do
    severity : "error": the questionnaire behaves differently until somebody mends it. "warning": something was said
        another way, or left out where it changes no route. "info": good to know
    row : name of the row of the sheet survey that it concerns, or ""
    """

    question: str
    what: str
    why: str
    way_out: str = ""
    severity: Severity = "error"
    row: str = ""

    def __str__(self) -> str:
        parts = [f"{self.question}: {self.what}.", f"{self.why[:1].upper()}{self.why[1:].rstrip('.')}."]
        return " ".join([*parts, self.way_out]).strip()

    def as_json(self) -> dict[str, str]:
        return {
            "severity": self.severity,
            "question": self.question,
            "what": self.what,
            "why": self.why,
            "way_out": self.way_out,
            "row": self.row,
        }


@dataclass(frozen=True)
class Report:
    """The whole account of an import.

    Attributes
    ----------
    carried : what -> how many of it are in the workbook
    renamed : LimeSurvey's name -> name in the workbook, where they differ
    untranslated : language tag -> number of texts that LimeSurvey has none of
    """

    file: str
    title: str
    version: int
    languages: tuple[str, ...]
    carried: Mapping[str, int]
    renamed: Mapping[str, str]
    untranslated: Mapping[str, int]
    losses: tuple[Loss, ...]

    @property
    def errors(self) -> tuple[Loss, ...]:
        return self.of("error")

    @property
    def warnings(self) -> tuple[Loss, ...]:
        return self.of("warning")

    def of(self, severity: Severity) -> tuple[Loss, ...]:
        return tuple(loss for loss in self.losses if loss.severity == severity)

    def as_text(self) -> str:
        """Return the account for a terminal."""
        lines = [f"{self.title} ({self.file}, database version {self.version})", "", "Carried over:"]
        lines += [f"  {count:>5}  {what}{self._of_how_many(what)}" for what, count in self._shown()]
        for tag, count in self.untranslated.items():
            lines.append(f"  {count:>5}  texts missing in {tag}; their cells are empty")
        for severity in _ORDER:
            found = self.of(severity)
            if found:
                lines += ["", f"{_HEADS[severity]} ({len(found)}):", *(f"- {loss}" for loss in found)]
        if self.renamed:
            lines += ["", f"Renamed ({len(self.renamed)}):"]
            lines += [f"- {old} is called {new}" for old, new in self.renamed.items()]
        return "\n".join(lines)

    def _shown(self) -> list[tuple[str, int]]:
        """Return the counts that have a line of their own, the questionnaire's parts first."""
        known = [what for what in _COUNTS if what in self.carried]
        others = [what for what in self.carried if what not in _COUNTS and not what.endswith(IN_LIMESURVEY)]
        return [(what, self.carried[what]) for what in (*known, *others)]

    def _of_how_many(self, what: str) -> str:
        total = self.carried.get(what + IN_LIMESURVEY)
        return "" if total is None else f" (of {total})"

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "title": self.title,
            "database_version": self.version,
            "languages": list(self.languages),
            "carried": dict(self.carried),
            "untranslated": dict(self.untranslated),
            "renamed": dict(self.renamed),
            "losses": [loss.as_json() for loss in self.losses],
        }

    def as_rows(self) -> list[list[str]]:
        """Return the sheet `readme` of the workbook."""
        rows = [
            [f"{self.title}: carried over from LimeSurvey ({self.file}, database version {self.version})."],
            ["Lines marked LOST are to be mended before the questionnaire is used."],
            [],
            ["Carried over", "Number"],
            *([what, str(count) + self._of_how_many(what)] for what, count in self._shown()),
            *([f"texts missing in {tag}", str(count)] for tag, count in self.untranslated.items()),
            [],
            ["Mark", "Row of the sheet survey", "Question in LimeSurvey", "What", "Why", "What to do"],
        ]
        for severity in _ORDER:
            rows += [
                [_SPEECH[severity], loss.row, loss.question, loss.what, loss.why, loss.way_out]
                for loss in self.of(severity)
            ]
        if self.renamed:
            rows += [[], ["LimeSurvey's name", "Name in the workbook"]]
            rows += [[old, new] for old, new in self.renamed.items()]
        return rows


_HEADS: Mapping[Severity, str] = {
    "error": "Lost, to be mended by hand",
    "warning": "Changed or left out",
    "info": "Good to know",
}


@dataclass
class Account:
    """Collects the report while the rows are written."""

    losses: list[Loss] = field(default_factory=list)
    carried: Counter[str] = field(default_factory=Counter)

    def lose(self, question: str, what: str, why: str, way_out: str = "", *, row: str = "") -> None:
        """Note something that is lost, so that the questionnaire behaves differently."""
        self._add(Loss(question, what, why, way_out, "error", row))

    def change(self, question: str, what: str, why: str, way_out: str = "", *, row: str = "") -> None:
        """Note something that is said another way, or left out."""
        self._add(Loss(question, what, why, way_out, "warning", row))

    def mention(self, question: str, what: str, why: str, way_out: str = "", *, row: str = "") -> None:
        """Note something that is good to know."""
        self._add(Loss(question, what, why, way_out, "info", row))

    def _add(self, loss: Loss) -> None:
        if loss not in self.losses:
            self.losses.append(loss)

    def count(self, what: str, number: int = 1) -> None:
        self.carried[what] += number
