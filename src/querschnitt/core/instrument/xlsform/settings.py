"""The sheet `settings`: title, identifier, version and default language of the questionnaire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from querschnitt.core.instrument.faults import Ledger
from querschnitt.core.instrument.xlsform.columns import Language, parse_language
from querschnitt.core.instrument.xlsform.sheet import Row, Table, read_sheet

UNDETERMINED = Language(tag="und", name="und")
"""The language of a form that names none (BCP 47)."""


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
    written = record["default_language"] if record else ""
    language = parse_language(written) if written else None
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
