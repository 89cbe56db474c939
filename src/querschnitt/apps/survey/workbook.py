"""A workbook taken apart by language, and put together again.

A draft keeps its workbook as it was imported. Beside it stands what is worked on: the source language alone is
compiled and checked, translations live as rows. For a release both are put together again into one workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from querschnitt.core.errors import InputError
from querschnitt.core.instrument.faults import Ledger
from querschnitt.core.instrument.texts import Address
from querschnitt.core.instrument.xlsform import Row, Sheets
from querschnitt.core.instrument.xlsform.columns import SHEETS, Column, Language, SheetRule, parse_heading
from querschnitt.core.instrument.xlsform.settings import read_settings
from querschnitt.core.instrument.xlsform.sheet import cell_text

AUDIO = "media::audio"
Wordings = Mapping[str, Mapping[str, str]]
"""Key of a text -> language tag -> wording."""

Rows = list[list[object]]
_FILE = SheetRule(plain=frozenset(), translated=frozenset())
_PARAMETER = re.compile(r"(value|label)\s*=\s*(\S+)")


@dataclass(frozen=True)
class Book:
    """The sheets of a workbook, and the tables beside it by file name."""

    sheets: Mapping[str, Sequence[Row]]
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)


@dataclass(frozen=True)
class Titled:
    """A sheet or a table beside the workbook with its headings read.

    Attributes
    ----------
    name : "survey", "choices" or "texts"; a table holds choices
    columns : those that we know
    list_name : of a table: the list that its choices make, which is the name of its file
    label_head : how the heading of its labels begins
    """

    title: str
    name: str
    rows: Sequence[Row]
    columns: tuple[Column, ...]
    list_name: str = ""
    label_head: str = ""

    def cell(self, row: Row, head: str) -> str:
        place = next((column.index for column in self.columns if column.head == head), None)
        return cell_text(row[place]) if place is not None and place < len(row) else ""

    def key(self, row: Row, head: str) -> str:
        """Return the key of the text in a row, "" if the row has no name."""
        name = self.cell(row, "name")
        if not name:
            return ""
        if self.name == "choices":
            name = f"{self.list_name or self.cell(row, 'list_name')}/{name}"
        return Address(self.name, name, head).key

    @property
    def texts(self) -> tuple[Column, ...]:
        """Return the columns that hold texts."""
        return tuple(c for c in self.columns if c.head in SHEETS[self.name].translated and c.head != AUDIO)


def languages_of(book: Book) -> tuple[Language, tuple[Language, ...]]:
    """Return the source language of a workbook, and the others in the order of its columns.

    Raises
    ------
    InputError : if it does not say its source language
    """
    found: dict[str, Language] = {}
    for sheet in _titled(book.sheets):
        for column in sheet.columns:
            if column.language is not None:
                found.setdefault(column.language.tag, column.language)
    settings = next((rows for title, rows in book.sheets.items() if _plain(title) == "settings"), ())
    written = read_settings(settings, Ledger()).language
    source = found.get(written.tag, written) if written else next(iter(found.values()), None)
    if source is None:
        raise InputError(
            "The workbook does not say in which language it is written", where="sheet settings",
            expected="default_language, for example 'Deutsch (de)', and label::Deutsch (de)",
        )  # fmt: skip
    return source, tuple(language for tag, language in found.items() if tag != source.tag)


def only_source(book: Book, source: Language) -> Book:
    """Return the workbook without the columns of other languages."""
    sheets = {sheet.title: _without_others(sheet, source) for sheet in _titled(book.sheets)}
    tables = {table.title: _without_others(table, source) for table in _lists(book)}
    return Book({**book.sheets, **sheets}, {**book.tables, **tables})


def _without_others(sheet: Titled, source: Language) -> Rows:
    others = {c.index for c in sheet.columns if c.language is not None and c.language.tag != source.tag}
    return [[cell for place, cell in enumerate(row) if place not in others] for row in sheet.rows]


def wordings_in(book: Book, source: Language, others: Sequence[Language] = ()) -> dict[str, dict[str, str]]:
    """Return every text of a workbook in every language, the source included, under its key.

    `others` : languages for which a label of a table stands that names no language
    """
    found: dict[str, dict[str, str]] = {}
    for sheet in (*_titled(book.sheets), *_lists(book)):
        for row in sheet.rows[1:]:
            for column in sheet.texts:
                cell = cell_text(row[column.index]) if column.index < len(row) else ""
                key = sheet.key(row, column.head)
                if key and cell:
                    found.setdefault(key, {})[column.language.tag if column.language else source.tag] = cell
    for table in _lists(book):
        for row in table.rows[1:] if any(column.language is None for column in table.texts) else ():
            known = found.get(table.key(row, "label"), {})
            for one in others if source.tag in known else ():
                known.setdefault(one.tag, known[source.tag])
    return found


def with_languages(
    book: Book, source: Language, languages: Sequence[Language], wordings: Wordings, *, audio: Wordings
) -> Book:
    """Return the workbook in its source language and the languages given, with their wordings and read-aloud files.

    `audio` : key of a question's label -> language tag -> name of the file
    """
    bare = only_source(book, source)
    sheets = dict(bare.sheets) | {one.title: _widened(one, languages, wordings) for one in _titled(bare.sheets)}
    tables = dict(bare.tables) | {one.title: _widened(one, languages, wordings) for one in _lists(bare)}
    title = next(title for title in sheets if _plain(title) == "survey")
    sheets[title] = _with_audio(_read(title, sheets[title]), (source, *languages), audio)
    return Book(sheets, tables)


def audio_in(book: Book, source: Language) -> dict[str, dict[str, str]]:
    """Return the read-aloud files that a workbook names: key of a question's label -> language tag -> file name."""
    found: dict[str, dict[str, str]] = {}
    for sheet in _titled(book.sheets):
        for row in sheet.rows[1:]:
            for column in sheet.columns:
                name = cell_text(row[column.index]) if column.index < len(row) else ""
                if name and column.head == AUDIO and sheet.name == "survey":
                    tag = column.language.tag if column.language else source.tag
                    found.setdefault(sheet.key(row, "label"), {})[tag] = name
    return found


def _widened(sheet: Titled, languages: Sequence[Language], wordings: Wordings) -> Rows:
    """Put a column for each language behind each column of the source that has texts."""
    added = {column.index: column.head for column in sheet.texts if _has_texts(sheet, column)}
    lines: Rows = []
    for number, row in enumerate(sheet.rows):
        line: list[object] = []
        for place in range(max(len(row), len(sheet.rows[0]))):
            line.append(row[place] if place < len(row) else "")
            if place in added and number == 0:
                line += [heading(sheet.label_head or added[place], one) for one in languages]
            elif place in added:
                known = wordings.get(sheet.key(row, added[place]), {})
                line += [known.get(one.tag, "") for one in languages]
        lines.append(line)
    return lines


def _has_texts(sheet: Titled, column: Column) -> bool:
    return any(column.index < len(row) and cell_text(row[column.index]) for row in sheet.rows[1:])


def _with_audio(sheet: Titled, languages: Sequence[Language], audio: Wordings) -> Rows:
    """Put a column at the end for each language that has a file; a name in the workbook alone brings none."""
    named = {column.index for column in sheet.columns if column.head == AUDIO}
    used = [one for one in languages if any(one.tag in by for by in audio.values())]
    lines: Rows = []
    for number, row in enumerate(sheet.rows):
        kept = [row[place] if place < len(row) else "" for place in range(len(sheet.rows[0])) if place not in named]
        files = audio.get(sheet.key(row, "label"), {})
        extra = [files.get(one.tag, "") if number else heading(AUDIO, one) for one in used]
        lines.append([*kept, *extra])
    return lines


def heading(head: str, language: Language) -> str:
    """Write the heading of a column.

    >>> heading("label", Language(tag="ar", name="العربية"))
    'label::العربية (ar)'
    """
    name = language.name
    return f"{head}::{language.tag}" if name == language.tag else f"{head}::{name} ({language.tag})"


def _titled(sheets: Sheets) -> Iterator[Titled]:
    for title, rows in sheets.items():
        if _plain(title) in ("survey", "choices", "texts") and rows:
            yield _read(title, rows)


def _read(title: str, rows: Sequence[Row]) -> Titled:
    name = _plain(title)
    rule = SHEETS[name]
    parsed = (parse_heading(place, cell_text(cell), rule)[0] for place, cell in enumerate(rows[0]) if cell_text(cell))
    columns = tuple(column for column in parsed if column.head in rule.known | rule.unsupported)
    return Titled(title=title, name=name, rows=rows, columns=columns)


def _lists(book: Book) -> Iterator[Titled]:
    """Give the tables beside the workbook that hold choices, with the columns that the workbook reads of them."""
    survey = next((sheet for sheet in _titled(book.sheets) if sheet.name == "survey"), None)
    for title, rows in book.tables.items():
        asking = [row for row in survey.rows[1:] if title in survey.cell(row, "type")] if survey else []
        if asking and survey and rows:
            read = dict(_PARAMETER.findall(survey.cell(asking[0], "parameters")))
            value, label = read.get("value", "name"), read.get("label", "label")
            yield Titled(title, "choices", rows, tuple(_file_columns(rows[0], value, label)), title, label)


def _file_columns(titles: Row, value: str, label: str) -> Iterator[Column]:
    for place, cell in enumerate(titles):
        title = cell_text(cell)
        if title == value:
            yield Column(place, "name", None, title)
        elif title.partition(":")[0].strip() == label:
            language = parse_heading(place, title, _FILE)[0].language
            yield Column(place, "label", language, title)


def _plain(title: str) -> str:
    return title.strip().lower()
