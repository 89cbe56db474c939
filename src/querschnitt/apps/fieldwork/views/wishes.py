"""The field desk's pages: who wants to be called, and who wants to be told the results."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from querschnitt.apps.accounts.models import User
from querschnitt.apps.fieldwork import actions, queries
from querschnitt.apps.fieldwork.models import Wish
from querschnitt.apps.fieldwork.views.access import only_for
from querschnitt.apps.survey.models import Wave
from querschnitt.core.errors import StateError

# People are promised that their number goes nowhere else.
desk_only = only_for(User.Role.FIELDWORK, refused="fieldwork/not_yours.html")


@require_safe
@desk_only
def wishes(request: HttpRequest, wave: Wave) -> HttpResponse:
    """Show who waits for a call, the longest first."""
    return _show_list(request, wave, Wish.Kind.CALL)


@require_POST
@desk_only
def wish(request: HttpRequest, wave: Wave, key: UUID) -> HttpResponse:
    """Note what became of a wish: called, not reached, done, or open again."""
    found = queries.find_wish(wave.slug, key)
    if found is None:
        raise Http404(_("There is no such wish."))
    messages.success(request, _work_on(found, request.POST.get("step", ""), actor=request.user.get_username()))
    return redirect(_with_language(reverse("wishes", args=[wave.slug]), request.POST.get("language", "")))


def _work_on(found: Wish, step: str, *, actor: str) -> str:
    """Take a step with a wish, and return what happened in words."""
    if step in (Wish.Outcome.CALLED, Wish.Outcome.NOT_REACHED):
        actions.record_call(wish=found, outcome=Wish.Outcome(step), actor=actor)
        return _("Noted. The wish stays on the list until it is done.")
    if step == "done":
        actions.close_wish(wish=found, actor=actor)
        return _("Done. It can be opened again today; after that the number is deleted.")
    if step == "reopen":
        try:
            actions.reopen_wish(wish=found, actor=actor)
        except StateError:
            return _("The number has been deleted, and the wish cannot be opened again.")
        return _("The wish is back on the list.")
    return _("Nothing was changed.")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def results_wishes(request: HttpRequest, wave: Wave) -> HttpResponse:
    """Show who wants to be told the results; delete their contacts once they were."""
    if request.method != "POST":
        return _show_list(request, wave, Wish.Kind.RESULTS)
    if "told" not in request.POST:
        messages.error(request, _("Nothing was deleted. Say first that all of them have been told."))
        return redirect("results_wishes", wave.slug)
    count = actions.forget_told(wave=wave.slug, actor=request.user.get_username())
    said = ngettext("%(count)s contact was deleted.", "%(count)s contacts were deleted.", count)
    messages.success(request, said % {"count": count})
    return redirect("results_wishes", wave.slug)


def _show_list(request: HttpRequest, wave: Wave, kind: Wish.Kind) -> HttpResponse:
    tag = request.GET.get("language", "")
    found = queries.wishes_of(wave.slug, kind=kind, tag=tag)
    chosen = queries.find_language(tag) if tag else None
    context = {"wave": wave, "wishes": found, "tag": tag, "chosen": chosen, "kind": kind}
    return render(request, f"fieldwork/{'wishes' if kind == Wish.Kind.CALL else 'results_wishes'}.html", context)


def _with_language(address: str, tag: str) -> str:
    return f"{address}?{urlencode({'language': tag})}" if tag else address
