"""From the sheets of a workbook to an instrument, or to the list of everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.faults import Fault, Ledger, QuestionnaireErrors
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.xlsform.columns import SHEETS, Language
from querschnitt.core.instrument.xlsform.lists import read_choices, read_texts
from querschnitt.core.instrument.xlsform.outline import Outline
from querschnitt.core.instrument.xlsform.settings import UNDETERMINED, Settings, read_settings
from querschnitt.core.instrument.xlsform.sheet import Sheets, Table, read_sheet
from querschnitt.core.instrument.xlsform.survey import read_pages
from querschnitt.core.instrument.xlsform.translations import Translations

SILENT_SHEETS = frozenset({"readme", "tests"})
"""Sheets that belong to people and to other tools."""

REFUSED_SHEETS = frozenset({"external_choices", "entities", "osm"})


@dataclass(frozen=True)
class Examination:
    """What came of a workbook. `instrument` is None exactly if there are errors."""

    instrument: Instrument | None
    errors: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def build(sheets: Sheets) -> Instrument:
    """Compile a workbook.

    Raises
    ------
    QuestionnaireErrors : with all faults at once
    """
    examination = examine(sheets)
    if examination.instrument is None:
        raise QuestionnaireErrors(examination.errors, examination.warnings)
    return examination.instrument


def examine(sheets: Sheets) -> Examination:
    """Check a workbook completely, and compile it if nothing is wrong."""
    ledger = Ledger()
    named = _named_sheets(sheets, ledger)
    instrument = _instrument(named, ledger) if "survey" in named else None
    return Examination(instrument=None if ledger.errors else instrument, errors=ledger.errors, warnings=ledger.warnings)


def _named_sheets(sheets: Sheets, ledger: Ledger) -> Sheets:
    """Return the sheets we read, by their plain names, and note the others."""
    named = {}
    for title, rows in sheets.items():
        name = title.strip().lower()
        filled = any(cell not in (None, "") for row in rows[1:] for cell in row)
        if name in SHEETS:
            named[name] = rows
        elif name in REFUSED_SHEETS and filled:
            ledger.add(Fault("unsupported-sheet", f"Sheet '{title}' is not supported", sheet=title, hint="Delete it."))
        elif name not in SILENT_SHEETS and not name.startswith("_"):
            hint = suggestion(name, SHEETS)
            ledger.add(Fault("unknown-sheet", f"Unknown sheet '{title}', it is not read", sheet=title,
                             expected="one of " + ", ".join(SHEETS), hint=hint, severity="warning"))  # fmt: skip
    if "survey" not in named:
        ledger.add(Fault("missing-sheet", "There is no sheet 'survey'", sheet="survey",
                         expected="a sheet 'survey' with the columns type, name, label"))  # fmt: skip
    return named


def _instrument(sheets: Sheets, ledger: Ledger) -> Instrument:
    settings = read_settings(sheets.get("settings", ()), ledger)
    fallback = settings.language or _only_default(sheets)
    tables = {
        name: read_sheet(name, sheets.get(name, ()), ledger, default=fallback)
        for name in ("survey", "choices", "texts")
    }
    _require_columns(tables)
    languages = _languages(tables.values())
    default = _default_language(settings, languages)
    translations = Translations(languages=languages, default=default)
    lists = read_choices(tables["choices"], translations)
    outline = Outline(table=tables["survey"], lists=lists)
    outline.read()
    pages = read_pages(outline, translations)
    _note_unused(tables["choices"], outline)
    if not outline.drafts and not any(fault.sheet == "survey" for fault in ledger.errors):
        tables["survey"].fault("no-questions", "The questionnaire has no question", expected="rows with type and name")
    return Instrument(
        name=settings.name,
        title=settings.title,
        version=settings.version,
        default_language=default.tag,
        languages=translations.tags,
        language_names=MappingProxyType({language.tag: language.name for language in languages}),
        pages=pages,
        choice_lists=lists,
        texts=read_texts(tables["texts"], translations),
    )


def _only_default(sheets: Sheets) -> Language | None:
    """A form whose columns name no language at all has one that we do not know."""
    titles = [str(cell) for name in ("survey", "choices", "texts") for row in sheets.get(name, ())[:1] for cell in row]
    return None if any("::" in title for title in titles) else UNDETERMINED


def _require_columns(tables: dict[str, Table]) -> None:
    for name, heads in (("survey", ("type", "name")), ("choices", ("list_name", "name")), ("texts", ("name",))):
        table = tables[name]
        for head in heads:
            if table.records and head not in {column.head for column in table.columns}:
                table.fault("missing-column", f"There is no column '{head}'", column=head, expected=head)


def _languages(tables: Iterable[Table]) -> tuple[Language, ...]:
    """Return the languages of the workbook in the order of its columns; each tag must have one name."""
    found: dict[str, Language] = {}
    for table in tables:
        for language in table.languages:
            known = found.setdefault(language.tag, language)
            if known.name != language.name:
                table.fault(
                    "language-name", f"Language '{language.tag}' has two names", value=language.name,
                    expected=known.name, hint="Write the same heading everywhere.",
                )  # fmt: skip
    return tuple(found.values()) or (UNDETERMINED,)


def _default_language(settings: Settings, languages: Sequence[Language]) -> Language:
    if settings.language is None:
        if len(languages) > 1:
            settings.table.warn(
                "no-default-language", f"No default language is named; '{languages[0].name}' is taken",
                column="default_language", expected=f"{languages[0].name} ({languages[0].tag})",
            )  # fmt: skip
        return languages[0]
    for language in languages:
        if language.tag == settings.language.tag:
            return language
    settings.table.fault(
        "unknown-language", "The default language has no column", record=settings.table.records[0],
        column="default_language", expected="one of " + ", ".join(f"{one.name} ({one.tag})" for one in languages),
        hint=suggestion(settings.language.tag, [language.tag for language in languages]),
    )  # fmt: skip
    return languages[0]


def _note_unused(table: Table, outline: Outline) -> None:
    used = {draft.choice_list for draft in outline.drafts}
    used |= {"missing_values"}
    noted: set[str] = set()
    for record in table.records:
        name = record["list_name"]
        if name and name not in used | noted:
            noted.add(name)
            table.warn("unused-list", f"No question uses the list '{name}'", record=record, column="list_name")
