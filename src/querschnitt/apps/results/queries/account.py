"""The account of a sample as it is shown: every line as a part of the gross sample, and of the eligible one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AccountLine:
    """A line of the account; `of_eligible` is None for what is not part of the eligible sample."""

    key: str
    kind: str
    count: int
    of_gross: float
    of_eligible: float | None


def account_lines(stored: Sequence[Mapping[str, Any]]) -> list[AccountLine]:
    """Return the lines of a collection's account with both shares; a part that nobody belongs to is left out."""
    places = {line["key"]: place for place, line in enumerate(stored)}
    gross, eligible = (stored[places[key]]["count"] for key in ("gross_sample", "eligible_sample"))
    return [
        AccountLine(
            key=line["key"],
            kind=line["kind"],
            count=line["count"],
            of_gross=line["count"] / gross if gross else 0.0,
            of_eligible=_part(line["count"], eligible) if place >= places["eligible_sample"] else None,
        )
        for place, line in enumerate(stored)
        if line["kind"] != "of_which" or line["count"]
    ]


def _part(count: int, whole: int) -> float:
    return count / whole if whole else 0.0
