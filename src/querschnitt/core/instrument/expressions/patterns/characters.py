"""Sets of characters in regular expressions. Digits, word characters and blanks are those of ASCII, as in Java."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence

from querschnitt.core.instrument.expressions.patterns.parts import Characters

Member = Characters | tuple[str, str]
"""What stands in brackets: a set, or a range from one character to another."""

PUNCTUATION = r"""^$\.*+?()[]{}|/-_:;,<>=!"'#%&@`~ """
"""What a backslash before it leaves as it is."""

LAST = "\U0010ffff"
"""The last character of Unicode."""

_SYNTAX = r"^$\.*+?()[]{}|/"
_CATEGORIES = (
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc",
    "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp",
)  # fmt: skip


_CONTROL = {"\t": r"\t", "\n": r"\n", "\r": r"\r", "\f": r"\f"}


def single(character: str) -> Characters:
    """Return the set of one character."""
    written = _CONTROL.get(character) or (character if character >= " " else f"\\u{ord(character):04x}")
    return Characters(
        portable="\\" + written if character in _SYNTAX else written,
        inside="\\" + written if character in _SYNTAX + "-" else written,
        test=character.__eq__,
        only=character,
    )


def one_of(members: Sequence[Member], *, is_negated: bool) -> Characters:
    """Return the set that stands in brackets."""
    written = "".join(_written(member) for member in members)
    tests = [member.test if isinstance(member, Characters) else _between(*member) for member in members]
    if is_negated:
        return Characters(f"[^{written}]", "", lambda character: not any(test(character) for test in tests))
    return Characters(f"[{written}]", written, lambda character: any(test(character) for test in tests))


def _written(member: Member) -> str:
    if isinstance(member, Characters):
        return member.inside
    return f"{single(member[0]).inside}-{single(member[1]).inside}"


def _between(low: str, high: str) -> Callable[[str], bool]:
    return lambda character: low <= character <= high


def _category(name: str, *, is_negated: bool) -> Characters:
    portable = rf"\{'P' if is_negated else 'p'}{{{name}}}"
    return Characters(portable, portable, lambda c: unicodedata.category(c).startswith(name) is not is_negated)


_DIGITS = one_of([("0", "9")], is_negated=False)
_WORD = one_of([("A", "Z"), ("a", "z"), ("0", "9"), single("_")], is_negated=False)
_BLANKS = one_of([("\t", "\r"), single(" ")], is_negated=False)


def _negated(characters: Characters, inside: str) -> Characters:
    return Characters(f"[^{characters.inside}]", inside, lambda character: not characters.test(character))


CLASSES: Mapping[str, Characters] = {
    "d": _DIGITS,
    "w": _WORD,
    "s": _BLANKS,
    "D": _negated(_DIGITS, rf"\u0000-\/:-{LAST}"),
    "W": _negated(_WORD, rf"\u0000-\/:-@\[-\^`\{{-{LAST}"),
    "S": _negated(_BLANKS, rf"\u0000-\u0008\u000e-\u001f!-{LAST}"),
    ".": one_of([single("\n"), single("\r")], is_negated=True),
    **{f"p{{{name}}}": _category(name, is_negated=False) for name in _CATEGORIES},
    **{f"P{{{name}}}": _category(name, is_negated=True) for name in _CATEGORIES},
}
"""By what stands after the backslash, and the dot."""
