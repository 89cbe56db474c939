"""What the head of an office sees: all that waits for release on one page, to be released or returned."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from querschnitt.apps.strategy.actions.collecting.releasing import release, send_back
from querschnitt.apps.strategy.forms.reporting import ReturnForm
from querschnitt.apps.strategy.models import Draft
from querschnitt.apps.strategy.queries.collecting import Item, items_of
from querschnitt.apps.strategy.queries.reporting import coordination
from querschnitt.apps.strategy.views.doors import Visit
from querschnitt.core.errors import QuerschnittError


def releases(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what waits for release, and release or return it."""
    if request.method != "POST":
        return _show(request, visit)
    try:
        if request.POST.get("do") == "return":
            return _return(request, visit)
        return _release(request, visit)
    except QuerschnittError as error:
        messages.error(request, f"{_(error.what)}. {_(error.hint) if error.hint else ''}")
        return redirect(visit.base)


def _items(visit: Visit) -> list[Item]:
    office = visit.door.office
    items = items_of(visit.door.round, on=localtime().date(), office=office)
    return [item for item in items if item.lead == office]


def _show(request: HttpRequest, visit: Visit, **found: object) -> HttpResponse:
    items = _items(visit)
    context = {
        "door": visit.door,
        "round": visit.door.round,
        "office": visit.door.office,
        "base": visit.base,
        "ready": [item for item in items if item.state == Draft.State.READY],
        "waiting": [item for item in items if item.is_waiting],
        "released": [item for item in items if item.state == Draft.State.RELEASED],
        "items": items,
        "contact": coordination(on=localtime().date()),
        "return_form": ReturnForm(),
    }
    return render(request, "strategy/reporting/release.html", context | found)


def _release(request: HttpRequest, visit: Visit) -> HttpResponse:
    sent = request.POST.getlist("draft")
    pairs = [part.split(":") for part in sent if part.count(":") == 1 and part.replace(":", "").isdigit()]
    revisions = {int(key): int(revision) for key, revision in pairs}
    done = release(door=visit.door, revisions=revisions, now=localtime())
    if done.released:
        number = len(done.released)
        told = ngettext("%(n)s measure is released.", "%(n)s measures are released.", number) % {"n": number}
        messages.success(request, told)
    if done.changed:
        told = _("Changed while you were reading, and not released: %(numbers)s. Read once more.")
        messages.warning(request, told % {"numbers": ", ".join(done.changed)})
    return redirect(visit.base)


def _return(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = ReturnForm(request.POST)
    waiting = {str(item.draft.pk): item for item in _items(visit) if item.draft and item.state == Draft.State.READY}
    item = waiting.get(request.POST.get("key", ""))
    if item is None or item.draft is None:
        messages.warning(request, _("This report does not wait for release any more."))
        return redirect(visit.base)
    if not form.is_valid():
        return _show(request, visit, return_form=form, returning=item.draft.pk)
    posted = send_back(door=visit.door, draft=item.draft, reason=form.cleaned_data["reason"], now=localtime())
    told = _("%(number)s is returned, and your office has got a mail.")
    if posted.failed or not posted.sent:
        told = _("%(number)s is returned. No mail could be sent: please tell your office.")
    messages.success(request, told % {"number": item.version.number})
    return redirect(visit.base)
