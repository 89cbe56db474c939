"""Write figures, dates and the words of the survey wing in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language

from querschnitt.apps.results.queries import words
from querschnitt.apps.results.queries.names import rate_definition
from querschnitt.apps.results.queries.variance_words import variance_words
from querschnitt.core.disclosure.signs import LEIPZIG_2020

register = template.Library()

MINUS, DASH, NONE = "\N{MINUS SIGN}", "\N{EN DASH}", "\N{EN DASH}"
CORRECTED = ("r",)  # stands in print only
WHOLE_UNITS = ("EUR",)  # units whose means are printed without decimals


def language() -> str:
    """Return the language of the page: German, otherwise English."""
    return "en" if (get_language() or "de").startswith("en") else "de"


@register.filter
def variance_lines(variance: Mapping[str, Any]) -> list[str]:
    """Return where the uncertainty of the figures comes from, sentence by sentence.

    >>> variance_lines({})
    []
    """
    return variance_words(variance, language=language())


@register.filter
def number(value: float | None, places: int = 0) -> str:
    """Return a number with the separators of the language.

    >>> from django.utils.translation import override
    >>> with override("de"):
    ...     number(None), number(-0.04, 1), number(93000)
    ('–', '0,0', '93.000')
    """
    if value is None or value != value:
        return NONE
    rounded = round(value, places) + 0.0  # no negative zero
    return format_decimal(rounded, _pattern(places), locale=language()).replace("-", MINUS)


def _pattern(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


@register.filter
def percent(share: float | None, places: int = 1) -> str:
    """Return a share in per cent, without the unit; the head of the column has it.

    >>> from django.utils.translation import override
    >>> with override("en"):
    ...     percent(0.1541)
    '15.4'
    """
    return number(None if share is None else 100 * share, places)


@register.filter
def with_percent(share: float | None, places: int = 1) -> str:
    """Return a share with its sign: 15,4 % in German, 15.4% in English."""
    return percent(share, places) + ("%" if language() == "en" else "\N{NO-BREAK SPACE}%")


@register.filter
def points(share: float) -> str:
    """Return a share as a length of a drawing: in points, with a decimal point in every language.

    >>> points(0.1549)
    '15.5'
    """
    return f"{100 * share:.1f}"


@register.filter
def probability(value: float) -> str:
    """Return an inclusion probability with four decimals."""
    return number(value, 4)


@register.filter
def p_value(value: float) -> str:
    """Return a p-value with three decimals; a smaller one says so."""
    return "<\N{NO-BREAK SPACE}" + number(0.001, 3) if value < 0.001 else number(value, 3)


@register.filter
def day(moment: date | None) -> str:
    """Return a day as 30.11.2021 in German, as 30 November 2021 in English."""
    if moment is None:
        return NONE
    pattern = "d MMMM y" if language() == "en" else "dd.MM.yyyy"
    return format_date(localtime(moment) if isinstance(moment, datetime) else moment, pattern, locale=language())


@register.filter
def moment(at: datetime | None) -> str:
    """Return a day with its time."""
    if at is None:
        return NONE
    pattern = "d MMMM y, HH:mm" if language() == "en" else "dd.MM.yyyy, HH:mm 'Uhr'"
    return format_datetime(localtime(at), pattern, locale=language())


@register.filter
def word(key: str, kind: str) -> str:
    """Return the word for a key of this kind."""
    return words.word(kind, key, language=language())


@register.simple_tag
def reason(entry: Mapping[str, Any], change: Any) -> str:
    """Return a reason of the grade of a change in words."""
    return words.reason_words(entry, waves=(change.earlier_id, change.wave_id), language=language())


@register.simple_tag
def outcome(key: str, wave: Any) -> str:
    """Return a line of the account in words, with the thresholds of the wave."""
    complete, partial = float(wave.complete_share), float(wave.partial_share)
    return words.accounting_words(key, complete=complete, partial=partial, language=language())


@register.simple_tag
def legend() -> list[tuple[str, str]]:
    """Return the signs that occur on the office's pages, with their meanings."""
    known = words.sign_words(LEIPZIG_2020, language=language())
    return [(sign, meaning) for sign, meaning in known if sign not in CORRECTED]


@register.filter
def language_name(tag: str) -> str:
    """Return the name of an interview language."""
    return words.language_name(tag, language=language())


@register.filter
def spoken(labels: Mapping[str, str]) -> str:
    """Return the wording in the language of the page, else the German one."""
    return labels.get(language()) or labels.get("de", "")


@register.simple_tag
def level_name(level: str, origins: Any) -> str:
    """Return the name of a level: an origin of the wave, or a level that every wave has."""
    return word(level, "level") if level in words.WORDS["level"] else origins.name(level, language=language())


@register.simple_tag
def category_words(item: Any, estimate: Any) -> str:
    """Return what a share is of: the category, or the item where it has none."""
    return spoken(item.category(estimate.category) or item.labels)


@register.filter
def definition(formula: str) -> str:
    """Return the definition of a rate; its letters are AAPOR's in every language, the words beside them are not."""
    return formula if language() == "en" else rate_definition(formula)


@register.filter
def crossing(margin: str) -> str:
    """Return the variables of a margin or class in words: "sex × age"."""
    return words.crossing_words(margin, language=language())


@register.filter
def merging(reason: str) -> str:
    """Return the reason of a merging in words."""
    return words.merging_words(reason, language=language())


@register.filter
def variables(names: str) -> str:
    """Return a list of variables in words: "region of origin, sex × age"."""
    return words.variables_words(names, language=language())


@register.filter
def gap(value: float | None) -> str:
    """Return a relative gap by its size: it is nothing or a small power of ten.

    >>> gap(0.0), gap(3.2e-13)
    ('0', '3e-13')
    """
    return f"{value:.0e}" if value else "0"


@register.simple_tag
def level_names(levels: Sequence[str], origins: Any) -> str:
    """Return the names of some levels of a variable."""
    return ", ".join(_class_part(level, origins) for level in levels)


@register.simple_tag
def class_name(label: str, origins: Any) -> SafeString:
    """Return the name of a weighting class ("syria × 60+ × 10+"); one that was merged before has a line a part."""
    parts = [[(_class_part(code, origins),) for code in part.split(" × ")] for part in label.split(" + ")]
    lines = [(format_html_join(", ", "{}", part),) for part in parts]
    return format_html_join(mark_safe("<br>"), "{}", lines)


def _class_part(code: str, origins: Any) -> str:
    if code in words.WORDS["class"]:
        return word(code, "class")
    if ": " in code:  # of a tree: the variable and some of its levels
        name, _, levels = code.partition(": ")
        return f"{word(name, 'variable')}: {level_names(levels.split(', '), origins)}"
    if propensity := words.PROPENSITIES.fullmatch(code):
        return f"{number(float(propensity[1]), 3)}{DASH}{number(float(propensity[2]), 3)}"
    if words.DECIMAL.fullmatch(code):  # a weight
        return number(float(code), 1)
    return word(code, "stay_class") if code in words.WORDS["stay_class"] else level_name(code, origins)


@register.filter
def figure(estimate: Any) -> str:
    """Return an estimate as the sign legend explains it, without unit."""
    return "" if estimate is None else signed_figure(estimate.estimate, estimate.sign, estimate.unit)


@register.filter
def side(figures: Mapping[str, Any]) -> str:
    """Return the figure of one wave in a change."""
    value = figures["estimate"] if figures["shown"] else None
    return signed_figure(value, figures["sign"], figures["unit"])


def signed_figure(value: float | None, sign: str, unit: str) -> str:
    """Return a value with its sign.

    >>> from django.utils.translation import override
    >>> with override("de"):
    ...     signed_figure(0.154, "()", "percent"), signed_figure(None, ".", "percent"), signed_figure(1130.4, "", "EUR")
    ('(15,4)', '.', '1.130')
    """
    if value is None:
        return sign or NONE
    if sign == "0":
        return "0"
    plain = _plain(value, unit)
    return f"({plain})" if sign == "()" else plain


@register.filter
def signed(figure: str, sign: str) -> str:
    """Return a figure that is written already with the sign it has.

    >>> signed("15.4", ""), signed("15.4", "()"), signed("–", ".")
    ('15.4', '(15.4)', '.')
    """
    return f"({figure})" if sign == "()" else sign or figure


@register.filter
def interval(estimate: Any) -> str:
    """Return the 95 per cent interval of an estimate, empty where there is none."""
    if estimate is None or estimate.ci_low is None or estimate.ci_high is None:
        return ""
    return f"{_plain(estimate.ci_low, estimate.unit)}{DASH}{_plain(estimate.ci_high, estimate.unit)}"


@register.filter
def difference(change: Any) -> str:
    """Return a change with its sign."""
    return _with_sign(change.difference, change.unit)


@register.filter
def difference_interval(change: Any) -> str:
    """Return the 95 per cent interval of a change."""
    between = "to" if language() == "en" else "bis"
    return f"{_with_sign(change.ci_low, change.unit)} {between} {_with_sign(change.ci_high, change.unit)}"


def _with_sign(value: float, unit: str) -> str:
    plain = _plain(value, unit)
    if not any(digit in plain for digit in "123456789"):
        return plain
    return f"+{plain}" if value > 0 else plain


def _plain(value: float, unit: str) -> str:
    if unit == "percent":
        return percent(value)
    if unit == "year":
        return format_decimal(round(value), "0", locale=language())  # a date, not an amount: no separator
    return number(value, 0 if unit in WHOLE_UNITS else 1)
