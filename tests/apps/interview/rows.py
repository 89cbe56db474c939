"""Rows of the ledger for tests: with something in them that says which one it is."""

from __future__ import annotations

from querschnitt.apps.interview.ledger import Finish, Save, Start
from querschnitt.apps.interview.models import Opening


def here() -> tuple[str, str]:
    """Return the wave that is open, and the hand-over it is open by."""
    return Opening.objects.values_list("wave", "handover_digest")[0]


def start(access: str, *, box: bytes = b"box", revision: int = 0) -> Start:
    return Start(access, *here(), "de", "web", "", box, b"code wrap", b"office wrap", revision)


def save(access: str, *, revision: int = 0, box: bytes = b"page") -> Save:
    return Save(access, *here(), revision, box, "work", "ar", "telephone", "07")


def finish(access: str, *, revision: int, box: bytes = b"last") -> Finish:
    return Finish(access, *here(), revision, box, b"wrap")
