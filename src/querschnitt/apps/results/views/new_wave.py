"""A wave begins: what was decided for it is written down."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from querschnitt.apps.results.forms import WaveForm
from querschnitt.apps.results.queries.wave import waves
from querschnitt.apps.survey.actions import begin_wave
from querschnitt.apps.survey.views.access import office_only
from querschnitt.core.errors import QuerschnittError
from querschnitt.tables.wavefile import parse_wave


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@office_only
def new_wave(request: HttpRequest) -> HttpResponse:
    """Ask for what was decided, and begin the wave."""
    form = WaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        slug = form.cleaned_data["slug"]
        if any(slug == known.slug for known in waves()):
            form.add_error("slug", ValidationError(_("There is a wave of this name already.")))
        else:
            try:
                begin_wave(file=parse_wave(form.document(), folder=Path(), place="page"))
            except QuerschnittError as error:
                return render(request, "results/new_wave.html", {"form": form, "refused": error})
            return redirect("register", slug)
    return render(request, "results/new_wave.html", {"form": form})
