"""Words for what is collected: what looks odd, what milestones suggest, amounts that are counted."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from querschnitt.apps.indicators.templatetags.figures import number
from querschnitt.apps.strategy.models import Word
from querschnitt.core.progress import Doubt, Oddity

register = template.Library()


@register.filter
def doubt_words(doubt: Doubt) -> str:
    """Return what looks odd in a sentence that helps."""
    told = {
        Oddity.DONE_WITHOUT_EVIDENCE: _(
            "The measure is done, and nothing here shows it: no milestone, no count, no indicator."
        ),
        Oddity.DONE_WITHOUT_WORDS: _("The measure is done, and the text does not say what was achieved."),
        Oddity.DATE_PASSED: _("Its last day is over, and it is not done. Does it go on, and until when?"),
        Oddity.TEXT_UNCHANGED: _("The text is the same for the third time."),
        Oddity.COMPLETION_SINKS: _("Less is done than last time. Was something corrected?"),
        Oddity.PAUSED_WITHOUT_UNTIL: _("It pauses, and nobody knows until when."),
        Oddity.PAUSE_IS_OVER: _("The day until which it pauses is over."),
        Oddity.MILESTONE_OVERDUE: _("A milestone is overdue: %(about)s"),
    }
    return told[doubt.oddity] % {"about": doubt.about} if doubt.about else told[doubt.oddity]


@register.filter
def phase_words(code: str) -> str:
    """Return a phase in words."""
    return str(Word.Phase(code).label)


@register.filter
def schedule_words(code: str) -> str:
    """Return how a measure stands to its schedule in words."""
    return str(Word.Schedule(code).label)


@register.filter
def amount(counted: Decimal | None) -> str:
    """Return what is counted without decimals that say nothing."""
    if counted is None:
        return "–"
    places = 0 if counted == counted.to_integral_value() else 2
    return number(float(counted), places)
