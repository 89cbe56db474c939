"""Read figures of indicators: one row a figure, or one row an indicator with a column a date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from querschnitt.core.errors import InputError
from querschnitt.tables.indicator_figures.heads import FIGURES, key_of, moment_of_head
from querschnitt.tables.indicator_figures.series import Place, ReadFigure, ReadIndicators, ReadSeries
from querschnitt.tables.measure_plan import CellRemark, Moment, cell_name, number_of
from querschnitt.tables.measure_plan.foreign import HEAD_WITHIN, SHOWS_AN_ERROR
from querschnitt.tables.measure_plan.foreign_measure import Filled, text_of
from querschnitt.tables.measure_plan.moments import EXPECTED, moment_of
from querschnitt.tables.measure_plan.sheets import ZIP, read_sheets
from querschnitt.tables.measure_plan.words import plain
from querschnitt.tables.spreadsheet import error_cells

SIGNS = (".", "x")
WORDS = ("code", "definition", "unit", "source")
NUMBERS = ("value", "numerator", "denominator")
SHOWN = 120
_NO_FIGURE = ("-", "–", "—", "/", "…", "...", "k.A.", "k. A.")
_DOUBTFUL = re.compile(r"-?\d{1,3}\.\d{3}(?:\s*%)?")  # 1.250 in words: Germans mean 1250, others 1,25
_UNNAMED = re.compile(r"^(?:tabelle|sheet|blatt|table|csv)\s*\d*$", re.IGNORECASE)


def read_indicator_figures(content: bytes, *, where: str) -> ReadIndicators:
    """Read the figures of indicators from XLSX, ODS or CSV, in the layout in which they stand.

    Raises
    ------
    InputError : if it is no spreadsheet, or no sheet has a head with figures
    """
    sheets = read_sheets(content, where=where)
    reading = _Reading()
    for cell in error_cells(content) if content.startswith(ZIP) else ():
        reading.remarks.append(CellRemark("", cell, "#", SHOWS_AN_ERROR))
    found = False
    for name, rows in sheets.items():
        found |= _Sheet(name, rows, reading).read()
    if not found:
        raise InputError(
            "No sheet looks like figures of indicators", where=where, got=", ".join(sheets),
            expected="a row with heads such as Indikator, Jahr, Wert, Einheit, Quelle; or Indikator, 2020, 2021",
            hint="Write such a row above the figures.",
        )  # fmt: skip
    return ReadIndicators(
        series=tuple(reading.series.values()),
        columns=tuple(reading.columns),
        remarks=tuple(reading.remarks),
    )


@dataclass
class _Reading:
    """What is gathered while the sheets are read."""

    series: dict[str, ReadSeries] = field(default_factory=dict)
    columns: list[tuple[str, str, str]] = field(default_factory=list)
    remarks: list[CellRemark] = field(default_factory=list)

    def leave(self, cell: Filled, told: str) -> None:
        self.remarks.append(_place(cell).left(told))


class _Sheet:
    """One sheet: a head, and below it rows of one indicator each."""

    def __init__(self, name: str, rows: Sequence[Sequence[object]], reading: _Reading) -> None:
        self.name, self.reading = name, reading
        self.rows = [
            [Filled(name, number, place, value) for place, value in enumerate(row) if text_of(value)]
            for number, row in enumerate(rows)
        ]
        self.keys: dict[int, str | None] = {}
        self.moments: dict[int, Moment] = {}
        self.unit = ""  # that the head of the figures says
        self.last: tuple[str, Filled] | None = None  # what stands above: in a merged cell it stands once

    def read(self) -> bool:
        head = self._find_head()
        if head is None:
            self._leave(self.rows, "stands in a sheet without a head of figures")
            return False
        self._leave(self.rows[:head], "stands above the table")
        for cell in self.rows[head]:
            self._read_head(cell)
        for row in self.rows[head + 1 :]:
            self._read_row(row)
        return True

    def _find_head(self) -> int | None:
        best, score = None, 1
        for number, row in enumerate(self.rows[:HEAD_WITHIN]):
            keys = {key_of(cell.value) for cell in row} - {None}
            dates = sum(moment_of_head(cell.value) is not None for cell in row)
            counts = len(keys) + dates
            is_head = bool(keys & {"name", "code"}) and (dates > 0 or bool(keys & set(FIGURES)))
            if (is_head or {"on", "value"} <= keys) and counts > score:
                best, score = number, counts
        return best

    def _read_head(self, cell: Filled) -> None:
        key, moment = key_of(cell.value), moment_of_head(cell.value)
        taken = moment is not None or (key is not None and key not in self.keys.values())
        if moment is not None:
            self.moments[cell.column] = moment
            key = f"figure of {moment.day:%d.%m.%Y}"
        elif key == "value" and "%" in cell.text:
            self.unit = "%"
        self.keys[cell.column] = key if taken else None
        self.reading.columns.append((self.name, cell.text, (key or "") if taken else ""))
        if not taken:
            self.reading.leave(cell, "heads a column that is not kept of an indicator")

    def _read_row(self, row: Sequence[Filled]) -> None:
        parts: dict[str, Filled] = {}
        for cell in row:
            key = self.keys.get(cell.column)
            if key is None:
                self.reading.leave(cell, "stands in a column that is not kept of an indicator")
            elif cell.column not in self.moments:
                parts[key] = cell
        dated = [cell for cell in row if cell.column in self.moments]
        self.last = self._named(parts)
        if self.last is None:
            self._leave([row], "stands in a row that names no indicator")
            return
        key, name = self.last
        self._say(key, name, parts)
        for cell in dated:
            self._add(key, _figure(self.moments[cell.column], {"value": cell}, parts), {"value": cell})
        self._read_figure(key, parts)

    def _named(self, parts: Mapping[str, Filled]) -> tuple[str, Filled] | None:
        """Return by what the indicator of a row is known, and the cell of its name; the sheet may name it too."""
        known = parts.get("code") or parts.get("name")
        if known is not None:
            return plain(known.text), parts.get("name") or known
        of_sheet = None if _UNNAMED.match(self.name) else Filled(self.name, 0, 0, self.name)
        return self.last or ((plain(self.name), of_sheet) if of_sheet else None)

    def _say(self, key: str, name: Filled, parts: Mapping[str, Filled]) -> None:
        """Keep what a row says of its indicator; the first row that says something counts."""
        series = self.reading.series.get(key) or ReadSeries(name=" ".join(name.text.split()), place=_place(name))
        for word in WORDS:
            cell = parts.get(word)
            before = getattr(series, word)
            if cell is None:
                continue
            if not before:
                said: dict[str, Any] = {word: cell.text}
                series = replace(series, **said)
            elif before != cell.text and word != "source":  # a source may change from figure to figure
                self.reading.leave(cell, f"says otherwise than a row before: {before[:60]}")
        if not series.unit:
            says = "value" in parts and parts["value"].text.endswith("%")
            series = replace(series, unit="%" if says else self.unit)
        self.reading.series[key] = series

    def _read_figure(self, key: str, parts: Mapping[str, Filled]) -> None:
        figures = {name: parts[name] for name in FIGURES if name in parts}
        when = parts.get("on")
        moment = moment_of(when.value, "last") if when else None
        if when is not None and moment is None:
            self.reading.leave(when, f"is no date; expected {EXPECTED}")
        if moment is None:
            self._leave([list(figures.values())], "stands in a row without a date")
        elif not figures and when is not None:
            self.reading.leave(when, "stands in a row without a figure")
        else:
            self._add(key, _figure(moment, figures, parts), figures)

    def _add(self, key: str, read: ReadFigure | str, figures: Mapping[str, Filled]) -> None:
        series = self.reading.series[key]
        if isinstance(read, str):
            self._leave([list(figures.values())], read)
        elif any(figure.on == read.on for figure in series.figures):
            self._leave([list(figures.values())], f"is a second figure of {read.on:%d.%m.%Y}")
        else:
            self.reading.series[key] = replace(series, figures=(*series.figures, read))

    def _leave(self, rows: Sequence[Sequence[Filled]], told: str) -> None:
        for cell in (cell for row in rows for cell in row):
            self.reading.leave(cell, told)


def _figure(moment: Moment, figures: Mapping[str, Filled], parts: Mapping[str, Filled]) -> ReadFigure | str:
    """Return the figure that some cells give, or why they give none."""
    said = next(cell for cell in figures.values())
    beside = parts.get("document") or parts.get("source")
    read = ReadFigure(on=moment.day, place=_place(said), document=beside.text if beside else "")
    numbers: dict[str, Any] = {}
    for name, cell in figures.items():
        if cell.text in SIGNS:
            return replace(read, sign=cell.text)
        if cell.text in _NO_FIGURE:
            return "says that there is no figure"
        if isinstance(cell.value, str) and _DOUBTFUL.fullmatch(cell.text):
            return "may mean a thousand or a decimal; write it without the point"
        found = number_of(cell.text.removesuffix("%").strip() if isinstance(cell.value, str) else cell.value)
        if found is None or name not in NUMBERS:
            return "is no number; expected 12 or 12,5, or the sign . or x"
        numbers[name] = found
    return replace(read, **numbers)


def _place(cell: Filled) -> Place:
    short = cell.text if len(cell.text) <= SHOWN else cell.text[: SHOWN - 1] + "…"
    return Place(cell.sheet, cell_name(cell.row, cell.column), short)
