"""The design of a wave's sample: a form that writes the design's file, or the file itself."""

from __future__ import annotations

import math
from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from querschnitt.apps.register.actions import (
    design_document,
    new_seed,
    parse_design_file,
    save_design,
)
from querschnitt.apps.register.models import DesignVersion
from querschnitt.apps.register.queries import design_in_force
from querschnitt.apps.results.forms import DesignForm
from querschnitt.apps.results.forms.design import BY_STRATUM, asks_all, form_values, stratum_values
from querschnitt.apps.results.queries.frame import frame_page
from querschnitt.apps.results.queries.preview import previewed
from querschnitt.apps.results.queries.wave import WaveState
from querschnitt.apps.results.views.wave import state_of
from querschnitt.apps.survey.views.access import OFFICE, office_only, person_of
from querschnitt.core.errors import DesignError, QuerschnittError
from querschnitt.core.sampling.protocol import commitment_of
from querschnitt.tables.register import PopulationRule, parse_population

FIRST = {
    "stratify_by": "group", "allocation": "power", "sample_size": 5000, "power": 0.5, "minimum": 100, "response": 15,
    "selection": "random",
}  # fmt: skip
"""What stands there before there is a design; the page that plans can fill it in, too."""
FROM_PLAN = {"letters": "sample_size", "variable": "stratify_by", "minimum": "minimum", "response": "response",
             "allocation": "allocation"}  # fmt: skip
Strata = Mapping[str, Mapping[str, float]]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def design(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the design in force and what it would draw, or save another."""
    state = state_of(slug)
    return _save(request, state) if request.method == "POST" else _show(request, state)


def _show(request: HttpRequest, state: WaveState, **found: object) -> HttpResponse:
    saved = design_in_force(state.wave.slug)
    file = parse_design_file(saved.text, where=str(saved)) if saved else None
    context: dict[str, object] = {"state": state, "page": frame_page(state), "saved": saved, "file": file}
    if state.frame and state.frame.report:
        if file is not None:
            context["preview"] = previewed(state.frame, file)
        if person_of(request).role == OFFICE and state.sample is None:
            first = {"name": state.wave.title, **FIRST, **(form_values(file) if file else {}), **_from_plan(request)}
            context |= {
                "form": DesignForm(initial=first),
                "strata": _rows(state, str(first["stratify_by"]), stratum_values(file)),
                "text": saved.text if saved else "",
                "asks_all": file is None or asks_all(file.design),
            }
    return render(request, "results/design.html", {**context, **found})


def _from_plan(request: HttpRequest) -> dict[str, object]:
    return {ours: request.GET[theirs] for theirs, ours in FROM_PLAN.items() if theirs in request.GET}


def _rows(state: WaveState, variable: str, values: Strata) -> list[tuple[str, int, list[tuple[str, float | None]]]]:
    """Return stratum, people who can be drawn, and the cells of `BY_STRATUM`, the largest stratum first."""
    counted = state.frame.levels(variable) if state.frame else {}
    ordered = sorted(counted.items(), key=lambda entry: -entry[1]["drawable"])
    return [
        (level, counts["drawable"], [(name, values.get(name, {}).get(level)) for name in BY_STRATUM])
        for level, counts in ordered
    ]


@office_only
def _save(request: HttpRequest, state: WaveState) -> HttpResponse:
    do = {"form": _save_form, "text": _save_text, "seed": _make_seed}.get(request.POST.get("do", ""))
    if do is None or state.frame is None:
        raise Http404
    return do(request, state)


def _save_form(request: HttpRequest, state: WaveState) -> HttpResponse:
    form = DesignForm(request.POST)
    variable = request.POST.get("stratify_by", "group")
    try:
        strata = _numbers(request, state, variable)
        if not form.is_valid():
            return _show(request, state, form=form, strata=_rows(state, variable, strata))
        file = form.design_file(_population(state), strata)
        return _saved(request, state, design_document(file))
    except QuerschnittError as error:
        return _show(request, state, form=form, refused=error)


def _save_text(request: HttpRequest, state: WaveState) -> HttpResponse:
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        return _saved(request, state, text)
    except QuerschnittError as error:
        return _show(request, state, text=text, refused=error, is_text=True)


def _saved(request: HttpRequest, state: WaveState, text: str) -> HttpResponse:
    """Save a design that can be carried out on this frame; another is refused."""
    assert state.frame is not None
    file = parse_design_file(text, where="design")
    if file.population != _population(state):
        raise DesignError(
            "The design has another population than the frame", where="design, population",
            expected=_population(state).name, got=file.population.name,
            hint="Derive the frame anew for another population; then write its design.",
        )  # fmt: skip
    previewed(state.frame, file)
    made = save_design(wave=state.wave.slug, text=text, by=person_of(request).name)
    messages.success(request, _("Saved: %s") % made)
    return redirect("design", state.wave.slug)


def _make_seed(request: HttpRequest, state: WaveState) -> HttpResponse:
    """Make a seed and show it once; it is kept nowhere. Its commitment stands in the form."""
    seed = new_seed()
    saved = design_in_force(state.wave.slug)
    first: dict[str, object] = {"name": state.wave.title, **FIRST}
    if saved:
        first = form_values(parse_design_file(saved.text, where=str(saved)))
    form = DesignForm(initial={**first, "commitment": commitment_of(seed)})
    response = _show(request, state, seed=str(seed), form=form)
    response["Cache-Control"] = "no-store"
    return response


def _population(state: WaveState) -> PopulationRule:
    assert state.frame is not None
    return parse_population(state.frame.population, where="frame")


def _numbers(request: HttpRequest, state: WaveState, variable: str) -> dict[str, dict[str, float]]:
    """Return the numbers that were written for single strata.

    Raises
    ------
    DesignError : for something that is no number
    """
    found: dict[str, dict[str, float]] = {}
    for level in state.frame.levels(variable) if state.frame else ():
        for name in BY_STRATUM:
            said = request.POST.get(f"{name}:{level}", "").strip().replace(",", ".")
            if said:
                found.setdefault(name, {})[level] = _number(said, where=f"{level}, {name}", is_whole=name != "response")
    return found


def _number(said: str, *, where: str, is_whole: bool) -> float:
    try:
        value = float(said)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0 or (is_whole and value != int(value)):
        raise DesignError("Not a number", where=where, expected="a whole number" if is_whole else "a number", got=said)
    return int(value) if is_whole else value


@require_safe
@login_required
def design_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the design in force as a file."""
    saved: DesignVersion | None = design_in_force(state_of(slug).wave.slug)
    if saved is None:
        raise Http404
    name = f'attachment; filename="design-{slug}-{saved.number}.toml"'
    return HttpResponse(saved.text, "text/plain; charset=utf-8", headers={"Content-Disposition": name})
