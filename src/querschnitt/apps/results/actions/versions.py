"""The columns of a data file when a questionnaire changed during the field, and when its pages were repeated."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from querschnitt.core.errors import StateError
from querschnitt.core.instrument import Instrument, Kind, Missing, Question, Route, content_hash
from querschnitt.core.instrument.model import split_name
from querschnitt.core.instrument.reading import as_value
from querschnitt.core.instrument.versions import export_columns

Cell = tuple[Any, str]
"""A value, or None and the reason why there is none."""

NOT_ASKED: Cell = (None, "not_asked")
NO_ANSWER: Cell = (None, "no_answer")
_REASONS = {Missing.DONT_KNOW: "dk", Missing.REFUSED: "refused", Missing.NOT_ASKED: "no_answer"}
_KINDS = {
    Kind.SELECT_MULTIPLE: "codes",
    Kind.RANK: "codes",
    Kind.INTEGER: "number",
    Kind.DECIMAL: "number",
    Kind.RANGE: "number",
}


class Versions:
    """The versions of a wave's questionnaire, oldest first, and the columns that their questions share or do not."""

    def __init__(self, instruments: Sequence[Instrument]) -> None:
        self._instruments = {content_hash(instrument): instrument for instrument in instruments}
        self._columns = export_columns(instruments)

    def instrument(self, fingerprint: str) -> Instrument:
        """Return a version by its content hash."""
        if fingerprint not in self._instruments:
            raise StateError(
                "An interview was held with a questionnaire that this wave never released", got=fingerprint[:12],
                hint="Import the release of that questionnaire before you collect.",
            )  # fmt: skip
        return self._instruments[fingerprint]

    def column(self, fingerprint: str, name: str) -> str:
        """Return the column of a question; in a repeat that of the instance, such as age_2."""
        base, place = split_name(name)
        return "_".join([self._columns[fingerprint, base], *map(str, place)])

    def pages(self) -> dict[str, Mapping[str, str]]:
        """Return every page with its title by language: in the order of the newest version, then what is older."""
        newest_first = [page for instrument in reversed(self._instruments.values()) for page in instrument.pages]
        found: dict[str, Mapping[str, str]] = {}
        for page in newest_first:
            found.setdefault(page.name, page.labels)
        return found

    def cells(self, fingerprint: str, way: Route) -> dict[str, Cell]:
        """Return every value of an interview by its column; what is not there was not asked."""
        cells = {self.column(fingerprint, name): _computed(value) for name, value in way.calculated.items()}
        for question in way.applicable:
            if not question.asks_for_more:
                cells[self.column(fingerprint, question.name)] = _answer(question, way)
        return cells

    def kinds(self, interviews: Iterable[Mapping[str, Cell]]) -> dict[str, str]:
        """Return column -> text, number or codes: each question of each version, repeats as often as they occurred."""
        interviews = list(interviews)
        found: dict[str, str] = {}
        for fingerprint, instrument in self._instruments.items():
            for name, question in instrument.questions.items():
                column = self._columns[fingerprint, name]
                if not question.kind.is_asked and question.calculation is None and question.kind is not Kind.HIDDEN:
                    continue
                for one in _instances(column, interviews) if name in instrument.depths else [column]:
                    found[one] = _kind(question, [cells[one][0] for cells in interviews if one in cells])
        return found


def _instances(column: str, interviews: Sequence[Mapping[str, Cell]]) -> list[str]:
    """Return the columns of a repeated question that occurred, in the order of their numbers."""
    start = f"{column}_"
    found = {one for cells in interviews for one in cells if one.startswith(start)}
    numbered = [one for one in found if one.removeprefix(start).replace("_", "").isdecimal()]
    return sorted(numbered, key=lambda one: tuple(map(int, one.removeprefix(start).split("_"))))


def _kind(question: Question, values: Sequence[Any]) -> str:
    """Return the kind of a column; what is calculated is a number if every value is one."""
    if question.takes_answers:
        return _KINDS.get(question.kind, "text")
    given = [value for value in values if value is not None]
    return "number" if given and all(isinstance(value, float) for value in given) else "text"


def _answer(question: Question, way: Route) -> Cell:
    value = way.active.get(question.name)
    if value is None:
        return NO_ANSWER
    if isinstance(value, Missing):
        return None, _REASONS[value]
    if isinstance(value, tuple):
        return list(value), ""
    return (float(value), "") if isinstance(value, (int, Decimal)) else (_written(value), "")


def _computed(value: object) -> Cell:
    """Return a calculated value; one that rests on a missing answer is missing in the same way."""
    if isinstance(value, Missing):
        return None, _REASONS[value]
    kept = as_value(value)
    if kept is None or isinstance(kept, Missing):
        return NO_ANSWER
    if isinstance(kept, (int, Decimal)):
        return float(kept), ""
    return (" ".join(kept) if isinstance(kept, tuple) else _written(kept)), ""


def _written(value: str | datetime.date | datetime.time) -> str:
    return value.isoformat("minutes") if isinstance(value, datetime.time) else str(value)
