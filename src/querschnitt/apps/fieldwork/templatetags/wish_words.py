"""The words for wishes, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()

TIMES = {
    "morning": gettext_lazy("mornings"),
    "afternoon": gettext_lazy("afternoons"),
    "evening": gettext_lazy("evenings"),
    "saturday": gettext_lazy("Saturdays"),
}
OUTCOMES = {"called": gettext_lazy("called"), "not_reached": gettext_lazy("not reached")}


@register.filter
def times_of(times: Iterable[str]) -> str:
    """Return when somebody can be called; who named no time can be called at any."""
    named = [str(word) for time, word in TIMES.items() if time in times]
    return ", ".join(named) or _("any time")


@register.filter
def tried(outcome: str) -> str:
    """Return what the last call came to."""
    return str(OUTCOMES.get(outcome, outcome))
