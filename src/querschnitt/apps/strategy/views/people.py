"""Accounts: who works for which office, in which role."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from querschnitt.apps.strategy.actions.members import change_person
from querschnitt.apps.strategy.forms.people import PersonForm
from querschnitt.apps.strategy.queries import people as queries
from querschnitt.apps.strategy.views.access import actor, only_integration
from querschnitt.apps.strategy.views.asking import Page, ask
from querschnitt.apps.strategy.views.editions import METHODS


@only_integration
def people(request: HttpRequest) -> HttpResponse:
    """Show all accounts with role and office."""
    return render(request, "strategy/people.html", {"rows": queries.person_rows()})


@require_http_methods(METHODS)
@only_integration
def person(request: HttpRequest, key: int) -> HttpResponse:
    """Give an account its role and its office, or close it."""
    row = queries.person_row(key)
    if row is None:
        raise Http404(_("There is no such account."))
    form = PersonForm(request.POST or None, row=row)

    def act() -> str:
        change_person(person=row.person, **form.cleaned_data, actor=actor(request))
        return reverse("people")

    page = Page(
        title=_("Account %s") % row.person.username,
        lead=_("What the person wrote stays. An account that may not log in any more keeps its name in the log."),
        button=_("Save"),
        back=reverse("people"),
        what=_("The account was not changed."),
        done=_("The account is changed."),
    )
    return ask(request, form, page=page, act=act)
