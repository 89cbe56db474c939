"""The sheet `settings`: title, identifier, version and default language of the questionnaire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from querschnitt.core.instrument.faults import Fault, Ledger
from querschnitt.core.instrument.xlsform.columns import SHEETS, Language, guess_language, parse_heading, parse_language
from querschnitt.core.instrument.xlsform.marks import mark
from querschnitt.core.instrument.xlsform.sheet import Row, Table, cell_text, is_heading, read_sheet

UNDETERMINED = Language(tag="und", name="und")
"""The language of a form that names none (BCP 47)."""

_SWITCHES = {
    "allow_choice_duplicates": "Give each choice of a list a name of its own; a filter can tell them apart.",
    "add_none_option": "Write the choice 'none' into the list, and a constraint beside the question.",
}
"""Settings that change the questionnaire when they are on, and the way out."""


@dataclass(frozen=True)
class Settings:
    """What the sheet says. `language` is None if it names no default language."""

    title: str
    name: str
    version: str
    language: Language | None
    table: Table


def read_settings(rows: Sequence[Row], ledger: Ledger) -> Settings:
    table = read_sheet("settings", rows, ledger, default=None)
    record = table.records[0] if table.records else None
    for further in table.records[1:]:
        table.fault("surplus-row", "The sheet has one row of settings", record=further, hint="Delete this row.")
    _note_others(rows, ledger)
    written = record["default_language"] if record else ""
    language = parse_language(written) or guess_language(written) if written else None
    if written and language is None:
        table.fault(
            "unknown-language", "The default language has no tag", record=record, column="default_language",
            expected="for example 'Deutsch (de)'",
        )  # fmt: skip
    name = record["form_id"] if record else ""
    title = record["form_title"] if record else ""
    version = record["version"] if record else ""
    return Settings(
        title=title or name or "questionnaire",
        name=name or "questionnaire",
        version=version or "1",
        language=language,
        table=table,
    )


def _note_others(rows: Sequence[Row], ledger: Ledger) -> None:
    """Refuse the settings that would change the questionnaire, and note those that change nothing here."""
    for index, title in enumerate(map(cell_text, rows[0] if rows else ())):
        head = parse_heading(index, title, SHEETS["settings"])[0].head if is_heading(title) else ""
        for number, row in enumerate(rows[1:], start=2):
            written = cell_text(row[index]) if index < len(row) else ""
            if head in _SWITCHES:
                if mark(written) is not False:
                    ledger.add(Fault("unsupported-setting", f"The setting '{title}' is not supported",
                                     sheet="settings", row=number, column=title, value=written,
                                     hint=_SWITCHES[head]))  # fmt: skip
            elif written and head in SHEETS["settings"].harmless:
                ledger.add(Fault("unused-setting", f"The setting '{title}' changes nothing here", sheet="settings",
                                 row=number, column=title, value=written, severity="warning"))  # fmt: skip
