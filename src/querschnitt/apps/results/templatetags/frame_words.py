"""Write what a report on a frame says in the language of the page."""

from __future__ import annotations

from typing import Any

from django import template

from querschnitt.apps.results.queries import words
from querschnitt.apps.results.queries.doubts import doubt_words
from querschnitt.apps.results.templatetags.wave_words import (
    MINUS,
    NONE,
    language,
    level_name,
    number,
    with_percent,
    word,
)
from querschnitt.core.sampling.coverage import Doubt
from querschnitt.tables.register import ADULTS, CONDITIONS, Definition

register = template.Library()
NOBODY = {"age_class": "under_18"}  # the level of people who have none


@register.simple_tag
def doubt(found: Doubt, origins: Any) -> str:
    """Return a doubt as a sentence."""
    return doubt_words(found, place=counted_level(found.variable, found.level, origins), language=language())


@register.simple_tag
def counted_level(variable: str, level: str, origins: Any) -> str:
    """Return the name of a level that people were counted by; those without one have a name, too."""
    if variable == "total":
        return word("total", "level")
    if not level:
        return word(NOBODY.get(variable, "none"), "nobody")
    if level in words.WORDS["stay_class"]:
        return word(level, "stay_class")
    return moved_level(level, origins)


@register.filter
def signed(value: int | None) -> str:
    """Return a difference with its sign.

    >>> from django.utils.translation import override
    >>> with override("en"):
    ...     signed(1200), signed(0)
    ('+1,200', '0')
    """
    if value is None:
        return NONE
    return f"+{number(value)}" if value > 0 else number(value)


@register.filter
def signed_percent(share: float) -> str:
    """Return a relative difference with its sign; of nothing there is none."""
    if share in (float("inf"), float("-inf")):
        return NONE
    return f"+{with_percent(share)}" if share > 0 else with_percent(share).replace("-", MINUS)


@register.simple_tag
def kind_name(kind: str, definition: Any) -> str:
    """Return the name that a definition has for a kind of background; for none there is one, too."""
    named = definition.kind_names.get(language()) or definition.kind_names.get("de", {})
    return named.get(kind) or word("none", "background")


@register.simple_tag
def moved_level(code: str, origins: Any) -> str:
    """Return the name of an age or group among whose members somebody moved."""
    return word(code, "moved") if code in words.WORDS["moved"] else level_name(code, origins)


@register.simple_tag
def named_kind(definition: Definition, kind: str) -> str:
    """Return the name that a definition has for one of its kinds."""
    return definition.kind_names(language()).get(kind, kind)


@register.filter
def condition_words(condition: str) -> str:
    """Return what a word of the vocabulary of definitions asks of a person."""
    return str(getattr(CONDITIONS[condition], language()))


@register.filter
def adult_words(adults: str) -> str:
    """Return what a word of the vocabulary of definitions asks of the adults of a household."""
    return str(getattr(ADULTS[adults], language()))
