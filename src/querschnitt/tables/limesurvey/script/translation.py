"""From an expression of LimeSurvey to one of a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.expressions.parser import MAX_LENGTH
from querschnitt.tables.limesurvey.script.comparison import compare
from querschnitt.tables.limesurvey.script.faults import Untranslatable
from querschnitt.tables.limesurvey.script.functions import call, is_given
from querschnitt.tables.limesurvey.script.parser import bare, parse
from querschnitt.tables.limesurvey.script.strictness import needs
from querschnitt.tables.limesurvey.script.terms import (
    FALSE,
    TRUE,
    Kind,
    Term,
    all_of,
    any_of,
    as_number,
    as_truth,
    counted,
    negated,
    quoted,
)
from querschnitt.tables.limesurvey.script.tree import COMPARISONS, Binary, Call, Name, Node, Num, Str, Unary, names
from querschnitt.tables.limesurvey.script.variables import SUFFIXES, Variable, Variables, split_suffix

OTHER = "-oth-"
"""LimeSurvey's code for an answer that is not in the list."""

_VALUES = frozenset({"", "NAOK", "code", "value", "valueNAOK"})
_APPLICABLE_OR_NOT = frozenset({"NAOK", "valueNAOK", *(SUFFIXES - {"code", "value", "shown"})})


@dataclass(frozen=True)
class Scope:
    """Where an expression stands.

    Attributes
    ----------
    place : of the row in the order of the questionnaire; what comes later has no answer yet
    owner : id of the question, for `self`
    own : name of the row whose constraint it is: there `.` stands for its answer; "" elsewhere
    this : the variable that `this` stands for
    known : conditions that hold wherever it is looked at, such as that of the group around it
    """

    place: int
    owner: str = ""
    own: str = ""
    this: Variable | None = None
    known: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Translation:
    """An expression carried over: its text ("" for a condition that always holds), kind, and what differs slightly."""

    text: str
    kind: Kind
    term: Term
    notes: tuple[str, ...] = ()


@dataclass
class Translator:
    """Translates the expressions of one survey.

    Attributes
    ----------
    asked : name in the workbook -> what must hold for it to be asked (of its group, its question, its row); known as
        soon as the row is written
    required : names that must be answered
    """

    variables: Variables
    asked: dict[str, tuple[Term, ...]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)

    def condition(self, source: str, scope: Scope) -> Translation:
        """Translate a condition.

        A variable without `.NAOK` makes it false where its question is not asked. That is said only where it makes a
        difference.

        Raises
        ------
        Untranslatable : if it has no counterpart
        """
        tree = parse(bare(source))
        reading = _Reading(self, scope)
        term = all_of((*self._guards(tree, scope), as_truth(reading.term(tree))))
        text = "" if term == TRUE else _checked(term.text)
        return Translation(text, "truth", term, tuple(dict.fromkeys(reading.notes)))

    def value(self, source: str, scope: Scope) -> Translation:
        """Translate the calculation of a value.

        Raises
        ------
        Untranslatable : if it has no counterpart
        """
        reading = _Reading(self, scope)
        term = reading.term(parse(source))
        return Translation(_checked(term.text), term.kind, term, tuple(dict.fromkeys(reading.notes)))

    def given(self, variable: Variable, scope: Scope) -> Term:
        """Return the condition that a variable has a value.

        Raises
        ------
        Untranslatable : if it is not in the workbook, or comes later
        """
        return is_given(_Reading(self, scope).variable(variable, "NAOK", variable.written))

    def matches(self, pattern: str, scope: Scope) -> Term:
        """Return the condition that the answer under test matches a pattern of PHP.

        Raises
        ------
        Untranslatable : if the pattern has no counterpart
        """
        assert scope.this is not None
        own = _Reading(self, scope).variable(scope.this, "NAOK", "this")
        written = Term("", "text", literal=pattern, is_quoted=True)
        return call("regexMatch", (written, own), lambda note: None)

    def _guards(self, tree: Node, scope: Scope) -> list[Term]:
        guards: list[Term] = []
        for written in names(tree):
            base, suffix = split_suffix(written)
            if suffix in _APPLICABLE_OR_NOT or base.split(".")[0] in ("self", "that", "this") or needs(tree, written):
                continue
            guards += self.asked.get(self.variables.find(base).name, ())
        return [guard for guard in guards if guard not in scope.known]

    def is_certain(self, variable: Variable) -> bool:
        """Whether a variable always has a value: asked of everybody, and required."""
        return variable.name in self.required and all_of(self.asked.get(variable.name, (FALSE,))) == TRUE


def _checked(text: str) -> str:
    """Return the text if the engine can read it: what we write must never be the fault of the author."""
    if len(text) > MAX_LENGTH:
        raise Untranslatable("it becomes longer than an expression may be", "Split it with calculated values.")
    try:
        Expression.parse(text)
    except ExpressionError as error:
        raise Untranslatable(f"its counterpart '{text}' cannot be read: {error.what}") from error
    return text


@dataclass
class _Reading:
    """One passage through a tree, with the notes that it leaves."""

    translator: Translator
    scope: Scope
    notes: list[str] = field(default_factory=list)

    def term(self, node: Node) -> Term:
        if isinstance(node, Num):
            written = node.written.strip(".") if not node.written.startswith(".") else f"0{node.written}"
            return Term(written, "number", literal=written, is_given=True)
        if isinstance(node, Str):
            return Term(quoted(node.value), "text", literal=node.value, is_quoted=True, is_given=True)
        if isinstance(node, Name):
            return self._one(node)
        if isinstance(node, Call):
            arguments = [term for argument in node.arguments for term in self._several(argument)]
            return call(node.function, arguments, self.notes.append)
        if isinstance(node, Unary):
            return self._unary(node)
        return self._binary(node)

    def _unary(self, node: Unary) -> Term:
        inner = self.term(node.operand)
        if node.operator == "!":
            return negated(as_truth(inner))
        number = as_number(inner)
        if node.operator == "+":
            return number
        literal = f"-{number.literal}" if number.literal is not None else None
        return Term(f"-{number.inside('unary')}", "number", "unary", literal=literal, is_given=number.is_given)

    def _binary(self, node: Binary) -> Term:
        left, right = self.term(node.left), self.term(node.right)
        if node.operator in ("and", "or"):
            join = all_of if node.operator == "and" else any_of
            return join((as_truth(left), as_truth(right)))
        if node.operator in COMPARISONS:
            return compare(node.operator, left, right, self.notes.append)
        return self._arithmetic(node.operator, left, right)

    def _arithmetic(self, operator: str, left: Term, right: Term) -> Term:
        if operator == "+" and "text" in (left.kind, right.kind):
            return Term(f"concat({left.text}, {right.text})", "text", is_given=True)
        left, right = as_number(left), as_number(right)
        given = left.is_given and right.is_given and operator != "/"
        level = "sum" if operator in "+-" else "product"
        sign = "div" if operator == "/" else operator
        behind = right.inside(level) if operator in "+*" else right.beside(level)
        return Term(f"{left.inside(level)} {sign} {behind}", "number", level, is_given=given)

    def _several(self, node: Node) -> list[Term]:
        """Return an argument of a function; `self` and `that` stand for several."""
        if isinstance(node, Name) and node.written.split(".")[0] in ("self", "that"):
            return [self.variable(variable, "NAOK", variable.written) for variable in self._group(node.written)]
        return [self.term(node)]

    def _one(self, node: Name) -> Term:
        written = node.written
        if written.split(".")[0] in ("self", "that"):
            found = self._group(written)
            if len(found) != 1:
                raise Untranslatable(f"'{written}' stands for {len(found)} values where one is needed")
            return self.variable(found[0], "NAOK", written)
        base, suffix = split_suffix(written)
        if base == "this":
            if self.scope.this is None:
                raise Untranslatable("'this' stands for nothing here")
            return self.variable(self.scope.this, suffix, written)
        return self.variable(self.translator.variables.find(base), suffix, written)

    def _group(self, written: str) -> list[Variable]:
        """Return what `self` or `that.Q1` stands for, narrowed by `sq_`, `nosq_`, `comments` and `nocomments`."""
        first, *rest = written.split(".")
        if first == "that":
            if not rest:
                raise Untranslatable("'that' names no question")
            owner = self.translator.variables.question(rest.pop(0))
        else:
            owner = self.scope.owner
        found = _with_other_as_option(self.translator.variables.of(owner))
        wanted = [part.removeprefix("sq_") for part in rest if part.startswith("sq_")]
        unwanted = [part.removeprefix("nosq_") for part in rest if part.startswith("nosq_")]
        for part in rest:
            if part not in SUFFIXES | {"comments", "nocomments"} and not part.startswith(("sq_", "nosq_")):
                raise Untranslatable(f"'{part}' in '{written}' is unknown")
        return [
            variable
            for variable in found
            if (not wanted or any(code in "_".join(variable.pieces) for code in wanted))
            and not any(code in "_".join(variable.pieces) for code in unwanted)
            and not ("nocomments" in rest and variable.is_comment)
            and not ("comments" in rest and not variable.is_comment)
        ]

    def variable(self, variable: Variable, suffix: str, written: str) -> Term:
        if variable.kind == "lost":
            raise Untranslatable(f"'{written}' is not in the workbook: {variable.why}")
        if suffix == "relevanceStatus":
            return counted(all_of(self.translator.asked.get(variable.name, ())))
        if suffix not in _VALUES and not (suffix == "shown" and variable.kind in ("number", "text", "any")):
            raise Untranslatable(f"'{written}' is no answer but a property of the question")
        is_own = bool(self.scope.own) and variable.name == self.scope.own
        if variable.place >= self.scope.place and not is_own:
            raise Untranslatable(
                f"'{variable.written}' stands at the same place or later in the questionnaire",
                "Move one of the two questions.",
            )
        # A constraint is looked at only where there is an answer.
        given = is_own or self.translator.is_certain(variable)
        return _value(variable, "." if is_own else f"${{{variable.name}}}", is_given=given)


def _with_other_as_option(variables: Sequence[Variable]) -> list[Variable]:
    """Count another answer of a multiple choice among its options; LimeSurvey keeps only its text."""
    options = [variable for variable in variables if variable.kind == "flag" and OTHER in dict(variable.codes)]
    if not options:
        return list(variables)
    option = options[0]
    return [
        replace(option, written=each.written, part="other", choice=dict(option.codes)[OTHER], pieces=("other",))
        if each.part == "other"
        else each
        for each in variables
    ]


def _value(variable: Variable, source: str, *, is_given: bool) -> Term:
    if variable.kind == "flag":
        return Term(f"selected({source}, {quoted(variable.choice)})", "truth", variable=variable)
    if variable.rank is not None:
        return Term(f"selected-at({source}, {variable.rank})", "code", variable=variable)
    kind: Kind = "any" if variable.kind == "lost" else variable.kind
    return Term(source, kind, variable=variable, is_given=is_given)
