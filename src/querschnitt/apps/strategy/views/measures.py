"""The strategy by field of action, and its measures."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from querschnitt.apps.strategy.models import Edition, ProgressEntry
from querschnitt.apps.strategy.queries import measures as queries
from querschnitt.apps.strategy.queries.findings import releases


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show the strategy by field of action, or what to do first."""
    edition = queries.current_edition()
    if edition is None:
        return render(request, "strategy/empty.html")
    rows = queries.measure_rows(edition)
    fields = queries.field_summaries(edition, rows)
    context = {
        "edition": edition,
        "fields": fields,
        "totals": _totals(fields),
        "releases": releases(),
        "state_on": max((row.status.round.state_on for row in rows if row.status), default=None),
        "money": queries.money_of_edition(edition),
        "paused": [row for row in rows if row.status and row.status.phase == ProgressEntry.Phase.PAUSED],
    }
    return render(request, "strategy/home.html", context)


def _totals(fields: list[queries.FieldSummary]) -> dict[str, int]:
    names = ("measures", "planned", "running", "paused", "done", "without_status", "with_evidence", "links")
    return {name: sum(getattr(field, name) for field in fields) for name in names}


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


@login_required
def measures(request: HttpRequest) -> HttpResponse:
    """Show all measures, narrowed by field, phase, office and evidence as the address says."""
    edition = _edition()
    rows = queries.measure_rows(edition)
    names = ("field", "phase", "office", "evidence")
    chosen = queries.MeasureFilter(**{name: request.GET.get(name, "") for name in names})
    context = {
        "edition": edition,
        "rows": [row for row in rows if chosen.passes(row)],
        "count": len(rows),
        "chosen": chosen,
        "fields": queries.field_summaries(edition, rows),
        "offices": queries.offices_of(rows),
        "phases": ProgressEntry.Phase.choices,
    }
    return render(request, "strategy/measures.html", context)


def _edition() -> Edition:
    edition = queries.current_edition()
    if edition is None:
        raise Http404(_("There is no strategy yet."))
    return edition
