"""The strategy by field of action, and its measures."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from querschnitt.apps.strategy.models import Correction
from querschnitt.apps.strategy.queries import measures as queries
from querschnitt.apps.strategy.queries.editions import corrections_of_row
from querschnitt.apps.strategy.queries.measure_table import place_on, table_rows
from querschnitt.apps.strategy.views.access import may_write, sees_drafts
from querschnitt.apps.strategy.views.editions import COLUMNS


@login_required
def field(request: HttpRequest, number: int) -> HttpResponse:
    """Show the measures of one field of action."""
    place = place_on(localdate(), drafts=sees_drafts(request))
    if place is None:
        raise Http404(_("There is no strategy yet."))
    rows = table_rows(place)
    fields = queries.field_summaries(place.edition, rows)
    found = next((summary for summary in fields if summary.field.number == number), None)
    if found is None:
        raise Http404(_("There is no such field of action."))
    shown = [row for row in rows if row.version.field_id == found.field.pk]
    context = {
        "edition": place.edition,
        "field": found,
        "rows": shown,
        "corrections": corrections_of_row(Correction.Subject.FIELD, found.field.pk),
        "columns": COLUMNS,
        "may_write": may_write(request),
    }
    return render(request, "strategy/field.html", context)
