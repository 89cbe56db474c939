"""One row of the sheet survey as a question, with every cell of it checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.model import MISSING_LIST, Choice, Kind, Question, Texts, nothing
from querschnitt.core.instrument.values import MISSING_BY_CODE
from querschnitt.core.instrument.xlsform.appearances import check_appearance
from querschnitt.core.instrument.xlsform.columns import AUDIO
from querschnitt.core.instrument.xlsform.conditions import Conditions, attribute_operands
from querschnitt.core.instrument.xlsform.defaults import is_expression, written_default
from querschnitt.core.instrument.xlsform.lists import ChoiceLists
from querschnitt.core.instrument.xlsform.marks import mark
from querschnitt.core.instrument.xlsform.outline import Draft
from querschnitt.core.instrument.xlsform.parameters import Parameters
from querschnitt.core.instrument.xlsform.references import Standpoint
from querschnitt.core.instrument.xlsform.sheet import Record, Table
from querschnitt.core.instrument.xlsform.translations import Translations

_MARKUP = re.compile(r"\*\*\S|</?(?:b|i|u|em|strong|span|font|br|p|a|h\d|sub|sup)\b[^<>]*>|\]\(https?:")

TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
"""Texts of the sheet survey that each language must have if one has them."""

ANSWERED = ("constraint", "required", "missing", "essential", "sensitive", "trend")
"""Columns that make sense only where somebody answers."""


@dataclass(frozen=True)
class QuestionReader:
    """Reads rows into questions. Holds what every row needs.

    Attributes
    ----------
    lists : the choice lists of the workbook
    choices : what each question offers, by name
    parameters : of each question, by name
    columns : the further columns of the list or file of each question with a filter, by its name
    """

    table: Table
    conditions: Conditions
    translations: Translations
    lists: ChoiceLists
    choices: Mapping[str, tuple[Choice, ...]]
    parameters: Mapping[str, Parameters]
    columns: Mapping[str, tuple[str, ...]]

    def read(self, draft: Draft) -> Question:
        """Read one row; its condition is added by whoever knows the groups around it."""
        record, parameters = draft.record, self.parameters.get(draft.name, Parameters())
        self._check_row(draft)
        required, required_if = self._required(draft)
        texts = self._texts(draft)
        return Question(
            name=draft.name,
            kind=draft.kind,
            labels=texts["label"],
            hints=texts["hint"],
            guidance=texts["guidance_hint"],
            choice_list=draft.choice_list,
            choices=self.choices.get(draft.name, ()),
            choice_filter=self._filter(draft),
            required=required,
            required_if=required_if,
            required_messages=texts["required_message"],
            constraint=self.conditions.constraint(draft),
            constraint_messages=texts["constraint_message"],
            calculation=self.conditions.value(draft, "calculation"),
            default=self._default(draft, parameters),
            read_only=self._mark(record, "read_only", hint="A condition is not supported here; relevant can have one."),
            scale=parameters.scale,
            is_randomized=parameters.is_randomized,
            seed=self._seed(draft, parameters),
            audio=self.translations.partial(record, AUDIO),
            essential=self._mark(record, "essential"),
            sensitive=self._mark(record, "sensitive"),
            missing=self._missing(record),
            appearance=check_appearance(self.table, record, draft.kind),
            trend=record["trend"],
            feature=record["feature"],
        )

    def _check_row(self, draft: Draft) -> None:
        """Check what can be said of a row without its expressions."""
        record = draft.record
        if not draft.kind.is_asked:
            self.refuse(record, ANSWERED)
        if draft.kind in (Kind.NOTE, Kind.CALCULATE):
            self.refuse(record, ("default",))
        if draft.kind is Kind.NOTE:
            self.refuse(record, ("calculation",))
        if draft.kind is Kind.CALCULATE and not record["calculation"]:
            self.table.fault(
                "missing-calculation", f"'{draft.name}' calculates nothing", record=record, column="calculation",
                expected="an expression",
            )  # fmt: skip
        self.refuse(record, ("repeat_count", *(() if draft.kind.has_choices else ("choice_filter",))))
        if draft.asked.has_other and record["choice_filter"]:
            self.table.fault(
                "surplus-cell", "or_other does not go together with a filter", record=record, column="choice_filter",
                hint="Write the choice 'other' into the list, and a row text with a condition after it.",
            )  # fmt: skip
        self._warn_idle(draft)
        self._warn_markup(record)
        self.conditions.check_texts(draft, self.translations)

    def _warn_idle(self, draft: Draft) -> None:
        """Warn of cells that have no effect beside others."""
        record = draft.record
        for head, column in (("constraint_message", "constraint"), ("required_message", "required")):
            if record.texts.get(head) and not record[column]:
                self.table.warn(f"message-without-{column}", f"There is a message, but nothing is {column}"
                                if column == "required" else "There is a message, but no constraint",
                                record=record, column=column)  # fmt: skip
        is_fixed = draft.kind.is_asked and (record["calculation"] or mark(record["read_only"]))
        for column in ("constraint", "required", "missing") if is_fixed else ():
            if record[column] and mark(record[column]) is not False:
                self.table.warn("idle-cell", f"Nobody can answer '{draft.name}': {column} has no effect",
                                record=record, column=column)  # fmt: skip
        if is_fixed and not record["calculation"] and not record["default"]:
            self.table.warn("empty-question", f"'{draft.name}' can neither be answered nor shows anything",
                            record=record, column="read_only", expected="a default or a calculation")  # fmt: skip
        if draft.kind is Kind.HIDDEN and not (record["default"] or record["calculation"]):
            self.table.warn("empty-question", f"'{draft.name}' is hidden and has no value", record=record,
                            column="default", expected="a default or a calculation")  # fmt: skip

    def _warn_markup(self, record: Record) -> None:
        """Warn of marks of style that other software makes bold or coloured: here people would read the marks."""
        tag = self.translations.default.tag
        for head in ("label", "hint"):
            found = _MARKUP.search(record.texts.get(head, {}).get(tag, ""))
            if found is not None:
                self.table.warn("markup", f"The {head} has marks of style: '{found[0]}'", record=record, column=head,
                                tag=tag, hint="Texts are shown as they are written.")  # fmt: skip

    def _texts(self, draft: Draft) -> dict[str, Texts]:
        record = draft.record
        if not draft.kind.is_shown:
            self.warn_surplus_texts(record, ())
            return dict.fromkeys(TRANSLATED, nothing())
        found = {head: self.translations.optional(self.table, record, head) for head in TRANSLATED[1:]}
        return found | {"label": self.translations.required(self.table, record, "label")}

    def warn_surplus_texts(self, record: Record, heads: tuple[str, ...]) -> None:
        """Warn of texts that nobody sees in this type of row."""
        for head in record.texts:
            if head not in heads:
                self.table.warn("surplus-text", f"A row of type '{record['type']}' shows no {head.replace('_', ' ')}",
                                record=record, column=head, tag=next(iter(record.texts[head])))  # fmt: skip

    def refuse(self, record: Record, columns: tuple[str, ...]) -> None:
        """Refuse cells that make no sense for this type of row."""
        for column in columns:
            if record[column] and mark(record[column]) is not False:
                self.table.fault(
                    "surplus-cell", f"A row of type '{record['type']}' has no {column}", record=record, column=column,
                    expected="an empty cell",
                )  # fmt: skip

    def _required(self, draft: Draft) -> tuple[bool, Expression | None]:
        """Read a mark, or a condition."""
        record = draft.record
        if not draft.kind.is_asked:
            return False, None
        found = mark(record["required"])
        if found is not None:
            return found, None
        try:
            Expression.parse(record["required"])
        except ExpressionError:
            if "$" not in record["required"] and "(" not in record["required"]:
                self._mark(record, "required")
                return False, None
        return False, self.conditions.truth(Standpoint.of(draft), "required")

    def _mark(self, record: Record, column: str, *, hint: str = "") -> bool:
        found = mark(record[column])
        if found is None:
            self.table.fault(
                "bad-mark", f"The cell {column} cannot be read", record=record, column=column,
                expected="yes or an empty cell" + (", or a condition" if column == "required" else ""),
                hint=hint if "{" in record[column] or "(" in record[column] else "",
            )  # fmt: skip
        return bool(found)

    def _default(self, draft: Draft, parameters: Parameters) -> Expression | None:
        record = draft.record
        if not record["default"] or draft.kind in (Kind.NOTE, Kind.CALCULATE):
            return None
        if is_expression(record["default"], draft.kind):
            return self.conditions.value(draft, "default")
        codes = tuple(choice.name for choice in self.choices.get(draft.name, ()))
        return written_default(self.table, record, draft.kind, codes=codes, scale=parameters.scale)

    def _filter(self, draft: Draft) -> Expression | None:
        """Compile the filter of a selection, and check that its columns exist."""
        if not draft.kind.has_choices or draft.asked.has_other:
            return None
        choices = self.choices.get(draft.name, ())
        expression = self.conditions.choice_filter(draft, attribute_operands(choices))
        known = self.columns.get(draft.name, ())
        for name in expression.attributes if expression is not None else ():
            if not known:
                continue
            if name not in known:
                self.table.fault(
                    "unknown-attribute", f"The choices of '{draft.choice_list}' have no column '{name}'",
                    record=draft.record, column="choice_filter", expected="one of " + ", ".join(known),
                    hint=suggestion(name, known) or f"For a question write ${{{name}}}, for a text '{name}'.",
                )  # fmt: skip
            elif choices and not any(choice.attributes.get(name) for choice in choices):
                self.table.warn(
                    "empty-attribute", f"The column '{name}' is empty for the list '{draft.choice_list}'",
                    record=draft.record, column="choice_filter",
                )  # fmt: skip
        return expression

    def _seed(self, draft: Draft, parameters: Parameters) -> Expression | None:
        if not (parameters.is_randomized and parameters.seed):
            return None
        return self.conditions.seed(draft, parameters.seed)

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
