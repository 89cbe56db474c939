"""The interview's own words in every language, and the direction they run in."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from unicodedata import bidirectional

from babel import Locale, UnknownLocaleError
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from querschnitt.core.instrument.model import Texts

FOLDER = Path(__file__).parent / "texts"
DEFAULT = "de"

# CLDR has no name for it; a workbook may head its columns with the bare tag.
_OWN_NAMES = {"de-simple": "Deutsch (Leichte Sprache)"}


@cache
def available() -> frozenset[str]:
    """Return the tags of the languages in which the interface is there."""
    return frozenset(file.stem for file in FOLDER.glob("*.toml"))


@cache
def wording(tag: str) -> Mapping[str, SafeString]:
    """Return the interface texts of a language, ready for a page; of its base language, or German, if it has none."""
    candidates = (tag, tag.partition("-")[0], DEFAULT)
    found = next(candidate for candidate in candidates if candidate in available())
    read = tomllib.loads((FOLDER / f"{found}.toml").read_text(encoding="utf-8"))
    return {key: escape(text) for key, text in read.items()}


@cache
def locale_of(tag: str) -> Locale | None:
    """Return what CLDR knows of a language, or else of its base language; None if it knows neither.

    >>> locale_of("de-simple"), locale_of("fa-AF"), locale_of("rom")
    (Locale('de'), Locale('fa', territory='AF'), None)
    """
    for candidate in (tag, tag.partition("-")[0]):
        try:
            return Locale.parse(candidate, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None


@cache
def direction(tag: str) -> str:
    """Return "rtl" or "ltr", from the script of the language.

    >>> direction("fa-AF"), direction("ti")
    ('rtl', 'ltr')
    """
    locale = locale_of(tag)
    return locale.text_direction if locale else "ltr"


@cache
def decimal_sign(tag: str) -> str:
    """Return what stands between whole and part of a number written in European digits.

    >>> decimal_sign("de-simple"), decimal_sign("en"), decimal_sign("kmr")
    (',', '.', ',')
    """
    # CLDR knows Northern Kurdish as ku, and not in each version with numbers; Turkey and Germany write a comma.
    locale = None if tag.partition("-")[0] == "kmr" else locale_of(tag)
    return str(locale.number_symbols.get("latn", {}).get("decimal", ",")) if locale else ","


def own_name(tag: str, names: Texts) -> str:
    """Return what a language is called in itself: as the questionnaire names it, otherwise as we do.

    >>> own_name("ti", {"ti": "ትግርኛ"}), own_name("de-simple", {"de-simple": "de-simple"})
    ('ትግርኛ', 'Deutsch (Leichte Sprache)')
    """
    given = names.get(tag, tag)
    return given if given != tag else _OWN_NAMES.get(tag, tag)


def filled(text: str, **values: object) -> SafeString:
    """Put values into an escaped text, each isolated from the direction of the text around it.

    >>> filled("Teil {number} von {total}", number=3, total="<6>")
    'Teil <bdi>3</bdi> von <bdi>&lt;6&gt;</bdi>'
    """
    if not values:
        return SafeString(text)
    return format_html(text, **{name: format_html("<bdi>{}</bdi>", value) for name, value in values.items()})


def isolated(text: str, tag: str) -> str:
    """Keep apart what somebody typed, or a number, from a text that may run the other way (Unicode's isolates).

    >>> isolated("Mira", "de"), isolated("-5", "ar")
    ('Mira', '\u2068-5\u2069')
    """
    may_differ = direction(tag) == "rtl" or any(bidirectional(sign) in ("R", "AL") for sign in text)
    return f"\u2068{text}\u2069" if may_differ else text


def said(texts: Texts, tag: str) -> str:
    """Return a text of the questionnaire in a language; if it is missing, in its base language, in German, or in any.

    >>> said({"de": "Ja", "en": "Yes"}, "en"), said({"de": "Ja", "fa": "بله"}, "fa-AF"), said({"de": "Ja"}, "ti")
    ('Yes', 'بله', 'Ja')
    """
    return texts.get(tag) or texts.get(tag.partition("-")[0]) or texts.get(DEFAULT) or next(iter(texts.values()), "")


def preferred(accept_language: str, offered: Iterable[str]) -> str | None:
    """Return the first language of the browser that is offered.

    >>> preferred("ar-SY,ar;q=0.9,en;q=0.8", ["de", "en", "ar"])
    'ar'
    """
    by_name = {tag.lower(): tag for tag in offered}
    for part in accept_language[:200].lower().split(","):
        wished = part.partition(";")[0].strip()
        if found := by_name.get(wished) or by_name.get(wished.partition("-")[0]):
            return found
    return None
