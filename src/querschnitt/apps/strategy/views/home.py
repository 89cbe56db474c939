"""The first page: what needs somebody today, and the strategy by field of action."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from querschnitt.apps.strategy.models import Office
from querschnitt.apps.strategy.queries import deadlines, measures
from querschnitt.apps.strategy.queries import home as queries
from querschnitt.apps.strategy.queries.findings import releases
from querschnitt.apps.strategy.queries.measure_table import STALE_AFTER, Place, TableRow, place_on, table_rows
from querschnitt.apps.strategy.views.access import office_of, sees_drafts

DAYS = 30


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show what stands still, is late or stale, and what falls due; to an office editor of the own office."""
    today = localdate()
    place = place_on(today, drafts=sees_drafts(request))
    if place is None:
        return render(request, "strategy/empty.html")
    rows = table_rows(place)
    own = office_of(request)
    office = own if request.GET.get("office") != "all" else None
    fields = measures.field_summaries(place.edition, rows)
    context = {
        "edition": place.edition,
        "today": today,
        "own": own,
        "office": office,
        "fields": fields,
        "totals": _totals(fields),
        "releases": releases(),
        "rounds": queries.running_rounds(place, rows),
        "work": queries.work_of(_of(office, rows)),
        "stale_after": STALE_AFTER,
        "state_on": max((row.status.round.state_on for row in rows if row.status), default=None),
        **_deadlines(request, place, office),
    }
    return render(request, "strategy/home.html", context)


def _of(office: Office | None, rows: list[TableRow]) -> list[TableRow]:
    return [row for row in rows if office is None or office in row.offices]


def _deadlines(request: HttpRequest, place: Place, office: Office | None) -> dict[str, object]:
    until = place.today + timedelta(days=DAYS)
    found = deadlines.deadlines(place, office=office, inside=sees_drafts(request), until=until)
    return {
        "coming": deadlines.coming(found, place.today, days=DAYS),
        "overdue": len(deadlines.overdue(found, place.today)),
    }


def _totals(fields: list[measures.FieldSummary]) -> dict[str, int]:
    names = (
        "measures", "planned", "running", "paused", "done", "ended", "without_status", "with_evidence", "links",
    )  # fmt: skip
    return {name: sum(getattr(field, name) for field in fields) for name in names}
