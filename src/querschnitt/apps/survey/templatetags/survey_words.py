"""Write the words of the questionnaire's pages in the language of the page."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django import template
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from querschnitt.apps.accounts.languages import Language
from querschnitt.apps.accounts.languages import language as known_language
from querschnitt.apps.survey.queries.languages import LanguageRow, NextStep
from querschnitt.apps.survey.views import fault_titles, saying
from querschnitt.apps.survey.workflow import State
from querschnitt.core.instrument.faults import Fault

register = template.Library()


def interface() -> str:
    """Return the language of the page: German, otherwise English."""
    return "en" if (get_language() or "de").startswith("en") else "de"


@register.filter
def count(value: int) -> str:
    """Return a whole number with the separators of the language."""
    return format_decimal(value, locale=interface())


@register.filter
def on(day: date | None) -> str:
    """Return a day: 22.11.2026, 22 November 2026."""
    if not day:
        return ""
    return format_date(day, "dd.MM.yyyy" if interface() == "de" else "d MMMM y", locale=interface())


@register.filter
def at(moment: datetime | None) -> str:
    """Return a moment with its time of day."""
    if not moment:
        return ""
    pattern = "dd.MM.yyyy, HH:mm" if interface() == "de" else "d MMMM y, HH:mm"
    return format_datetime(localtime(moment), pattern, locale=interface())


@register.filter
def actor(name: str) -> str:
    """Return who did something; a command says so in the language of the page."""
    word, _space, account = name.partition(" ")
    return _("command (%(account)s)") % {"account": account[1:-1]} if word == "command" and account else name


@register.filter
def name_of(one: Language) -> str:
    """Return what the offices call a language."""
    return one.name_in(interface())


@register.filter
def language_of(tag: str) -> Language:
    return known_language(tag)


@register.filter
def state(value: str) -> str:
    return saying.say_state(value)


@register.filter
def done(step: str) -> str:
    """Return a step as something that was done."""
    return saying.say_step(step)


@register.filter
def task(step: str) -> str:
    """Return a step as something to do."""
    return str(saying.TASKS.get(step, step))


@register.filter
def task_of(step: NextStep) -> str:
    """Return what is to be done next; drafts are taken over, not translated."""
    return task("take_over" if step.state == State.MACHINE else step.step)


@register.simple_tag
def tasks_of(row: LanguageRow, role: str) -> list[NextStep]:
    """Return what of a language somebody with a role can do."""
    return row.steps_of(role)


@register.filter
def bulk(step: str) -> str:
    """Return what a step means for many texts at once."""
    return str(saying.BULK.get(step, step))


@register.filter
def button(step: str) -> str:
    """Return what the one coloured button of the editor says."""
    return str(saying.BUTTONS.get(step, step))


@register.filter
def button_again(step: str) -> str:
    """Return what a button says that takes a step once more, with another wording."""
    return str(saying.AGAIN.get(step, step))


@register.filter
def change(kind: str) -> str:
    """Return the kind of a release."""
    return str(saying.CHANGES.get(kind, kind))


@register.filter
def direction(one: Language) -> str:
    return one.direction


@register.filter
def outcome(value: str) -> str:
    """Return what happened to a text while it was away."""
    return str(saying.OUTCOMES.get(value, value))


@register.filter
def file_complaint(code: str) -> str:
    return str(saying.FILE_COMPLAINTS.get(code, code))


@register.filter
def kind(value: str) -> str:
    """Return what a kind of translation file is called."""
    return str(saying.KINDS.get(value, value))


@register.filter
def approval(kind: str) -> str:
    """Return who gives a kind of approval."""
    return str(saying.APPROVALS.get(kind, kind))


@register.filter
def lack(counts: dict[str, int]) -> str:
    """Return what a language lacked when it was opened."""
    return saying.say_lack(counts)


@register.filter
def fault_title(fault: Fault) -> str:
    """Return what a fault is called."""
    return fault_titles.say_fault(fault)


@register.filter
def severity(value: str) -> str:
    """Return how grave a fault is."""
    return fault_titles.say_severity(value)
