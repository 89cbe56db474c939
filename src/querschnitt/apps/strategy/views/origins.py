"""Where a measure comes from: added and taken back on the measure's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from querschnitt.apps.strategy.actions import origins
from querschnitt.apps.strategy.forms.origins import OriginForm
from querschnitt.apps.strategy.models import MeasureVersion
from querschnitt.apps.strategy.queries.origins import sources
from querschnitt.apps.strategy.views.access import actor, only_integration
from querschnitt.apps.strategy.views.asking import Page, ask, do
from querschnitt.apps.strategy.views.editions import METHODS
from querschnitt.apps.strategy.views.measure import version_asked


@require_http_methods(METHODS)
@only_integration
def new_origin(request: HttpRequest, number: str) -> HttpResponse:
    """Record where a measure comes from."""
    version = version_asked(request, number)
    form = OriginForm(request.POST or None, sources=sources())

    def act() -> str:
        origins.add_origin(version=version, **form.origin(), actor=actor(request))
        return _page(version)

    page = Page(
        title=_("Where measure %s comes from") % version.number,
        lead=_("An origin belongs to the measure in all its editions."),
        button=_("Record"),
        back=_page(version),
        what=_("Nothing was recorded."),
        done=_("The origin is recorded."),
    )
    return ask(request, form, page=page, act=act)


@require_POST
@only_integration
def remove_origin(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """Take an origin back."""
    version = version_asked(request, number)
    origin = get_object_or_404(version.measure.origins, pk=key)
    do(
        request,
        lambda: origins.remove_origin(version=version, origin=origin, actor=actor(request)),
        done=_("The origin is taken back."),
    )
    return redirect(_page(version))


def _page(version: MeasureVersion) -> str:
    return f"{reverse('measure', args=[version.number])}?edition={version.edition.slug}#origins"
