"""Reads XLSForm expressions: the XPath 1.0 subset that questionnaires use, with `${name}` for questions.

The parser library is loaded with the first expression that is parsed: an instrument rebuilt from its document brings
its trees along, so that a web request never pays for the grammar.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.expressions.functions import FUNCTIONS
from querschnitt.core.instrument.expressions.tree import Call, Current, Node, Number, Operation, Reference, Text, nodes

if TYPE_CHECKING:
    from lark import Lark

GRAMMAR = r"""
?start: disjunction
?disjunction: conjunction | disjunction OR conjunction          -> operation
?conjunction: equality | conjunction AND equality               -> operation
?equality: relation | equality (EQUAL | UNEQUAL) relation       -> operation
?relation: sum | relation ORDER sum                             -> operation
?sum: product | sum (PLUS | MINUS) product                      -> operation
?product: negation | product (TIMES | DIV | MOD) negation       -> operation
?negation: operand | MINUS negation                             -> negative
?operand: NUMBER                                                -> number
    | TEXT                                                      -> text
    | REFERENCE                                                 -> reference
    | DOT                                                       -> current
    | FUNCTION "(" [disjunction ("," disjunction)*] ")"         -> call
    | "(" disjunction ")"                                       -> inner

OR: "or"
AND: "and"
EQUAL: "="
UNEQUAL: "!="
ORDER: "<=" | "<" | ">=" | ">"
PLUS: "+"
MINUS: "-"
TIMES: "*"
DIV: "div"
MOD: "mod"
DOT: "."
NUMBER: /\d+(\.\d*)?|\.\d+/
TEXT: /"[^"]*"|'[^']*'/
REFERENCE: /\$\{\s*[^\s{}]+\s*\}/
FUNCTION: /[A-Za-z_][A-Za-z0-9_:-]*(?=\s*\()/
%ignore /\s+/
"""

MAX_LENGTH = 4000
"""Characters of an expression; far more than any questionnaire needs, little enough never to hang."""

MAX_DEPTH = 200
"""Levels of the tree, so that reading and evaluating never exhaust the stack."""

_SPEECH: dict[str, str] = {
    "OR": "'or'", "AND": "'and'", "EQUAL": "'='", "UNEQUAL": "'!='", "ORDER": "'<', '<=', '>' or '>='", "PLUS": "'+'",
    "MINUS": "'-'", "TIMES": "'*'", "DIV": "'div'", "MOD": "'mod'", "DOT": "'.'", "NUMBER": "a number",
    "TEXT": "a text in quotes", "REFERENCE": "a question as ${name}", "FUNCTION": "a function", "LPAR": "'('",
    "RPAR": "')'", "COMMA": "','", "$END": "the end",
}  # fmt: skip

_OPERAND = {"NUMBER", "TEXT", "REFERENCE", "FUNCTION"}

_OPERATOR = {"OR", "EQUAL", "ORDER", "PLUS"}

_HABITS = (
    (r"==", "Write '=' for equality."),
    (r"&&|&", "Write 'and'."),
    (r"\|\|?", "Write 'or'."),
    (r"<>|≠", "Write '!='."),
    (r"≤", "Write '<='."),
    (r"≥", "Write '>='."),
    (r"!(?!=)", "Write 'not(...)', or '!=' between two values."),
    (r"[‘’“”„‚«»]", "Use straight quotes: 'text'."),
    (r"[\"']", "Close the quotes."),
    (r"%", "Write 'mod'."),
    (r"/", "Write 'div' for division."),
    (r"[×·]", "Write '*'."),
    (r"[–—−]", "Write '-'."),
    (r"\$", "Write a question as ${name}."),
    (r"\d+,\d", "Write a decimal point: 0.5"),
)


@cache
def _lark() -> Lark:
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def parse(text: str) -> Node:
    """Read an expression into its tree.

    Raises
    ------
    ExpressionError : with the position, what was expected there, and a suggestion

    >>> parse("${age} >= 18").operator
    '>='
    """
    from lark.exceptions import UnexpectedInput

    if not text.strip():
        raise ExpressionError("The expression is empty", expected="a condition such as ${age} >= 18")
    _check_size(text)
    try:
        parsed = _lark().parse(text)
    except UnexpectedInput as error:
        raise _explained(text, error) from None
    _check_depth(parsed)
    tree = _node(parsed)
    for node in nodes(tree):
        if isinstance(node, Call):
            _check_call(node)
    return tree


def _check_size(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            "The expression is too long", expected=f"at most {MAX_LENGTH} characters", got=len(text),
            hint="Split it with calculated values.",
        )  # fmt: skip


def _check_depth(parsed: Any) -> None:
    """Go through the tree level by level; a recursion here would be what we guard against."""
    level, depth = [parsed], 0
    while level:
        depth += 1
        level = [part for tree in level for part in getattr(tree, "children", ())]
    if depth > MAX_DEPTH:
        raise ExpressionError(
            "The expression is nested too deeply", expected=f"at most {MAX_DEPTH} levels", got=f"{depth} levels",
            hint="Split it with calculated values.",
        )  # fmt: skip


def _node(parsed: Any) -> Node:
    """Turn a lark tree into our own nodes."""
    place = parsed.meta.start_pos + 1
    parts = parsed.children
    if parsed.data == "inner":
        return _node(parts[0])
    if parsed.data == "operation":
        return Operation(str(parts[1]), (_node(parts[0]), _node(parts[2])), parts[1].start_pos + 1)
    if parsed.data == "negative":
        return Operation("-", (_node(parts[1]),), place)
    if parsed.data == "call":
        return Call(str(parts[0]), tuple(map(_node, parts[1:])), place)
    if parsed.data == "current":
        return Current(place)
    written = str(parts[0])
    if parsed.data == "number":
        return Number(written, place)
    return Text(written[1:-1], place) if parsed.data == "text" else Reference(written[2:-1].strip(), place)


def _check_call(call: Call) -> None:
    function = FUNCTIONS.get(call.function)
    if function is None:
        raise ExpressionError(
            f"Unknown function '{call.function}'", position=call.position, got=f"{call.function}(...)",
            expected="one of " + ", ".join(sorted(FUNCTIONS)), hint=suggestion(call.function.lower(), FUNCTIONS),
        )  # fmt: skip
    if not function.takes(len(call.arguments)):
        raise ExpressionError(
            f"Function '{call.function}' has the wrong number of arguments", position=call.position,
            expected=function.usage, got=f"{len(call.arguments)} arguments",
        )  # fmt: skip


def _explained(text: str, error: Any) -> ExpressionError:
    """Turn the parser's complaint into one that helps."""
    start = error.pos_in_stream if isinstance(error.pos_in_stream, int) and error.pos_in_stream >= 0 else len(text)
    at_end = getattr(getattr(error, "token", None), "type", "") == "$END" or start >= len(text)
    if at_end:
        start = len(text.rstrip())
    names: set[str] = set(
        getattr(error, "accepts", None) or getattr(error, "expected", None) or getattr(error, "allowed", None) or ()
    )
    got = "the end of the expression" if at_end else _word(text, start)
    what = "The expression ends too early" if at_end else "The expression cannot be read"
    return ExpressionError(what, position=start + 1, expected=_expectation(names), got=got, hint=_hint(text, start))


def _expectation(names: set[str]) -> str:
    if names >= _OPERAND:
        return "a value: ${name}, a number, a text in quotes, or a function"
    order = list(_SPEECH)
    if names >= _OPERATOR:
        return "an operator such as '=', '<', 'and', '+', or the end of what was begun"
    words = [_SPEECH[name] for name in sorted(names & set(_SPEECH), key=order.index)]
    return ", ".join(words[:-1]) + (" or " if len(words) > 1 else "") + words[-1] if words else ""


def _word(text: str, start: int) -> str:
    found = re.match(r"[\w:-]+|\S{1,2}", text[start:])
    return found.group() if found else text[start : start + 1]


def _hint(text: str, start: int) -> str:
    rest, before = text[start:], text[:start].rstrip()
    for pattern, hint in _HABITS:
        if re.match(pattern, rest):
            return hint
    if rest.startswith("=") and before.endswith(("=", "!", "<", ">")):
        return "Write '=' for equality, '>=' and '<=' for the others."
    if re.match(r",\s*\d", rest) and re.search(r"\d$", before):
        return "Write a decimal point: 0.5"
    if word := re.match(r"[A-Za-z_][\w.-]*", rest):
        return _hint_for_word(word.group(), rest[word.end() :])
    if not rest.strip() and text.count("(") > text.count(")"):
        return "Close the parenthesis."
    return "A parenthesis is closed that was never opened." if rest.startswith(")") else ""


def _hint_for_word(word: str, rest: str) -> str:
    if word.lower() in ("and", "or", "div", "mod"):
        return f"Write '{word.lower()}' in small letters, between two values."
    if word.lower() == "not":
        return "Write not(...)."
    if word.lower() in ("true", "false"):
        return f"Write {word.lower()}()."
    if rest.lstrip().startswith("("):
        return suggestion(word.lower(), FUNCTIONS)
    return f"For a question write ${{{word}}}, for a text '{word}'."
