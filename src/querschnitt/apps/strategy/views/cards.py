"""Citation cards: a figure or a measure with all that belongs to it, and the one sentence that may be said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _

from querschnitt.apps.indicators.models import Finding, Release
from querschnitt.apps.indicators.queries import finding_by_key
from querschnitt.apps.indicators.templatetags.figures import day, language, reference, words
from querschnitt.apps.strategy.queries.story import Story, measure_story
from querschnitt.apps.strategy.views.access import sees_drafts
from querschnitt.apps.strategy.views.measure import version_asked
from querschnitt.core.citation import (
    CitedFigure,
    CitedMeasure,
    Comparison,
    Language,
    sentence_on_figure,
    sentence_on_measure,
)
from querschnitt.core.errors import InputError


@login_required
def finding_card(request: HttpRequest, key: str) -> HttpResponse:
    """Show the card of a figure; with ``?as=text`` as plain text to copy."""
    finding = finding_by_key(key)
    if finding is None:
        raise Http404(_("There is no such finding."))
    address = request.build_absolute_uri(reverse("finding", args=[finding.key]))
    sentence = _sentence(finding)
    embargo = embargo_of(finding.release)
    lines = [
        _("Embargo until %(moment)s") % {"moment": _moment(embargo)} if embargo else "",
        sentence,
        _("Source") + f": {finding.source}. " + _("Date") + f": {reference(finding)}.",
        address,
    ]
    context = {"finding": finding, "sentence": sentence, "embargo": embargo, "address": address}
    return _card(request, "strategy/finding_card.html", lines, context)


@login_required
def measure_card(request: HttpRequest, number: str) -> HttpResponse:
    """Show the card of a measure; with ``?as=text`` as plain text to copy."""
    version = version_asked(request, number)
    story = measure_story(version, today=localdate(), with_drafts=sees_drafts(request))
    address = request.build_absolute_uri(reverse("measure_by_identity", args=[version.measure_id]))
    sentence = sentence_on_measure(_cited_measure(story), language=_language())
    context = {"version": version, "story": story, "sentence": sentence, "address": address}
    return _card(request, "strategy/measure_card.html", [sentence, address], context)


def _card(request: HttpRequest, template: str, lines: list[str], context: dict[str, Any]) -> HttpResponse:
    text = "\n".join(filter(None, lines))
    if request.GET.get("as") == "text":
        return HttpResponse(text + "\n", content_type="text/plain; charset=utf-8")
    return render(request, template, context | {"text": text})


def embargo_of(release: Release) -> datetime | None:
    """Return until when a release is under embargo, None where it is not or no longer."""
    return release.embargo_until if release.embargo_until and release.embargo_until > now() else None


def _moment(moment: datetime) -> str:
    return f"{day(moment)}, {localtime(moment):%H:%M}"


def _language() -> Language:
    return "en" if language() == "en" else "de"


def _sentence(finding: Finding) -> str:
    try:
        return sentence_on_figure(_cited_figure(finding), language=_language())
    except InputError as error:
        return _("No sentence is permitted on this figure: %(reason)s") % {"reason": str(error)}


def _cited_figure(finding: Finding) -> CitedFigure:
    since = None
    if finding.grade and finding.difference is not None:
        since = Comparison(
            finding.earlier_wave, finding.earlier_value, finding.difference,
            finding.difference_low, finding.difference_high, finding.grade,
        )  # fmt: skip
    return CitedFigure(
        title=words(finding, "title"),
        answer=words(finding, "category"),
        domain="" if finding.is_total else words(finding, "domain"),
        base=words(finding, "base"),
        source=finding.source,
        date=reference(finding),
        unit=finding.unit,
        n=finding.n,
        value=finding.value,
        low=finding.ci_low,
        high=finding.ci_high,
        sign=finding.sign,
        comparison=since,
        notice=words(finding.release, "notice").rstrip("."),
    )


def _cited_measure(story: Story) -> CitedMeasure:
    version, status = story.version, story.status
    is_invented = version.invented or version.wording_invented or bool(status and status.invented)
    return CitedMeasure(
        number=version.number,
        title=words(version, "title"),
        edition=words(version.edition, "title"),
        paper=version.edition.paper,
        adopted_on=day(version.edition.adopted_on) if version.edition.adopted_on else "",
        lead=story.lead.name if story.lead else "",
        phase=status.get_phase_display() if status else "",
        state_on=day(status.round.state_on) if status else "",
        notice=_("invented for the example") if is_invented else "",
    )
