"""The questionnaire of a wave at a glance, and where people from outside begin."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from querschnitt.apps.accounts.gate import room
from querschnitt.apps.survey.actions import add_language
from querschnitt.apps.survey.queries.languages import LanguageRow, drafts_with, find_draft, find_wave, language_rows
from querschnitt.apps.survey.queries.versions import versions_of
from querschnitt.apps.survey.views.access import office_only, person_of
from querschnitt.apps.survey.workflow import ORDER, Rules
from querschnitt.core.errors import QuerschnittError


@room
@require_safe
@login_required
def rooms(request: HttpRequest) -> HttpResponse:
    """Show a person from outside the rooms of their languages."""
    person = person_of(request)
    return render(request, "survey/rooms.html", {"drafts": drafts_with(sorted(person.languages)), "person": person})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def questionnaire(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the draft of a wave: its languages with their states, and its versions; add a language."""
    if request.method == "POST":
        return _add(request, slug)
    draft = find_draft(slug)
    if draft is None:
        wave = find_wave(slug)
        if wave is None:
            raise Http404(_("There is no such wave."))
        return render(request, "survey/no_draft.html", {"wave": wave})
    rows = language_rows(draft)
    context = {
        "wave": draft.wave,
        "draft": draft,
        "rows": rows,
        "order": ORDER,
        "next": _next(rows),
        "rules": Rules.of(draft.wave.translation_rules),
        "versions": versions_of(draft.wave),
        "is_office": person_of(request).role == "statistics",
    }
    return render(request, "survey/questionnaire.html", context)


def _next(rows: list[LanguageRow]) -> LanguageRow | None:
    """Return the language with the most words left to do; None if nothing is left in any."""
    busy = [row for row in rows if row.next is not None]
    return max(busy, key=lambda row: (row.words_left, -row.row.position), default=None)


@office_only
def _add(request: HttpRequest, slug: str) -> HttpResponse:
    draft = find_draft(slug)
    if draft is None:
        raise Http404(_("There is no such wave."))
    tag = request.POST.get("tag", "").strip()
    try:
        added = add_language(wave=draft.wave, tag=tag, actor=person_of(request).name)
    except QuerschnittError:
        said = _("“%(tag)s” cannot be added: it is no language tag, or the questionnaire is in this language already.")
        messages.error(request, said % {"tag": tag})
        return redirect("questionnaire", slug)
    return redirect("language", slug, added.tag)
