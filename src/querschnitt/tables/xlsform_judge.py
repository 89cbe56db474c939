"""pyxform, the reference of XLSForm, as the last judge of a form that we found nothing wrong with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from querschnitt.core.instrument.faults import Fault, Ledger
from querschnitt.core.instrument.messages import NAME
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.xlsform.build import named_sheets
from querschnitt.core.instrument.xlsform.columns import SHEETS, Column, parse_heading
from querschnitt.core.instrument.xlsform.kinds import Refused, read_type
from querschnitt.core.instrument.xlsform.marks import mark
from querschnitt.core.instrument.xlsform.sheet import Row, Sheets, cell_text, is_heading, visible

_OURS = frozenset({"essential", "sensitive", "missing", "trend", "feature"})
"""Columns that pyxform does not know."""

_PLACE = re.compile(r"\[row : (\d+)\]\s*(?:On the '(\w+)' sheet, the '([^']+)' value is invalid\.)?")

_REFERENCE = re.compile(NAME)

_ROOT = "form__"
"""What pyxform calls the form as a whole; no group of ours can have this name."""

Line = dict[str, str]


def judge(sheets: Sheets, instrument: Instrument) -> Fault | None:
    """Ask pyxform whether it would take the form; return its objection, if any."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        convert(_book(sheets, instrument), form_name=_ROOT)
    except PyXFormError as error:
        return _fault(" ".join(str(error).split()))
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        return _fault(f"pyxform stopped: {type(error).__name__}: {error}")
    return None


def _fault(message: str) -> Fault:
    found = _PLACE.search(message)
    return Fault(
        code="pyxform",
        what="The form does not keep to XLSForm",
        sheet=(found[2] or "survey") if found else "survey",
        row=int(found[1]) if found else 0,
        column=(found[3] or "") if found else "",
        value=message,
        expected="a form that pyxform takes",
        hint="The message is that of pyxform.",
    )


def _book(sheets: Sheets, instrument: Instrument) -> dict[str, list[Line]]:
    """Write the sheets the way pyxform reads them, without our own columns. Rows keep their numbers."""
    named = named_sheets(sheets, Ledger())
    writer = _Writer(instrument)
    book: dict[str, list[Line]] = {}
    for name in ("survey", "choices"):
        if named.get(name):
            headings = writer.headings(name, [cell_text(cell) for cell in named[name][0]])
            book[name] = writer.lines(name, headings, named[name][1:])
            book[f"{name}_header"] = [dict.fromkeys(headings.values(), "")]
    settings = {"form_title": instrument.title, "form_id": instrument.name, "version": instrument.version}
    if instrument.default_language != "und":
        settings["default_language"] = writer.language(instrument.default_language)
    return {**book, "settings": [settings]}


class _Writer:
    """Writes rows the way XLSForm writes them today: one spelling of headings, types and languages.

    Of the languages only the source is judged: the others have the same placeholders, and nothing else in them matters
    to a form. With eighteen of them pyxform needs ten times as long.
    """

    def __init__(self, instrument: Instrument) -> None:
        self.names = instrument.language_names
        self.default = instrument.default_language
        self.others = {q.name: q.other_of for q in instrument.questions.values() if q.other_of}

    def language(self, tag: str) -> str:
        name = self.names.get(tag, tag)
        return tag if name == tag else f"{name} ({tag})"

    def lines(self, sheet: str, headings: Mapping[int, str], rows: Sequence[Row]) -> list[Line]:
        """Return the rows behind the headings, empty ones too."""
        lines = [self._line(sheet, headings, row, number) for number, row in enumerate(rows, start=2)]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def headings(self, sheet: str, titles: Sequence[str]) -> dict[int, str]:
        """Return the headings by place, those that pyxform needs."""
        rule = SHEETS[sheet]
        found: dict[int, str] = {}
        for index, title in enumerate(titles):
            if not is_heading(title):
                continue
            column, _ = parse_heading(index, title, rule)
            if column.head in rule.known and column.head not in _OURS:
                if column.language is None or column.language.tag == self.default:
                    found[index] = self._heading(column, is_translated=column.head in rule.translated)
            elif rule.has_attributes and rule.refusal(column.head) is None and " " not in title:
                found[index] = visible(title)
        return found

    def _heading(self, column: Column, *, is_translated: bool) -> str:
        tag = column.language.tag if column.language else self.default
        return f"{column.head}::{self.language(tag)}" if is_translated and tag != "und" else column.head

    def _line(self, sheet: str, headings: Mapping[int, str], row: Row, number: int) -> Line:
        line: Line = {}
        for index, heading in headings.items():
            text = cell_text(row[index]) if index < len(row) else ""
            if text:
                line[heading] = self._with_plain_references(text if "::" in heading else visible(text))
        return self._survey_line(line, number) if sheet == "survey" else line

    def _with_plain_references(self, text: str) -> str:
        """Write `${ name }` without spaces, and speak of a selection instead of the question that `or_other` adds.

        pyxform lets nobody do the one or the other.
        """
        if "${" not in text:
            return text
        return _REFERENCE.sub(lambda found: f"${{{self.others.get(found[1], found[1])}}}", text)

    def _survey_line(self, line: Line, number: int) -> Line:
        """Return a row of the survey, or nothing for a row that is not read."""
        written = line.get("type", "")
        if not written or written.startswith("#") or mark(line.pop("disabled", "")):
            return {}
        found = read_type(written)
        if isinstance(found, Refused):
            return line
        line["type"] = found.word
        for column in ("required", "read_only", "relevant", "constraint"):
            if column in line and (marked := mark(line[column])) is not None:
                line[column] = "yes" if marked else "no"
        if found.word == "note" and "name" not in line:
            line["name"] = f"note_{number}"
        return {head: text for head, text in line.items() if text}
