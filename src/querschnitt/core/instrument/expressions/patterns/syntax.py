"""Reads a regular expression into its parts, and says what not every engine understands."""

from __future__ import annotations

import re

from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.expressions.patterns.characters import CLASSES, PUNCTUATION, Member, one_of, single
from querschnitt.core.instrument.expressions.patterns.parts import (
    Anchor,
    Characters,
    Choice,
    Look,
    Part,
    Repetition,
    Row,
)

MAX_DEPTH = 50
"""Groups inside each other."""

_COUNT = re.compile(r"\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\}")
_GROUP = re.compile(r"\((?:\?:|\?P?<[A-Za-z][A-Za-z0-9]*>|(?!\?))")
_LOOKS = ("(?=", "(?!")
_CONTROL = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_CODE = re.compile(r"x([0-9A-Fa-f]{2})|u((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})")
_CATEGORY = re.compile(r"[pP](?:\{([A-Z][a-z]?)\}|([A-Z]))")
_PARENTHESES = "Put the alternatives in parentheses."


def read(written: str) -> tuple[list[Look], Part]:
    """Read a pattern: what it looks ahead for at its beginning, and the pattern itself.

    Raises
    ------
    ExpressionError : if it cannot be read; `position` counts inside the pattern
    """
    reader = _Reader(written)
    reader.take("^")
    looks = []
    while reader.peek(3) in _LOOKS:
        looks.append(reader.look())
    body = reader.choice()
    if reader.peek():
        raise reader.refused("A parenthesis is closed that was never opened", hint=r"Write \) for the sign itself.")
    if looks and isinstance(body, Choice):
        raise reader.refused("'|' reaches to the beginning of the pattern", hint=_PARENTHESES, place=0)
    return looks, reader.without_anchors(body, begins=True, ends=True)


class _Reader:
    """Goes through a pattern from left to right."""

    def __init__(self, written: str) -> None:
        self.written, self.place, self.depth = written, 0, 0

    def refused(self, what: str, *, hint: str = "", place: int | None = None) -> ExpressionError:
        at = self.place if place is None else place
        expected = "a pattern such as '[0-9]{5}'"
        return ExpressionError(what, position=at + 1, expected=expected, got=self.written, hint=hint)

    def peek(self, length: int = 1) -> str:
        return self.written[self.place : self.place + length]

    def take(self, sign: str) -> bool:
        if not self.written.startswith(sign, self.place):
            return False
        self.place += len(sign)
        return True

    def matched(self, form: re.Pattern[str]) -> re.Match[str] | None:
        """Take what matches here."""
        found = form.match(self.written, self.place)
        if found is not None:
            self.place = found.end()
        return found

    def look(self) -> Look:
        is_forbidden = self.peek(3) == "(?!"
        self.place += 3
        part = self.choice()
        if not self.take(")"):
            raise self.refused("A parenthesis is not closed")
        is_whole = isinstance(part, Row) and bool(part.parts) and part.parts[-1] == Anchor("$", self.place - 2)
        if isinstance(part, Row) and is_whole:
            part = Row(part.parts[:-1])
        return Look(self.without_anchors(part, begins=True, ends=False), is_forbidden=is_forbidden, is_whole=is_whole)

    def without_anchors(self, part: Part, *, begins: bool, ends: bool) -> Part:
        """Leave out '^' and '$' where the text begins and ends anyway, and refuse them elsewhere."""
        if isinstance(part, Anchor):
            if not (begins if part.sign == "^" else ends):
                where = "at the beginning" if part.sign == "^" else "at the end"
                raise self.refused(f"'{part.sign}' stands only {where} of a pattern", place=part.place)
            return Row(())
        if isinstance(part, Choice):
            return Choice(tuple(self.without_anchors(each, begins=begins, ends=ends) for each in part.parts))
        if isinstance(part, Repetition):
            inner = self.without_anchors(part.part, begins=False, ends=False)
            return Repetition(inner, part.least, part.most)
        if isinstance(part, Row):
            return self._row_without_anchors(part.parts, begins=begins, ends=ends)
        return part

    def _row_without_anchors(self, parts: tuple[Part, ...], *, begins: bool, ends: bool) -> Part:
        kept = []
        for number, part in enumerate(parts):
            at_first = begins and all(isinstance(other, Anchor) for other in parts[:number])
            at_last = ends and all(isinstance(other, Anchor) for other in parts[number + 1 :])
            kept.append(self.without_anchors(part, begins=at_first, ends=at_last))
        return Row(tuple(part for part in kept if part != Row(())))

    def choice(self) -> Part:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.refused("The pattern is nested too deeply", hint="Write fewer parentheses inside each other.")
        parts = [self.row()]
        while self.take("|"):
            parts.append(self.row())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def row(self) -> Part:
        parts = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.repeated())
        return Row(tuple(parts))

    def repeated(self) -> Part:
        part = self.atom()
        count = self.count()
        if count is None:
            return part
        if isinstance(part, Anchor):
            raise self.refused(f"'{part.sign}' cannot be repeated")
        self.take("?")
        if self.peek() in ("*", "+", "?") or (self.peek() == "{" and _COUNT.match(self.written, self.place)):
            raise self.refused("Two repetitions stand one after the other", hint="Put the first one in parentheses.")
        return Repetition(part, *count)

    def count(self) -> tuple[int, int | None] | None:
        for sign, count in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.take(sign):
                return count
        if self.peek() != "{":
            return None
        found = self.matched(_COUNT)
        if found is None:
            raise self.refused(
                "A repetition cannot be read", hint=r"Write {2}, {2,} or {2,5}, and \{ for the sign itself."
            )
        least = int(found[1])
        most = least if found[2] is None else None if found[3] is None else int(found[3])
        if most is not None and most < least:
            raise self.refused("A repetition ends before it begins")
        return least, most

    def atom(self) -> Part:
        sign = self.peek()
        if sign == "(":
            return self.group()
        if sign == "[":
            return self.set()
        self.place += 1
        if sign == "\\":
            return self.escaped(self.place)
        if sign in "^$":
            return Anchor(sign, self.place - 1)
        if sign == ".":
            return CLASSES["."]
        if sign in "*+?{":
            raise self.refused(
                f"'{sign}' repeats nothing", hint=rf"Write \{sign} for the sign itself.", place=self.place - 1
            )
        return single(sign)

    def group(self) -> Part:
        if self.peek(3) in _LOOKS:
            raise self.refused("Looking ahead stands only at the beginning of a pattern")
        if self.matched(_GROUP) is None:
            raise self.refused(
                f"'{self.peek(3)}' is not understood by every engine",
                hint="Write [Aa] for capital and small letters, and (...) for a group.",
            )
        part = self.choice()
        if not self.take(")"):
            raise self.refused("A parenthesis is not closed")
        return part

    def escaped(self, begin: int) -> Characters:
        """Read what stands after a backslash."""
        if found := self.matched(_CODE):
            return single(chr(int(found[1] or found[2], 16)))
        if found := self.matched(_CATEGORY):
            return self.category(found, begin)
        sign = self.peek()
        self.place += 1
        if sign in CLASSES and sign != ".":
            return CLASSES[sign]
        if sign in _CONTROL:
            return single(_CONTROL[sign])
        if sign and sign in PUNCTUATION:
            return single(sign)
        hints = {"b": "regex() always matches the whole text.", "B": "regex() always matches the whole text."}
        raise self.refused(
            f"'\\{sign}' is not understood by every engine",
            hint="Write the repetition out." if sign.isdecimal() else hints.get(sign, ""),
            place=begin - 1,
        )

    def category(self, found: re.Match[str], begin: int) -> Characters:
        name = found.group()[0] + "{" + (found[1] or found[2]) + "}"
        if name not in CLASSES:
            raise self.refused(f"'\\{name}' is no category of characters", hint=r"Letters are \p{L}.", place=begin - 1)
        return CLASSES[name]

    def set(self) -> Characters:
        """Read `[...]`."""
        begin = self.place
        self.place += 1
        is_negated = self.take("^")
        members: list[Member] = []
        while not self.take("]"):
            if not self.peek():
                raise self.refused("A bracket is not closed", place=begin)
            members.append(self.member(begin))
        if not members:
            raise self.refused("The brackets are empty", place=begin)
        return one_of(members, is_negated=is_negated)

    def member(self, begin: int) -> Member:
        first = self.character(begin)
        if self.peek() != "-" or self.peek(2) == "-]":
            return first
        self.place += 1
        last = self.character(begin)
        low, high = first.only, last.only
        if not low or not high or low > high:
            raise self.refused("A range cannot be read", hint=r"Write it like a-z, and \- for the sign itself.")
        return low, high

    def character(self, begin: int) -> Characters:
        sign = self.peek()
        if sign == "[" or self.peek(2) == "&&":
            raise self.refused("Brackets stand inside brackets", hint=r"Write \[ for the sign itself.")
        if not sign:
            raise self.refused("A bracket is not closed", place=begin)
        self.place += 1
        return self.escaped(self.place) if sign == "\\" else single(sign)
