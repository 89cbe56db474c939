"""The grammar of expressions: the XPath 1.0 subset that questionnaires use, with `${name}` for questions.

The parser library is loaded with the first expression that is parsed: an instrument rebuilt from its document brings
its trees along, so that a web request never pays for the grammar.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

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
    | PARENT                                                    -> parent
    | FUNCTION "(" [disjunction ("," disjunction)*] ")"         -> call
    | "(" disjunction ")"                                       -> inner

OR: /or(?![\w.-])/
AND: /and(?![\w.-])/
EQUAL: "="
UNEQUAL: "!="
ORDER: "<=" | "<" | ">=" | ">"
PLUS: "+"
MINUS: "-"
TIMES: "*"
DIV: /div(?![\w.-])/
MOD: /mod(?![\w.-])/
DOT: "."
PARENT: ".."
NUMBER: /[0-9]+(\.[0-9]*)?|\.[0-9]+/
TEXT: /"[^"]*"|'[^']*'/
REFERENCE: /\$\{\s*[^\s{}]+\s*\}/
FUNCTION: /[A-Za-z_][A-Za-z0-9_:-]*(?=\s*\()/
%ignore /\s+/
"""

NAMES = r"""
%extend operand: NAME -> attribute
NAME: /[^\W\d][\w.-]*(?![\w.:-]*\s*\()/
"""
"""Bare names, in a `choice_filter`."""

SPEECH: dict[str, str] = {
    "OR": "'or'", "AND": "'and'", "EQUAL": "'='", "UNEQUAL": "'!='", "ORDER": "'<', '<=', '>' or '>='", "PLUS": "'+'",
    "MINUS": "'-'", "TIMES": "'*'", "DIV": "'div'", "MOD": "'mod'", "DOT": "'.'", "NUMBER": "a number",
    "TEXT": "a text in quotes", "REFERENCE": "a question as ${name}", "FUNCTION": "a function",
    "NAME": "a column of the choice", "LPAR": "'('", "RPAR": "')'", "COMMA": "','", "$END": "the end",
}  # fmt: skip
"""How the parser's words are said."""

OPERAND = {"NUMBER", "TEXT", "REFERENCE", "FUNCTION"}
"""What may come where a value begins."""

OPERATOR = {"OR", "EQUAL", "ORDER", "PLUS"}
"""What may come where a value has ended."""


@cache
def lark(*, attributes: bool) -> Lark:
    """Return the parser; with `attributes` a bare name is a value, too."""
    from lark import Lark

    grammar = GRAMMAR + NAMES if attributes else GRAMMAR
    return Lark(grammar, parser="lalr", propagate_positions=True, maybe_placeholders=False)
