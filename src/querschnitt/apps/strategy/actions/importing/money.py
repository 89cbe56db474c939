"""Money of an edition into the database: only what is new is added."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from querschnitt.apps.strategy.actions.importing.editions import Versions
from querschnitt.apps.strategy.actions.reading.editions import WrittenEdition
from querschnitt.apps.strategy.models import BudgetFrame, BudgetLine, BudgetState, Edition


def add_money(written: WrittenEdition, edition: Edition, versions: Versions) -> int:
    """Add lines, frames and states that are new; return how many lines."""
    known = {(line.version_id, line.year, line.stage, line.purpose_de) for line in edition.budget_lines.all()}
    lines = []
    for row in written.money.lines:
        columns: dict[str, Any] = dict(row.columns)
        version = versions[row.number] if row.number else None
        key = (version.pk if version else None, columns["year"], columns["stage"], columns["purpose_de"])
        if key not in known:
            lines.append(BudgetLine(edition=edition, version=version, **columns))
    BudgetLine.objects.bulk_create(lines)
    for frame in written.money.frames:
        BudgetFrame.objects.get_or_create(edition=edition, **asdict(frame))
    for state in written.money.states:
        BudgetState.objects.get_or_create(kind=state.kind, since=state.since, defaults=asdict(state))
    return len(lines)
