"""The order of a draft, by numbers: of the measures in a field, of the fields in the edition."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from querschnitt.apps.indicators.templatetags.figures import words
from querschnitt.apps.strategy.actions import order
from querschnitt.apps.strategy.forms.order import OrderForm
from querschnitt.apps.strategy.views.access import actor, only_integration
from querschnitt.apps.strategy.views.asking import Page, ask
from querschnitt.apps.strategy.views.drafts import draft_of, field_of
from querschnitt.apps.strategy.views.editions import METHODS


@require_http_methods(METHODS)
@only_integration
def order_measures(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put the measures of a field in another order."""
    field = field_of(draft_of(request, slug), number)
    rows = field.versions.filter(supplement=None).order_by("position")
    form = OrderForm(request.POST or None, rows=[(row.pk, f"{row.number} {words(row, 'title')}") for row in rows])

    def act() -> str:
        order.order_measures(field=field, places=form.places(), actor=actor(request))
        return f"{reverse('draft', args=[slug])}#field-{field.number}"

    page = Page(
        title=_("Order of the measures in field of action %s") % field,
        lead=_("Change a place and save: the others make room. Numbers stay until you number the measures through."),
        button=_("Save the order"),
        back=reverse("draft", args=[slug]),
        what=_("The order was not saved."),
        done=_("The order is saved."),
    )
    return ask(request, form, page=page, act=act)


@require_http_methods(METHODS)
@only_integration
def order_fields(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the fields of a draft in another order."""
    edition = draft_of(request, slug)
    rows = edition.fields.order_by("number")
    form = OrderForm(request.POST or None, rows=[(row.pk, f"{row.number} {words(row, 'name')}") for row in rows])

    def act() -> str:
        order.order_fields(edition=edition, places=form.places(), actor=actor(request))
        return reverse("draft", args=[slug])

    page = Page(
        title=_("Order of the fields of action in edition %s") % slug,
        lead=_("Each field gets its place as its number. Number the measures through afterwards."),
        button=_("Save the order"),
        back=reverse("draft", args=[slug]),
        what=_("The order was not saved."),
        done=_("The order is saved."),
    )
    return ask(request, form, page=page, act=act)
