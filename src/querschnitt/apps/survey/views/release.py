"""The release of a questionnaire: what it still needs, what it would change, and the release itself."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from querschnitt.apps.survey.actions import (
    Declaration,
    Given,
    approve_features,
    record_approval,
    release_questionnaire,
)
from querschnitt.apps.survey.actions.compiling import compile_draft
from querschnitt.apps.survey.actions.releasing import difference_to
from querschnitt.apps.survey.models import Approval, Draft
from querschnitt.apps.survey.queries.languages import find_draft, find_wave
from querschnitt.apps.survey.queries.release import readiness
from querschnitt.apps.survey.queries.versions import frozen_file, versions_of
from querschnitt.apps.survey.views.access import OFFICE, office_only, person_of
from querschnitt.core.errors import QuerschnittError
from querschnitt.core.instrument.faults import QuestionnaireErrors
from querschnitt.tables.features import parse_features

MEDIA = {
    "workbook": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "table": "text/csv; charset=utf-8",
    "audio": "application/octet-stream",
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def release(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a release needs, or do one of its steps."""
    draft = find_draft(slug)
    if draft is None:
        wave = find_wave(slug)
        if wave is None:
            raise Http404(_("There is no such wave."))
        return render(request, "survey/no_draft.html", {"wave": wave})
    return _do(request, draft) if request.method == "POST" else _show(request, draft)


def _show(request: HttpRequest, draft: Draft, **found: object) -> HttpResponse:
    context = {
        "wave": draft.wave,
        "draft": draft,
        "ready": readiness(draft),
        "kinds": Approval.Kind.values,
        "versions": versions_of(draft.wave),
        "is_office": person_of(request).role == OFFICE,
        "today": date.today(),
        **found,
    }
    return render(request, "survey/release.html", context)


@office_only
def _do(request: HttpRequest, draft: Draft) -> HttpResponse:
    step = {"approve": _approve, "features": _features, "check": _check, "release": _release}.get(
        request.POST.get("do", "")
    )
    if step is None:
        raise Http404
    return step(request, draft)


def _approve(request: HttpRequest, draft: Draft) -> HttpResponse:
    said = request.POST
    try:
        given = Given(
            kind=said.get("kind", ""), by=said.get("by", "")[:200], on=date.fromisoformat(said.get("on", "")),
            paper=said.get("paper", "")[:60], note=said.get("note", "")[:2000],
        )  # fmt: skip
        record_approval(wave=draft.wave, given=given, actor=person_of(request).name)
        messages.success(request, _("The approval is recorded."))
    except (QuerschnittError, ValueError):
        messages.error(
            request, _("An approval needs a name and a date; the Lord Mayor's needs the number of its paper, too.")
        )
    return redirect("questionnaire_release", draft.wave.slug)


def _features(request: HttpRequest, draft: Draft) -> HttpResponse:
    file = request.FILES.get("file")
    try:
        listed = parse_features(file.read(1_000_000) if file else b"", where=file.name or "" if file else "")
        approve_features(wave=draft.wave, features=listed, actor=person_of(request).name)
        messages.success(request, _("The list of approved features is recorded."))
    except QuerschnittError:
        messages.error(
            request, _("This is no list of features: a CSV file with the head feature;label;source and a source each.")
        )
    return redirect("questionnaire_release", draft.wave.slug)


def _check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Compile the draft and say what a release would change."""
    try:
        candidate = compile_draft(draft.wave, draft)
    except QuestionnaireErrors as errors:
        return _show(request, draft, faults=errors.faults)
    except QuerschnittError:
        messages.error(request, _("An open language is not ready any more; see below."))
        return redirect("questionnaire_release", draft.wave.slug)
    return _show(request, draft, candidate=candidate, difference=difference_to(draft.wave, candidate))


def _release(request: HttpRequest, draft: Draft) -> HttpResponse:
    said = Declaration(
        change=request.POST.get("change", ""), reason=request.POST.get("reason", "")[:2000],
        actor=person_of(request).name,
    )  # fmt: skip
    try:
        made = release_questionnaire(wave=draft.wave, declaration=said)
    except QuestionnaireErrors as errors:
        return _show(request, draft, faults=errors.faults)
    except QuerschnittError as error:
        return _show(request, draft, refused=error)
    messages.success(request, _("Released: %s") % made)
    return redirect("questionnaire", draft.wave.slug)


@require_safe
@login_required
def frozen(request: HttpRequest, slug: str, *, number: int, name: str) -> HttpResponse:
    """Hand out a file that was frozen with a release."""
    wave = find_wave(slug)
    file = frozen_file(wave, number, name) if wave else None
    if file is None:
        raise Http404(_("There is no such file."))
    response = HttpResponse(bytes(file.content), content_type=MEDIA[file.kind])
    response.headers["Content-Disposition"] = content_disposition_header(True, file.name)
    return response
