"""CSV files beside the workbook: lists of choices, and data that `pulldata` looks up. Files are opened in `tables`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.expressions.operations import NUMBER_TEXT
from querschnitt.core.instrument.expressions.tree import Call, Text, nodes
from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.model import Choice, DataFile
from querschnitt.core.instrument.xlsform.columns import Language, SheetRule, parse_heading
from querschnitt.core.instrument.xlsform.kinds import Asked, read_type
from querschnitt.core.instrument.xlsform.lists import NOTHING
from querschnitt.core.instrument.xlsform.operand import Operand
from querschnitt.core.instrument.xlsform.outline import Draft
from querschnitt.core.instrument.xlsform.parameters import Parameters
from querschnitt.core.instrument.xlsform.sheet import Record, Row, Sheets, Table, cell_text, visible
from querschnitt.core.instrument.xlsform.translations import Translations

Files = Mapping[str, Sequence[Row]]
"""File name -> rows of cells; the first row holds the headings."""

_PULLDATA = re.compile(r"pulldata\s*\(\s*(['\"])([^'\"]+)\1")
_HEADINGS = SheetRule(plain=frozenset(), translated=frozenset())


def needed_files(sheets: Sheets) -> tuple[str, ...]:
    """Return the names of the CSV files that a workbook speaks of, whether they exist or not."""
    found: dict[str, None] = {}
    for rows in sheets.values():
        for cell in (cell for row in rows for cell in row if isinstance(cell, str)):
            if "_from_file" in cell or "from file" in cell:
                asked = read_type(visible(cell))
                if isinstance(asked, Asked) and asked.is_from_file:
                    found[asked.choice_list] = None
            elif "pulldata" in cell:
                found |= dict.fromkeys(f"{name}.csv" for _, name in _PULLDATA.findall(cell))
    return tuple(found)


@dataclass
class FileReader:
    """Reads the files that the sheet survey speaks of.

    Attributes
    ----------
    attributes : file name -> the further columns that filters look at
    several : names of files of which several choices can be chosen: their names have no spaces
    lists, data : what has been read
    """

    survey: Table
    files: Files
    translations: Translations
    attributes: Mapping[str, frozenset[str]]
    several: Collection[str] = NOTHING
    lists: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    _readings: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    _pulled: dict[str, dict[str, None]] = field(default_factory=dict)

    def read_list(self, draft: Draft, parameters: Parameters) -> None:
        """Read the choices of a question from its file, unless another question had them read before."""
        name = draft.choice_list
        columns = parameters.value_column, parameters.label_column
        former = self._readings.setdefault(name, (*columns, draft.order))
        if former[2] != draft.order:
            if former[:2] != columns:
                self.survey.fault(
                    "bad-parameter", f"'{name}' is read with other columns in row {former[2]}", record=draft.record,
                    column="parameters", expected=f"value={former[0]} label={former[1]}",
                )  # fmt: skip
            return
        rows = self._rows(name, draft.record, "type")
        if rows is not None:
            reader = _ListFile(self, name, rows, columns)
            self.lists[name] = reader.choices(self.attributes.get(name, NOTHING))

    def columns_of(self, name: str) -> tuple[str, ...]:
        """Return the headings of a file, or nothing if it is not there."""
        rows = self.files.get(name, ())
        return tuple(visible(cell_text(cell)) for cell in rows[0]) if rows else ()

    def _rows(self, name: str, record: Record, column: str) -> Sequence[Row] | None:
        rows = self.files.get(name)
        if rows is None:
            self.survey.fault(
                "missing-file", f"There is no file '{name}' beside the workbook", record=record, column=column,
                expected=f"the file '{name}' in the folder of the workbook", hint=suggestion(name, self.files),
            )  # fmt: skip
        return rows

    def check_pulldata(self, record: Record, column: str, expression: Expression) -> None:
        """Check the calls of pulldata() in an expression, and remember the columns that they need."""
        for node in nodes(expression.tree):
            if isinstance(node, Call) and node.function == "pulldata":
                self._check_call(record, column, node)

    def _check_call(self, record: Record, column: str, call: Call) -> None:
        written = [part.value if isinstance(part, Text) else "" for part in call.arguments[:3]]
        if not all(written):
            self.survey.fault(
                "bad-expression", f"pulldata() needs names in quotes at character {call.position}", record=record,
                column=column, expected="pulldata('file', 'column', 'key column', ${question})",
            )  # fmt: skip
            return
        name, *wanted = written
        if name.endswith(".csv"):
            at = f"at character {call.position}"
            self.survey.fault("bad-expression", f"pulldata() names its file without '.csv' {at}", record=record,
                              column=column, expected=f"'{name.removesuffix('.csv')}'")  # fmt: skip
            return
        rows = self._rows(f"{name}.csv", record, column)
        known = self.columns_of(f"{name}.csv")
        for one in wanted if rows is not None else ():
            if one not in known:
                self.survey.fault(
                    "unknown-file-column", f"The file '{name}.csv' has no column '{one}'", record=record,
                    column=column, expected="one of " + ", ".join(known), hint=suggestion(one, known),
                )  # fmt: skip
        self._pulled.setdefault(name, {}).update(dict.fromkeys(one for one in wanted if one in known))

    def operand(self, call: Call) -> Operand:
        """Return what is known of the value of pulldata(): whether its column holds numbers only."""
        file, column = (part.value if isinstance(part, Text) else "" for part in call.arguments[:2])
        known = self.columns_of(f"{file}.csv")
        if column not in known:
            return Operand("any")
        place = known.index(column)
        cells = (cell_text(row[place]) for row in self.files[f"{file}.csv"][1:] if place < len(row))
        return Operand("text", reads_as_number=all(NUMBER_TEXT.fullmatch(cell) for cell in cells if cell))

    @property
    def data(self) -> Mapping[str, DataFile]:
        """The files that pulldata() looks into, with the columns that it needs and no others."""
        return MappingProxyType({name: self._data_file(name, wanted) for name, wanted in self._pulled.items()})

    def _data_file(self, name: str, wanted: Collection[str]) -> DataFile:
        known = self.columns_of(f"{name}.csv")
        columns = tuple(sorted(wanted))
        places = [known.index(column) for column in columns]
        rows = [[cell_text(cell) for cell in row] for row in self.files.get(f"{name}.csv", ())[1:]]
        kept = tuple(tuple(row[place] if place < len(row) else "" for place in places) for row in rows if any(row))
        return DataFile(columns, kept)


class _ListFile:
    """Reads one CSV file with choices. Its faults name the file as their sheet."""

    def __init__(self, files: FileReader, name: str, rows: Sequence[Row], columns: tuple[str, str]) -> None:
        self.name, self.translations, self.ledger = name, files.translations, files.survey.ledger
        self.value_column, self.label_column = columns
        self.has_spaces = name not in files.several
        self.titles = [visible(cell_text(cell)) for cell in rows[0]] if rows else []
        self.rows = [(number, [cell_text(cell) for cell in row]) for number, row in enumerate(rows[1:], start=2)]
        self.labels = self._label_places()

    def _label_places(self) -> dict[str, int]:
        """Return the place of the label in each language; "" for the label of all languages."""
        places: dict[str, int] = {}
        for place, title in enumerate(self.titles):
            column, behind = parse_heading(place, title, _HEADINGS)
            if title.partition(":")[0].strip() == self.label_column and (column.language or not behind):
                places.setdefault(column.language.tag if column.language else "", place)
        return places

    def choices(self, attributes: frozenset[str]) -> tuple[Choice, ...]:
        if not self._has_columns():
            return ()
        found: dict[str, Choice] = {}
        for number, cells in self.rows:
            if not any(cells):
                continue
            code = visible(self._cell(cells, self.titles.index(self.value_column)))
            if self._is_sound(number, code, found):
                labels = self._texts(number, cells)
                found[code] = Choice(code, MappingProxyType(labels), self._attributes(cells, code, attributes))
        if not found:
            self._fault("empty-list", f"The file '{self.name}' has no choice", expected="a row for each choice")
        return tuple(found.values())

    def _has_columns(self) -> bool:
        """Check that codes and labels are there, in every language or in one for all."""
        if self.value_column not in self.titles:
            self._missing_column(self.value_column)
        languages = [one for one in self.translations.languages if one.tag not in self.labels]
        if languages and "" not in self.labels:
            if len(languages) == len(self.translations.languages):
                self._missing_column(self.label_column)
            else:
                for language in languages:
                    self._missing_column(f"{self.label_column}::{language.name} ({language.tag})")
        elif languages and len(self.labels) > 1:
            for language in languages:
                self._warn_untranslated(language)
        return self.value_column in self.titles and bool(self.labels)

    def _missing_column(self, column: str) -> None:
        self._fault("missing-column", f"The file '{self.name}' has no column '{column}'", row=1, column=column,
                    expected=column, hint=suggestion(column, self.titles))  # fmt: skip

    def _warn_untranslated(self, language: Language) -> None:
        self.ledger.add(Fault("untranslated-list", f"'{self.label_column}' stands for the labels in {language.name}",
                              sheet=self.name, row=1, column=self.label_column,
                              expected=f"{self.label_column}::{language.name} ({language.tag})",
                              severity="warning"))  # fmt: skip

    def _is_sound(self, number: int, code: str, found: Mapping[str, Choice]) -> bool:
        if not code or code.startswith("__") or (" " in code and not self.has_spaces):
            self._fault("bad-name" if code else "missing-name", "The name of a choice cannot be read", row=number,
                        column=self.value_column, value=code,
                        expected="a name without spaces that does not begin with '__'")  # fmt: skip
        elif code in found:
            self._fault("duplicate-choice", f"Choice '{code}' stands twice", row=number, column=self.value_column,
                        value=code, hint="Give it a name of its own, or delete the row.")  # fmt: skip
        return bool(code) and code not in found

    def _texts(self, number: int, cells: Sequence[str]) -> dict[str, str]:
        texts = {}
        for language in self.translations.languages:
            place = self.labels.get(language.tag, self.labels.get("", -1))
            if place < 0:
                continue
            text = self._cell(cells, place)
            if not text:
                self._fault("missing-label", f"The label is missing in {language.name}", row=number,
                            column=self.titles[place], expected="a text in every language")  # fmt: skip
            texts[language.tag] = text
        return texts

    def _attributes(self, cells: Sequence[str], code: str, wanted: frozenset[str]) -> Mapping[str, str]:
        own = {name: self._cell(cells, self.titles.index(name)) for name in sorted(wanted) if name in self.titles}
        if "name" in wanted:
            own.setdefault("name", code)
        return MappingProxyType(own)

    @staticmethod
    def _cell(cells: Sequence[str], place: int) -> str:
        return cells[place] if place < len(cells) else ""

    def _fault(self, code: str, what: str, *, row: int = 0, **parts: str) -> None:
        self.ledger.add(Fault(code, what, sheet=self.name, row=row, **parts))  # type: ignore[arg-type]
