"""The wave and the rooms of its making: register, draw, letters, fieldwork, weights."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from querschnitt.apps.results.queries.account import account_lines
from querschnitt.apps.results.queries.items import Origins
from querschnitt.apps.results.queries.wave import WaveState, strata_of, wave_state, waves
from querschnitt.apps.results.queries.weighting import diagnostics_of

PRINTED_RATES = ("RR2", "RR1", "RR2 weighted")


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show the newest wave, or what to do first."""
    known = waves()
    if not known:
        return render(request, "results/no_wave.html")
    return render(request, "results/wave.html", {"state": state_of(known[0].slug), "others": known[1:]})


@require_safe
@login_required
def wave(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a wave: its stages as a line, each with state, key figures and the way to its room."""
    others = [other for other in waves() if other.slug != slug]
    return render(request, "results/wave.html", {"state": state_of(slug), "others": others})


@require_safe
@login_required
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the print run of the invitations."""
    return render(request, "results/letters.html", {"state": state_of(slug)})


@require_safe
@login_required
def fieldwork(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how the gross sample ended: account, rates, modes, languages, strata."""
    state = state_of(slug)
    context: dict[str, object] = {"state": state, "origins": Origins(state.wave.origins)}
    if collection := state.collection:
        by_name = {rate["name"]: rate for rate in collection.rates}
        context |= {
            "lines": account_lines(collection.accounting),
            "rates": [by_name[name] for name in PRINTED_RATES if name in by_name],
            "modes": _largest_first(collection.interviews["by_mode"]),
            "languages": _largest_first(collection.interviews["by_language"]),
            "strata": sorted(strata_of(state.sample), key=lambda row: -row.response),
            "course": collection.interviews.get("course"),
        }
    return render(request, "results/fieldwork.html", context)


@require_safe
@login_required
def weights(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the steps of the weighting, the balance before and after, weights by group, and what they rest on."""
    state = state_of(slug)
    origins = Origins(state.wave.origins)
    drawn = diagnostics_of(state.weighting, origins) if state.weighting else None
    return render(request, "results/weights.html", {"state": state, "origins": origins, "diagnostics": drawn})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, and where the wave is."""
    return render(request, "results/not_found.html", status=404)


def _largest_first(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def state_of(slug: str) -> WaveState:
    """Return the state of a wave, or say that there is none."""
    state = wave_state(slug)
    if state is None:
        raise Http404(_("There is no such wave."))
    return state
