"""What is wrong with one translation: empty, too long, unprintable, other placeholders or plurals than its source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from querschnitt.core.instrument.messages import MessageError, parse, plurals
from querschnitt.core.instrument.placeholders import placeholders
from querschnitt.core.instrument.plurals import category, common_categories

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no text has: control characters (a text has tabs and line feeds, nothing else of them), halves of surrogate
pairs, non-characters. XML, and so a workbook, cannot hold them."""


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong with a translation. `code` is stable, `what` a sentence without its full stop."""

    code: str
    what: str
    expected: str = ""
    got: str = ""


def text_length(text: str) -> int:
    """Return the length that a limit means: code points in Unicode's normal form C."""
    return len(unicodedata.normalize("NFC", text))


def complaints(source: str, target: str, *, tag: str, max_length: int | None = None) -> tuple[Complaint, ...]:
    """Return everything that is wrong with a translation.

    >>> [complaint.code for complaint in complaints("Code: {code}", "الرمز", tag="ar")]
    ['different-placeholders']
    """
    if not target.strip():
        return (Complaint("empty", "The text is empty"),)
    return tuple(_complaints(source, target, tag, max_length))


def _complaints(source: str, target: str, tag: str, max_length: int | None) -> Iterator[Complaint]:
    broken = _broken(target)
    if broken is None:
        yield from _placeholder_complaints(source, target, tag)
        yield from _plural_complaints(target, tag)
    elif _broken(source) is None:
        yield broken
    if bad := UNPRINTABLE.search(target):
        yield Complaint("unprintable", "The text has a character that cannot be shown", got=f"U+{ord(bad[0]):04X}")
    if max_length is not None and text_length(target) > max_length:
        yield Complaint(
            "too-long",
            "The translation is too long",
            expected=f"at most {max_length} characters",
            got=f"{text_length(target)} characters",
        )


def _broken(text: str) -> Complaint | None:
    try:
        parse(text)
    except MessageError as error:
        return Complaint("broken-braces", error.what, str(error.expected), f"{error.where}: {text}")
    except RecursionError:
        return Complaint("broken-braces", "There are far too many braces within braces")
    return None


def _placeholder_complaints(source: str, target: str, tag: str) -> Iterator[Complaint]:
    has_forms = len(common_categories(tag, is_whole=True)) > 1
    wanted, found = (_marks(text, has_forms=has_forms) for text in (source, target))
    if wanted != found:
        yield Complaint(
            "different-placeholders",
            "The translation has other placeholders than its source",
            expected=", ".join(sorted(wanted)) or "no placeholder",
            got=", ".join(sorted(found)) or "no placeholder",
        )


def _marks(text: str, *, has_forms: bool) -> frozenset[str]:
    """Return the placeholders of a text as they are compared.

    A language with one form for all numbers needs no plural, only its number; and a plural may name its number again.

    >>> sorted(_marks("{${n}, plural, other {${n} con}}", has_forms=False))
    ['${n}']
    """
    marks = set(placeholders(text))
    for plural in [mark for mark in marks if mark.endswith(", plural}")]:
        number = plural.removeprefix("{").removesuffix(", plural}")
        marks.discard(number)
        if not has_forms:
            marks.discard(plural)
            marks.add(number)
    return frozenset(marks)


def _plural_complaints(target: str, tag: str) -> Iterator[Complaint]:
    needed = common_categories(tag, is_whole=True)
    for plural in plurals(target):
        exact = {int(key[1:]) for key in plural.branches if key.startswith("=")}
        missing = [name for name in needed if name not in plural.categories and not _is_covered(name, exact, tag)]
        if missing:
            yield Complaint(
                "plural-forms",
                f"The plural of '{plural.name}' lacks forms that the language has: {', '.join(missing)}",
                expected=", ".join(needed),
                got=", ".join(plural.branches),
            )


def _is_covered(name: str, exact: set[int], tag: str) -> bool:
    """Whether each number that asks for a form has a form of its own, such as `=1` for "one" in German."""
    return name != "other" and all(number in exact for number in range(1000) if category(tag, number) == name)
