"""One measure: its story, its permanent address, its citation card."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from querschnitt.apps.strategy.models import Edition, MeasureVersion
from querschnitt.apps.strategy.queries import story as queries
from querschnitt.apps.strategy.queries.content import content_of
from querschnitt.apps.strategy.queries.measures import current_edition
from querschnitt.apps.strategy.views.access import may_write, sees_drafts
from querschnitt.apps.strategy.views.editions import COLUMNS


@login_required
def measure(request: HttpRequest, number: str) -> HttpResponse:
    """Show one measure from its origin through decisions to effect, as the edition in force or the one asked has it."""
    version = version_asked(request, number)
    story = queries.measure_story(version, today=localdate(), with_drafts=sees_drafts(request))
    context = {
        "content": content_of(queries.texts_of(story), request.GET.get("in", get_language() or "")),
        "edition": version.edition,
        "story": story,
        "version": version,
        "may_write": may_write(request),
        "columns": COLUMNS,
        "is_frozen": bool(version.supplement.adopted_on) if version.supplement else version.edition.is_frozen,
        "permanent": request.build_absolute_uri(reverse("measure_by_identity", args=[version.measure_id])),
    }
    return render(request, "strategy/measure.html", context)


@login_required
def measure_by_identity(request: HttpRequest, identity: uuid.UUID) -> HttpResponse:
    """Lead from the permanent address of a measure to its page in the newest edition that has it."""
    version = queries.version_by_identity(identity, today=localdate())
    if version is None or not _is_open(request, version.edition):
        raise Http404(_("There is no such measure."))
    return redirect(f"{reverse('measure', args=[version.number])}?edition={version.edition.slug}")


def version_asked(request: HttpRequest, number: str) -> MeasureVersion:
    """Return the measure that the address names: by number, in the edition it names, else in the one in force."""
    slug = request.GET.get("edition", "")
    edition = Edition.objects.filter(slug=slug).first() if slug else current_edition()
    if edition is None or not _is_open(request, edition):
        raise Http404(_("There is no such edition of the strategy."))
    version = queries.version_of(edition, number, today=localdate())
    if version is None:
        raise Http404(_("There is no such measure."))
    return version


def _is_open(request: HttpRequest, edition: Edition) -> bool:
    return edition.state != Edition.State.DRAFT or sees_drafts(request)
