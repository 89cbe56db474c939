"""The languages of interviews and content, from CLDR: what they are called, their script, and where it runs.

Direction comes from the script of a language, never from a guess at a text. Where CLDR has no name, or one that its
speakers in Leipzig would not look for, the supplement below has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import locale_identifiers

from querschnitt.core.errors import InputError, suggestion

RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"})
"""Scripts (ISO 15924) that run from right to left; Unicode, property Bidi_Class R or AL of their letters."""

_CASED = frozenset({"Latn", "Cyrl", "Grek", "Armn"})


@dataclass(frozen=True)
class _Supplement:
    own_name: str
    german: str
    english: str
    script: str


_SUPPLEMENTS = MappingProxyType(
    {
        # CLDR keeps Kurmanji under "ku"; the tag "kmr" tells it apart from Sorani.
        "kmr": _Supplement("Kurdî (Kurmancî)", "Kurdisch (Kurmandschi)", "Kurdish (Kurmanji)", "Latn"),
        # A registered variant (RFC 5646) that CLDR passes over.
        "de-simple": _Supplement(
            "Deutsch (Leichte Sprache)", "Deutsch (Leichte Sprache)", "German (Easy Language)", "Latn"
        ),
        # CLDR says "Central Kurdish", a word of linguists.
        "ckb": _Supplement("کوردی (سۆرانی)", "Kurdisch (Sorani)", "Kurdish (Sorani)", "Arab"),
        # Not every version of CLDR has names for the next three.
        "fa-AF": _Supplement("دری", "Dari", "Dari", "Arab"),
        "ps": _Supplement("پښتو", "Paschtu", "Pashto", "Arab"),
        "ti": _Supplement("ትግርኛ", "Tigrinya", "Tigrinya", "Ethi"),
    }
)


@dataclass(frozen=True)
class Language:
    """A language in which people can be interviewed.

    Attributes
    ----------
    tag : BCP 47, for the attribute `lang`
    own_name : what it is called in itself
    script : ISO 15924, such as "Latn", "Arab", "Ethi"
    """

    tag: str
    own_name: str
    german: str
    english: str
    script: str

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """The value of the attribute `dir`."""
        return "rtl" if self.script in RIGHT_TO_LEFT else "ltr"

    def name_in(self, interface: str) -> str:
        """Return the name in the language of an office: German, otherwise English."""
        return self.german if interface.split("-")[0] == "de" else self.english


@cache
def language(tag: str) -> Language:
    """Look a language up.

    Raises
    ------
    InputError : if neither CLDR nor the supplement knows the tag

    >>> language("ckb").direction, language("ti").script, language("fr").own_name
    ('rtl', 'Ethi', 'Français')
    """
    if extra := _SUPPLEMENTS.get(tag):
        return Language(tag, extra.own_name, extra.german, extra.english, extra.script)
    locale = _parsed(tag)
    key = str(locale)
    script = _script(locale)
    own = locale.languages.get(key) or locale.get_display_name() or tag
    return Language(
        tag=tag,
        own_name=own[0].upper() + own[1:] if script in _CASED else own,
        german=locale.get_display_name("de") or tag,
        english=locale.get_display_name("en") or tag,
        script=script,
    )


def languages(tags: Iterable[str]) -> tuple[Language, ...]:
    """Look several languages up, in the order given."""
    return tuple(language(tag) for tag in tags)


@cache
def all_languages() -> tuple[Language, ...]:
    """Return each language that CLDR or the supplement knows, without its regional forms."""
    tags = {identifier for identifier in locale_identifiers() if "_" not in identifier and identifier != "root"}
    return languages(sorted(tags | set(_SUPPLEMENTS)))


def _parsed(tag: str) -> Locale:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        known = [identifier.replace("_", "-") for identifier in locale_identifiers()] + list(_SUPPLEMENTS)
        raise InputError(
            "Unknown language", expected="a language tag such as 'ar' or 'fa-AF'", got=tag, hint=suggestion(tag, known)
        ) from error


def _script(locale: Locale) -> str:
    """Return the script of a locale: the one it names, or the likely one (CLDR, likely subtags)."""
    if locale.script:
        return locale.script
    likely = get_global("likely_subtags")
    full = likely.get(f"{locale.language}_{locale.territory}") or likely.get(locale.language) or ""
    parts = full.split("_")
    return parts[1] if len(parts) > 1 else "Latn"
