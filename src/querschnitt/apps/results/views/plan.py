"""Planning: what a sample of the wave's frame could tell, with sliders that move it."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from querschnitt.apps.register.actions import DesignFile, parse_design_file
from querschnitt.apps.register.models import Frame
from querschnitt.apps.register.queries import design_in_force
from querschnitt.apps.results.forms import PlanForm
from querschnitt.apps.results.queries.frame import frame_page
from querschnitt.apps.results.queries.plan import plan_of
from querschnitt.apps.results.views.wave import state_of
from querschnitt.core.errors import DesignError

LETTERS = 5000
BEGINNING = {"response": 15, "minimum": 50, "answers": 100, "design_effect": 1, "cost": "", "answer_cost": ""}
"""What stands there before anybody has wished for anything; assumed, and to be changed."""


@require_safe
@login_required
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what three allocations let expect. A script asks for the result alone, as somebody moves a slider."""
    state = state_of(slug)
    context: dict[str, object] = {"state": state, "page": frame_page(state)}
    if state.frame:
        design = _design(slug)
        beginning = {"letters": min(LETTERS, state.frame.drawable), **BEGINNING}
        beginning["variable"] = design.design.stratify_by if design else "group"
        asked = {**beginning, **request.GET.dict()}
        rates = _rates(design, str(asked["variable"]))
        form = PlanForm(asked, drawable=state.frame.drawable, knows_strata=bool(rates))
        context |= {"form": form, "variable": asked["variable"], **_planned(state.frame, form, rates)}
    template = "results/plan_result.html" if request.headers.get("X-Part") == "result" else "results/planning.html"
    response = render(request, template, context)
    response.headers["Vary"] = "X-Part, Cookie, Accept-Language"
    return response


def _design(slug: str) -> DesignFile | None:
    saved = design_in_force(slug)
    return parse_design_file(saved.text, where=str(saved)) if saved else None


def _rates(design: DesignFile | None, variable: str) -> Mapping[str, float]:
    """Return the response that the design in force expects of each stratum, if it says so of these strata."""
    if design is None or design.design.stratify_by != variable or not isinstance(design.expected_response, Mapping):
        return {}
    return design.expected_response


def _planned(frame: Frame, form: PlanForm, rates: Mapping[str, float]) -> dict[str, object]:
    if not form.is_valid():
        return {}
    try:
        return {"plan": plan_of(frame, form.wishes(rates))}
    except DesignError:
        return {"is_refused": True}
