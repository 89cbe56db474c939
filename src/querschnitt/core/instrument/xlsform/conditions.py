"""The expressions of a workbook: parsed, and checked against the questions that they speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.expressions.tree import Current, Node, nodes
from querschnitt.core.instrument.model import Kind
from querschnitt.core.instrument.piping import pipes
from querschnitt.core.instrument.xlsform.lists import ChoiceLists
from querschnitt.core.instrument.xlsform.operands import KIND_OF, Operand, OperandCheck
from querschnitt.core.instrument.xlsform.outline import Draft, DraftPage, Outline
from querschnitt.core.instrument.xlsform.sheet import Record, Table


@dataclass
class Conditions:
    """Compiles the expressions of the sheet survey, in the order of its rows.

    Attributes
    ----------
    questions : every question of the outline, by name
    operands : what is known of each question's value; a calculated value is known when its row has been read
    """

    table: Table
    outline: Outline
    lists: ChoiceLists
    questions: dict[str, Draft] = field(init=False)
    operands: dict[str, Operand] = field(init=False)

    def __post_init__(self) -> None:
        self.questions = {draft.name: draft for draft in reversed(self.outline.drafts)}
        self.operands = {name: self._operand(draft) for name, draft in self.questions.items()}

    def _operand(self, draft: Draft) -> Operand:
        return Operand(
            kind=KIND_OF[draft.kind],
            codes=tuple(choice.name for choice in self.lists.get(draft.choice_list, ())),
            missing=tuple(draft.record["missing"].replace(",", " ").split()),
            name=f"${{{draft.name}}}",
        )

    def relevant(self, row: Draft | DraftPage) -> Expression | None:
        return self._condition(row.record, "relevant", None)

    def constraint(self, draft: Draft) -> Expression | None:
        current = self.operands.get(draft.name)
        return self._condition(draft.record, "constraint", current)

    def _condition(self, record: Record, column: str, current: Operand | None) -> Expression | None:
        expression = self._parsed(record, column)
        if expression is not None:
            check = self._check(record, column, current)
            check.want("truth", check.visit(expression.tree), expression.tree)
            self._check_places(record, column, expression, current)
        return expression

    def calculation(self, draft: Draft) -> Expression | None:
        """Compile a calculated value, and remember what kind of value it is."""
        expression = self._parsed(draft.record, "calculation")
        if expression is None:
            return None
        found = self._check(draft.record, "calculation", None).visit(expression.tree)
        self.operands[draft.name] = Operand(found.kind, name=f"${{{draft.name}}}")
        self._check_places(draft.record, "calculation", expression, None)
        return expression

    def _parsed(self, record: Record, column: str) -> Expression | None:
        if not record[column]:
            return None
        try:
            return Expression.parse(record[column])
        except ExpressionError as error:
            at = f" at character {error.position}" if error.position else ""
            self.table.fault(
                "bad-expression", f"{error.what}{at}", record=record, column=column, expected=str(error.expected),
                hint=error.hint,
            )  # fmt: skip
            return None

    def _check(self, record: Record, column: str, current: Operand | None) -> OperandCheck:
        def note(code: str, what: str, node: Node, *, expected: str = "", hint: str = "") -> None:
            at = f" at character {node.position}" if node.position else ""
            self.table.fault(code, what + at, record=record, column=column, expected=expected, hint=hint)

        return OperandCheck(questions=self.operands, current=current, note=note)

    def _check_places(self, record: Record, column: str, expression: Expression, current: Operand | None) -> None:
        """Check that every question spoken of is known when the expression is evaluated."""
        for name in expression.references:
            self._check_reference(record, column, name)
        stands_for_nothing = current is None and any(isinstance(node, Current) for node in nodes(expression.tree))
        if stands_for_nothing:
            self.table.fault(
                "bad-expression", "'.' stands for an answer only in a constraint", record=record, column=column,
                expected="a question as ${name}",
            )  # fmt: skip

    def _check_reference(self, record: Record, column: str, name: str, tag: str = "") -> None:
        place = f"{column} of '{record['name']}'"
        draft = self.questions.get(name)
        if draft is None:
            if self._is_noted(name):
                return
            is_group = any(page.is_group and page.name == name for page in self.outline.pages)
            what = f"'{name}' in {place} is a group" if is_group else f"Unknown question '{name}' in {place}"
            self.table.fault(
                "unknown-reference", what, record=record, column=column, tag=tag, expected="the name of a question",
                hint=suggestion(name, self.questions),
            )  # fmt: skip
        elif draft.kind is Kind.NOTE:
            self.table.fault(
                "unknown-reference",
                f"'{name}' in {place} is a note and has no answer",
                record=record,
                column=column,
                tag=tag,
            )
        elif draft.order == record.row:
            hint = "Write '.' for the answer itself." if column == "constraint" else "Refer to an earlier question."
            self.table.fault(
                "later-reference",
                f"'{name}' refers to itself in {column}",
                record=record,
                column=column,
                tag=tag,
                hint=hint,
            )
        elif draft.order > record.row:
            self.table.fault(
                "later-reference", f"'{name}' in {place} comes later (row {draft.order})", record=record, column=column,
                tag=tag, expected="a question that comes before", hint="Move one of the two.",
            )  # fmt: skip

    def _is_noted(self, name: str) -> bool:
        """Whether a row of this name was refused as a question: then that is the fault, not the reference to it."""
        named = self.outline.names.get(name.lower())
        return named is not None and named["name"] == name and named not in [p.record for p in self.outline.pages]

    def check_pipes(self, record: Record, texts: Mapping[str, Mapping[str, str]], page: str) -> None:
        """Check the `${...}` inside texts: known, earlier, and on an earlier page."""
        for head, by_language in texts.items():
            seen: set[str] = set()
            for tag, text in by_language.items():
                for name in sorted(pipes(text) - seen):
                    seen.add(name)
                    self._check_reference(record, head, name, tag)
                    self._check_page(record, head, name, page)

    def _check_page(self, record: Record, head: str, name: str, page: str) -> None:
        draft = self.questions.get(name)
        if draft is not None and draft.page == page and draft.order < record.row and draft.kind.is_asked:
            self.table.fault(
                "same-page", f"The {head} of '{record['name']}' shows the answer '{name}' of the same page",
                record=record, column="name",
                hint="Put the two on different pages: the page is written before the answer is given.",
            )  # fmt: skip
