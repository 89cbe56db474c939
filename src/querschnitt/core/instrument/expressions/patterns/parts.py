"""The parts of a regular expression, each of which writes itself in the portable form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Characters:
    """One character of a set.

    Attributes
    ----------
    portable : the set as it is written
    inside : the same inside of brackets
    test : whether a character belongs to it
    only : the one character that the set has; "" if it has several
    """

    portable: str
    inside: str
    test: Callable[[str], bool]
    only: str = ""


@dataclass(frozen=True)
class Anchor:
    """`^` or `$`: stands where the text begins or ends anyway, and is left out of the portable form."""

    sign: str
    place: int
    portable: str = ""


@dataclass(frozen=True)
class Repetition:
    """A part that comes several times; without `most` as often as it will."""

    part: Part
    least: int
    most: int | None

    @property
    def portable(self) -> str:
        inner = self.part.portable if isinstance(self.part, Characters) else f"(?:{self.part.portable})"
        return inner + _written_count(self.least, self.most)


@dataclass(frozen=True)
class Row:
    """Parts one after the other."""

    parts: tuple[Part, ...]

    @property
    def portable(self) -> str:
        return "".join(f"(?:{part.portable})" if isinstance(part, Choice) else part.portable for part in self.parts)


@dataclass(frozen=True)
class Choice:
    """One part of several."""

    parts: tuple[Part, ...]

    @property
    def portable(self) -> str:
        return "|".join(part.portable for part in self.parts)


Part = Characters | Anchor | Repetition | Row | Choice


@dataclass(frozen=True)
class Look:
    """What must, or must not, match from the beginning of the text, before the pattern itself.

    Attributes
    ----------
    is_whole : whether it must match up to the end of the text
    """

    part: Part
    is_forbidden: bool
    is_whole: bool

    @property
    def portable(self) -> str:
        return f"(?{'!' if self.is_forbidden else '='}(?:{self.part.portable}){'$' if self.is_whole else ''})"


def _written_count(least: int, most: int | None) -> str:
    common = {(0, None): "*", (1, None): "+", (0, 1): "?"}
    if (least, most) in common:
        return common[least, most]
    return f"{{{least}}}" if least == most else f"{{{least},{'' if most is None else most}}}"
