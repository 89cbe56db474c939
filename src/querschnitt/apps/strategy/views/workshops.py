"""Workshops, their groups and the words of their proposals, as the integration office records them."""

from __future__ import annotations

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from querschnitt.apps.strategy.actions import participation as actions
from querschnitt.apps.strategy.forms.editions import ConfirmForm
from querschnitt.apps.strategy.forms.participation import GroupForm, ProposalWordsForm, WorkshopForm
from querschnitt.apps.strategy.models import Edition, Proposal, Workshop, WorkshopGroup
from querschnitt.apps.strategy.queries.measures import current_edition
from querschnitt.apps.strategy.views.access import actor, only_integration
from querschnitt.apps.strategy.views.asking import Page, ask
from querschnitt.apps.strategy.views.editions import METHODS


@require_http_methods(METHODS)
@only_integration
def write_workshop(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Record a workshop, or change what is known of one."""
    workshop = _workshop(pk) if pk else None
    form = WorkshopForm(request.POST or None, initial=_known(workshop) if workshop else _next())

    def act() -> str:
        row = actions.save_workshop(words=form.words(), workshop=workshop, actor=actor(request))
        return reverse("workshop", args=[row.pk])

    page = Page(
        title=_("Change workshop %s") % workshop if workshop else _("New workshop"),
        button=_("Save"),
        back=reverse("workshop", args=[pk]) if pk else reverse("participation"),
        what=_("The workshop was not saved."),
        done=_("The workshop is saved."),
    )
    return ask(request, form, page=page, act=act)


def _known(workshop: Workshop) -> dict[str, object]:
    names = ("number", "title_de", "title_en", "held_on", "participants", "note")
    return {"edition": workshop.edition.slug} | {name: getattr(workshop, name) for name in names}


def _next() -> dict[str, object]:
    """Return what a new workshop most likely is: the next one of the draft, or of the current edition."""
    edition = Edition.objects.filter(state=Edition.State.DRAFT).first() or current_edition()
    if edition is None:
        return {}
    last = edition.workshops.aggregate(last=Max("number"))["last"] or 0
    return {"edition": edition.slug, "number": last + 1}


@require_http_methods(METHODS)
@only_integration
def remove_workshop(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a workshop that was recorded in vain."""
    workshop = _workshop(pk)
    form = ConfirmForm(request.POST or None, label=_("Remove the workshop with its groups"))

    def act() -> str:
        actions.remove_workshop(workshop=workshop, actor=actor(request))
        return reverse("participation")

    page = Page(
        title=_("Remove workshop %s") % workshop,
        lead=_("Only a workshop without proposals is removed."),
        button=_("Remove"),
        back=reverse("workshop", args=[pk]),
        what=_("The workshop was not removed."),
        done=_("The workshop is removed."),
        figures=(
            (_("groups"), workshop.groups.count()),
            (_("proposals"), Proposal.objects.filter(group__workshop=workshop).count()),
        ),
    )
    return ask(request, form, page=page, act=act)


@require_http_methods(METHODS)
@only_integration
def write_group(request: HttpRequest, pk: int, group: int = 0) -> HttpResponse:
    """Add a group to a workshop, or name it anew."""
    workshop = _workshop(pk)
    found = get_object_or_404(WorkshopGroup, pk=group, workshop=workshop) if group else None
    form = GroupForm(request.POST or None, initial={"title": found.title} if found else {})

    def act() -> str:
        actions.save_group(workshop=workshop, title=form.cleaned_data["title"], group=found, actor=actor(request))
        return reverse("workshop", args=[pk])

    page = Page(
        title=_("Name the group %s anew") % found if found else _("New group in workshop %s") % workshop,
        button=_("Save"),
        back=reverse("workshop", args=[pk]),
        what=_("The group was not saved."),
        done=_("The group is saved."),
    )
    return ask(request, form, page=page, act=act)


@require_http_methods(METHODS)
@only_integration
def word_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the words of a proposal right."""
    asked = get_object_or_404(Proposal.objects.select_related("group__workshop"), pk=pk)
    form = ProposalWordsForm(request.POST or None, initial={"text": asked.text})

    def act() -> str:
        actions.word_proposal(proposal=asked, text=form.cleaned_data["text"], actor=actor(request))
        return f"{reverse('workshop', args=[asked.group.workshop_id])}#p{asked.pk}"

    page = Page(
        title=_("Word proposal %s anew") % asked.number,
        lead=_("As the group wrote it: put right only what was taken down wrongly. The log keeps the words before."),
        button=_("Save"),
        back=reverse("workshop", args=[asked.group.workshop_id]),
        what=_("The proposal was not saved."),
        done=_("The proposal is saved."),
    )
    return ask(request, form, page=page, act=act)


def _workshop(pk: int) -> Workshop:
    return get_object_or_404(Workshop.objects.select_related("edition"), pk=pk)
