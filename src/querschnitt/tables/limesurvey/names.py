"""Names: LimeSurvey's codes made into names that a workbook may hold, each one once."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

_FORBIDDEN = re.compile(r"[^A-Za-z0-9_.-]+")


def sound(wanted: str, prefix: str = "q") -> str:
    """Make a name of a code: letters, digits, '_', '-' and '.', with a letter in front and without '__'.

    >>> sound("1. Größe"), sound("a__b"), sound("Q1_SQ001")
    ('q1._Grosse', 'a_b', 'Q1_SQ001')
    """
    plain = unicodedata.normalize("NFKD", wanted.replace("ß", "ss")).encode("ascii", "ignore").decode()
    name = re.sub(r"_{2,}", "_", _FORBIDDEN.sub("_", plain)).strip("_")
    return name if name[:1].isalpha() else f"{prefix}{name}"


def sound_code(wanted: str) -> str:
    """Make the name of a choice: no spaces, no '__' in front.

    >>> sound_code("A 1"), sound_code("__x")
    ('A_1', 'x')
    """
    return re.sub(r"\s+", "_", wanted.strip()).lstrip("_") or "code"


@dataclass
class Names:
    """Hands out the names of one workbook.

    Attributes
    ----------
    changed : what LimeSurvey calls it -> its name in the workbook, where the two differ
    """

    changed: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _given: dict[tuple[str, str], str] = field(default_factory=dict)

    def take(self, owner: str, part: str, wanted: str, written: str = "") -> str:
        """Give a part of a question its name; `written` is what LimeSurvey calls it, if not `wanted`."""
        name = self._given[owner, part] = self.free(sound(wanted))
        if name != (written or wanted):
            self.changed[written or wanted] = name
        return name

    def free(self, wanted: str) -> str:
        """Give a name that is nobody else's. Names that differ in capitals only would be confused, too."""
        number, name = 2, wanted
        while name.lower() in self._taken:
            name = f"{wanted}_{number}"
            number += 1
        self._taken.add(name.lower())
        return name

    def of(self, owner: str, part: str = "") -> str:
        return self._given[owner, part]
