"""Released findings, which measures rest on them, and what the city decided because of them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from querschnitt.apps.indicators.actions import set_embargo
from querschnitt.apps.indicators.models import Finding, Release
from querschnitt.apps.indicators.queries import indicators
from querschnitt.apps.indicators.templatetags.figures import dimension_name
from querschnitt.apps.strategy.actions.evidence import Link, link_by_hand, unlink
from querschnitt.apps.strategy.forms.evidence import EmbargoForm, EvidenceForm
from querschnitt.apps.strategy.models import Evidence
from querschnitt.apps.strategy.queries import findings as queries
from querschnitt.apps.strategy.queries.conclusions import findings_to_refer
from querschnitt.apps.strategy.queries.evidence import versions_to_link
from querschnitt.apps.strategy.views.access import actor, may_write, only_integration, sees_drafts
from querschnitt.apps.strategy.views.cards import embargo_of
from querschnitt.core.errors import QuerschnittError


@login_required
def findings(request: HttpRequest) -> HttpResponse:
    """Show released findings with the measures that rest on them."""
    known = queries.dimensions()
    dimension = request.GET.get("dimension", "total")
    everything = request.GET.get("show") == "all"
    found = queries.findings_of(dimension) if everything else queries.findings_with_measures(dimension)
    page = Paginator(found, 100).get_page(request.GET.get("page"))
    context = {
        "releases": [(release, embargo_of(release)) for release in queries.releases()],
        "rows": queries.finding_rows(page),
        "page": page,
        "dimension": dimension,
        "dimensions": [(name, dimension_name(name)) for name in known],
        "everything": everything,
        "may_write": may_write(request),
    }
    return render(request, "strategy/findings.html", context)


@login_required
def finding(request: HttpRequest, key: str) -> HttpResponse:
    """Show one finding, what rests on it, and what the city decided because of it."""
    story = queries.finding_story(key, today=localdate(), with_drafts=sees_drafts(request))
    if story is None:
        raise Http404(_("There is no such finding."))
    context = {
        "story": story,
        "finding": story.finding,
        "embargo": embargo_of(story.finding.release),
        "may_write": may_write(request),
    }
    return render(request, "strategy/finding_page.html", context)


@only_integration
def link_evidence(request: HttpRequest) -> HttpResponse:
    """Link a figure to a measure by hand."""
    initial = {"version": request.GET.get("measure", "")}
    known = findings_to_refer()
    asked = request.GET.get("finding", "")
    if chosen := next((row for row in known if row.key == asked), None) or Finding.objects.filter(key=asked).last():
        initial["subject"] = f"finding-{chosen.pk}"
        known = [*known, *([] if chosen in known else [chosen])]
    form = EvidenceForm(
        request.POST or None, initial=initial, versions=versions_to_link(localdate()), findings=known,
        indicators=list(indicators()),
    )  # fmt: skip
    error: QuerschnittError | None = None
    if form.is_valid():
        asked_for = form.cleaned_data
        version = form.versions[asked_for["version"]]
        link = Link(
            form.subjects[asked_for["subject"]], asked_for["role"], asked_for["note_de"], asked_for["note_en"]
        )  # fmt: skip
        try:
            link_by_hand(version=version, link=link, actor=actor(request))
        except QuerschnittError as refused:
            error = refused
        else:
            messages.success(request, _("The figure is linked to the measure."))
            return redirect("measure", version.number)
    return render(request, "strategy/link_evidence.html", {"form": form, "error": error}, status=400 if error else 200)


@require_POST
@only_integration
def unlink_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link back."""
    evidence = get_object_or_404(Evidence.objects.select_related("version", "finding", "indicator"), pk=pk)
    unlink(evidence=evidence, actor=actor(request))
    messages.success(request, _("The link is taken back."))
    return redirect("finding", evidence.finding.key) if evidence.finding else redirect("findings")


@only_integration
def embargo(request: HttpRequest, pk: int) -> HttpResponse:
    """Set until when a release is not public, or lift the embargo."""
    release = get_object_or_404(Release, pk=pk)
    before = localtime(release.embargo_until).replace(tzinfo=None) if release.embargo_until else None
    form = EmbargoForm(request.POST or None, initial={"until": before})
    if form.is_valid():
        set_embargo(release=release, until=form.cleaned_data["until"], actor=actor(request))
        messages.success(request, _("The embargo is set as you said."))
        return redirect("findings")
    return render(request, "strategy/embargo.html", {"form": form, "release": release})
