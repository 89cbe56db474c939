"""The table of measures: narrowed and sorted by its address, kept under a name, taken away as a file."""

from __future__ import annotations

from dataclasses import fields
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from querschnitt.apps.accounts.models import User
from querschnitt.apps.indicators.templatetags.figures import words
from querschnitt.apps.strategy.actions.saved_filters import delete_filter, save_filter
from querschnitt.apps.strategy.models import Edition, MeasureVersion, ProgressEntry
from querschnitt.apps.strategy.queries import measure_table as queries
from querschnitt.apps.strategy.queries.narrowing import Narrowing, narrowing_of
from querschnitt.apps.strategy.templatetags.measures import completion
from querschnitt.apps.strategy.views.access import may_write, sees_drafts
from querschnitt.apps.strategy.views.files import attachment
from querschnitt.core.errors import InputError
from querschnitt.tables.address_list import list_as_csv
from querschnitt.tables.measure_list import Value, write_list


@login_required
def measures(request: HttpRequest) -> HttpResponse:
    """Show the measures of an edition, narrowed and sorted as the address says."""
    chosen = narrowing_of(request.GET)
    place = place_of(request, chosen)
    rows = queries.table_rows(place)
    shown = chosen.of(rows)
    context = {
        "place": place,
        "edition": place.edition,
        "rows": shown,
        "count": len(rows),
        "chosen": chosen,
        "columns": columns(chosen, shown),
        "kept": [(part.name, getattr(chosen, part.name)) for part in fields(chosen) if getattr(chosen, part.name)],
        "saved": list(_person(request).saved_filters.all()),
        "stale_after": queries.STALE_AFTER,
        "may_change": may_write(request) and not place.edition.is_frozen,
        **choices(place, rows),
    }
    return render(request, "strategy/measures.html", context)


def place_of(request: HttpRequest, chosen: Narrowing) -> queries.Place:
    """Return the edition and day that a page is about.

    Raises
    ------
    Http404 : if there is no such edition, or the reader may not see it
    """
    drafts = sees_drafts(request)
    place = queries.place_on(localdate(), slug=chosen.edition, day=chosen.day, drafts=drafts)
    if place is None:
        raise Http404(_("There is no strategy yet.") if not chosen.query() else _("There was no strategy on that day."))
    return place


def choices(place: queries.Place, rows: list[queries.TableRow]) -> dict[str, object]:
    """Return what the form above a list offers."""
    known = {row.version.field_id: row.version.field for row in rows}
    offices = {office.pk: office for row in rows for office in row.offices}
    return {
        "editions": place.editions,
        "fields": sorted(known.values(), key=lambda field: field.number),
        "offices": sorted(offices.values(), key=lambda office: office.name),
        "phases": [*ProgressEntry.Phase.choices, ("none", _("no status"))],
        "schedules": [(code or "not_stated", name) for code, name in ProgressEntry.Schedule.choices],
        "kinds": MeasureVersion.Kind.choices,
    }


def columns(chosen: Narrowing, rows: list[queries.TableRow]) -> list[dict[str, str]]:
    """Return the heads of the table, each with the address that sorts by it."""
    year = next((row.money.year for row in rows if row.money), None)
    heads = {
        "number": _("Number"),
        "title": _("Measure"),
        "lead": _("Lead"),
        "phase": _("Phase"),
        "schedule": _("Schedule"),
        "completion": _("Completion"),
        "age": _("Age of the status"),
        "milestone": _("Next milestone"),
        "money": _("Decided %(year)s (€)") % {"year": year} if year else _("Decided (€)"),
        "findings": _("Evidence"),
    }
    current = chosen.sort or "number"
    return [
        {
            "name": name,
            "head": head,
            "query": chosen.query(sort=f"-{name}" if current == name else name),
            "sorted": {name: "ascending", f"-{name}": "descending"}.get(current, ""),
            "css": "number" if name in ("money", "findings") else "",
        }
        for name, head in heads.items()
    ]


@login_required
def measures_file(request: HttpRequest, form: str) -> HttpResponse:
    """Send what the table shows as a CSV file or a workbook."""
    chosen = narrowing_of(request.GET)
    place = place_of(request, chosen)
    everything = queries.table_rows(place)
    rows = chosen.of(everything)
    head, lines = _file(place.edition, rows)
    name = f"{place.edition.slug}-{place.seen_on:%Y-%m-%d}.{form}"
    if form == "csv":
        content = list_as_csv(head, [[_plain(cell) for cell in line] for line in lines])
    else:
        day = _("State of %(day)s; %(shown)s of %(count)s measures") % {
            "day": f"{place.seen_on:%d.%m.%Y}",
            "shown": len(rows),
            "count": len(everything),
        }
        content = write_list(words(place.edition, "title"), head, lines, note=day)
    return attachment(content, name=name)


def _file(edition: Edition, rows: list[queries.TableRow]) -> tuple[list[str], list[list[Value]]]:
    head = [_("Number"), _("Measure"), _("Field of action"), _("Lead"), _("Involved"), _("Phase"), _("Schedule")]
    head += [_("Completion"), _("Status of"), _("Stale"), _("Next milestone"), _("due"), _("Year")]
    head += [_("Decided (€)"), _("Evidence"), _("Invented")]
    return head, [_line(row) for row in rows]


def _line(row: queries.TableRow) -> list[Value]:
    status, milestone, money = row.status, row.milestone, row.money
    invented = row.version.invented or bool(status and status.invented)
    return [
        row.version.number,
        words(row.version, "title"),
        f"{row.version.field.number} {words(row.version.field, 'name')}",
        row.lead.office.name if row.lead else "",
        "; ".join(part.office.name for part in row.involved),
        status.get_phase_display() if status else _("no status"),
        str(status.get_schedule_display()) if status else "",
        completion(status) if status else "",
        status.round.state_on if status else None,
        _("yes") if row.is_stale else "",
        milestone.title if milestone else "",
        milestone.due if milestone else None,
        money.year if money else None,
        money.amount if money else None,
        row.links,
        _("yes") if invented else "",
    ]


def _plain(value: Value) -> str:
    return "" if value is None else str(value)


@require_POST
@login_required
def keep_filter(request: HttpRequest) -> HttpResponse:
    """Keep what the table is narrowed to under a name."""
    chosen = narrowing_of(request.POST)
    try:
        kept = save_filter(user=_person(request), name=request.POST.get("name", ""), query=chosen.query())
        messages.info(request, _("The filter “%(name)s” is kept.") % {"name": kept.name})
    except InputError:
        messages.warning(request, _("The filter was not kept: give it a name of at most 60 letters."))
    return redirect(f"{reverse('measures')}?{chosen.query()}")


@require_POST
@login_required
def throw_filter_away(request: HttpRequest, key: int) -> HttpResponse:
    """Delete one of the reader's own filters."""
    delete_filter(user=_person(request), key=key)
    messages.info(request, _("The filter is deleted."))
    return redirect("measures")


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)
