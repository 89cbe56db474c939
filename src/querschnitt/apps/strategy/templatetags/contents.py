"""Texts in the language of the content, which may be another one than the page's; what became of translations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext_lazy

from querschnitt.apps.accounts.languages import Language
from querschnitt.apps.indicators.templatetags.figures import words
from querschnitt.apps.strategy.queries.content import GERMAN
from querschnitt.apps.strategy.queries.translatable import column_of
from querschnitt.apps.strategy.queries.translating import EntryGroup
from querschnitt.core.instrument.translation import State

register = template.Library()
STATES = {
    "open": pgettext_lazy("translation", "missing"),
    "draft": gettext_lazy("draft"),
    "outdated": gettext_lazy("outdated"),
    "translated": gettext_lazy("translated"),
    "reviewed": gettext_lazy("reviewed"),
}
OUTCOMES = {
    "unchanged": pgettext_lazy("translation", "Unchanged"),
    "new": pgettext_lazy("translation", "New"),
    "confirmed": pgettext_lazy("translation", "Confirmed"),
    "conflict": pgettext_lazy("translation", "Changed here too"),
    "outdated": pgettext_lazy("translation", "The German was changed meanwhile"),
    "faulty": pgettext_lazy("translation", "Cannot be taken"),
    "unknown": pgettext_lazy("translation", "Not known here"),
}
FORMS = {"xlsx": "XLSX", "xliff-1.2": "XLIFF 1.2", "xliff-2.1": "XLIFF 2.1", "po": "PO"}


@register.simple_tag(takes_context=True)
def told(context: dict[str, Any], row: Any, name: str) -> str | SafeString:
    """Return a text of a row in the language of the content, in German where it is not translated.

    It carries its language and direction where they are not the page's, and the mark of an outdated one.
    """
    content = context.get("content")
    if content is None:
        return words(row, name)
    page = (get_language() or GERMAN).split("-")[0]
    found = None if content.is_german else content.of(row, name)
    if found is None:
        return _in(GERMAN, "ltr", str(getattr(row, column_of(row, name), "")), page)
    said = _in(content.language.tag, content.language.direction, found.text, page)
    return format_html("{} {}", said, mark(found)) if found.is_outdated or found.is_draft else said


def _in(tag: str, direction: str, text: str, page: str) -> str | SafeString:
    return text if tag == page else format_html('<span lang="{}" dir="{}">{}</span>', tag, direction, text)


@register.filter
def mark(found: Any) -> SafeString:
    """Return the mark of a translation that is not to be relied on."""
    said = gettext("translation outdated") if found.is_outdated else gettext("draft of a translation")
    return format_html('<span class="strategy-mark">({})</span>', said)


@register.simple_tag(takes_context=True)
def translation_of(context: dict[str, Any], row: Any, name: str) -> Any:
    """Return a text in the language of the content with what is known of it; None where it is not translated."""
    content = context.get("content")
    return None if content is None or content.is_german else content.of(row, name)


@register.filter
def state_name(state: str) -> str:
    """Return how far a translation is, in words."""
    return str(STATES.get(str(state), state))


@register.filter
def outcome_name(outcome: str) -> str:
    """Return what happened to a text of a file, in words."""
    return str(OUTCOMES[str(outcome)])


@register.filter
def form_name(form: str) -> str:
    """Return what a form of translation files is called."""
    return FORMS[form]


@register.filter
def named(language: Language) -> str:
    """Return the name of a language in the language of the page."""
    return language.name_in(get_language() or GERMAN)


@register.filter
def states(names: str) -> list[State]:
    """Return states by their names, in the order given."""
    return [State(name) for name in names.split()]


@register.filter
def count_of(counts: Mapping[State, int], state: State) -> int:
    """Return how many texts are in a state."""
    return counts.get(state, 0)


@register.filter
def states_of(group: EntryGroup) -> list[tuple[State, int]]:
    """Return how many texts of a group are in which state, what is left to do first."""
    return [(state, group.counts[state]) for state in State if group.counts.get(state)]
