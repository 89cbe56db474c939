"""A text taken apart: what is said as it stands, answers inside it, and forms of words that a number decides on.

    Sie haben ${children} Kinder.                                               an answer
    Sie haben {${children}, plural, =0 {keine} one {# Kind} other {# Kinder}}.  a form of words (ICU)
    Öffnen Sie {address}.                                                       what other software puts in

Other than in ICU an apostrophe is an apostrophe: French could not be written otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument.plurals import CATEGORIES

NAME = r"\$\{\s*([^{}\s]+)\s*\}"
_PIPE = re.compile(NAME)
_HEAD = re.compile(r"\{\s*" + NAME + r"\s*,\s*([A-Za-z]+)\s*,?\s*")
_SELECTOR = re.compile(r"\s*(=\d+|[A-Za-z]+)\s*(?=\{)")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_SPECIAL = re.compile(r"[{}#]|\$\{")

EXAMPLE = "{${children}, plural, one {# child} other {# children}}"


class MessageError(QuestionnaireError):
    """A text whose braces do not fit together; `position` is the character where it goes wrong, from 1."""

    def __init__(self, what: str, *, position: int, expected: str = "", hint: str = "") -> None:
        self.position = position
        super().__init__(what, where=f"character {position}", expected=expected, hint=hint)


@dataclass(frozen=True)
class Pipe:
    """`${name}`: an answer."""

    name: str


@dataclass(frozen=True)
class Placeholder:
    """`{name}`: what other software puts in. `written` is how it stands in the text."""

    name: str
    written: str


@dataclass(frozen=True)
class Count:
    """`#` inside a plural: the number itself."""


@dataclass(frozen=True)
class Plural:
    """Forms of words by category ("one", "few", ...) or exact number ("=0")."""

    name: str
    branches: Mapping[str, Message]

    @property
    def categories(self) -> tuple[str, ...]:
        return tuple(key for key in self.branches if not key.startswith("="))


Part = str | Pipe | Placeholder | Count | Plural
Message = tuple[Part, ...]


@lru_cache(maxsize=4096)
def parse(text: str) -> Message:
    """Take a text apart.

    Raises
    ------
    MessageError : if its braces do not fit together

    >>> parse("Seit ${year} in {city}")
    ('Seit ', Pipe(name='year'), ' in ', Placeholder(name='city', written='{city}'))
    """
    if "{" not in text and "}" not in text:
        return (text,) if text else ()
    parts, end = _read(text, 0, is_inside=False)
    if end < len(text):
        raise MessageError("A brace '}' closes nothing", position=end + 1, hint="Delete it.")
    return parts


def _read(text: str, start: int, *, is_inside: bool) -> tuple[Message, int]:
    """Read up to the brace that closes, or to the end of the text; return what was read, and where it ended."""
    parts: list[Part] = []
    place = start
    while place < len(text):
        found = _SPECIAL.search(text, place)
        if found is None:
            break
        if found.start() > place:
            parts.append(text[place : found.start()])
        place = found.start()
        if found.group() == "}":
            return tuple(parts), place
        if found.group() == "#":
            parts.append(Count() if is_inside else "#")
            place += 1
        else:
            part, place = _pipe(text, place) if found.group() == "${" else _brace(text, place)
            parts.append(part)
    if place < len(text):
        parts.append(text[place:])
    return tuple(parts), len(text)


def _pipe(text: str, place: int) -> tuple[Part, int]:
    found = _PIPE.match(text, place)
    if found is None:
        raise MessageError(
            "'${' does not begin an answer", position=place + 1, expected="the name of a question as ${name}"
        )
    return Pipe(found.group(1)), found.end()


def _brace(text: str, place: int) -> tuple[Part, int]:
    if head := _HEAD.match(text, place):
        if head.group(2) != "plural":
            raise MessageError(
                f"'{head.group(2)}' is not supported inside a text", position=head.start(2) + 1, expected=EXAMPLE
            )
        return _plural(text, head)
    found = _PLACEHOLDER.match(text, place)
    if found is None:
        raise MessageError("A brace '{' is not closed, or begins nothing", position=place + 1, expected=EXAMPLE)
    return Placeholder(found.group(1), found.group()), found.end()


def _plural(text: str, head: re.Match[str]) -> tuple[Plural, int]:
    branches: dict[str, Message] = {}
    place = head.end()
    while selector := _SELECTOR.match(text, place):
        key = selector.group(1)
        if not key.startswith("=") and key not in CATEGORIES:
            raise MessageError(
                f"'{key}' is no form of a plural", position=selector.start(1) + 1,
                expected="one of " + ", ".join([*CATEGORIES, "=0"]),
            )  # fmt: skip
        if key in branches:
            raise MessageError(f"The form '{key}' stands twice", position=selector.start(1) + 1)
        branches[key], end = _read(text, selector.end() + 1, is_inside=True)
        if end == len(text):
            raise MessageError(f"The form '{key}' is not closed", position=selector.end() + 1, expected="a brace '}'")
        place = end + 1
    closing = re.compile(r"\s*\}").match(text, place)
    if closing is None:
        raise MessageError("The plural cannot be read", position=place + 1, expected=EXAMPLE)
    if not branches:
        raise MessageError("The plural has no forms", position=place + 1, expected=EXAMPLE)
    return Plural(head.group(1), branches), closing.end()


def parts(message: Message) -> Iterator[Part]:
    """Give every part, also those inside of plurals."""
    for part in message:
        yield part
        if isinstance(part, Plural):
            for branch in part.branches.values():
                yield from parts(branch)


def pipes(text: str) -> frozenset[str]:
    """Return the names of the answers that a text shows or counts with. A broken text has none.

    >>> sorted(pipes("Seit wann leben Sie in ${ district }?"))
    ['district']
    """
    return frozenset(part.name for part in _parts(text) if isinstance(part, (Pipe, Plural)))


def placeholders(text: str) -> frozenset[str]:
    """Return the placeholders of a text that the software fills in.

    >>> sorted(placeholders("{address}: {code}"))
    ['address', 'code']
    """
    return frozenset(part.name for part in _parts(text) if isinstance(part, Placeholder))


def plurals(text: str) -> tuple[Plural, ...]:
    """Return the plurals of a text, in the order of writing."""
    return tuple(part for part in _parts(text) if isinstance(part, Plural))


def _parts(text: str) -> Iterator[Part]:
    if "{" not in text:
        return iter(())
    try:
        return parts(parse(text))
    except MessageError:
        return iter(())
