"""The rooms of the strategy wing: what stands in the navigation, for whom, and where a page belongs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.roles import Role

register = template.Library()


@dataclass(frozen=True)
class Room:
    """One entry of the navigation; ``starts`` are the first words of the addresses that belong to it."""

    label: str | Promise
    url: str
    starts: tuple[str, ...]
    roles: tuple[str, ...] = ()  # empty: for everybody


ROOMS = (
    Room(_("Overview"), "home", ("", "fields", "news", "calendar")),
    Room(_("Measures"), "measures", ("measures", "m", "board", "timeline")),
    Room(
        _("Editions"),
        "editions",
        ("editions", "on", "synopsis", "corrections", "offices", "people", "plans", "translations"),
    ),
    Room(_("Papers"), "papers", ("papers",)),
    Room(_("Status reports"), "reporting", ("reporting",), roles=(Role.EDITOR,)),
    Room(_("Status reports"), "rounds", ("rounds",), roles=(Role.INTEGRATION, Role.READER, Role.COUNCIL)),
    Room(_("Money"), "money", ("money",)),
    Room(_("Budget review"), "review", ("review",), roles=(Role.INTEGRATION,)),
    Room(_("Findings"), "findings", ("findings", "conclusions", "indicators", "evidence", "releases")),
    Room(_("Participation"), "participation", ("participation",)),
    Room(_("Reports"), "reports", ("reports",)),
    Room(_("Search"), "search", ("search",)),
    Room(_("Letters"), "mailing", ("letters",), roles=(Role.INTEGRATION,)),
)


@register.inclusion_tag("strategy/navigation.html", takes_context=True)
def navigation(context: dict[str, Any]) -> dict[str, object]:
    """Show the rooms a person may enter, and in which one the page is."""
    request = context["request"]
    start = request.path.strip("/").split("/")[0]
    role = getattr(request.user, "role", "")
    rooms = [room for room in ROOMS if not room.roles or role in room.roles]
    match = request.resolver_match
    return {"rooms": rooms, "here": start, "name": match.url_name if match else ""}
