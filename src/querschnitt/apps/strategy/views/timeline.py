"""The timeline: measures over the years, with editions and two-year budgets, as a drawing and as a table."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from querschnitt.apps.strategy.queries import measure_table
from querschnitt.apps.strategy.queries import timeline as queries
from querschnitt.apps.strategy.queries.narrowing import narrowing_of
from querschnitt.apps.strategy.views.table import choices, place_of


@login_required
def timeline(request: HttpRequest) -> HttpResponse:
    """Show when measures begin, stand still and end."""
    chosen = narrowing_of(request.GET)
    place = place_of(request, chosen)
    rows = measure_table.table_rows(place)
    context = {
        "place": place,
        "edition": place.edition,
        "chosen": chosen,
        "drawing": queries.timeline(place, chosen.of(rows)),
        "left": queries.LEFT,
        "right": queries.RIGHT,
        "longest": queries.LONGEST_NAME,
        **choices(place, rows),
    }
    return render(request, "strategy/timeline.html", context)
