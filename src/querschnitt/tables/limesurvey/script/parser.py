"""Reads ExpressionScript, with the tokens and the precedence of LimeSurvey's `em_core_helper`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from querschnitt.tables.limesurvey.script.faults import Untranslatable
from querschnitt.tables.limesurvey.script.tree import Binary, Call, Name, Node, Num, Str, Unary

MAX_LENGTH = 20_000
MAX_DEPTH = 60

_TOKENS = re.compile(
    r"""
    (?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
  | (?P<space>\s+)
  | (?P<logic>&&|\|\||\b(?:and|or)\b)
  | (?P<compare><=|>=|==|!=|<|>|\b(?:le|lt|ge|gt|eq|ne)\b)
  | (?P<sgqa>(?:INSERTANS:)?[0-9]+X[0-9]+X[0-9]+[A-Za-z0-9_]*(?:\#[01])?(?:\.[A-Za-z0-9_]+)*)
  | (?P<word>(?:TOKEN:|INSERTANS:)?[A-Za-z][A-Za-z0-9_]*(?:\#[01])?(?:\.[A-Za-z0-9_]+)*)
  | (?P<number>[0-9]+\.?[0-9]*|\.[0-9]+)
  | (?P<assign>=)
  | (?P<sign>[!+*/,()-])
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)

_SPELLINGS = {"&&": "and", "||": "or", "le": "<=", "lt": "<", "ge": ">=", "gt": ">", "eq": "==", "ne": "!="}

_LEVELS = (("or",), ("and",), ("==", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "/"))


@dataclass(frozen=True)
class _Token:
    kind: str
    written: str
    position: int


def bare(source: str) -> str:
    """Take away braces around a whole expression: LimeSurvey shows them beside its fields, and some authors write them.

    >>> bare("{Q1.NAOK}"), bare("10")
    ('Q1.NAOK', '10')
    """
    source = source.strip()
    is_braced = source.startswith("{") and source.endswith("}") and source.count("{") == 1
    return source[1:-1].strip() if is_braced else source


def parse(source: str) -> Node:
    """Read an expression.

    Raises
    ------
    Untranslatable : if it is no ExpressionScript

    >>> parse("Q1.NAOK == 'Y'").operator
    '=='
    """
    if len(source) > MAX_LENGTH:
        raise Untranslatable(f"the expression has more than {MAX_LENGTH} characters")
    reader = _Parser(_tokens(source))
    tree = reader.binary(0)
    reader.expect_end()
    return tree


def _tokens(source: str) -> list[_Token]:
    found, position = [], 0
    while position < len(source):
        match = _TOKENS.match(source, position)
        if match is None or match.lastgroup is None:
            raise Untranslatable(f"'{source[position]}' at character {position + 1} is no ExpressionScript")
        kind, written = match.lastgroup, match.group()
        if kind in ("logic", "compare"):
            kind, written = "operator", _SPELLINGS.get(written.lower(), written.lower())
        if kind != "space":
            found.append(_Token("name" if kind in ("sgqa", "word") else kind, written, position + 1))
        position = match.end()
    return found


class _Parser:
    """Recursive descent, in the order of precedence of LimeSurvey."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    @property
    def token(self) -> _Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def _is(self, *written: str) -> bool:
        return self.token is not None and self.token.kind in ("operator", "sign") and self.token.written in written

    def _take(self) -> _Token:
        token = self.token
        if token is None:
            raise Untranslatable("the expression ends too early")
        self.place += 1
        return token

    def _expect(self, written: str) -> None:
        if not self._is(written):
            self._refuse_assignment()
            raise Untranslatable(f"'{written}' is missing {self._where()}")
        self.place += 1

    def _where(self) -> str:
        return f"at character {self.token.position}" if self.token else "at the end"

    def expect_end(self) -> None:
        token = self.token
        if token is None:
            return
        self._refuse_assignment()
        raise Untranslatable(f"'{token.written}' at character {token.position} was not expected")

    def _refuse_assignment(self) -> None:
        if self.token is not None and self.token.kind == "assign":
            raise Untranslatable(
                "'=' assigns a value to a question in LimeSurvey",
                "If '==' was meant, write the condition with '=' into the workbook; else use a calculate row.",
            )

    def binary(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self.unary()
        self._deeper(level)
        left = self.binary(level + 1)
        while self._is(*_LEVELS[level]):
            operator = self._take().written
            left = Binary(operator, left, self.binary(level + 1))
        if level == 0:
            self.depth -= 1
        return left

    def _deeper(self, level: int) -> None:
        if level:
            return
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Untranslatable("the expression is nested too deeply", "Split it with calculated values.")

    def unary(self) -> Node:
        signs = []
        while self._is("!", "-", "+"):
            signs.append(self._take().written)
        node = self.operand()
        if len(signs) > MAX_DEPTH:
            raise Untranslatable("the expression has too many signs in a row")
        for sign in reversed(signs):
            node = Unary(sign, node)
        return node

    def operand(self) -> Node:
        token = self._take()
        if token.kind == "number":
            return Num(token.written)
        if token.kind == "text":
            return Str(re.sub(r"\\([\\\"'])", r"\1", token.written[1:-1]))
        if token.kind == "name":
            return self._call(token.written) if self._is("(") else Name(token.written.removeprefix("INSERTANS:"))
        if token.written == "(":
            inner = self.binary(0)
            self._expect(")")
            return inner
        raise Untranslatable(f"'{token.written}' at character {token.position} was not expected")

    def _call(self, function: str) -> Call:
        self._expect("(")
        arguments: list[Node] = []
        while not self._is(")"):
            if arguments:
                self._expect(",")
            arguments.append(self.binary(0))
        self._expect(")")
        return Call(function, tuple(arguments))
