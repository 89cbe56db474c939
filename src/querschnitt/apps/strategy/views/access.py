"""Who may see and do what: everybody with an account reads, the integration office writes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.models import Edition, Office, OfficeMember

View = Callable[..., HttpResponse]


def only_integration(view: View) -> View:
    """Show a page, and take what is sent to it, from people of the integration office alone."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if not may_write(request):
            return render(request, "strategy/refused.html", status=403)
        return view(request, *args, **named)

    return guarded


def may_write(request: HttpRequest) -> bool:
    """Return whether the person who asks works in the integration office."""
    return getattr(request.user, "role", "") == User.Role.INTEGRATION


def sees_drafts(request: HttpRequest) -> bool:
    """Return whether drafts are shown: to those who work on them, not to the advisory board or the council."""
    return getattr(request.user, "role", "") in (User.Role.INTEGRATION, User.Role.EDITOR)


def editions_for(request: HttpRequest) -> QuerySet[Edition]:
    """Return the editions that the person who asks may see."""
    rows = Edition.objects.select_related("predecessor")
    return rows if sees_drafts(request) else rows.exclude(state=Edition.State.DRAFT)


def edition_for(request: HttpRequest, slug: str) -> Edition:
    """Return an edition by its short name; one that the person may not see is not there."""
    found = editions_for(request).filter(slug=slug).first()
    if found is None:
        raise Http404(_("There is no such edition."))
    return found


def office_of(request: HttpRequest) -> Office | None:
    """Return the office that the person who asks works for, None where it is none."""
    member = OfficeMember.objects.filter(user=request.user.pk).select_related("office").first()
    return member.office if member else None


def actor(request: HttpRequest) -> str:
    """Return who asks, for the activity log."""
    return request.user.get_username()
