"""Reporting rounds for the integration office: open one, invite, watch, answer, give on, remind, close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from querschnitt.apps.strategy.actions.collecting import reminding, rounds
from querschnitt.apps.strategy.actions.collecting.mails import Posted, post_all, text_of
from querschnitt.apps.strategy.forms.rounds import AnswerForm, GiveForm, RoundForm, initial_of_round
from querschnitt.apps.strategy.models import Draft, Office, ReportingRound, Sent
from querschnitt.apps.strategy.queries import collecting as queries
from querschnitt.apps.strategy.views.access import actor, may_write, only_integration
from querschnitt.core.errors import QuerschnittError

PREVIEW = "…/report/…"
"""What stands in the preview of a mail where the link will be: it is made when the mail goes out."""


@require_safe
@login_required
def all_rounds(request: HttpRequest) -> HttpResponse:
    """Show all rounds, the latest first."""
    context = {"rounds": queries.rounds(), "may_write": may_write(request)}
    return render(request, "strategy/rounds/all.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@only_integration
def new_round(request: HttpRequest) -> HttpResponse:
    """Open a round."""
    form = RoundForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            opened = rounds.open_round(planned=form.planned, on=_today(), by=actor(request))
            messages.success(request, _("The round is open. No mail has gone out yet."))
            return redirect("round", opened.pk)
        except QuerschnittError as error:
            context["refused"] = error
    return render(request, "strategy/rounds/new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@only_integration
def change_round(request: HttpRequest, key: int) -> HttpResponse:
    """Change dates, name and what is asked."""
    opened = _round(key)
    form = RoundForm(request.POST or None, initial=initial_of_round(opened))
    context: dict[str, object] = {"form": form, "round": opened}
    if request.method == "POST" and form.is_valid():
        try:
            rounds.change_round(opened=opened, planned=form.planned, by=actor(request))
            messages.success(request, _("Saved."))
            return redirect("round", opened.pk)
        except QuerschnittError as error:
            context["refused"] = error
    return render(request, "strategy/rounds/new.html", context)


@require_safe
@login_required
def watch(request: HttpRequest, key: int) -> HttpResponse:
    """Show how each office stands; to the integration office, what waits for its answer."""
    return _watch(request, _round(key))


def _watch(request: HttpRequest, opened: ReportingRound, *, status: int = 200, **found: object) -> HttpResponse:
    items = queries.items_of(opened, on=_today())
    states = queries.office_states(opened, items, on=_today())
    context = {
        "round": opened,
        "states": [state for state in states if state.items],
        "joining": [state for state in states if not state.items],
        "asked": [item for item in items if item.state == Draft.State.QUESTION],
        "not_ours": [item for item in items if item.state == Draft.State.NOT_OURS],
        "number": len(items),
        "counts": {name: sum(item.state == name for item in items) for name in Draft.State.values},
        "without_lead": [item for item in items if item.lead is None],
        "may_write": may_write(request) and opened.opened_on is not None and opened.closed_on is None,
        "answer_form": AnswerForm(),
        "give_form": GiveForm(),
    }
    return render(request, "strategy/rounds/watch.html", context | found, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@only_integration
def invite(request: HttpRequest, key: int) -> HttpResponse:
    """Show who gets which mail, and who cannot get one; then send."""
    opened = _round(key)
    if request.method == "POST":
        posted = rounds.invite(opened=opened, now=localtime(), by=actor(request))
        _tell(request, posted)
        return redirect("round", opened.pk)
    states = queries.office_states(opened, queries.items_of(opened, on=_today()), on=_today())
    letters = rounds.invitations(opened, states, on=_today())
    sent = set(Sent.objects.filter(round=opened, kind=Sent.Kind.INVITATION).values_list("function_id", "key"))
    context = {
        "round": opened,
        "letters": [(letter, (letter.function.pk, letter.key) in sent) for letter in letters],
        "without": [state for state in states if not state.editors],
        "headless": [state for state in states if state.items and not state.heads],
        "unsent": sum((letter.function.pk, letter.key) not in sent for letter in letters),
        "preview": text_of(letters[0], address=PREVIEW, now=localtime()) if letters else None,
        "to": letters[0].function if letters else None,
        "into_files": settings.EMAIL_FILE_PATH if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend") else "",
    }
    return render(request, "strategy/rounds/invite.html", context)


@require_POST
@only_integration
def remind(request: HttpRequest, key: int) -> HttpResponse:
    """Remind all offices that still have to report, once a day at most."""
    opened, today = _round(key), _today()
    states = queries.office_states(opened, queries.items_of(opened, on=today), on=today)
    letters = reminding.reminders(opened, [state for state in states if state.is_waiting], on=today, key=f"now-{today}")
    _tell(request, post_all(letters, now=localtime()))
    return redirect("round", opened.pk)


@require_POST
@only_integration
def answer(request: HttpRequest, key: int, version: int) -> HttpResponse:
    """Answer the question of an office."""
    opened, form = _round(key), AnswerForm(request.POST)
    draft = get_object_or_404(Draft.objects.select_related("version", "round", "office"), round=opened, version=version)
    if not form.is_valid():
        return _watch(request, opened, answer_form=form, answering=draft.version_id)
    return _done(
        request,
        opened,
        lambda: rounds.answer(draft=draft, text=form.cleaned_data["answer"], now=localtime(), by=actor(request)),
    )


@require_POST
@only_integration
def give(request: HttpRequest, key: int, version: int) -> HttpResponse:
    """Give a measure to another office."""
    opened, form = _round(key), GiveForm(request.POST)
    found = get_object_or_404(queries.versions_of(opened), pk=version)
    if not form.is_valid():
        return _watch(request, opened, give_form=form, giving=found.pk)
    return _done(
        request,
        opened,
        lambda: rounds.give_to(
            opened=opened, version=found, office=form.cleaned_data["office"], reason=form.cleaned_data["reason"],
            now=localtime(), by=actor(request),
        ),
    )  # fmt: skip


def _done(request: HttpRequest, opened: ReportingRound, act: Callable[[], Posted]) -> HttpResponse:
    try:
        _tell(request, act())
    except QuerschnittError as error:
        messages.error(request, f"{_(error.what)}. {_(error.hint) if error.hint else ''}")
    return redirect("round", opened.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@only_integration
def close(request: HttpRequest, key: int) -> HttpResponse:
    """Say what is missing; then close the round for good."""
    opened = _round(key)
    if opened.closed_on is not None:
        return redirect("round", opened.pk)
    items = queries.items_of(opened, on=_today())
    missing = [item for item in items if item.entry is None]
    if request.method == "POST":
        try:
            known = int(request.POST.get("missing", "") or -1)
            rounds.close_round(opened=opened, on=_today(), by=actor(request), missing_known=known)
            messages.success(request, _("The round is closed. Nothing in it can be changed any more."))
            return redirect("round", opened.pk)
        except (QuerschnittError, ValueError):
            messages.warning(request, _("Something was released meanwhile. Look at the list once more."))
    unreleased = [item for item in items if item.entry is not None and item.state != Draft.State.RELEASED]
    context = {"round": opened, "missing": missing, "number": len(items), "unreleased": unreleased}
    return render(request, "strategy/rounds/close.html", context)


@require_safe
@login_required
def office_words(request: HttpRequest, key: int, slug: str) -> HttpResponse:
    """Show all that an office has said in a round. What is not released is for the integration office alone."""
    opened, office = _round(key), get_object_or_404(Office, slug=slug)
    items = [item for item in queries.items_of(opened, on=_today(), office=office) if item.lead == office]
    sees_all = may_write(request)
    shown = items if sees_all else [item for item in items if item.state == Draft.State.RELEASED]
    context = {"round": opened, "office": office, "items": shown, "sees_all": sees_all}
    return render(request, "strategy/rounds/office.html", context)


def _round(key: int) -> ReportingRound:
    found = ReportingRound.objects.select_related("edition").filter(pk=key).first()
    if found is None:
        raise Http404(_("There is no such round."))
    return found


def _tell(request: HttpRequest, posted: Posted) -> None:
    if posted.sent:
        told = ngettext("%(n)s mail has gone out.", "%(n)s mails have gone out.", posted.sent)
        messages.success(request, told % {"n": posted.sent})
    if posted.failed:
        told = _("No mail could be sent to: %(names)s. Try again; the others are not sent twice.")
        messages.error(request, told % {"names": ", ".join(posted.failed)})
    if not posted.sent and not posted.failed:
        told = _("No mail has gone out: the mailboxes have theirs already, or the office has none.")
        messages.info(request, told)


def _today() -> date:
    return localtime().date()
