"""Translating content: how far each language is, one language text by text, files out to translators and back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from querschnitt.apps.accounts.languages import Language, language
from querschnitt.apps.strategy.actions.translating import arrival_of, take_translations, translate
from querschnitt.apps.strategy.forms.translating import DeliveryForm, GroupForm, LanguageForm
from querschnitt.apps.strategy.queries.measures import current_edition
from querschnitt.apps.strategy.queries.translatable import Scope, scopes
from querschnitt.apps.strategy.queries.translating import (
    LEFT,
    EntryGroup,
    Work,
    job_of,
    languages_of,
    with_history,
    work_on,
)
from querschnitt.apps.strategy.views.access import actor, editions_for, only_integration
from querschnitt.apps.strategy.views.files import attachment
from querschnitt.core.errors import InputError, QuerschnittError
from querschnitt.core.instrument.translation import Outcome, State
from querschnitt.tables.translations import WRITERS, read

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@only_integration
def translations(request: HttpRequest, scope: str = "") -> HttpResponse:
    """Show how far each language of an edition or a release is, and begin another one."""
    known = scopes(list(editions_for(request).order_by("-valid_from", "pk")))
    edition = current_edition()
    chosen = _chosen(known, scope or (edition.slug if edition else ""))
    form = LanguageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("translate_language", chosen.slug, form.cleaned_data["language"])
    context = {"scope": chosen, "scopes": known, "rows": languages_of(chosen), "form": form}
    return render(request, "strategy/translating/languages.html", context)


@require_safe
@only_integration
def one_language(request: HttpRequest, scope: str, tag: str) -> HttpResponse:
    """Show what is translated, outdated and missing in one language."""
    chosen, spoken = _asked(request, scope, tag)
    work = work_on(chosen, spoken.tag)
    wanted = request.GET.get("state", "")
    shown = [group for group in work.groups if not wanted or any(entry.state == wanted for entry in group.entries)]
    context = {
        "scope": chosen, "spoken": spoken, "work": work, "groups": shown, "state": wanted, "states": list(State)[:-1],
        "form": DeliveryForm(), "forms": list(WRITERS), "next": _next(work, ""),
    }  # fmt: skip
    return render(request, "strategy/translating/language.html", context)


@require_http_methods(METHODS)
@only_integration
def group(request: HttpRequest, scope: str, tag: str, slug: str) -> HttpResponse:
    """Translate the texts of one measure, field or question, the German beside them."""
    chosen, spoken = _asked(request, scope, tag)
    work = work_on(chosen, spoken.tag)
    found = next((each for each in work.groups if each.slug == slug), None)
    if found is None:
        raise Http404(_("There is nothing to be translated here."))
    form = GroupForm(found, spoken, request.POST or None)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            translate(scope=chosen, tag=spoken.tag, wordings=form.wordings(), actor=actor(request))
            after = _next(work, slug) if "next" in request.POST else found
            return redirect("translate_group", scope, tag, after.slug) if after else redirect(
                "translate_language", scope, tag
            )  # fmt: skip
        except QuerschnittError as error:
            refused = error
    context = {
        "scope": chosen, "spoken": spoken, "group": with_history(found, spoken.tag), "form": form, "refused": refused,
        "around": _around(work, found),
    }  # fmt: skip
    return render(request, "strategy/translating/group.html", context, status=422 if refused or form.errors else 200)


@require_safe
@only_integration
def job_file(request: HttpRequest, scope: str, tag: str, form: str) -> HttpResponse:
    """Give the texts as a file for translators: all, or those that are still work."""
    chosen, spoken = _asked(request, scope, tag)
    if form not in WRITERS:
        raise Http404(_("There is no such form of a translation file."))
    write, ending, media_type = WRITERS[form]
    states = LEFT if request.GET.get("only") == "left" else tuple(State)
    job = job_of(work_on(chosen, spoken.tag), chosen, spoken.tag, states=states)
    if not job.units:
        raise Http404(_("There is no text in this file."))
    return attachment(write(job), name=f"{job.name}-{spoken.tag}{ending}", media_type=media_type)


@require_http_methods(METHODS)
@only_integration
def delivery(request: HttpRequest, scope: str, tag: str) -> HttpResponse:
    """Show what became of each text in a file that came back, then take it."""
    chosen, spoken = _asked(request, scope, tag)
    form = DeliveryForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"scope": chosen, "spoken": spoken, "form": form, "refused": None, "taken": None}
    if request.method == "POST" and form.is_valid():
        try:
            came = read(form.content, name=form.cleaned_data["name"])
            if "take" in request.POST:
                context["taken"] = len(
                    take_translations(
                        scope=chosen, tag=spoken.tag, delivery=came, also=request.POST.getlist("also"),
                        actor=actor(request),
                    )
                )  # fmt: skip
            else:
                arrival = arrival_of(scope=chosen, tag=spoken.tag, delivery=came)
                groups = [(outcome, arrival.of(outcome)) for outcome in Outcome]
                context |= {"arrival": arrival, "problems": came.problems, "kept": form.as_kept(),
                            "groups": [(outcome, units) for outcome, units in groups if units]}  # fmt: skip
        except QuerschnittError as error:
            context["refused"] = error
    status = 422 if context["refused"] or form.errors else 200
    return render(request, "strategy/translating/delivery.html", context, status=status)


def _asked(request: HttpRequest, slug: str, tag: str) -> tuple[Scope, Language]:
    try:
        spoken = language(tag)
    except InputError:
        raise Http404(_("There is no such language.")) from None
    if spoken.tag == "de":
        raise Http404(_("German is what is translated."))
    return _chosen(scopes(list(editions_for(request))), slug), spoken


def _chosen(known: list[Scope], slug: str) -> Scope:
    found = next((each for each in known if each.slug == slug), None)
    if found is None:
        raise Http404(_("There is no such edition."))
    return found


def _next(work: Work, slug: str) -> EntryGroup | None:
    """Return the next group with work behind one, beginning anew at the end."""
    slugs = [each.slug for each in work.groups]
    place = slugs.index(slug) + 1 if slug in slugs else 0
    ahead = [each for each in (*work.groups[place:], *work.groups[:place]) if each.slug != slug]
    return next((each for each in ahead if not each.is_done), None)


def _around(work: Work, group: EntryGroup) -> dict[str, object]:
    place = work.groups.index(group)
    return {
        "place": place + 1,
        "of": len(work.groups),
        "before": work.groups[place - 1] if place else None,
        "after": work.groups[place + 1] if place + 1 < len(work.groups) else None,
    }
