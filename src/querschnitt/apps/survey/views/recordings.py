"""Questions read aloud: listen, attach, replace, remove."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from querschnitt.apps.accounts.gate import room
from querschnitt.apps.accounts.languages import language as known_language
from querschnitt.apps.survey.actions.recordings import attach_recording, draft_has, remove_recording
from querschnitt.apps.survey.models import Draft, Recording, Text
from querschnitt.apps.survey.queries.languages import find_draft
from querschnitt.apps.survey.queries.recordings import spoken
from querschnitt.apps.survey.sound import MOST_BYTES
from querschnitt.apps.survey.views.access import person_of
from querschnitt.apps.survey.views.editor import WITH_PHONE
from querschnitt.apps.survey.workflow import WORKING
from querschnitt.core.errors import QuerschnittError


def _draft_of(request: HttpRequest, slug: str, tag: str) -> Draft:
    draft = find_draft(slug) if person_of(request).may_see(tag) else None
    if draft is None or not draft_has(draft, tag):
        raise Http404(_("This questionnaire is not translated into this language."))
    return draft


@room
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def recordings(request: HttpRequest, slug: str, tag: str) -> HttpResponse:
    """Show the questions of a language with what is read aloud, or take a file."""
    draft = _draft_of(request, slug, tag)
    if request.method == "POST":
        return _take(request, draft, tag)
    person = person_of(request)
    lines = spoken(draft, tag)
    context = {
        "wave": draft.wave,
        "draft": draft,
        "tag": tag,
        "known": known_language(tag),
        "lines": lines,
        "recorded": sum(line.recording is not None for line in lines),
        "may_work": person.role in WORKING,
        "is_source": tag == draft.source_language,
    }
    response = render(request, "survey/recordings.html", context)
    response.headers["Content-Security-Policy"] = WITH_PHONE
    return response


def _take(request: HttpRequest, draft: Draft, tag: str) -> HttpResponse:
    key = request.POST.get("text", "")
    text = get_object_or_404(Text, pk=int(key) if key.isdecimal() else 0, draft=draft, removed_at=None)
    text.draft = draft
    person, file = person_of(request), request.FILES.get("file")
    back = reverse("recordings", args=(draft.wave.slug, tag)) + f"#q{text.pk}"
    if person.role not in WORKING:
        raise Http404
    try:
        if request.POST.get("do") == "remove":
            remove_recording(text=text, tag=tag, person=person)
            messages.success(request, _("The file is removed."))
        elif file is None or (file.size or 0) > MOST_BYTES:
            messages.error(request, _("Choose a sound file first; it may have 5 MB at most."))
        else:
            attach_recording(text=text, tag=tag, name=file.name or "", content=file.read(), person=person)
            messages.success(request, _("The file is attached."))
    except QuerschnittError:
        messages.error(
            request, _("This is no sound file of at most 5 MB (MP3, Ogg, M4A or WAV), or there is no text yet.")
        )
    return redirect(back)


@room
@require_safe
@login_required
def recording(request: HttpRequest, slug: str, tag: str, text: int) -> HttpResponse:
    """Play a file."""
    draft = _draft_of(request, slug, tag)
    found = get_object_or_404(Recording, source_id=text, source__draft=draft, tag=tag)
    response = HttpResponse(bytes(found.content), content_type=found.content_type)
    response.headers["Content-Disposition"] = "inline"
    return response
