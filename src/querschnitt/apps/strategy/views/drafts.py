"""Work on a draft: its measures field by field, and what becomes of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from querschnitt.apps.strategy.actions import drafts, measures
from querschnitt.apps.strategy.actions.discarding import discard_draft
from querschnitt.apps.strategy.forms.editions import ConfirmForm, FieldForm, JoinForm
from querschnitt.apps.strategy.forms.measures import EndForm, MeasureForm, MergeForm, SplitForm, said
from querschnitt.apps.strategy.models import Edition, Field, MeasureVersion
from querschnitt.apps.strategy.queries import drafts as queries
from querschnitt.apps.strategy.queries.comparison import hindrances
from querschnitt.apps.strategy.views.access import actor, edition_for, may_write, only_integration
from querschnitt.apps.strategy.views.asking import Page, ask, do
from querschnitt.apps.strategy.views.editions import METHODS


def draft_of(request: HttpRequest, slug: str) -> Edition:
    """Return an edition that can still be changed."""
    edition = edition_for(request, slug)
    if edition.is_frozen:
        raise Http404(_("This edition is adopted: it is not changed any more."))
    return edition


@login_required
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a draft with what became of each measure, and what is still missing."""
    edition = draft_of(request, slug)
    context = {
        "edition": edition,
        "fields": queries.draft_fields(edition),
        "goals": queries.goals_of(edition),
        "ended": queries.ended_in(edition),
        "hindrances": hindrances(edition),
        "may_write": may_write(request),
    }
    return render(request, "strategy/draft.html", context)


@require_http_methods(METHODS)
@only_integration
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Throw a draft away, once somebody has seen what is lost with it."""
    edition = draft_of(request, slug)
    form = ConfirmForm(request.POST or None, label=_("Discard the draft %s with all that stands in it") % slug)

    def act() -> str:
        discard_draft(edition=edition, actor=actor(request))
        return reverse("editions")

    page = Page(
        title=_("Discard the draft %s") % slug,
        lead=_("This is lost and cannot be brought back. Workshops, comments and papers go to the edition before."),
        button=_("Discard the draft"),
        back=reverse("draft", args=[slug]),
        what=_("The draft was not discarded."),
        done=_("The draft is discarded."),
        figures=_lost(queries.losses_of(edition)),
    )
    return ask(request, form, page=page, act=act)


def _lost(losses: queries.Losses) -> list[tuple[str, int]]:
    names = {
        "fields": _("fields of action"),
        "measures": _("measures"),
        "changed": _("of these changed or new"),
        "ended": _("ended measures"),
        "goals": _("strategic goals"),
        "evidence": _("links to figures"),
        "decisions": _("decisions of the review"),
        "status": _("status entries"),
        "money": _("lines of money"),
    }
    counts = asdict(losses)
    return [(told, counts[name]) for name, told in names.items() if counts[name]]


@require_http_methods(METHODS)
@only_integration
def draft_measure(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Change a measure of a draft: its words, or what becomes of it."""
    version = _version(draft_of(request, slug), number)
    asked = request.POST.get("step", "")
    form = MeasureForm(request.POST if asked == "words" else None, edition=version.edition, initial=said(version))
    steps = {
        "split": SplitForm(request.POST if asked == "split" else None, prefix="split"),
        "merge": MergeForm(request.POST if asked == "merge" else None, version=version, prefix="merge"),
        "end": EndForm(request.POST if asked == "end" else None, prefix="end"),
    }
    filled = form if asked == "words" else steps.get(asked)
    refused = None
    if filled is not None and filled.is_valid():
        refused = do(request, _step(request, version, filled), done=_("The draft was changed."))
        if refused is None:
            return redirect("draft", slug)
    context = {
        "edition": version.edition, "version": version, "form": form, "steps": steps, "refused": refused,
        "origin": queries.origin_of(version),
    }  # fmt: skip
    return render(request, "strategy/draft_measure.html", context)


def _step(request: HttpRequest, version: MeasureVersion, form: forms.Form) -> Callable[[], object]:
    who, found = actor(request), form.cleaned_data
    if isinstance(form, MeasureForm):
        return lambda: measures.change_measure(version=version, words=form.words(), actor=who)
    if isinstance(form, SplitForm):
        titles = found["titles"].splitlines()
        return lambda: measures.split_measure(version=version, titles=titles, reason=found["reason"], actor=who)
    if isinstance(form, MergeForm):
        others = list(found["others"])
        return lambda: measures.merge_measures(into=version, others=others, reason=found["reason"], actor=who)
    return lambda: measures.end_measure(version=version, **found, actor=who)


@require_http_methods(METHODS)
@only_integration
def new_measure(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a measure to a draft."""
    edition = draft_of(request, slug)
    form = MeasureForm(request.POST or None, edition=edition, initial={"field": request.GET.get("field")})

    def act() -> str:
        measures.add_measure(edition=edition, words=form.words(), actor=actor(request))
        return reverse("draft", args=[slug])

    page = Page(
        title=_("New measure in edition %s") % slug,
        button=_("Add the measure"),
        back=reverse("draft", args=[slug]),
        what=_("The measure was not added."),
    )
    return ask(request, form, page=page, act=act)


@require_POST
@only_integration
def bring_back(request: HttpRequest, slug: str, succession: int) -> HttpResponse:
    """Take back an end."""
    edition = draft_of(request, slug)
    row = edition.successions.select_related("earlier__field", "edition").filter(pk=succession).first()
    if row is None:
        raise Http404
    refused = do(
        request,
        lambda: measures.bring_back(succession=row, actor=actor(request)),
        done=_("The measure stands in the draft again."),
    )
    return redirect("draft", slug) if refused is None else _told(request, edition, refused)


@require_POST
@only_integration
def renumber(request: HttpRequest, slug: str) -> HttpResponse:
    """Number a draft through."""
    edition = draft_of(request, slug)
    refused = do(
        request,
        lambda: drafts.renumber(edition=edition, actor=actor(request)),
        done=_("The measures are numbered through."),
    )
    return redirect("draft", slug) if refused is None else _told(request, edition, refused)


def _told(request: HttpRequest, edition: Edition, refused: Exception) -> HttpResponse:
    context = {"edition": edition, "refused": refused, "fields": queries.draft_fields(edition), "may_write": True}
    return render(request, "strategy/draft.html", context, status=409)


@require_http_methods(METHODS)
@only_integration
def draft_field(request: HttpRequest, slug: str, number: int = 0) -> HttpResponse:
    """Name a field of action of a draft anew, or add one."""
    edition = draft_of(request, slug)
    field = field_of(edition, number) if number else None
    names = ("number", "name_de", "name_en", "aim_de", "aim_en")
    initial = {name: getattr(field, name) for name in names} if field else {}
    form = FieldForm(request.POST or None, initial=initial)

    def act() -> str:
        if field is None:
            drafts.add_field(edition=edition, words=form.words(), actor=actor(request))
        else:
            drafts.change_field(field=field, words=form.words(), actor=actor(request))
        return reverse("draft", args=[slug])

    page = Page(
        title=_("Field of action %s") % field if field else _("New field of action"),
        button=_("Save"),
        back=reverse("draft", args=[slug]),
        what=_("The field of action was not saved."),
        lead=_("Measures of a field that is only named anew have not moved."),
    )
    return ask(request, form, page=page, act=act)


@require_http_methods(METHODS)
@only_integration
def join_field(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Let a field of action go into another one."""
    field = field_of(draft_of(request, slug), number)
    form = JoinForm(request.POST or None, field=field)

    def act() -> str:
        drafts.join_fields(field=field, into=form.cleaned_data["into"], actor=actor(request))
        return reverse("draft", args=[slug])

    page = Page(
        title=_("Join field of action %s with another one") % field,
        button=_("Join"),
        back=reverse("draft", args=[slug]),
        what=_("The fields were not joined."),
        lead=_("Its measures come behind those of the other field. They have not moved."),
    )
    return ask(request, form, page=page, act=act)


def field_of(edition: Edition, number: int) -> Field:
    """Return a field of an edition by its number."""
    found = edition.fields.filter(number=number).first()
    if found is None:
        raise Http404(_("There is no such field of action."))
    return found


def _version(edition: Edition, number: str) -> MeasureVersion:
    found = edition.versions.filter(number=number, supplement=None).select_related("field", "measure").first()
    if found is None:
        raise Http404(_("There is no such measure."))
    return found
