"""What the milestones of a measure suggest for its three dimensions. A suggestion is shown, never taken over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Step:
    """A milestone as it stands: when it is due at the latest, and whether it is open, done or cancelled."""

    title: str
    due: date
    state: str = "open"

    def is_overdue(self, day: date) -> bool:
        """Return whether it should have been done before a day and is still open."""
        return self.state == "open" and self.due < day


@dataclass(frozen=True)
class Suggestion:
    """What the milestones speak for. Empty words speak for nothing.

    Attributes
    ----------
    phase : "running" once a milestone is done, "done" once none is open
    schedule : "late" where one is overdue, "on_time" where the due ones are done
    done, counted : milestones done, of those not cancelled
    """

    phase: str
    schedule: str
    done: int
    counted: int


def suggest(steps: Sequence[Step], *, on: date) -> Suggestion | None:
    """Return what milestones suggest on a day; None where there is none that counts.

    >>> steps = [Step("Plan", date(2021, 3, 31), "done"), Step("Start", date(2021, 9, 30))]
    >>> suggest(steps, on=date(2021, 11, 30))
    Suggestion(phase='running', schedule='late', done=1, counted=2)
    """
    counted = [step for step in steps if step.state != "cancelled"]
    if not counted:
        return None
    done = sum(step.state == "done" for step in counted)
    late = any(step.is_overdue(on) for step in counted)
    in_time = any(step.due < on for step in counted) and not late
    return Suggestion(
        phase="done" if done == len(counted) else "running" if done else "",
        schedule="late" if late else "on_time" if in_time else "",
        done=done,
        counted=len(counted),
    )
