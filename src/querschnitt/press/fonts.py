"""Which font families a language needs, and whether this machine has them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import typst

from querschnitt.core.errors import InputError

LATIN = "Noto Sans"
ARABIC = "Noto Sans Arabic"
ETHIOPIC = "Noto Sans Ethiopic"
OF_LANGUAGE = {"ar": ARABIC, "fa": ARABIC, "fa-AF": ARABIC, "ckb": ARABIC, "ps": ARABIC, "ur": ARABIC, "ti": ETHIOPIC}


def family(language: str) -> str:
    """The font family for a language tag; Noto Sans covers Latin, Cyrillic, Greek and Vietnamese.

    >>> family("ckb"), family("uk")
    ('Noto Sans Arabic', 'Noto Sans')
    """
    return OF_LANGUAGE.get(language, LATIN)


@cache
def faces() -> typst.Fonts:
    """The faces the typesetter knows: those of the machine and those inside Typst."""
    return typst.Fonts()


def require_families(wanted: Iterable[str]) -> None:
    """Refuse to print in a language whose script this machine cannot show."""
    missing = sorted(set(wanted) - set(faces().families()))
    if missing:
        raise InputError(
            "This machine lacks fonts for the letters",
            expected=", ".join(missing),
            hint="Install them: apt-get install fonts-noto-core",
        )
