"""Whose page it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from querschnitt.apps.accounts.roles import Role
from querschnitt.apps.survey.queries.languages import find_wave

View = Callable[..., HttpResponse]


def only_for(role: Role, *, refused: str) -> Callable[[View], View]:
    """Show a page of a wave to one role. ``refused`` : the template that tells the others why."""

    def guard(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
            wave = find_wave(slug)
            if wave is None:
                raise Http404(_("There is no such wave."))
            if getattr(request.user, "role", "") != role:
                return render(request, refused, {"wave": wave}, status=403)
            return view(request, wave, **kwargs)

        return guarded

    return guard
