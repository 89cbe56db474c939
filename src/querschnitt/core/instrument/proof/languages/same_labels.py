"""Choices of one list that read the same, so that nobody can tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.proof.wordings import Unit, Wording


def check_same_labels(units: Iterable[Unit]) -> Iterator[Fault]:
    """Find choices that have the same label as an earlier one of their list, in the same language."""
    seen: dict[tuple[str, str, str], Wording] = {}
    for unit in units:
        if not unit.is_choice:
            continue
        for wording in unit.wordings:
            first = seen.setdefault((unit.group, wording.tag, _plain(wording.text)), wording)
            if first is not wording and not _is_filtered(first, wording):
                name = first.unit.record["name"]
                yield wording.fault(
                    "same-label", f"The choice reads like the choice '{name}' of the same list (row "
                    f"{first.unit.record.row})", expected="words that tell the two apart",
                )  # fmt: skip


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _is_filtered(first: Wording, second: Wording) -> bool:
    """Whether further columns tell the two apart, so that a filter may offer one of them at a time."""
    own = {"list_name", "name"}
    return {k: v for k, v in first.unit.record.cells.items() if k not in own} != {
        k: v for k, v in second.unit.record.cells.items() if k not in own
    }
