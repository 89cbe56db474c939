"""The board: what is planned, what runs, what stands still, what is done."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from querschnitt.apps.strategy.queries import measure_table
from querschnitt.apps.strategy.queries.board import lanes
from querschnitt.apps.strategy.queries.narrowing import narrowing_of
from querschnitt.apps.strategy.views.table import choices, place_of


@login_required
def board(request: HttpRequest) -> HttpResponse:
    """Show the measures as cards by field of action, or by the office that leads."""
    chosen = narrowing_of(request.GET)
    place = place_of(request, chosen)
    by = "office" if request.GET.get("by") == "office" else "field"
    rows = measure_table.table_rows(place)
    shown = chosen.of(rows)
    context = {
        "place": place,
        "edition": place.edition,
        "chosen": chosen,
        "by": by,
        "lanes": lanes(shown, by=by),
        "shown": len(shown),
        "count": len(rows),
        "stale_after": measure_table.STALE_AFTER,
        **choices(place, rows),
    }
    return render(request, "strategy/board.html", context)
