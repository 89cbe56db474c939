"""The list for a successor as a workbook: what is open, what is written, what was asked, what comes next."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from querschnitt.apps.indicators.templatetags.figures import words
from querschnitt.apps.strategy.queries.collecting import Item
from querschnitt.apps.strategy.queries.reporting import Door
from querschnitt.apps.strategy.views.files import attachment
from querschnitt.tables.address_list import list_as_xlsx


def list_of_open(door: Door, items: Iterable[Item]) -> HttpResponse:
    """Return the list of an office in a round as a file."""
    head = [
        _("Number"), _("Measure"), _("State"), _("Last text"), _("What is written"), _("For the administration only"),
        _("Question"), _("Answer"), _("Open milestones"),
    ]  # fmt: skip
    rows = [_row(item) for item in items if item.lead == door.office]
    return attachment(list_as_xlsx(head, rows), name=f"handover-{door.office.slug}-{door.round.slug}.xlsx")


def _row(item: Item) -> list[str]:
    draft = item.draft
    ahead = [row.milestone for row in item.steps if row.state == "open"]
    return [
        item.version.number,
        words(item.version, "title"),
        item.state_words,
        item.last.note if item.last else "",
        draft.note if draft else "",
        draft.internal if draft else "",
        draft.question if draft else "",
        draft.answer if draft else "",
        "; ".join(f"{step.title} ({date_format(step.due, 'SHORT_DATE_FORMAT')})" for step in ahead),
    ]
