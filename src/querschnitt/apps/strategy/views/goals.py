"""The strategic goals of a draft."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from querschnitt.apps.strategy.actions import goals
from querschnitt.apps.strategy.forms.editions import ConfirmForm, GoalForm
from querschnitt.apps.strategy.models import Edition, StrategicGoal
from querschnitt.apps.strategy.views.access import actor, only_integration
from querschnitt.apps.strategy.views.asking import Page, ask
from querschnitt.apps.strategy.views.drafts import draft_of
from querschnitt.apps.strategy.views.editions import METHODS


@require_http_methods(METHODS)
@only_integration
def draft_goal(request: HttpRequest, slug: str, key: int = 0) -> HttpResponse:
    """Word a strategic goal of a draft anew, or add one."""
    edition = draft_of(request, slug)
    goal = _goal(edition, key) if key else None
    initial = {name: getattr(goal, name) for name in ("number", "text_de", "text_en")} if goal else {}
    form = GoalForm(request.POST or None, initial=initial)

    def act() -> str:
        if goal is None:
            goals.add_goal(edition=edition, words=form.words(), actor=actor(request))
        else:
            goals.change_goal(goal=goal, words=form.words(), actor=actor(request))
        return reverse("draft", args=[slug])

    page = Page(
        title=_("Strategic goal %s") % goal.number if goal else _("New strategic goal"),
        button=_("Save"),
        back=reverse("draft", args=[slug]),
        what=_("The goal was not saved."),
        lead=_("Which measures serve it is chosen on the page of each measure."),
    )
    return ask(request, form, page=page, act=act)


@require_http_methods(METHODS)
@only_integration
def remove_goal(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Remove a strategic goal from a draft, once somebody has seen which measures serve it."""
    goal = _goal(draft_of(request, slug), key)
    form = ConfirmForm(request.POST or None, label=_("Remove the goal; these measures serve it no longer"))

    def act() -> str:
        goals.remove_goal(goal=goal, actor=actor(request))
        return reverse("draft", args=[slug])

    page = Page(
        title=_("Remove strategic goal %s") % goal.number,
        lead=goal.text_de,
        button=_("Remove"),
        back=reverse("draft", args=[slug]),
        what=_("The goal was not removed."),
        figures=((_("measures"), goal.versions.count()),),
        done=_("The goal is removed."),
    )
    return ask(request, form, page=page, act=act)


def _goal(edition: Edition, key: int) -> StrategicGoal:
    found = edition.goals.filter(pk=key).first()
    if found is None:
        raise Http404(_("There is no such strategic goal."))
    return found
