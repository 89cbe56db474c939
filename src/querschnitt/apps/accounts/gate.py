"""The gate before people from outside an office: they see the rooms that are made for them, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

View = TypeVar("View", bound=Callable[..., HttpResponse])
OPEN_TO_ALL = frozenset({"login", "logout", "set_language"})


def room(view: View) -> View:
    """Mark a view as one that people from outside may ask for. It looks itself whose room it is."""
    view.is_room = True  # type: ignore[attr-defined]
    return view


class Gate:
    """Turn people with a restricted role away from every view that is not marked as a room.

    What nobody thought of is closed: a new view has to be marked to be seen.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        person = request.user
        if not person.is_authenticated or not person.is_restricted or getattr(view, "is_room", False):
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        if name in OPEN_TO_ALL:
            return None
        if name == settings.LOGIN_REDIRECT_URL and settings.ROOMS_URL:
            return redirect(settings.ROOMS_URL)
        return render(request, "accounts/refused.html", {"rooms": settings.ROOMS_URL}, status=403)
