"""The pages of the office that mails letters: its key, and letter lists that are looked at and opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from querschnitt.apps.accounts.keyfile import Protection, WrongPassphraseError
from querschnitt.apps.accounts.models import User
from querschnitt.apps.mailing import actions, queries
from querschnitt.apps.mailing.forms import (
    NO_SENDER_KEY,
    OTHER_FINGERPRINT,
    REFUSED,
    WRONG_PASSPHRASE,
    FileForm,
    KeyForm,
    OpenForm,
    SenderForm,
)
from querschnitt.core.errors import InputError, QuerschnittError
from querschnitt.core.mailing import Mailing, MailingError, SealedMailing, write_recipient
from querschnitt.core.mailing.file import MOST_BYTES
from querschnitt.core.mailing.keys import MOST_BYTES as MOST_BYTES_OF_A_KEY
from querschnitt.tables.address_list import list_as_csv, list_as_xlsx

View = Callable[..., HttpResponse]
KINDS = {
    "xlsx": (list_as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (list_as_csv, "text/csv; charset=utf-8"),
}


def integration_only(view: View) -> View:
    """Show this to the integration office's own people and to no reader."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if getattr(request.user, "role", "") != User.Role.INTEGRATION:
            return render(request, "mailing/not_yours.html", status=403)
        return view(request, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@integration_only
def letters(request: HttpRequest) -> HttpResponse:
    """Take a letter list and say whose it is and what is in it; nothing is opened yet, and nothing kept."""
    if request.method != "POST":
        return _show(request)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form=form)
    return _look(request, form.cleaned_data["file"].read(MOST_BYTES + 1))


def _look(request: HttpRequest, data: bytes, **found: object) -> HttpResponse:
    """Show a letter list that is still closed. It goes to the browser and comes back with the passphrase."""
    try:
        sealed = actions.look_at(data)
    except QuerschnittError as error:
        return _show(request, **_said(error))
    return _show(request, **_of(sealed, data), **found)


def _of(sealed: SealedMailing, data: bytes) -> dict[str, object]:
    digest = actions.digest_of(data)
    return {
        "cover": sealed.cover,
        "sha256": digest,
        "before": queries.opened_before(sealed.cover, sha256=digest),
        "list": data.decode().rstrip("\r\n"),
    }


@require_POST
@sensitive_post_parameters("passphrase")
@integration_only
@sensitive_variables()
def list_of_letters(request: HttpRequest) -> HttpResponse:
    """Open a letter list with the passphrase and send it as a file."""
    form = OpenForm(request.POST)
    is_valid, data = form.is_valid(), form.data.get("list", "").encode()
    if not is_valid:
        return _look(request, data, open_form=form)
    try:
        sealed = actions.look_at(data)
        before = queries.opened_before(sealed.cover, sha256=actions.digest_of(data))
        if before.is_another and not form.cleaned_data["known"]:
            return _look(request, data, open_form=form, is_unknown=True)
        mailing = actions.open_letters(
            data, ask=lambda _file: [form.cleaned_data["passphrase"]], by=request.user.get_username()
        )
    except WrongPassphraseError:
        form.add_error("passphrase", WRONG_PASSPHRASE)
        return _look(request, data, open_form=form)
    except QuerschnittError as error:
        return _show(request, **_said(error))
    return _sent(mailing, form.cleaned_data["kind"])


def _sent(mailing: Mailing, kind: str) -> HttpResponse:
    write, content_type = KINDS[kind]
    headers = {
        "Content-Disposition": f'attachment; filename="letters-{mailing.wave}.{kind}"', "Cache-Control": "no-store",
    }  # fmt: skip
    return HttpResponse(write(queries.HEAD, queries.lines_of(mailing)), content_type, headers=headers)


def _show(request: HttpRequest, **found: object) -> HttpResponse:
    """Show what is needed before a letter list can be opened, or ask for one."""
    try:
        keys = queries.own_keys()
    except QuerschnittError as error:
        return render(request, "mailing/letters.html", {"error": error})
    context = {"keys": keys, "senders": queries.senders(), "opened": queries.opened(), "form": FileForm()}
    return render(request, "mailing/letters.html", context | {"open_form": OpenForm()} | found)


def _said(error: QuerschnittError) -> dict[str, object]:
    """Return how an error is said: in the words of the page, or else as it is."""
    words = REFUSED.get(error.refusal) if isinstance(error, MailingError) else None
    return {"refused": words} if words else {"error": error}


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("new", "again")
@integration_only
def key(request: HttpRequest) -> HttpResponse:
    """Show the key of this office and the one of the statistics office; make the one, accept the other."""
    if request.method != "POST":
        return _show_key(request)
    return _accept(request) if request.POST.get("do") == "accept" else _make(request)


@sensitive_variables()
def _make(request: HttpRequest) -> HttpResponse:
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _show_key(request, key_form=form)
    try:
        actions.make_key(protection=Protection(form.cleaned_data["new"]), by=request.user.get_username())
    except QuerschnittError as error:
        return _show_key(request, error=error)
    messages.success(request, _("The key is made. Download its public half and send it to the statistics office."))
    return redirect("mailing_key")


def _accept(request: HttpRequest) -> HttpResponse:
    form = SenderForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_key(request, sender_form=form)
    content, told = form.cleaned_data["file"].read(MOST_BYTES_OF_A_KEY), form.cleaned_data["told"]
    try:
        actions.accept_sender(content=content, told=told, by=request.user.get_username())
    except MailingError:
        form.add_error("told", OTHER_FINGERPRINT)
    except InputError:
        form.add_error("file", NO_SENDER_KEY)
    if form.errors:
        return _show_key(request, sender_form=form)
    messages.success(request, _("The key of the statistics office is accepted. Its letter lists can be opened here."))
    return redirect("mailing_key")


def _show_key(request: HttpRequest, **found: object) -> HttpResponse:
    context: dict[str, object] = {"senders": queries.senders(), "key_form": KeyForm(), "sender_form": SenderForm()}
    try:
        context["keys"] = queries.own_keys()
    except QuerschnittError as error:
        context["error"] = error
    return render(request, "mailing/key.html", context | found)


@require_safe
@integration_only
def public_key(request: HttpRequest, number: int) -> HttpResponse:
    """Send the public half of a key of this office, for the statistics office."""
    found = next((one for one in queries.own_keys() if one.link.number == number), None)
    if found is None:
        raise Http404(_("There is no such key."))
    headers = {"Content-Disposition": 'attachment; filename="letters-key.json"'}
    return HttpResponse(write_recipient(found.link.public_key), "application/json", headers=headers)
