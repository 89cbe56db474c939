"""The draw of a wave: done once, and written down so that others can repeat it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from querschnitt.apps.register.actions import (
    add_batch,
    draw_by_design,
    parse_design_file,
    protocol_of,
    release_batch,
)
from querschnitt.apps.register.models import Sample
from querschnitt.apps.register.queries import design_in_force
from querschnitt.apps.results.forms import BatchForm, DrawForm
from querschnitt.apps.results.queries.frame import frame_page
from querschnitt.apps.results.queries.preview import previewed
from querschnitt.apps.results.queries.wave import WaveState, strata_of
from querschnitt.apps.results.templatetags.wave_words import number
from querschnitt.apps.results.views.wave import state_of
from querschnitt.apps.survey.views.access import OFFICE, office_only, person_of
from querschnitt.core.errors import QuerschnittError
from querschnitt.press.draw_protocol import protocol_pdf


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def draw(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the sample as drawn, or what would be drawn; draw it, release its batches, and add one."""
    state = state_of(slug)
    return _do(request, state) if request.method == "POST" else _show(request, state)


def _show(request: HttpRequest, state: WaveState, **found: object) -> HttpResponse:
    slug = state.wave.slug
    context: dict[str, object] = {"state": state, "page": frame_page(state), "strata": strata_of(state.sample)}
    if state.sample is not None:
        context |= _batches(state.sample, may_write=person_of(request).role == OFFICE)
    saved = design_in_force(slug) if state.sample is None else None
    if state.frame and saved:
        file = parse_design_file(saved.text, where=str(saved))
        context |= {"saved": saved, "file": file, "preview": previewed(state.frame, file)}
        if person_of(request).role == OFFICE:
            context["form"] = DrawForm()
    return render(request, "results/draw.html", {**context, **found})


def _batches(sample: Sample, *, may_write: bool) -> dict[str, object]:
    """Return the batches of a sample, and what can be done with them."""
    batches = list(sample.batches.all())
    held_back = next((batch for batch in batches if batch.released_at is None), None)
    may_add = bool(sample.protocol) and protocol_of(sample).design.is_simple
    return {
        "batches": [(batch, sum(batch.held.values())) for batch in batches],
        "held_back": held_back if may_write else None,
        "batch_form": BatchForm() if may_write and may_add and batches and held_back is None else None,
    }


@office_only
def _do(request: HttpRequest, state: WaveState) -> HttpResponse:
    do = {"release": _release, "add": _add}.get(request.POST.get("do", ""), _draw)
    return do(request, state)


def _release(request: HttpRequest, state: WaveState) -> HttpResponse:
    try:
        released = release_batch(wave=state.wave.slug, by=person_of(request).name)
    except QuerschnittError as error:
        return _show(request, state, refused=error)
    persons = number(sum(released.held.values()))
    messages.success(
        request, _("Batch %(n)s is released: %(persons)s people.") % {"n": released.number, "persons": persons}
    )
    return redirect("draw", state.wave.slug)


def _add(request: HttpRequest, state: WaveState) -> HttpResponse:
    form = BatchForm(request.POST)
    if not form.is_valid():
        return _show(request, state, batch_form=form)
    try:
        added = add_batch(wave=state.wave.slug, total=form.cleaned_data["total"], by=person_of(request).name)
    except QuerschnittError as error:
        return _show(request, state, batch_form=form, refused=error)
    messages.success(
        request,
        _("%(n)s more people are drawn. Import the same extract again, so that their names are here.")
        % {"n": number(sum(added.held.values()))},
    )
    return redirect("draw", state.wave.slug)


def _draw(request: HttpRequest, state: WaveState) -> HttpResponse:
    form, saved = DrawForm(request.POST), design_in_force(state.wave.slug)
    if saved is None:
        raise Http404
    if not form.is_valid():
        return _show(request, state, form=form)
    try:
        plan = parse_design_file(saved.text, where=str(saved))
        drawn = draw_by_design(
            wave=state.wave.slug, plan=plan, seed=int(form.cleaned_data["seed"]), by=person_of(request).name
        )
    except QuerschnittError as error:
        return _show(request, state, form=form, refused=error)
    messages.success(request, _("%(n)s people are drawn.") % {"n": number(drawn.size)})
    return redirect("draw", state.wave.slug)


@require_safe
@login_required
def draw_protocol(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Send the protocol of the draw: as a PDF to be signed, or as the file that is checked."""
    sample = state_of(slug).sample
    if sample is None or not sample.protocol or kind not in ("pdf", "json"):
        raise Http404
    protocol, name = protocol_of(sample), f'attachment; filename="draw-{slug}.{kind}"'
    if kind == "json":
        return HttpResponse(protocol.text(), "application/json", headers={"Content-Disposition": name})
    pdf = protocol_pdf(protocol, drawn_at=localtime(sample.drawn_at).date(), who=sample.drawn_by)
    return HttpResponse(pdf, "application/pdf", headers={"Content-Disposition": name})
