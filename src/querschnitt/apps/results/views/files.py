"""Files made from the figures of a wave: for those who are logged in, and only those that are recorded."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from querschnitt.apps.results.models import Publication
from querschnitt.apps.results.views.wave import state_of

# A report is one file with its own sheet and pictures in it, and runs nothing.
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"
READ_IN_THE_BROWSER = (".html", ".pdf")


ORDER = ("report_html", "report_pdf", "report_xlsx", "release")


@require_safe
@login_required
def files(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the release and the report of a wave with their hashes."""
    state = state_of(slug)
    known = [state.publications[kind] for kind in ORDER if kind in state.publications]
    return render(request, "results/files.html", {"state": state, "files": known})


@require_safe
@login_required
def published_file(request: HttpRequest, slug: str, kind: str) -> FileResponse:
    """Hand out a recorded file of a wave; nothing outside the variable folder, whatever a record says."""
    record = Publication.objects.filter(wave=slug, kind=kind).first()
    path = Path(record.file) if record else None
    if path is None or not path.is_file() or not path.resolve().is_relative_to(Path(settings.VAR).resolve()):
        raise Http404(_("There is no such file."))
    ending = path.suffix.lower()
    response = FileResponse(path.open("rb"), as_attachment=ending not in READ_IN_THE_BROWSER, filename=path.name)
    if ending == ".html":
        response.headers["Content-Security-Policy"] = REPORT_POLICY
    return response
