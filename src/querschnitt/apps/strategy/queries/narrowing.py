"""What a list of measures is narrowed to and sorted by, as the address says it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from querschnitt.apps.strategy.models import MeasureVersion, ProgressEntry
from querschnitt.apps.strategy.queries.measure_table import TableRow

PHASES = (*ProgressEntry.Phase.values, "none")
SCHEDULES = ("late", "on_time", "ahead", "no_dates", "")
LAST = "\uffff"


def _sort_text(text: str) -> str:
    """Return a text as a German dictionary sorts it: ä beside a.

    >>> sorted(["Zoo", "Ämter"], key=_sort_text)
    ['Ämter', 'Zoo']
    """
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()


KEYS: Mapping[str, Callable[[TableRow], Any]] = {
    "number": lambda row: (row.version.field.number, row.version.position),
    "title": lambda row: _sort_text(row.version.title_de),
    "lead": lambda row: _sort_text(row.lead.office.short) if row.lead else LAST,
    "phase": lambda row: PHASES.index(row.phase),
    "schedule": lambda row: SCHEDULES.index(row.status.schedule) if row.status else len(SCHEDULES),
    "completion": lambda row: row.share if row.share is not None else Decimal(-1),
    "age": lambda row: row.age if row.age is not None else -1,
    "milestone": lambda row: row.milestone.due if row.milestone else date.max,
    "money": lambda row: row.money.amount if row.money else Decimal(-1),
    "findings": lambda row: row.links,
}


@dataclass(frozen=True)
class Narrowing:
    """Conditions of a list; empty texts narrow nothing. ``sort``: a key of the table, with a minus: downwards."""

    edition: str = ""
    on: str = ""
    field: str = ""
    office: str = ""
    phase: str = ""
    schedule: str = ""
    kind: str = ""
    evidence: str = ""
    stale: str = ""
    milestone: str = ""
    sort: str = ""

    @property
    def day(self) -> date | None:
        """Return the day the list is seen on."""
        return date.fromisoformat(self.on) if self.on else None

    @property
    def is_narrowed(self) -> bool:
        """Return whether some measures are left out."""
        return replace(self, edition="", on="", sort="") != Narrowing()

    def query(self, **changed: str) -> str:
        """Return the address of the list after its question mark."""
        told = replace(self, **changed)
        return urlencode({part.name: value for part in fields(told) if (value := getattr(told, part.name))})

    def passes(self, row: TableRow) -> bool:
        """Return whether a measure belongs in the list."""
        return (
            self.field in ("", str(row.version.field.number))
            and self.phase in ("", row.phase)
            and self.schedule in ("", _schedule(row))
            and self.kind in ("", row.version.kind)
            and (not self.office or self.office in {office.slug for office in row.offices})
            and self.evidence in ("", "yes" if row.links else "no")
            and (not self.stale or row.is_stale)
            and (not self.milestone or row.is_overdue)
        )

    def of(self, rows: Iterable[TableRow]) -> list[TableRow]:
        """Return the measures that belong in the list, sorted."""
        name, downwards = self.sort.lstrip("-"), self.sort.startswith("-")
        shown = [row for row in rows if self.passes(row)]
        return sorted(shown, key=KEYS[name], reverse=downwards) if name else shown


def _schedule(row: TableRow) -> str:
    return (row.status.schedule if row.status else "") or "not_stated"


def narrowing_of(query: Mapping[str, Any]) -> Narrowing:
    """Return the conditions an address names; what is not known is left out, so that an old link still works."""
    told = {part.name: str(query.get(part.name, ""))[:100] for part in fields(Narrowing)}
    known = {
        "phase": PHASES,
        "schedule": ("late", "on_time", "ahead", "no_dates", "not_stated"),
        "kind": MeasureVersion.Kind.values,
        "evidence": ("yes", "no"),
        "stale": ("yes",),
        "milestone": ("overdue",),
        "sort": (*KEYS, *(f"-{key}" for key in KEYS)),
    }
    for name, words in known.items():
        told[name] = told[name] if told[name] in words else ""
    try:
        date.fromisoformat(told["on"])
    except ValueError:
        told["on"] = ""
    return Narrowing(**told)
