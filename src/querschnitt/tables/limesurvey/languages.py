"""LimeSurvey's language codes as language tags, and what the languages call themselves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

from querschnitt.core.instrument.xlsform.columns import Language, canonical_tag

_TAGS = MappingProxyType({"de-easy": "de-simple"})
"""LimeSurvey's "Deutsch (leichte Sprache)" is a registered variant (RFC 5646, subtag "simple")."""

_OWN_NAMES = MappingProxyType({"kmr": "Kurmancî", "ku": "Kurmancî", "fa-AF": "دری", "ti": "ትግርኛ", "ps": "پښتو"})
"""Names that CLDR lacks, or that their speakers would not look for."""

_VARIANTS = MappingProxyType(
    {
        ("de", "informal"): "Du-Form",
        ("de", "simple"): "Leichte Sprache",
        ("nl", "informal"): "informeel",
        ("fr", "informal"): "tutoiement",
        ("it", "informal"): "informale",
        ("es", "informal"): "informal",
    }
)


def language_of(code: str) -> Language:
    """Return tag and own name for one of LimeSurvey's codes.

    >>> language_of("pt-BR")
    Language(tag='pt-BR', name='Português, Brasil')
    >>> language_of("de-informal").name
    'Deutsch, Du-Form'
    """
    tag = _TAGS.get(code.lower(), canonical_tag(code.replace("_", "-")))
    return Language(tag, _name(tag))


def languages_of(codes: Sequence[str]) -> dict[str, Language]:
    """Return LimeSurvey's code -> language, in order."""
    return {code: language_of(code) for code in codes}


@cache
def _name(tag: str) -> str:
    if tag in _OWN_NAMES:
        return _OWN_NAMES[tag]
    language, *rest = tag.split("-")
    variant = rest[-1] if rest and rest[-1] in ("informal", "simple") else ""
    known = _cldr_name("_".join([language, *(part for part in rest if part != variant)])) or _cldr_name(language)
    if not known:
        return tag
    name = known.replace(" (", ", ").replace(")", "").replace("(", "")
    return name if not variant else f"{name}, {_VARIANTS.get((language, variant), variant)}"


def _cldr_name(identifier: str) -> str:
    try:
        name = Locale.parse(identifier).get_display_name()
    except (UnknownLocaleError, ValueError):
        return ""
    return name[:1].upper() + name[1:] if name else ""
