"""The register of a wave: the extract that came, the rules that make a frame of it, and the report on the frame."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from querschnitt.apps.register.actions import (
    Delivery,
    Rules,
    derive_frame,
    import_extract,
    store_of,
)
from querschnitt.apps.register.queries import groups_of
from querschnitt.apps.results.forms import ExtractForm, LeftOutForms, PopulationForm
from querschnitt.apps.results.queries.frame import FramePage, beginning, frame_page
from querschnitt.apps.results.templatetags.wave_words import number
from querschnitt.apps.results.views.wave import state_of
from querschnitt.apps.survey.actions import name_origins
from querschnitt.apps.survey.views.access import OFFICE, office_only, person_of
from querschnitt.core.errors import QuerschnittError


@require_safe
@login_required
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the extract and the frame of a wave, and ask for what is missing."""
    return _show(request, slug)


def _show(request: HttpRequest, slug: str, **found: object) -> HttpResponse:
    state = state_of(slug)
    page = frame_page(state)
    context: dict[str, object] = {"state": state, "page": page}
    if person_of(request).role == OFFICE:
        context |= _forms(page, is_drawn=state.sample is not None)
    return render(request, "results/register.html", {**context, **found})


def _forms(page: FramePage, *, is_drawn: bool) -> dict[str, object]:
    """Return the forms of a register. After the draw its extract can come again, for names that are needed later."""
    first = beginning(page)
    extract_form = ExtractForm(initial={"profile": first.profile})
    if is_drawn:
        return {"extract_form": extract_form}
    return {
        "extract_form": extract_form,
        "population_form": PopulationForm(initial=first.fields) if page.extract else None,
        "left_out_forms": LeftOutForms(initial=first.left_out, prefix="left_out"),
    }


@require_POST
@login_required
@office_only
def extract(request: HttpRequest, slug: str) -> HttpResponse:
    """Import the extract that was sent: whole or not at all."""
    state = state_of(slug)
    form = ExtractForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, slug, extract_form=form)
    sent, asked = form.cleaned_data["file"], form.cleaned_data
    with tempfile.TemporaryDirectory(dir=store_of(slug)) as folder:
        delivery = Delivery(
            file=_kept(sent, Path(folder)), name=sent.name, wave=slug, reference_date=state.wave.reference_date,
            allow_rejects=asked["allow_rejects"],
        )  # fmt: skip
        try:
            made = import_extract(delivery=delivery, profile=asked["profile"], by=person_of(request).name)
        except QuerschnittError as error:
            return _show(request, slug, extract_form=form, extract_error=error)
    messages.success(request, _("The extract is imported: %(rows)s rows.") % {"rows": number(made.rows)})
    return redirect("register", slug)


def _kept(sent: UploadedFile, folder: Path) -> Path:
    file = folder / "extract"
    file.touch(mode=0o600)
    with file.open("wb") as target:
        target.writelines(sent.chunks())
    return file


@require_POST
@login_required
@office_only
def derive(request: HttpRequest, slug: str) -> HttpResponse:
    """Derive the frame by the rules that were chosen."""
    form, left_out = PopulationForm(request.POST), LeftOutForms(request.POST, prefix="left_out")
    if not (form.is_valid() and left_out.is_valid()):
        return _show(request, slug, population_form=form, left_out_forms=left_out)
    asked = form.cleaned_data
    rules = Rules(asked["definition"], asked["origins"], asked["districts"], asked["states"], asked["published"])
    people = [rule for rule in (each.rule() for each in left_out) if rule]
    try:
        made = derive_frame(wave=slug, rules=rules, population=form.rule(people), by=person_of(request).name)
    except QuerschnittError as error:
        return _show(request, slug, population_form=form, left_out_forms=left_out, population_error=error)
    name_origins(wave=slug, groups=groups_of(rules.groups))
    messages.success(request, _("The frame is derived: %(n)s people can be drawn.") % {"n": number(made.drawable)})
    return redirect("register", slug)


@require_safe
@login_required
def rejects(request: HttpRequest, slug: str) -> FileResponse:
    """Send the list of rows that could not be read. It holds cells of the register: for the office alone."""
    file = store_of(state_of(slug).wave.slug) / "rejects.csv"
    if person_of(request).role != OFFICE or not file.is_file():
        raise Http404
    return FileResponse(file.open("rb"), as_attachment=True, filename=f"rejects-{slug}.csv")


@require_safe
@login_required
def frame_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the counts of the frame as CSV."""
    page = frame_page(state_of(slug))
    if page.report is None:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="frame-{slug}.csv"'
    writer = csv.writer(response)
    writer.writerow(("variable", "level", "background", "target", "frame", "drawable"))
    for each in page.report.counts:
        writer.writerow((each.variable, each.level, each.background, each.target, each.frame, each.drawable))
    return response
