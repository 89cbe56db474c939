"""Offices, and their reorganisation: looked at first, then done in one step."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from querschnitt.apps.strategy.actions.reorganising import reorganise
from querschnitt.apps.strategy.forms.offices import ReorganisationForm, given_of
from querschnitt.apps.strategy.models import Office
from querschnitt.apps.strategy.queries.offices import affected_by, office_rows
from querschnitt.apps.strategy.views.access import actor, may_write, only_integration
from querschnitt.apps.strategy.views.asking import do
from querschnitt.apps.strategy.views.editions import METHODS


@login_required
def offices(request: HttpRequest) -> HttpResponse:
    """Show all offices with what they lead today, and what became of those that ended."""
    context = {"rows": office_rows(localdate()), "may_write": may_write(request)}
    return render(request, "strategy/offices.html", context)


@require_http_methods(METHODS)
@only_integration
def reorganisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask what an office becomes, show what would move, and do it once it is confirmed."""
    office = Office.objects.filter(slug=slug).first()
    if office is None:
        raise Http404(_("There is no such office."))
    form = ReorganisationForm(request.POST or None, office=office, initial={"on": localdate()})
    context: dict[str, object] = {"office": office, "form": form}
    if request.method == "POST" and form.is_valid():
        affected = affected_by(office, form.cleaned_data["on"])
        context |= {"affected": affected, "successors": form.successors()}
        if request.POST.get("step") == "confirm":
            change = form.change(given_of(request.POST, [part.version for part in affected.parts]))
            refused = do(
                request,
                lambda: reorganise(change=change, today=localdate(), actor=actor(request)),
                done=_("The office was reorganised: what was open has moved, reports keep the old name."),
            )
            if refused is None:
                return redirect("offices")
            context["refused"] = refused
    return render(request, "strategy/reorganisation.html", context)
