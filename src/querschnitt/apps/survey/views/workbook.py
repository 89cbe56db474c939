"""The workbook of a questionnaire, sent in by a person at a browser: proven, and imported as the draft of a wave."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePath

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from querschnitt.apps.survey.actions import import_draft
from querschnitt.apps.survey.models import Wave
from querschnitt.apps.survey.queries.languages import find_wave
from querschnitt.apps.survey.views.access import OFFICE, office_only, person_of
from querschnitt.core.errors import QuerschnittError
from querschnitt.core.instrument.faults import QuestionnaireErrors
from querschnitt.core.instrument.proof.proof import Circumstances, prove
from querschnitt.tables.xlsform import ENDINGS, examine_sheets, open_files, open_sheets

MOST_BYTES = 20 * 2**20
"""What a workbook with its lists may weigh; far more than any questionnaire does."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def workbook(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a workbook: show everything that is wrong with it, or import it."""
    wave = find_wave(slug)
    if wave is None:
        raise Http404(_("There is no such wave."))
    return _take(request, wave) if request.method == "POST" else _show(request, wave)


def _show(request: HttpRequest, wave: Wave, **found: object) -> HttpResponse:
    context = {"wave": wave, "is_office": person_of(request).role == OFFICE, "endings": sorted(ENDINGS), **found}
    return render(request, "survey/workbook.html", context)


@office_only
def _take(request: HttpRequest, wave: Wave) -> HttpResponse:
    sent = request.FILES.getlist("files")
    with tempfile.TemporaryDirectory(prefix="querschnitt-workbook-") as folder:
        file = _kept(sent, Path(folder))
        if file is None:
            return _show(request, wave, refused=True)
        try:
            return (_import if request.POST.get("do") == "import" else _check)(request, wave, file)
        except QuestionnaireErrors as errors:
            return _show(request, wave, name=file.name, faults=errors.faults, is_broken=True)
        except QuerschnittError as error:
            return _show(request, wave, name=file.name, error=error)


def _kept(sent: Sequence[UploadedFile], folder: Path) -> Path | None:
    """Write the files that were sent under their own names; return the workbook, or None without exactly one."""
    books = [file for file in sent if PurePath(file.name or "").suffix.lower() in ENDINGS - {".csv"}]
    if len(books) != 1 and len(sent) == 1:
        books = [file for file in sent if PurePath(file.name or "").suffix.lower() == ".csv"]
    if len(books) != 1 or sum(file.size or 0 for file in sent) > MOST_BYTES:
        return None
    for file in sent:
        (folder / PurePath(file.name or "file").name).write_bytes(file.read())
    return folder / PurePath(books[0].name or "").name


def _check(request: HttpRequest, wave: Wave, file: Path) -> HttpResponse:
    sheets = open_sheets(file)
    tables = open_files(file.parent, sheets)
    proof = prove(sheets, examine_sheets(sheets, tables), Circumstances(tables, today=timezone.localdate()))
    return _show(request, wave, name=file.name, faults=proof.faults, proof=proof, is_broken=not proof.is_sound)


def _import(request: HttpRequest, wave: Wave, file: Path) -> HttpResponse:
    made = import_draft(wave=wave, workbook=file, actor=person_of(request).name)
    count = made.texts
    said = ngettext("Imported with %(n)d text.", "Imported with %(n)d texts.", count) % {"n": count}
    kept = len(made.kept)
    if kept:
        said += " " + ngettext(
            "%(n)d translation was kept as it is here; the workbook has other words.",
            "%(n)d translations were kept as they are here; the workbook has other words.",
            kept,
        ) % {"n": kept}
    messages.success(request, said)
    return redirect("questionnaire", wave.slug)
