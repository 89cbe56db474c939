"""Deadlines as a page, and as a calendar that a program subscribes to without a login."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from querschnitt.apps.accounts.models import User
from querschnitt.apps.indicators.templatetags.figures import words
from querschnitt.apps.strategy.models import Office, OfficeMember
from querschnitt.apps.strategy.queries import deadlines as queries
from querschnitt.apps.strategy.queries.measure_table import place_on
from querschnitt.apps.strategy.templatetags.measures import deadline_word
from querschnitt.apps.strategy.templatetags.measures import page as measure_page
from querschnitt.apps.strategy.views.access import office_of, sees_drafts
from querschnitt.press.calendar import CalendarDay, write_calendar

DAYS = 365
READERS = (User.Role.INTEGRATION, User.Role.EDITOR, User.Role.READER, User.Role.COUNCIL)
_SIGNER = Signer(salt="strategy.calendar")


@login_required
def deadlines(request: HttpRequest) -> HttpResponse:
    """Show what is overdue and what falls due within a year, and the address for a calendar program."""
    today = localdate()
    found = _deadlines(office_of(request), inside=sees_drafts(request))
    address = f"{request.build_absolute_uri(reverse('calendar_ics'))}?token={token_of(cast(User, request.user))}"
    context = {
        "today": today,
        "overdue": queries.overdue(found, today),
        "coming": queries.coming(found, today, days=DAYS),
        "address": address,
    }
    return render(request, "strategy/calendar.html", context)


def subscription(request: HttpRequest) -> HttpResponse:
    """Send the calendar to whoever has a person's address for it; a new password makes the address void."""
    person = person_of(request.GET.get("token", ""))
    if person is None:
        told = _("This address is not valid any more. Take a new one from the page of deadlines.")
        return HttpResponse(told, status=403)
    member = OfficeMember.objects.filter(user=person).select_related("office").first()
    inside = person.role in (User.Role.INTEGRATION, User.Role.EDITOR)
    found = _deadlines(member.office if member else None, inside=inside)
    days = [_day(request, deadline) for deadline in found]
    name = _("Deadlines of the integration strategy")
    content = write_calendar(name, days, place=request.get_host().split(":")[0], stamp=now())
    return HttpResponse(content, "text/calendar; charset=utf-8", headers={"Cache-Control": "private, no-store"})


def _deadlines(office: Office | None, *, inside: bool) -> list[queries.Deadline]:
    place = place_on(localdate(), drafts=inside)
    return queries.deadlines(place, office=office, inside=inside) if place else []


def _day(request: HttpRequest, deadline: queries.Deadline) -> CalendarDay:
    address = measure_page(deadline.number) if deadline.number else reverse("calendar")
    invented = f" ({_('invented')})" if deadline.invented else ""
    return CalendarDay(
        key=deadline.key,
        on=deadline.due,
        title=f"{deadline_word(deadline.kind)}: {words(deadline, 'title')}{invented}",
        url=request.build_absolute_uri(address),
    )


def token_of(person: User) -> str:
    """Return what opens a person's calendar and nothing else."""
    return _SIGNER.sign(f"{person.pk}.{person.get_session_auth_hash()[:16]}")


def person_of(token: str) -> User | None:
    """Return whose calendar a token opens, None where it is forged, or the person or the password is another today."""
    try:
        key, _dot, mark = _SIGNER.unsign(token).partition(".")
    except BadSignature:
        return None
    person = User.objects.filter(pk=key, is_active=True, role__in=READERS).first()
    return person if person and person.get_session_auth_hash()[:16] == mark else None
