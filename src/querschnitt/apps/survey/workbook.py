"""The sheets of a workbook taken apart by language, and put together again.

A draft keeps its workbook as it was imported. Beside it stands what is worked on: the source language alone is
compiled and checked, translations live as rows. For a release both are put together again into one workbook.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from querschnitt.core.errors import InputError
from querschnitt.core.instrument.faults import Ledger
from querschnitt.core.instrument.texts import Address
from querschnitt.core.instrument.xlsform import Row, Sheets
from querschnitt.core.instrument.xlsform.columns import SHEETS, Column, Language, parse_heading
from querschnitt.core.instrument.xlsform.settings import read_settings
from querschnitt.core.instrument.xlsform.sheet import cell_text

AUDIO = "media::audio"
Wordings = Mapping[str, Mapping[str, str]]
"""Key of a text -> language tag -> wording."""


@dataclass(frozen=True)
class Titled:
    """A sheet of a questionnaire with its headings read. `columns` are those that we know."""

    title: str
    name: str
    rows: Sequence[Row]
    columns: tuple[Column, ...] = field(default=())

    def place(self, head: str) -> int | None:
        """Return where a column without a language stands."""
        return next((column.index for column in self.columns if column.head == head), None)

    def cell(self, row: Row, head: str) -> str:
        place = self.place(head)
        return cell_text(row[place]) if place is not None and place < len(row) else ""


def languages_of(sheets: Sheets) -> tuple[Language, tuple[Language, ...]]:
    """Return the source language of a workbook, and the others in the order of its columns.

    Raises
    ------
    InputError : if it does not say its source language
    """
    found: dict[str, Language] = {}
    for sheet in _titled(sheets):
        for column in sheet.columns:
            if column.language is not None:
                found.setdefault(column.language.tag, column.language)
    settings = next((rows for title, rows in sheets.items() if _plain(title) == "settings"), ())
    written = read_settings(settings, Ledger()).language
    source = found.get(written.tag, written) if written else next(iter(found.values()), None)
    if source is None:
        raise InputError(
            "The workbook does not say in which language it is written", where="sheet settings",
            expected="default_language, for example 'Deutsch (de)', and label::Deutsch (de)",
        )  # fmt: skip
    return source, tuple(language for tag, language in found.items() if tag != source.tag)


def only_source(sheets: Sheets, source: Language) -> dict[str, list[list[object]]]:
    """Return the workbook without the columns of other languages."""
    kept = {sheet.title: _without_others(sheet, source) for sheet in _titled(sheets)}
    return {title: kept.get(title) or [list(row) for row in rows] for title, rows in sheets.items()}


def _without_others(sheet: Titled, source: Language) -> list[list[object]]:
    others = {c.index for c in sheet.columns if c.language is not None and c.language.tag != source.tag}
    return [[cell for place, cell in enumerate(row) if place not in others] for row in sheet.rows]


def wordings_in(sheets: Sheets, source: Language) -> dict[str, dict[str, str]]:
    """Return every text of a workbook in every language, the source included, under its key."""
    found: dict[str, dict[str, str]] = {}
    for sheet in _titled(sheets):
        for row in sheet.rows[1:]:
            name = _name_of(sheet, row)
            for column in _text_columns(sheet):
                cell = cell_text(row[column.index]) if column.index < len(row) else ""
                if name and cell:
                    key = Address(sheet.name, name, column.head).key
                    found.setdefault(key, {})[column.language.tag if column.language else source.tag] = cell
    return found


def _text_columns(sheet: Titled) -> Iterator[Column]:
    for column in sheet.columns:
        if column.head in SHEETS[sheet.name].translated and not column.head.startswith("media"):
            yield column


def _name_of(sheet: Titled, row: Row) -> str:
    name = sheet.cell(row, "name")
    if sheet.name != "choices" or not name:
        return name
    return f"{sheet.cell(row, 'list_name')}/{name}"


def with_languages(
    sheets: Sheets, source: Language, languages: Sequence[Language], wordings: Wordings, *, audio: Wordings
) -> dict[str, list[list[object]]]:
    """Return the workbook in its source language and the languages given, with their wordings and read-aloud files.

    `audio` : key of a question's label -> language tag -> name of the file
    """
    bare = only_source(sheets, source)
    whole = {
        sheet.title: _widened(sheet, source, languages, wordings)
        for sheet in _titled(bare)
        if any(True for _ in _text_columns(sheet))
    }
    book = {title: whole.get(title, rows) for title, rows in bare.items()}
    if audio:
        title = next(title for title in book if _plain(title) == "survey")
        book[title] = _with_audio(book[title], (source, *languages), audio)
    return book


def _widened(sheet: Titled, source: Language, languages: Sequence[Language], wordings: Wordings) -> list[list[object]]:
    """Put a column for each language behind each column of the source that has texts."""
    added: dict[int, str] = {
        column.index: column.head
        for column in _text_columns(sheet)
        if any(column.index < len(row) and cell_text(row[column.index]) for row in sheet.rows[1:])
    }
    lines: list[list[object]] = []
    for number, row in enumerate(sheet.rows):
        line: list[object] = []
        name = _name_of(sheet, row) if number else ""
        for place in range(max(len(row), len(sheet.rows[0]))):
            line.append(row[place] if place < len(row) else "")
            if place in added:
                key = Address(sheet.name, name, added[place]).key
                line += [
                    wordings.get(key, {}).get(one.tag, "") if number else heading(added[place], one)
                    for one in languages
                ]
        lines.append(line)
    return lines


def _with_audio(rows: Sequence[Row], languages: Sequence[Language], audio: Wordings) -> list[list[object]]:
    """Put a column at the end for each language that has a file; what the workbook itself named is replaced."""
    sheet = _read("survey", rows)
    named = {
        place for place, title in enumerate(rows[0]) if str(title).lower().replace(" ", "").startswith("media::audio")
    }
    used = [one for one in languages if any(one.tag in by for by in audio.values())]
    lines: list[list[object]] = []
    for number, row in enumerate(rows):
        kept = [row[place] if place < len(row) else "" for place in range(len(rows[0])) if place not in named]
        key = Address("survey", sheet.cell(row, "name"), "label").key
        extra = [audio.get(key, {}).get(one.tag, "") if number else heading(AUDIO, one) for one in used]
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
    columns = tuple(column for column in parsed if column.head in rule.plain | rule.translated | rule.unsupported)
    return Titled(title=title, name=name, rows=rows, columns=columns)


def _plain(title: str) -> str:
    return title.strip().lower()
