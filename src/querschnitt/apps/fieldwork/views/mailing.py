"""The page of the hand-over: whose key, what is in the file, and the file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from querschnitt.apps.accounts.models import User
from querschnitt.apps.fieldwork import actions, queries
from querschnitt.apps.fieldwork.forms import HandOverForm, MailingKeyForm
from querschnitt.apps.fieldwork.views.access import only_for
from querschnitt.apps.survey.models import Wave
from querschnitt.apps.survey.officekey import verify_key
from querschnitt.core.errors import QuerschnittError
from querschnitt.core.mailing import MailingError
from querschnitt.core.mailing.keys import MOST_BYTES
from querschnitt.core.succession import fingerprint

clerk_only = only_for(User.Role.STATISTICS, refused="fieldwork/not_the_office.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clerk_only
def hand_over(request: HttpRequest, wave: Wave) -> HttpResponse:
    """Show how it stands with the letters; take the key of the office that mails; make the file for it."""
    state = queries.mailing_state(wave)
    if request.method != "POST":
        return _show(request, wave, state)
    if request.POST.get("do") == "accept":
        return _accept(request, wave, state)
    return _make(request, wave, state)


def _accept(request: HttpRequest, wave: Wave, state: queries.MailingState) -> HttpResponse:
    form = MailingKeyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, wave, state, key_form=form)
    content, told = form.cleaned_data["file"].read(MOST_BYTES + 1), form.cleaned_data["told"]
    try:
        actions.accept_mailing_key(content=content, told=told, by=request.user.get_username())
    except MailingError as error:
        form.refuse(error.refusal)
        return _show(request, wave, state, key_form=form)
    messages.success(request, _("The key is accepted. Letters can be handed over to it."))
    return redirect("hand_over", wave.slug)


def _make(request: HttpRequest, wave: Wave, state: queries.MailingState) -> HttpResponse:
    form = HandOverForm(request.POST, state=state)
    if not form.is_valid():
        return _show(request, wave, state, form=form)
    try:
        made = actions.hand_over_letters(wave=wave, by=request.user.get_username(), **form.cleaned_data)
    except QuerschnittError as error:
        return _show(request, wave, state, form=form, error=error)
    name = f"letters-{wave.slug}-{made.record.made_at:%Y%m%dT%H%M%S}.sealed"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, "application/octet-stream", headers=headers)


def _show(request: HttpRequest, wave: Wave, state: queries.MailingState, **found: object) -> HttpResponse:
    own = verify_key()
    context = {
        "wave": wave,
        "state": state,
        "own_fingerprint": fingerprint(own.hex()) if own else "",
        "key_form": MailingKeyForm(),
        "form": HandOverForm(state=state),
    }
    return render(request, "fieldwork/hand_over.html", context | found)


@require_safe
@clerk_only
def statistics_key(request: HttpRequest, wave: Wave) -> HttpResponse:
    """Send the public key by which the other office knows the signature."""
    own = verify_key()
    if own is None:
        raise Http404(_("The key is made with the first file that is signed."))
    headers = {"Content-Disposition": 'attachment; filename="statistics-office.pub"'}
    return HttpResponse(f"{own.hex()}\n", "application/octet-stream", headers=headers)
