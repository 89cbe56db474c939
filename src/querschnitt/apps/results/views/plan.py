"""Planning: what a sample of the wave's frame could tell, with sliders that move it."""

from __future__ import annotations

import tomllib

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from querschnitt.apps.register.models import Frame
from querschnitt.apps.register.queries import design_in_force
from querschnitt.apps.results.forms import PlanForm
from querschnitt.apps.results.queries.items import Origins
from querschnitt.apps.results.queries.plan import plan_of
from querschnitt.apps.results.views.wave import state_of
from querschnitt.core.errors import DesignError

LETTERS = 5000
BEGINNING = {"response": 15, "minimum": 50, "answers": 100, "cost": ""}
"""What stands there before anybody has wished for anything; assumed, and to be changed."""


@require_safe
@login_required
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what three allocations let expect. A script asks for the result alone, as somebody moves a slider."""
    state = state_of(slug)
    context: dict[str, object] = {"state": state, "origins": Origins(state.wave.origins)}
    if state.frame:
        beginning = {"letters": min(LETTERS, state.frame.drawable), "variable": _variable(slug), **BEGINNING}
        form = PlanForm({**beginning, **request.GET.dict()}, drawable=state.frame.drawable)
        context |= {"form": form, **_planned(state.frame, form)}
    template = "results/plan_result.html" if request.headers.get("X-Part") == "result" else "results/planning.html"
    response = render(request, template, context)
    response.headers["Vary"] = "X-Part, Cookie, Accept-Language"
    return response


def _variable(slug: str) -> str:
    """Return the variable by which the design in force stratifies."""
    design = design_in_force(slug)
    return str(tomllib.loads(design.text)["design"]["stratify_by"]) if design else "group"


def _planned(frame: Frame, form: PlanForm) -> dict[str, object]:
    if not form.is_valid():
        return {}
    try:
        return {"plan": plan_of(frame, form.wishes())}
    except DesignError:
        return {"is_refused": True}
