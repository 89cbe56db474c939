"""Released findings, and which measures rest on them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from querschnitt.apps.indicators.templatetags.figures import dimension_name
from querschnitt.apps.strategy.queries import findings as queries


@login_required
def findings(request: HttpRequest) -> HttpResponse:
    """Show released findings with the measures that rest on them."""
    known = queries.dimensions()
    dimension = request.GET.get("dimension", "total")
    everything = request.GET.get("show") == "all"
    found = queries.findings_of(dimension) if everything else queries.findings_with_measures(dimension)
    page = Paginator(found, 100).get_page(request.GET.get("page"))
    context = {
        "releases": queries.releases(),
        "rows": queries.finding_rows(page),
        "page": page,
        "dimension": dimension,
        "dimensions": [(name, dimension_name(name)) for name in known],
        "everything": everything,
    }
    return render(request, "strategy/findings.html", context)
