"""The strategy by field of action, and its measures."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from querschnitt.apps.strategy.models import Edition
from querschnitt.apps.strategy.queries import measures as queries


@login_required
def field(request: HttpRequest, number: int) -> HttpResponse:
    """Show the measures of one field of action."""
    edition = _edition()
    rows = queries.measure_rows(edition)
    fields = queries.field_summaries(edition, rows)
    found = next((summary for summary in fields if summary.field.number == number), None)
    if found is None:
        raise Http404(_("There is no such field of action."))
    shown = [row for row in rows if row.version.field_id == found.field.pk]
    return render(request, "strategy/field.html", {"edition": edition, "field": found, "fields": fields, "rows": shown})


def _edition() -> Edition:
    edition = queries.current_edition()
    if edition is None:
        raise Http404(_("There is no strategy yet."))
    return edition
