"""The expressions of a workbook: parsed, and checked against the questions that they speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.expressions.tree import Call, Current, Node, Operation, Reference, Text, nodes
from querschnitt.core.instrument.messages import pipes
from querschnitt.core.instrument.model import ACKNOWLEDGED, OTHER, Choice, Kind
from querschnitt.core.instrument.xlsform.files import FileReader
from querschnitt.core.instrument.xlsform.marks import mark
from querschnitt.core.instrument.xlsform.operand import KIND_OF, Operand
from querschnitt.core.instrument.xlsform.operands import OperandCheck
from querschnitt.core.instrument.xlsform.outline import Draft, Group, Outline
from querschnitt.core.instrument.xlsform.references import References, Standpoint
from querschnitt.core.instrument.xlsform.sheet import Record, Table
from querschnitt.core.instrument.xlsform.translations import Translations


@dataclass
class Conditions:
    """Compiles the expressions of the sheet survey, in the order of its rows.

    Attributes
    ----------
    choices : what each question offers, by name
    operands : what is known of each question's value; a calculated value is known when its row has been read
    """

    table: Table
    outline: Outline
    choices: Mapping[str, tuple[Choice, ...]]
    files: FileReader
    references: References = field(init=False)
    operands: dict[str, Operand] = field(init=False)
    known: dict[tuple[str, bool], Expression] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.references = References(self.table, self.outline)
        self.operands = {draft.name: self._operand(draft) for draft in reversed(self.outline.drafts)}

    def _operand(self, draft: Draft) -> Operand:
        codes = tuple(choice.name for choice in self.choices.get(draft.name, ()))
        return Operand(
            kind=KIND_OF[draft.kind],
            codes=(ACKNOWLEDGED,) if draft.kind is Kind.ACKNOWLEDGE else codes,
            missing=() if draft.other_of else tuple(draft.record["missing"].replace(",", " ").split()),
            name=f"${{{draft.name}}}",
            repeats=draft.repeats,
        )

    def see(self, standpoint: Standpoint, name: str) -> Operand:
        """Return what is known of a name as seen from a place: from outside of its repeat it is a row of values."""
        group = self.references.groups.get(name)
        if group is not None and group.is_repeat:
            return Operand("instances", name=f"${{{name}}}")
        found = self.operands.get(name, Operand("any"))
        if standpoint.is_inside(found.repeats):
            return found
        return Operand("nodeset", name=found.name, element=found, repeats=found.repeats)

    def truth(self, standpoint: Standpoint, column: str, current: Operand | None = None) -> Expression | None:
        """Compile a condition."""
        expression = self.parsed(standpoint.record, column)
        if expression is not None:
            check = self._check(standpoint, column, current)
            check.want("truth", check.visit(expression.tree), expression.tree)
            self._check_places(standpoint, column, expression, allows_current=current is not None)
        return expression

    def relevant(self, draft: Draft, flattened: tuple[Group, ...] = ()) -> Expression | None:
        """Compile the condition of a question, together with those of groups that have no page of their own."""
        if draft.other_of:
            tree = Call("selected", (Reference(draft.other_of), Text(OTHER)))
            return Expression(f"selected(${{{draft.other_of}}}, '{OTHER}')", tree)
        own = self.truth(Standpoint.of(draft), "relevant")
        for group in reversed(flattened):
            if group.record is not None and (outer := self.parsed(group.record, "relevant", is_silent=True)):
                own = outer if own is None else _both(outer, own)
        return own

    def group_relevant(self, group: Group) -> Expression | None:
        return self.truth(Standpoint.around(group), "relevant")

    def count(self, group: Group) -> Expression | None:
        """Compile the number of instances of a repeat."""
        standpoint = Standpoint.around(group)
        expression = self.parsed(standpoint.record, "repeat_count")
        if expression is not None:
            check = self._check(standpoint, "repeat_count", None)
            check.want("number", check.visit(expression.tree), expression.tree)
            self._check_places(standpoint, "repeat_count", expression, allows_current=False)
        return expression

    def constraint(self, draft: Draft) -> Expression | None:
        return self.truth(Standpoint.of(draft), "constraint", self.operands.get(draft.name, Operand("any")))

    def choice_filter(self, draft: Draft, attributes: Mapping[str, Operand]) -> Expression | None:
        """Compile a filter; `attributes` are the further columns of its choices."""
        expression = self.parsed(draft.record, "choice_filter", attributes=True)
        if expression is not None:
            standpoint = Standpoint.of(draft)
            check = self._check(standpoint, "choice_filter", None, attributes)
            check.want("truth", check.visit(expression.tree), expression.tree)
            self._check_places(standpoint, "choice_filter", expression, allows_current=False)
        return expression

    def seed(self, draft: Draft, written: str) -> Expression | None:
        """Compile the seed of an order that is drawn."""
        record = Record(draft.record.row, {"name": draft.name, "parameters": written}, {})
        expression = self.parsed(record, "parameters")
        if expression is not None:
            self._check_places(Standpoint.of(draft), "parameters", expression, allows_current=False)
        return expression

    def value(self, draft: Draft, column: str) -> Expression | None:
        """Compile a calculation or a default, and check that its value fits the question."""
        expression = self.parsed(draft.record, column)
        if expression is None:
            return None
        standpoint = Standpoint.of(draft)
        is_lasting = any(isinstance(node, Call) and node.function == "once" for node in nodes(expression.tree))
        current = Operand("any") if is_lasting else None
        check = self._check(standpoint, column, current)
        found = check.visit(expression.tree)
        self._check_places(standpoint, column, expression, allows_current=is_lasting)
        if found.kind in ("nodeset", "instances"):
            check.want("text", found, expression.tree)
        if draft.kind in (Kind.CALCULATE, Kind.HIDDEN):
            if column == "calculation" or not draft.record["calculation"]:
                name = f"${{{draft.name}}}"
                self.operands[draft.name] = replace(
                    found.one, literal=None, missing=(), name=name, repeats=draft.repeats
                )
        elif not found.fits(_WANTED.get(draft.kind, "any")):
            check.want(_WANTED[draft.kind], found, expression.tree)
        return expression

    def parsed(
        self, record: Record, column: str, *, attributes: bool = False, is_silent: bool = False
    ) -> Expression | None:
        """Parse a cell; what cannot be read is noted unless it has been before."""
        written = record[column]
        if not written:
            return None
        if column in _CONDITIONS and (said := mark(written)) is not None:
            return Expression(written, Call("true" if said else "false", ()))
        try:
            return self._parse(written, attributes=attributes)
        except ExpressionError as error:
            if not is_silent:
                at = f" at character {error.position}" if error.position else ""
                self.table.fault(
                    "bad-expression", f"{error.what}{at}", record=record, column=column,
                    expected=str(error.expected), hint=error.hint,
                )  # fmt: skip
            return None

    def _parse(self, written: str, *, attributes: bool) -> Expression:
        """Parse a text once: many rows have the same condition."""
        key = (written, attributes)
        if key not in self.known:
            self.known[key] = Expression.parse(written, attributes=attributes)
        return self.known[key]

    def _check(
        self,
        standpoint: Standpoint,
        column: str,
        current: Operand | None,
        attributes: Mapping[str, Operand] | None = None,
    ) -> OperandCheck:
        def note(code: str, what: str, node: Node, *, severity: str = "error", **parts: str) -> None:
            at = f" at character {node.position}" if node.position else ""
            write = self.table.fault if severity == "error" else self.table.warn
            write(code, what + at, record=standpoint.record, column=column, **parts)

        return OperandCheck(
            see=lambda name: self.see(standpoint, name), attributes=attributes or {}, current=current,
            pulled=self.files.operand, note=note,
        )  # fmt: skip

    def _check_places(
        self, standpoint: Standpoint, column: str, expression: Expression, *, allows_current: bool
    ) -> None:
        """Check that every question spoken of is known when the expression is evaluated."""
        elsewhere = _of_other_instances(expression)
        for name in expression.references:
            self.references.check(standpoint, column, name, of_other_instance=name in elsewhere)
        for name in _named_for_labels(expression):
            self.references.check(standpoint, column, name)
        self.files.check_pulldata(standpoint.record, column, expression)
        for node in nodes(expression.tree):
            if isinstance(node, Call) and node.function in ("position", "index") and not standpoint.repeats:
                self.table.fault(
                    "outside-repeat", f"{node.function} is the number of an instance, and there is no repeat here",
                    record=standpoint.record, column=column, hint="Put the row into a repeat.",
                )  # fmt: skip
        self._check_chance(standpoint, column, expression)
        if not allows_current and any(isinstance(node, Current) for node in nodes(expression.tree)):
            self.table.fault(
                "bad-expression", "'.' stands for an answer only in a constraint", record=standpoint.record,
                column=column, expected="a question as ${name}",
            )  # fmt: skip

    def _check_chance(self, standpoint: Standpoint, column: str, expression: Expression) -> None:
        """Refuse what is drawn where it would be drawn anew at each look: nobody could tell afterwards what it was."""
        drawn = [node for node in nodes(expression.tree) if isinstance(node, Call) and node.function in _DRAWN]
        for node in drawn if column not in ("calculation", "default") else ():
            self.table.fault(
                "bad-expression", f"{node.function}() cannot stand in {column} at character {node.position}",
                record=standpoint.record, column=column, expected="${name} of a row of type calculate",
                hint=f"Draw it once before, in a row of type calculate: once({node.function}()).",
            )  # fmt: skip

    def check_texts(self, draft: Draft | Group, translations: Translations) -> None:
        """Check the `${...}` and the plurals inside the texts of a row."""
        standpoint = Standpoint.of(draft) if isinstance(draft, Draft) else Standpoint.around(draft, is_inside=True)
        for head, by_language in standpoint.record.texts.items():
            if not any("{" in text for text in by_language.values()):
                continue
            seen: set[str] = set()
            for tag, text in by_language.items():
                for name in sorted(pipes(text) - seen):
                    seen.add(name)
                    self.references.check(standpoint, head, name, tag=tag)
                    self._check_shown(standpoint, head, name, tag)
            translations.check_plurals(self.table, standpoint.record, head, is_whole=self._is_whole)

    def _check_shown(self, standpoint: Standpoint, head: str, name: str, tag: str) -> None:
        if self.see(standpoint, name).kind in ("nodeset", "instances"):
            self.table.fault(
                "across-repeats", f"The {head} of '{standpoint.record['name']}' shows '{name}', which is asked in a "
                "repeat", record=standpoint.record, column=head, tag=tag, expected="one value",
                hint="Calculate it before, with join() or indexed-repeat().",
            )  # fmt: skip

    def _is_whole(self, name: str) -> bool:
        found = self.references.questions.get(name)
        return found is None or found.kind is not Kind.DECIMAL


_DRAWN = frozenset({"random", "uuid"})

_CONDITIONS = ("relevant", "constraint")
"""Columns in which pyxform reads yes and no as true() and false()."""

_WANTED = {
    Kind.INTEGER: "number",
    Kind.DECIMAL: "number",
    Kind.RANGE: "number",
    Kind.DATE: "date",
    Kind.TIME: "time",
}


def _both(outer: Expression, own: Expression) -> Expression:
    return Expression(f"({outer.text}) and ({own.text})", Operation("and", (outer.tree, own.tree)))


def _of_other_instances(expression: Expression) -> frozenset[str]:
    """Return the questions that are asked for in another instance of their repeat: those of indexed-repeat()."""
    calls = [node for node in nodes(expression.tree) if isinstance(node, Call) and node.function == "indexed-repeat"]
    return frozenset(getattr(call.arguments[0], "name", "") for call in calls if call.arguments)


def _named_for_labels(expression: Expression) -> tuple[str, ...]:
    """Return the questions that jr:choice-name() names in quotes."""
    calls = [node for node in nodes(expression.tree) if isinstance(node, Call) and node.function == "jr:choice-name"]
    written = [part.value for call in calls for part in call.arguments[1:2] if isinstance(part, Text)]
    return tuple(name for text in written for name in sorted(pipes(text) or {text}))


def attribute_operands(choices: tuple[Choice, ...]) -> dict[str, Operand]:
    """Return what is known of the further columns of choices: the values that stand in them."""
    names = dict.fromkeys(name for choice in choices for name in choice.attributes)
    values = {name: tuple(dict.fromkeys(choice.attributes.get(name, "") for choice in choices)) for name in names}
    return {
        name: Operand("code", tuple(value for value in found if value), name=f"the column {name}")
        for name, found in values.items()
    }
