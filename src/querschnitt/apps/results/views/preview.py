"""A page of the questionnaire as respondents would see it in a language that is still worked on.

It stands here because it needs two rooms at once: the draft's texts, and the interview's way of drawing a page.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from querschnitt.apps.accounts.gate import room
from querschnitt.apps.interview.views.preview import preview_response, render_page
from querschnitt.apps.survey.queries.drafts import draft_instrument
from querschnitt.apps.survey.views.access import room_of
from querschnitt.core.errors import QuestionnaireError

MODES = ("web", "telephone")


@room
@require_safe
@login_required
def preview(request: HttpRequest, slug: str, tag: str, page: str) -> HttpResponse:
    """Show a page of a wave's draft in a language, to be looked at in a frame."""
    found = room_of(request, slug, tag)
    mode = request.GET.get("mode", MODES[0])
    try:
        html = render_page(
            draft_instrument(found.draft, found.row), page, language=tag, mode=mode if mode in MODES else MODES[0],
            shows=request.GET.get("shows", ""),
        )  # fmt: skip
    except QuestionnaireError as error:
        raise Http404(_("There is no such page in this questionnaire.")) from error
    return preview_response(html)
