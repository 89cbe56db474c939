"""From the outline to pages and questions, with every cell of a row checked."""

from __future__ import annotations

from collections.abc import Mapping

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.model import MISSING_LIST, Kind, Page, Question, Texts, nothing
from querschnitt.core.instrument.values import MISSING_BY_CODE
from querschnitt.core.instrument.xlsform.conditions import Conditions
from querschnitt.core.instrument.xlsform.outline import Draft, DraftPage, Outline
from querschnitt.core.instrument.xlsform.sheet import Record, Table
from querschnitt.core.instrument.xlsform.translations import Translations

APPEARANCES: Mapping[Kind, frozenset[str]] = {
    Kind.SELECT_ONE: frozenset({"minimal"}),
    Kind.SELECT_MULTIPLE: frozenset({"minimal"}),
    Kind.TEXT: frozenset({"multiline"}),
    Kind.INTEGER: frozenset({"year", "euro"}),
    Kind.DECIMAL: frozenset({"euro"}),
}

GROUP_APPEARANCES = frozenset({"field-list"})

_MARKS = {"": False, "no": False, "false": False, "false()": False, "0": False} | dict.fromkeys(
    ("yes", "true", "true()", "1", "x"), True
)

_TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message")


def read_pages(outline: Outline, translations: Translations) -> tuple[Page, ...]:
    """Return the pages with their questions, in the order of the sheet."""
    translations.check_columns(outline.table, _TRANSLATED)
    reader = _Reader(outline, translations)
    return tuple(reader.page(draft) for draft in outline.pages)


class _Reader:
    """Reads rows into questions. Holds what every row needs."""

    def __init__(self, outline: Outline, translations: Translations) -> None:
        self.table: Table = outline.table
        self.lists = outline.lists
        self.translations = translations
        self.conditions = Conditions(table=outline.table, outline=outline, lists=outline.lists)

    def page(self, draft: DraftPage) -> Page:
        labels: Texts = nothing()
        relevant: Expression | None = None
        if draft.is_group:
            self._refuse(draft.record, ("constraint", "calculation", "required", "missing", "essential", "sensitive"))
            self._check_appearance(draft.record, GROUP_APPEARANCES)
            relevant = self.conditions.relevant(draft)
            labels = self.translations.optional(self.table, draft.record, "label")
            self.conditions.check_pipes(draft.record, draft.record.texts, draft.name)
        return Page(
            name=draft.name,
            labels=labels,
            relevant=relevant,
            questions=tuple(self.question(question) for question in draft.drafts),
        )

    def question(self, draft: Draft) -> Question:
        record = draft.record
        self._check_row(draft)
        relevant = self.conditions.relevant(draft)
        constraint = self.conditions.constraint(draft)
        calculation = self.conditions.calculation(draft) if draft.kind is Kind.CALCULATE else None
        labels = nothing()
        if draft.kind is not Kind.CALCULATE:
            labels = self.translations.required(self.table, record, "label")
        return Question(
            name=draft.name,
            kind=draft.kind,
            labels=labels,
            hints=self.translations.optional(self.table, record, "hint"),
            guidance=self.translations.optional(self.table, record, "guidance_hint"),
            choice_list=draft.choice_list,
            choices=self.lists.get(draft.choice_list, ()),
            relevant=relevant,
            required=self._mark(record, "required"),
            constraint=constraint,
            constraint_messages=self.translations.optional(self.table, record, "constraint_message"),
            calculation=calculation,
            essential=self._mark(record, "essential"),
            sensitive=self._mark(record, "sensitive"),
            missing=self._missing(record),
            appearance=record["appearance"].lower(),
            trend=record["trend"],
            feature=record["feature"],
            block=draft.page,
        )

    def _check_row(self, draft: Draft) -> None:
        """Check what can be said of a row without its expressions."""
        record = draft.record
        if not draft.kind.is_asked:
            self._refuse(record, ("constraint", "required", "missing", "essential", "sensitive", "trend"))
        if draft.kind is not Kind.CALCULATE:
            self._refuse(record, ("calculation",))
        elif not record["calculation"]:
            self.table.fault(
                "missing-calculation", f"'{draft.name}' calculates nothing", record=record, column="calculation",
                expected="an expression",
            )  # fmt: skip
        if record.texts.get("constraint_message") and not record["constraint"]:
            self.table.warn(
                "message-without-constraint",
                "There is a message, but no constraint",
                record=record,
                column="constraint",
            )
        self._check_appearance(record, APPEARANCES.get(draft.kind, frozenset()))
        self.conditions.check_pipes(record, record.texts, draft.page)

    def _refuse(self, record: Record, columns: tuple[str, ...]) -> None:
        """Refuse cells that make no sense for this type of row."""
        for column in columns:
            if record[column] and _MARKS.get(record[column].lower()) is not False:
                self.table.fault(
                    "surplus-cell", f"A row of type '{record['type']}' has no {column}", record=record, column=column,
                    expected="an empty cell",
                )  # fmt: skip

    def _check_appearance(self, record: Record, known: frozenset[str]) -> None:
        written = record["appearance"].lower()
        if written and written not in known:
            self.table.fault(
                "unsupported-appearance", f"The appearance '{written}' is not supported here", record=record,
                column="appearance", expected=" or ".join([*sorted(known), "an empty cell"]),
                hint=suggestion(written, known),
            )  # fmt: skip

    def _mark(self, record: Record, column: str) -> bool:
        found = _MARKS.get(record[column].lower())
        if found is None:
            self.table.fault(
                "bad-mark", f"The cell {column} cannot be read", record=record, column=column,
                expected="yes or an empty cell",
                hint="A condition is not supported here." if "{" in record[column] else "",
            )  # fmt: skip
        return bool(found)

    def _missing(self, record: Record) -> tuple[str, ...]:
        """Return the kinds of missing answer that are offered, in the order of their list."""
        written = record["missing"].replace(",", " ").split()
        offered = [choice.name for choice in self.lists.get(MISSING_LIST, ())]
        if written and not offered:
            self.table.fault(
                "no-missing-list", f"There is no choice list '{MISSING_LIST}'", record=record, column="missing",
                expected=f"the rows dk and refused in the sheet choices, with the list_name {MISSING_LIST}",
            )  # fmt: skip
            return ()
        for code in written:
            if code not in offered:
                self.table.fault(
                    "unknown-missing-code", f"'{code}' is no kind of missing answer", record=record, column="missing",
                    expected=" or ".join(offered or MISSING_BY_CODE), hint=suggestion(code, offered),
                )  # fmt: skip
        return tuple(code for code in offered if code in written)
