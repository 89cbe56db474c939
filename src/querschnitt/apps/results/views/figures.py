"""The figures of a wave: items, their figures by domain, changes since the wave before."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from querschnitt.apps.results.queries.items import Origins, changed_items, item_rows, item_sections, items_of_wave
from querschnitt.apps.results.queries.nonresponse import leading_shared_out
from querschnitt.apps.results.views.wave import state_of


@require_safe
@login_required
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """List the items of a wave."""
    state = state_of(slug)
    rows = item_rows(state.wave, items_of_wave(state.wave))
    return render(request, "results/results.html", {"state": state, "rows": rows})


@require_safe
@login_required
def item(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Show every figure of an item by domain."""
    state = state_of(slug)
    items = items_of_wave(state.wave)
    place = next((place for place, each in enumerate(items) if each.name == name), None)
    if place is None:
        raise Http404(_("There is no such item in this wave."))
    origins = Origins(state.wave.origins)
    sections = item_sections(state.wave, items[place], origins)
    context = {
        "state": state,
        "item": items[place],
        "origins": origins,
        "sections": sections,
        "shared_out": leading_shared_out(state.collection, items[place], sections),
        "before": items[place - 1] if place else None,
        "after": items[place + 1] if place + 1 < len(items) else None,
    }
    return render(request, "results/item.html", context)


@require_safe
@login_required
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the changes since the wave before, each with its grade and the reasons for it."""
    state = state_of(slug)
    origins = Origins(state.wave.origins)
    changed = changed_items(state.wave, items_of_wave(state.wave), origins)
    earlier = changed[0].rows[0].change.earlier_id if changed else ""
    context = {"state": state, "origins": origins, "changed": changed, "earlier": earlier, "grades": "ABCDE"}
    return render(request, "results/changes.html", context)
