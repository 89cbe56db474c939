"""What a daily run sends: reminders before reports are due, to the head after, a digest; and conclusions that wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.collecting.mails import Letter, Posted, post_all
from querschnitt.apps.strategy.models import OfficeFunction, Referral, ReportingRound, Sent, StatusLink
from querschnitt.apps.strategy.queries.collecting import (
    OfficeState,
    functions_on,
    items_of,
    office_states,
    recipients,
)
from querschnitt.apps.strategy.queries.reporting import open_rounds

BEFORE_DUE = (0, 1, 7)
"""Days before reports are due on which those who report are reminded."""

AFTER_DUE = (3, 10)
"""Days after reports were due on which the head is told."""

CONCLUSION_BEFORE, CONCLUSION_AFTER = (0, 7), (7,)
"""The like for a conclusion from a finding: the mailbox that reports before, the head after."""


@dataclass(frozen=True)
class Reminded:
    """What a run sent, by kind of mail."""

    reminders: Posted
    escalations: Posted
    digests: Posted
    conclusions: Posted

    @property
    def failed(self) -> tuple[str, ...]:
        parts = (self.reminders, self.escalations, self.digests, self.conclusions)
        return tuple(name for part in parts for name in part.failed)


def remind_offices(*, now: datetime) -> Reminded:
    """Send what is due on a day. For a run that was missed the latest step counts; repeated, it sends nothing."""
    day = now.date()
    boards = [(opened, office_states(opened, items_of(opened, on=day), on=day)) for opened in open_rounds()]
    letters = [reminders(opened, states, on=day) for opened, states in boards]
    escalated = [escalations(opened, states, on=day) for opened, states in boards]
    digested = [digests(opened, states, on=day) for opened, states in boards]
    reminded = Reminded(
        reminders=post_all(_flat(letters), now=now),
        escalations=post_all(_flat(escalated), now=now),
        digests=post_all(_flat(digested), now=now),
        conclusions=post_all(conclusions(on=day), now=now),
    )
    figures = {name: getattr(reminded, name).sent for name in ("reminders", "escalations", "digests", "conclusions")}
    if any(figures.values()):
        log_activity(alias="office", verb="remind offices", subject=day.isoformat(), figures=figures)
    return reminded


def _flat(letters: Iterable[Sequence[Letter]]) -> list[Letter]:
    return [letter for some in letters for letter in some]


def step_before(due: date, steps: Sequence[int], *, on: date) -> int | None:
    """Return the step before a due day that was reached last, None before the first and after the due day.

    >>> step_before(date(2021, 11, 30), (0, 1, 7), on=date(2021, 11, 25))
    7
    """
    left = (due - on).days
    return min((step for step in steps if step >= left), default=None) if left >= 0 else None


def step_after(due: date, steps: Sequence[int], *, on: date) -> int | None:
    """Return the step after a due day that was reached last, None before the first.

    >>> step_after(date(2021, 11, 30), (3, 10), on=date(2021, 12, 5))
    3
    """
    return max((step for step in steps if step <= (on - due).days), default=None)


def reminders(opened: ReportingRound, states: Iterable[OfficeState], *, on: date, key: str = "") -> list[Letter]:
    """Return the reminders to offices that still have to report, where one is due; with a key: to all of them now."""
    step = step_before(opened.due_on, BEFORE_DUE, on=on) if opened.due_on else None
    if step is None and not key:
        return []
    return [
        Letter(
            function=function, kind=Sent.Kind.REMINDER, key=key or f"{state.office.pk}-{opened.due_on}-{step}",
            round=opened, office=state.office, words={"state": state, "is_due_today": step == 0},
        )
        for state in states if state.is_waiting or state.ready
        for function in recipients(state.editors, on=on)
    ]  # fmt: skip


def escalations(opened: ReportingRound, states: Iterable[OfficeState], *, on: date) -> list[Letter]:
    """Return what heads of offices are told whose reports are overdue: what is missing, and what waits for them."""
    step = step_after(opened.due_on, AFTER_DUE, on=on) if opened.due_on else None
    if step is None:
        return []
    return [
        Letter(
            function=function, kind=Sent.Kind.ESCALATION, key=f"{state.office.pk}-{opened.due_on}-{step}",
            round=opened, office=state.office, purpose=StatusLink.Purpose.RELEASE, words={"state": state},
        )
        for state in states if state.missing
        for function in recipients(state.heads, on=on)
    ]  # fmt: skip


def digests(opened: ReportingRound, states: Sequence[OfficeState], *, on: date) -> list[Letter]:
    """Return the weekly digest of a round for the integration office."""
    year, week, _day = on.isocalendar()
    return [
        Letter(
            function=function, kind=Sent.Kind.DIGEST, key=f"{year}-W{week:02}", round=opened,
            words={"states": states, "day": on},
        )
        for function in functions_on(on, kinds=[OfficeFunction.Kind.COORDINATION])
    ]  # fmt: skip


def conclusions(*, on: date) -> list[Letter]:
    """Return who is told of findings from which no conclusion is recorded yet."""
    waiting = list(Referral.objects.filter(conclusions=None).select_related("field", "office", "finding"))
    functions = functions_on(on) if waiting else []
    return [letter for referral in waiting for letter in _of_referral(referral, functions, on=on)]


def _of_referral(referral: Referral, functions: Iterable[OfficeFunction], *, on: date) -> list[Letter]:
    before = step_before(referral.due_on, CONCLUSION_BEFORE, on=on)
    after = step_after(referral.due_on, CONCLUSION_AFTER, on=on)
    if before is None and after is None:
        return []
    kind = OfficeFunction.Kind.EDITOR if after is None else OfficeFunction.Kind.HEAD
    asked = [function for function in functions if function.office_id == referral.office_id and function.kind == kind]
    step = f"-{before}" if after is None else f"+{after}"
    return [
        Letter(
            function=function, kind=Sent.Kind.CONCLUSION, key=f"{referral.pk}{step}",
            words={"referral": referral, "is_overdue": after is not None},
        )
        for function in recipients(asked, on=on)
    ]  # fmt: skip
