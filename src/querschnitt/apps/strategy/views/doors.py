"""The two doors to a room: a link from a mail, and a login. Behind both it is the same."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from time import monotonic
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from querschnitt.apps.strategy.actions.collecting.links import open_link
from querschnitt.apps.strategy.models import OfficeMember, ReportingRound
from querschnitt.apps.strategy.queries.reporting import Door, door_of_link, door_of_member

LOG = logging.getLogger(__name__)
MOST_WRONG, SECONDS = 30, 60.0
"""Wrong links of one address in so many seconds after which it is told to wait."""


@dataclass(frozen=True)
class Visit:
    """Who came in, and where the addresses of the room begin."""

    door: Door
    base: str


class WrongLinks:
    """Counts wrong links by address, so that nobody tries in numbers. What opens is never slowed, whoever asks."""

    def __init__(self, clock: Callable[[], float] = monotonic, most_addresses: int = 10_000) -> None:
        self._clock, self._most = clock, most_addresses
        self._found: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = Lock()

    def add(self, address: str) -> bool:
        """Count a wrong link, and return whether there have been too many."""
        now = self._clock()
        with self._lock:
            since, number = self._found.pop(address, (now, 0))
            since, number = (since, number + 1) if now - since < SECONDS else (now, 1)
            self._found[address] = (since, number)
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return number > MOST_WRONG


WRONG = WrongLinks()
View = Callable[..., HttpResponse]


def through_a_door(view: View) -> View:
    """Let in whoever has a link that opens, or an account of an office; others see one and the same page."""

    @never_cache
    @sensitive_variables("token")
    @wraps(view)
    def entered(request: HttpRequest, *, token: str = "", number: int = 0, **named: Any) -> HttpResponse:
        if not token and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        door = _by_link(request, token) if token else _by_login(request, number)
        if door is None:
            return _closed(request)
        base = reverse("report", kwargs={"token": token} if token else {"number": number})
        response = view(request, Visit(door, base), **named)
        return _discreet(response)

    return entered


def _by_link(request: HttpRequest, token: str) -> Door | None:
    link = open_link(token, now=localtime())
    if link is None:
        return None
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate("en" if link.function.language == "en" else "de")
        request.LANGUAGE_CODE = translation.get_language() or "de"
    return door_of_link(link)


def _by_login(request: HttpRequest, number: int) -> Door | None:
    member = OfficeMember.objects.filter(user=request.user.pk).select_related("office").first()
    rounds = ReportingRound.objects.filter(pk=number, opened_on__isnull=False).select_related("edition")
    opened = rounds.first() if member else None
    return door_of_member(opened, member.office, on=localtime().date()) if opened and member else None


def _closed(request: HttpRequest) -> HttpResponse:
    """Say that the link opens nothing: the same words whether it is wrong, expired or revoked."""
    too_many = WRONG.add(request.META.get("REMOTE_ADDR", ""))
    if too_many:
        LOG.warning("Many wrong links come from one address")
    response = render(request, "strategy/reporting/no_link.html", status=429 if too_many else 404)
    if too_many:
        response["Retry-After"] = str(int(SECONDS))
    return _discreet(response)


def _discreet(response: HttpResponse) -> HttpResponse:
    """Keep the address of a room out of other servers' logs and out of search engines.

    Not "no-referrer": with it browsers send forms with an empty origin, which the check of their origin refuses.
    """
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
