"""The protocol of a review room as a tagged PDF: what was decided on each measure, by whom and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from querschnitt.press.typesetting import typeset


@dataclass(frozen=True)
class ProtocolLine:
    """One measure with the decision on it; without one, ``decision`` is empty."""

    number: str
    title: str
    decision: str = ""
    into: str = ""
    reason: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True)
class Protocol:
    """All measures of a room."""

    title: str
    lines: Sequence[ProtocolLine]
    invented: bool = False


def protocol_pdf(protocol: Protocol, *, printed_on: date) -> bytes:
    """Set the protocol; the same decisions on the same day give the same bytes."""
    undecided = sum(not line.decision for line in protocol.lines)
    data = {
        "title": protocol.title,
        "state": f"Stand {printed_on:%d.%m.%Y}",
        "counted": f"{len(protocol.lines)} Maßnahmen, davon {undecided} noch nicht entschieden",
        "invented": protocol.invented,
        "rows": [
            {
                "number": line.number,
                "title": line.title,
                "decision": _decision(line),
                "reason": line.reason,
                "who": f"{line.decided_by}, {line.decided_at:%d.%m.%Y, %H.%M} Uhr" if line.decided_at else "",
            }
            for line in protocol.lines
        ],
    }
    return typeset("review_protocol.typ", data)


def _decision(line: ProtocolLine) -> str:
    if not line.decision:
        return "offen"
    return f"{line.decision} in {line.into}" if line.into else line.decision
