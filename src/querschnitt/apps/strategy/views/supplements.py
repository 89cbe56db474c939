"""Supplements to the edition in force: what a paper adds, changes or ends from a day on."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from querschnitt.apps.strategy.actions import supplements as actions
from querschnitt.apps.strategy.forms.editions import SupplementAdoptionForm, SupplementForm
from querschnitt.apps.strategy.forms.measures import EndForm, MeasureForm, said
from querschnitt.apps.strategy.models import Measure, MeasureVersion, Supplement
from querschnitt.apps.strategy.queries.editions import supplement_rows
from querschnitt.apps.strategy.queries.in_force import versions_on
from querschnitt.apps.strategy.views.access import actor, edition_for, may_write, only_integration
from querschnitt.apps.strategy.views.asking import Page, ask, do
from querschnitt.apps.strategy.views.editions import METHODS


@require_http_methods(METHODS)
@only_integration
def new_supplement(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a supplement."""
    edition = edition_for(request, slug)
    form = SupplementForm(request.POST or None, initial={"paper": request.GET.get("paper")})

    def act() -> str:
        found = actions.open_supplement(edition=edition, **form.cleaned_data, actor=actor(request))
        return reverse("supplement", args=[slug, found.number])

    page = Page(
        title=_("New supplement to edition %s") % slug,
        button=_("Begin the supplement"),
        back=reverse("edition", args=[slug]),
        what=_("No supplement was begun."),
        lead=_("A decision of the council between two editions. The edition itself stays as it was adopted."),
    )
    return ask(request, form, page=page, act=act)


@login_required
def supplement(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show a supplement, and all measures it could still change."""
    found = _supplement(slug, number)
    row = next(row for row in supplement_rows(found.edition) if row.supplement.pk == found.pk)
    touched = {version.measure_id for version in (*row.added, *row.changed)}
    touched |= {ending.measure_id for _version, ending in row.ended}
    others = versions_on(found.edition, found.applies_from).exclude(measure__in=touched).select_related("field")
    context = {
        "edition": found.edition, "supplement": found, "row": row, "may_write": may_write(request),
        "others": [] if found.adopted_on else others,
    }  # fmt: skip
    return render(request, "strategy/supplement.html", context)


@require_http_methods(METHODS)
@only_integration
def supplement_measure(request: HttpRequest, slug: str, number: int, measure: UUID | None = None) -> HttpResponse:
    """Word a measure anew by a supplement, or add one."""
    found = _supplement(slug, number)
    version = _version(found, measure) if measure else None
    form = MeasureForm(request.POST or None, edition=found.edition, initial=said(version) if version else {})

    def act() -> str:
        who = actor(request)
        if version is None:
            actions.supplement_adds(supplement=found, words=form.words(), actor=who)
        else:
            actions.supplement_changes(supplement=found, measure=version.measure, words=form.words(), actor=who)
        return reverse("supplement", args=[slug, number])

    page = Page(
        title=_("Measure %s from the day of the supplement") % version if version else _("New measure by supplement"),
        button=_("Save"),
        back=reverse("supplement", args=[slug, number]),
        what=_("The measure was not saved."),
    )
    return ask(request, form, page=page, act=act)


@require_http_methods(METHODS)
@only_integration
def supplement_end(request: HttpRequest, slug: str, number: int, measure: UUID) -> HttpResponse:
    """End a measure by a supplement."""
    found = _supplement(slug, number)
    version = _version(found, measure)
    form = EndForm(request.POST or None)
    del form.fields["paper"]

    def act() -> str:
        reason = form.cleaned_data["reason"]
        actions.supplement_ends(supplement=found, measure=version.measure, reason=reason, actor=actor(request))
        return reverse("supplement", args=[slug, number])

    page = Page(
        title=_("End measure %s by the supplement") % version,
        button=_("End the measure"),
        back=reverse("supplement", args=[slug, number]),
        what=_("The measure was not ended."),
    )
    return ask(request, form, page=page, act=act)


@require_POST
@only_integration
def supplement_without(request: HttpRequest, slug: str, number: int, measure: UUID) -> HttpResponse:
    """Take what a supplement says on a measure out again."""
    found = _supplement(slug, number)
    row = Measure.objects.filter(pk=measure).first()
    if row is None:
        raise Http404
    do(
        request,
        lambda: actions.take_out(supplement=found, measure=row, actor=actor(request)),
        done=_("The supplement says nothing on the measure any more."),
    )
    return redirect("supplement", slug, number)


@require_http_methods(METHODS)
@only_integration
def adopt_supplement(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Adopt a supplement."""
    found = _supplement(slug, number)
    form = SupplementAdoptionForm(request.POST or None, initial={"adopted_on": localdate()})

    def act() -> str:
        actions.adopt_supplement(supplement=found, **form.cleaned_data, actor=actor(request))
        return reverse("edition", args=[slug])

    page = Page(
        title=_("Adopt supplement %s") % number,
        button=_("Adopt and freeze"),
        back=reverse("supplement", args=[slug, number]),
        what=_("The supplement was not adopted."),
        lead=_("From its day on it counts, and nobody can change it any more."),
        done=_("The supplement is adopted and frozen."),
    )
    return ask(request, form, page=page, act=act)


def _supplement(slug: str, number: int) -> Supplement:
    rows = Supplement.objects.select_related("edition", "paper")
    found = rows.filter(edition__slug=slug, number=number).first()
    if found is None:
        raise Http404(_("There is no such supplement."))
    return found


def _version(supplement: Supplement, measure: UUID) -> MeasureVersion:
    mine = supplement.versions.filter(measure=measure)
    now = versions_on(supplement.edition, supplement.applies_from).filter(measure=measure)
    found = mine.select_related("field", "measure").first() or now.select_related("field", "measure").first()
    if found is None:
        raise Http404(_("There is no such measure."))
    return found
