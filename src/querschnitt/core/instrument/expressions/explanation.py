"""Turns the parser's complaint into one that helps: what stands there, what was expected, how it is written."""

from __future__ import annotations

import re
from typing import Any

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.expressions.functions import FUNCTIONS
from querschnitt.core.instrument.expressions.grammar import OPERAND, OPERATOR, SPEECH
from querschnitt.core.instrument.expressions.refused import REFUSED

_HABITS = (
    (r"==", "Write '=' for equality."),
    (r"&&|&", "Write 'and' between conditions, and concat(...) for texts."),
    (r"\|\|?", "Write 'or'."),
    (r"<>|≠", "Write '!='."),
    (r"≤", "Write '<='."),
    (r"≥", "Write '>='."),
    (r"!(?!=)", "Write 'not(...)', or '!=' between two values."),
    (r"[‘’“”„‚«»]", "Use straight quotes: 'text'."),
    (r"'[^']*'|\"[^\"]*\"", "Write ',' between arguments, and an operator between values."),
    (r"[\"']", "Close the quotes."),
    (r"%", "Write 'mod'."),
    (r"/", "Write 'div' for division."),
    (r"[×·]", "Write '*'."),
    (r"[–—−]", "Write '-'."),
    (r"\$", "Write a question as ${name}, without blanks inside the name."),
    (r"\{", "Write a question as ${name}."),
    (r"\[", "Write indexed-repeat(${question}, ${repeat}, number) for one instance of a repeat."),
    (r"\^|\*\*", "Write pow(number, power)."),
    (r";", "Write ',' between arguments."),
    (r"\d+,\d", "Write a decimal point: 0.5"),
)

_AFTER = (
    (r"=$", r"[<>]", "Write '<=' or '>='."),
    (r"<$", r">", "Write '!='."),
    (r"[=!<>]$", r"=", "Write '=' for equality, '>=' and '<=' for the others."),
    (r"\d$", r",\s*\d", "Write a decimal point: 0.5"),
    (r"\d$", r"[eE][+-]?\d", "Write the number out, without an exponent."),
    (r"\*$", r"\*", "Write pow(number, power)."),
    (r",$", r"[,)]", "A value is missing next to the comma."),
    (r"\($", r",", "A value is missing next to the comma."),
    (r"\($", r"\)", "Write a value between the parentheses."),
    (r".$", r"in\b", "Write ${question} = 'a' or ${question} = 'b'; for several answers selected(${question}, 'a')."),
)
"""What stands before, what stands here, and what is meant."""

_PATH_BEGUN = re.compile(r"(?:^|[^.\w)}'\"])\.{1,2}$|[:@]$")
_CALLED = re.compile(r"([a-z-]+)\s*\([^()]*\)$")


def explained(text: str, error: Any) -> ExpressionError:
    """Return the error that says where an expression cannot be read, and what to do."""
    start = error.pos_in_stream if isinstance(error.pos_in_stream, int) and error.pos_in_stream >= 0 else len(text)
    at_end = getattr(getattr(error, "token", None), "type", "") == "$END" or start >= len(text)
    if at_end:
        start = len(text.rstrip())
    names: set[str] = set(
        getattr(error, "accepts", None) or getattr(error, "expected", None) or getattr(error, "allowed", None) or ()
    )
    got = "the end of the expression" if at_end else _word(text, start)
    what = "The expression ends too early" if at_end else "The expression cannot be read"
    hint = _path_hint(text, start, is_value=names >= OPERAND) or _hint(text, start)
    return ExpressionError(what, position=start + 1, expected=_expectation(names), got=got, hint=hint)


def _expectation(names: set[str]) -> str:
    if names >= OPERAND:
        return "a value: ${name}, a number, a text in quotes, or a function"
    order = list(SPEECH)
    if names >= OPERATOR:
        return "an operator such as '=', '<', 'and', '+', or the end of what was begun"
    words = [SPEECH[name] for name in sorted(names & set(SPEECH), key=order.index)]
    return ", ".join(words[:-1]) + (" or " if len(words) > 1 else "") + words[-1] if words else ""


def _word(text: str, start: int) -> str:
    found = re.match(r"[\w:/@.-]+|\S{1,2}", text[start:])
    return found.group() if found else text[start : start + 1]


def _path_hint(text: str, start: int, *, is_value: bool) -> str:
    """Say how a question is named, to somebody who writes a path of XPath."""
    before, rest = text[:start].rstrip(), text[start:]
    if called := _CALLED.search(before):
        return REFUSED[called[1]] if rest.startswith("/") and called[1] in REFUSED else ""
    is_path = rest.startswith(("/", "@", "::")) if is_value else rest.startswith("/") and _PATH_BEGUN.search(before)
    if not is_path:
        return ""
    steps = re.match(r"[\w./@:()*-]*", rest)
    names = re.findall(r"[^\W\d][\w-]*", steps.group()) if steps else []
    return f"Write a question as ${{{names[-1] if names else 'name'}}}, not as a path."


def _hint(text: str, start: int) -> str:
    rest, before = text[start:], text[:start].rstrip()
    for left, right, hint in _AFTER:
        if re.search(left, before) and re.match(right, rest):
            return hint
    for pattern, hint in _HABITS:
        if re.match(pattern, rest):
            return hint
    if word := re.match(r"[A-Za-z_][\w.-]*", rest):
        return _hint_for_word(word.group(), rest[word.end() :])
    if not rest.strip() and text.count("(") > text.count(")"):
        return "Close the parenthesis."
    if rest.startswith(")") and before.count("(") <= before.count(")"):
        return "A parenthesis is closed that was never opened."
    return ""


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
