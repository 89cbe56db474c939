"""From the sheets of a workbook to an instrument, or to the list of everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.faults import Fault, Ledger, QuestionnaireErrors
from querschnitt.core.instrument.model import MISSING_LIST, OTHER, Choice, Instrument, Kind
from querschnitt.core.instrument.xlsform.columns import SHEETS, Language, parse_heading
from querschnitt.core.instrument.xlsform.conditions import Conditions
from querschnitt.core.instrument.xlsform.files import FileReader, Files
from querschnitt.core.instrument.xlsform.layout import Layout
from querschnitt.core.instrument.xlsform.lists import ChoiceLists, ListUse, list_names, read_choices, read_texts
from querschnitt.core.instrument.xlsform.other_words import other_choice, other_words
from querschnitt.core.instrument.xlsform.outline import Draft, Outline
from querschnitt.core.instrument.xlsform.parameters import Parameters, read_parameters
from querschnitt.core.instrument.xlsform.questions import QuestionReader
from querschnitt.core.instrument.xlsform.settings import UNDETERMINED, Settings, read_settings
from querschnitt.core.instrument.xlsform.sheet import Sheets, Table, cell_text, is_filled, read_sheet, unknown_column
from querschnitt.core.instrument.xlsform.survey import SurveyReader
from querschnitt.core.instrument.xlsform.translations import Translations

SILENT_SHEETS = frozenset({"readme", "tests"})
"""Sheets that belong to people and to other tools."""

REFUSED_SHEETS = frozenset({"external_choices", "entities", "osm", "cascades"})


@dataclass(frozen=True)
class Examination:
    """What came of a workbook. `instrument` is None exactly if there are errors."""

    instrument: Instrument | None
    errors: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def build(sheets: Sheets, files: Files | None = None) -> Instrument:
    """Compile a workbook.

    Raises
    ------
    QuestionnaireErrors : with all faults at once
    """
    examination = examine(sheets, files)
    if examination.instrument is None:
        raise QuestionnaireErrors(examination.errors, examination.warnings)
    return examination.instrument


def examine(sheets: Sheets, files: Files | None = None) -> Examination:
    """Check a workbook completely, and compile it if nothing is wrong.

    Parameters
    ----------
    files : the CSV files beside the workbook, name -> rows
    """
    ledger = Ledger()
    named = named_sheets(sheets, ledger)
    instrument = _Builder(named, files or {}, ledger).instrument() if "survey" in named else None
    return Examination(instrument=None if ledger.errors else instrument, errors=ledger.errors, warnings=ledger.warnings)


def named_sheets(sheets: Sheets, ledger: Ledger) -> Sheets:
    """Return the sheets we read, by their plain names, and note the others. A sheet alone is the survey."""
    named = {}
    for title, rows in sheets.items():
        name = title.strip().lower()
        if name not in SHEETS and len(sheets) == 1 and _looks_like_survey(rows):
            name = "survey"
        if name in named:
            ledger.add(Fault("duplicate-sheet", f"The sheet '{title}' stands twice", sheet=title, hint="Delete one."))
        elif name in SHEETS:
            named[name] = rows
        elif name in REFUSED_SHEETS:
            if any(is_filled(row) for row in rows[1:]):
                ledger.add(Fault("unsupported-sheet", f"Sheet '{title}' is not supported", sheet=title,
                                 hint="Delete it; lists stand in the sheet choices or in CSV files."))  # fmt: skip
        elif name not in SILENT_SHEETS and not name.startswith(("_", "#")):
            ledger.add(Fault("unknown-sheet", f"Unknown sheet '{title}', it is not read", sheet=title,
                             expected="one of " + ", ".join(SHEETS), hint=suggestion(name, SHEETS),
                             severity="warning"))  # fmt: skip
    if "survey" not in named:
        ledger.add(Fault("missing-sheet", "There is no sheet 'survey'", sheet="survey",
                         expected="a sheet 'survey' with the columns type, name, label"))  # fmt: skip
    return named


def _looks_like_survey(rows: Sequence[Sequence[object]]) -> bool:
    heads = {parse_heading(0, cell_text(cell), SHEETS["survey"])[0].head for cell in (rows[0] if rows else ())}
    return {"type", "name"} <= heads


class _Builder:
    """Builds one instrument. Each step needs what the steps before have found."""

    def __init__(self, sheets: Sheets, files: Files, ledger: Ledger) -> None:
        self.files, self.ledger = files, ledger
        self.settings = read_settings(sheets.get("settings", ()), ledger)
        fallback = self.settings.language or _only_language(sheets)
        self.tables = {
            name: read_sheet(name, sheets.get(name, ()), ledger, default=fallback)
            for name in ("survey", "choices", "texts")
        }
        _require_columns(self.tables)
        languages = _languages(self.tables.values())
        self.translations = Translations(languages, _default_language(self.settings, languages))
        self.outline = Outline(self.tables["survey"], list_names(self.tables["choices"]))

    def instrument(self) -> Instrument:
        survey = self.tables["survey"]
        parameters = {draft.name: read_parameters(survey, draft) for draft in self.outline.drafts}
        attributes = self._attributes()
        several = {d.choice_list for d in self.outline.drafts if d.kind in (Kind.SELECT_MULTIPLE, Kind.RANK)}
        lists = read_choices(self.tables["choices"], self.translations, ListUse(attributes, several))
        files = FileReader(survey, self.files, self.translations, attributes, several)
        for draft in self.outline.drafts:
            if draft.asked.is_from_file:
                files.read_list(draft, parameters[draft.name])
        lists = MappingProxyType({**lists, **files.lists})
        reader = self._reader(lists, files, parameters)
        pages, sections = SurveyReader(Layout(self.outline), reader).read()
        self._note_unused(attributes)
        if not self.outline.drafts and not any(fault.sheet == "survey" for fault in self.ledger.errors):
            survey.fault("no-questions", "The questionnaire has no question", expected="rows with type and name")
        languages = self.translations.languages
        return Instrument(
            name=self.settings.name,
            title=self.settings.title,
            version=self.settings.version,
            default_language=self.translations.default.tag,
            languages=self.translations.tags,
            language_names=MappingProxyType({language.tag: language.name for language in languages}),
            pages=pages,
            choice_lists=lists,
            texts=read_texts(self.tables["texts"], self.translations),
            sections=MappingProxyType(sections),
            files=files.data,
        )

    def _attributes(self) -> dict[str, frozenset[str]]:
        """Return for each list the further columns that its filters look at."""
        found: dict[str, frozenset[str]] = {}
        for draft in self.outline.drafts:
            written = "" if draft.other_of else draft.record["choice_filter"]
            if not written or not draft.choice_list:
                continue
            try:
                names = Expression.parse(written, attributes=True).attributes
            except ExpressionError:  # noted where the filter is compiled
                names = ()
            found[draft.choice_list] = found.get(draft.choice_list, frozenset()) | frozenset(names)
        return found

    def _reader(self, lists: ChoiceLists, files: FileReader, parameters: Mapping[str, Parameters]) -> QuestionReader:
        survey, own = self.tables["survey"], tuple(column.head for column in self.tables["choices"].further)
        choices = {draft.name: self._offered(draft, lists) for draft in self.outline.drafts if draft.choice_list}
        columns = {
            draft.name: files.columns_of(draft.choice_list) if draft.asked.is_from_file else (*own, "name")
            for draft in self.outline.drafts
        }
        conditions = Conditions(survey, self.outline, choices, files)
        return QuestionReader(survey, conditions, self.translations, lists, choices, parameters, columns)

    def _offered(self, draft: Draft, lists: ChoiceLists) -> tuple[Choice, ...]:
        """Return the choices of a question, with the one that `or_other` adds to a list that has none of its name."""
        listed = lists.get(draft.choice_list, ())
        if not draft.asked.has_other or any(choice.name == OTHER for choice in listed):
            return listed
        for language in self.translations.languages:
            if other_words(language.tag) is None and language != UNDETERMINED:
                self.outline.table.warn(
                    "untranslated-other", f"or_other has no words in {language.name}, it speaks English",
                    record=draft.record, column="type", hint="Write the choice 'other' into the list.",
                )  # fmt: skip
        return (*listed, other_choice(self.translations.tags))

    def _note_unused(self, attributes: Mapping[str, frozenset[str]]) -> None:
        """Note lists that no question uses, and columns that no filter looks at."""
        table = self.tables["choices"]
        noted = {draft.choice_list for draft in self.outline.drafts} | {MISSING_LIST}
        for record in table.records:
            name = record["list_name"]
            if name and name not in noted:
                noted.add(name)
                table.warn("unused-list", f"No question uses the list '{name}'", record=record, column="list_name")
        own = frozenset(column.head for column in table.further)
        used = own & frozenset().union(*attributes.values())
        for head in sorted(own - used):
            self.ledger.add(unknown_column("choices", head, SHEETS["choices"].known | used))


def _only_language(sheets: Sheets) -> Language | None:
    """Return the language of columns that name none: the only one of the form, or one that we do not know.

    Where a text has a column without a language beside one with a language, nobody can say what the first one is in.
    """
    found: dict[str, Language] = {}
    for name in ("survey", "choices", "texts"):
        heads: dict[str, bool] = {}
        for cell in sheets[name][0] if sheets.get(name) else ():
            column, behind = parse_heading(0, cell_text(cell), SHEETS[name])
            if column.head not in SHEETS[name].translated:
                continue
            if (behind and column.language is None) or heads.setdefault(column.head, bool(behind)) is not bool(behind):
                return None
            if column.language is not None:
                found[column.language.tag] = column.language
    return next(iter(found.values()), UNDETERMINED) if len(found) < 2 else None


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
            if known.name == known.tag:
                found[language.tag] = language
            elif language.name not in (known.name, language.tag):
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
