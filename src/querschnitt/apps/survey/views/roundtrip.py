"""Files out to translators and back: each text of what came back is shown beside what is here, and picked by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from querschnitt.apps.accounts.gate import room
from querschnitt.apps.survey.actions.roundtrip import (
    MOST_BYTES,
    TAKEABLE,
    Settlement,
    export_texts,
    receive,
    settle_delivery,
)
from querschnitt.apps.survey.models import Delivery, Text
from querschnitt.apps.survey.queries.deliveries import Arrived, arrived
from querschnitt.apps.survey.views.access import OFFICE, Room, room_of
from querschnitt.apps.survey.views.saying import say_complaint, say_refusal
from querschnitt.apps.survey.workflow import Person
from querschnitt.core.errors import QuerschnittError
from querschnitt.core.instrument.translation import ArrivedUnit, Outcome
from querschnitt.core.instrument.word_diff import Span, word_diff

CARRIERS = (OFFICE, "translator")
"""Roles that send texts out and bring them back."""

ORDER = (
    Outcome.CONFLICT,
    Outcome.OUTDATED,
    Outcome.FAULTY,
    Outcome.NEW,
    Outcome.CONFIRMED,
    Outcome.UNKNOWN,
    Outcome.UNCHANGED,
)
"""How outcomes follow each other on the page: what needs thought first."""
View = Callable[..., HttpResponse]


def carriers_only(view: View) -> View:
    """Let only those carry files whose business it is."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, tag: str, **kwargs: Any) -> HttpResponse:
        found = room_of(request, slug, tag)
        if found.person.role not in CARRIERS:
            raise PermissionDenied
        return view(request, found, **kwargs)

    return guarded


@room
@require_POST
@login_required
@carriers_only
def export(request: HttpRequest, found: Room) -> HttpResponse:
    """Hand out a file with the texts of a language."""
    try:
        made = export_texts(
            one=found.row, kind=request.POST.get("kind", ""), only=request.POST.get("only", ""),
            links=_links(request, found), actor=found.person.name,
        )  # fmt: skip
    except QuerschnittError:
        messages.error(request, _("There is no such text in this language. Choose other texts."))
        return redirect("language", found.wave.slug, found.tag)
    response = HttpResponse(made.content, content_type=made.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, made.name)
    return response


def _links(request: HttpRequest, found: Room) -> dict[str, str]:
    """Return where each text can be looked at on a phone's page; texts that stand on no page have their room."""
    texts = Text.objects.filter(draft=found.draft, removed_at=None).values_list("key", "pk", "page")
    return {
        key: request.build_absolute_uri(
            reverse("preview", args=(found.wave.slug, found.tag, page))
            if page
            else reverse("wording", args=(found.wave.slug, found.tag, pk))
        )
        for key, pk, page in texts
    }


@room
@require_POST
@login_required
@carriers_only
def deliver(request: HttpRequest, found: Room) -> HttpResponse:
    """Take a file in; it is shown, and counts only when somebody has picked."""
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > MOST_BYTES:
        messages.error(request, _("Choose a file first; it may have 10 MB at most."))
        return redirect("language", found.wave.slug, found.tag)
    try:
        made = receive(
            one=found.row, name=file.name or "", content=file.read(), version=request.POST.get("version", ""),
            actor=found.person.name,
        )  # fmt: skip
    except QuerschnittError as error:
        messages.error(request, _("The file cannot be read as a translation file (XLIFF, PO, XLSX): %s") % error)
        return redirect("language", found.wave.slug, found.tag)
    return redirect("delivery", found.wave.slug, found.tag, made.pk)


@dataclass(frozen=True)
class Line:
    """One text of a delivery as the page shows it."""

    unit: ArrivedUnit
    text: int | None
    revision: int | None
    is_taken: bool
    diff: tuple[Span, ...]
    complaints: tuple[str, ...]

    @property
    def can_be_taken(self) -> bool:
        return self.unit.outcome in TAKEABLE


@room
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@carriers_only
def delivery(request: HttpRequest, found: Room, number: int) -> HttpResponse:
    """Show what came back beside what is here, or take what was picked."""
    made = get_object_or_404(Delivery.objects.select_related("language__draft"), pk=number, language=found.row)
    if request.method == "POST":
        return _settle(request, found, made)
    shown = arrived(made)
    groups = [(outcome, _lines(shown, outcome)) for outcome in ORDER]
    context = {
        "room": found,
        "wave": found.wave,
        "delivery": made,
        "arrival": shown.arrival,
        "file": shown.file,
        "groups": [(outcome, lines) for outcome, lines in groups if lines],
        "has_choice": any(line.can_be_taken for _outcome, lines in groups for line in lines),
        "complaints": shown.arrival.complaints,
        "is_office": found.person.role == OFFICE,
    }
    return render(request, "survey/delivery.html", context)


def _lines(shown: Arrived, outcome: Outcome) -> list[Line]:
    return [_line(shown, unit) for unit in shown.arrival.of(outcome)]


def _line(shown: Arrived, unit: ArrivedUnit) -> Line:
    row = shown.rows.get(unit.key)
    differs = unit.outcome in (Outcome.CONFLICT, Outcome.OUTDATED) and unit.target_here
    return Line(
        unit=unit,
        text=row.source_id if row else None,
        revision=row.revision if row else None,
        is_taken=unit.outcome in (Outcome.NEW, Outcome.CONFIRMED),
        diff=word_diff(unit.target_here, unit.target) if differs else (),
        complaints=tuple(say_complaint(complaint) for complaint in unit.complaints),
    )


def _settle(request: HttpRequest, found: Room, made: Delivery) -> HttpResponse:
    person = found.person
    name = request.POST.get("by", "").strip()[:150] if person.role == OFFICE else person.name
    by = Person(name or person.name, "translator", frozenset({found.tag}))
    settlement = Settlement(picks=_picks(request.POST.getlist("take")), by=by)
    try:
        taken = settle_delivery(delivery=made, settlement=settlement, rules=found.rules, actor=person.name)
    except QuerschnittError as error:
        messages.error(request, _("Nothing was taken: %s") % error)
        return redirect("delivery", found.wave.slug, found.tag, made.pk)
    done = ngettext("%(count)s text was taken over.", "%(count)s texts were taken over.", taken.done)
    messages.success(request, done % {"count": taken.done})
    for key, refused in list(taken.refused.items())[:10]:
        messages.error(request, f"{key}: {say_refusal(refused)}")
    return redirect("language", found.wave.slug, found.tag)


def _picks(values: list[str]) -> dict[str, int | None]:
    """Read what was picked: key and revision, with a bar between them."""
    picks: dict[str, int | None] = {}
    for value in values:
        key, _bar, revision = value.rpartition("|")
        if not key or not revision.isdecimal():
            raise Http404
        picks[key] = int(revision)
    return picks
