"""The integration office's part: open a round, invite, answer, give a measure to another office, close."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.text import slugify

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.collecting.mails import Letter, Posted, post_all
from querschnitt.apps.strategy.actions.collecting.releasing import letters_to_editors
from querschnitt.apps.strategy.models import (
    Draft,
    Handover,
    MeasureVersion,
    Office,
    OfficeFunction,
    ReportingRound,
    Sent,
)
from querschnitt.apps.strategy.queries.collecting import (
    Item,
    OfficeState,
    items_of,
    office_states,
    recipients,
)
from querschnitt.apps.strategy.queries.in_force import edition_on
from querschnitt.apps.strategy.queries.reporting import Door
from querschnitt.core.errors import InputError, StateError


@dataclass(frozen=True)
class Planned:
    """What a round is about. ``state_on`` : the day that reports speak of; the council reads them later."""

    name_de: str
    name_en: str
    state_on: date
    due_on: date
    council_on: date | None = None
    asked_de: str = ""
    asked_en: str = ""


def open_round(*, planned: Planned, on: date, by: str, invented: bool = False) -> ReportingRound:
    """Open a reporting round on the edition that is in force on its state date.

    Raises
    ------
    InputError : if the dates do not follow each other
    StateError : if no edition is in force that day, or a round of this name stands in it
    """
    _refuse_dates(planned, on=on)
    edition = edition_on(planned.state_on)
    if edition is None:
        raise StateError("No edition of the strategy is in force on that day", got=planned.state_on.isoformat())
    slug = slugify(planned.name_de)[:50] or planned.state_on.isoformat()
    with transaction.atomic(using="office"):
        if ReportingRound.objects.filter(edition=edition, slug=slug).exists():
            raise StateError("A round of this name is there already", got=planned.name_de, hint="Name it otherwise.")
        opened = ReportingRound.objects.create(
            edition=edition, slug=slug, opened_on=on, invented=invented, **vars(planned)
        )
        log_activity(alias="office", verb="open reporting round", subject=slug, actor=by)
    return opened


def change_round(*, opened: ReportingRound, planned: Planned, by: str) -> ReportingRound:
    """Change dates, name or what is asked of a round that is not closed."""
    _refuse_dates(planned, on=opened.opened_on or planned.due_on)
    with transaction.atomic(using="office"):
        found = _locked(opened)
        for name, value in vars(planned).items():
            setattr(found, name, value)
        found.save()
        log_activity(alias="office", verb="change reporting round", subject=found.slug, actor=by)
    return found


def _refuse_dates(planned: Planned, *, on: date) -> None:
    if planned.due_on < on:
        raise InputError("Reports are due after the round opens", got=planned.due_on.isoformat())
    if planned.council_on and planned.council_on < planned.due_on:
        raise InputError("The council meets after reports are due", got=planned.council_on.isoformat())


def _locked(opened: ReportingRound) -> ReportingRound:
    """Return a round that nobody else closes meanwhile."""
    found = ReportingRound.objects.select_for_update().get(pk=opened.pk)
    if found.closed_on is not None:
        raise StateError("The reporting round is closed", where=found.slug, hint="Open the next round.")
    return found


def invitations(opened: ReportingRound, states: Iterable[OfficeState], *, on: date) -> list[Letter]:
    """Return the invitations of a round: one for each function that reports, and for those who stand in."""
    return [
        Letter(
            function=function,
            kind=Sent.Kind.INVITATION,
            round=opened,
            office=state.office,
            key="" if function.office_id == state.office.pk else f"office-{state.office.pk}",
            words=_measures(state),
        )
        for state in states
        for function in recipients(state.editors, on=on)
    ]


def _measures(state: OfficeState) -> dict[str, object]:
    return {"measures": [item.version for item in state.items], "contributes_to": state.contributes_to}


def invite(*, opened: ReportingRound, now: datetime, by: str) -> Posted:
    """Send the invitations of a round that have not gone out yet."""
    day = now.date()
    states = office_states(opened, items_of(opened, on=day), on=day)
    posted = post_all(invitations(opened, states, on=day), now=now)
    log_activity(
        alias="office", verb="send invitations", subject=opened.slug,
        figures={"sent": posted.sent, "failed": len(posted.failed)}, actor=by,
    )  # fmt: skip
    return posted


def answer(*, draft: Draft, text: str, now: datetime, by: str) -> Posted:
    """Answer the question of an office and tell it by mail; the measure is open again.

    Raises
    ------
    InputError : if the answer is empty
    StateError : if the round is closed
    """
    if not text.strip():
        raise InputError("An answer has words", where=draft.version.number)
    with transaction.atomic(using="office"):
        _locked(draft.round)
        found = Draft.objects.select_for_update().get(pk=draft.pk)
        found.answer = text.strip()
        if found.state in (Draft.State.QUESTION, Draft.State.NOT_OURS):
            found.state = Draft.State.OPEN
        found.revision += 1
        found.save()
        log_activity(
            alias="office", verb="answer question", subject=f"{draft.round.slug} {draft.version.number}", actor=by
        )
    words = {"version": draft.version, "question": found.question, "answer": found.answer}
    door = Door(round=draft.round, office=draft.office, purpose="report", name=by)
    key = f"{found.version_id}-{found.revision}"
    return post_all(letters_to_editors(door, kind=Sent.Kind.ANSWER, key=key, words=words, on=now.date()), now=now)


def give_to(
    *, opened: ReportingRound, version: MeasureVersion, office: Office, reason: str, now: datetime, by: str
) -> Posted:
    """Give a measure to another office from today on, and invite that office to it. The edition keeps the old name.

    Raises
    ------
    InputError : if no reason is given, or the office leads the measure already
    StateError : if the round is closed, or the measure was given away today already
    """
    if not reason.strip():
        raise InputError("A measure goes to another office with a reason", where=version.number)
    day = now.date()
    item = next((item for item in items_of(opened, on=day) if item.version == version), None)
    if item is None or item.lead is None or item.lead == office:
        raise InputError("The measure is led by this office already", where=version.number, got=office.short)
    with transaction.atomic(using="office"):
        _locked(opened)
        if Handover.objects.filter(measure=version.measure_id, earlier=item.lead, on=day).exists():
            raise StateError("The measure was given on today already", where=version.number, hint="Do it tomorrow.")
        Handover.objects.create(
            measure_id=version.measure_id, earlier=item.lead, later=office, on=day, reason=reason.strip()[:300]
        )
        _start_anew(item, office)
        log_activity(
            alias="office", verb="give measure to another office", subject=f"{opened.slug} {version.number}",
            figures={"from": item.lead.short, "to": office.short}, actor=by,
        )  # fmt: skip
    return _invite_to(opened, office, version, now=now)


def _start_anew(item: Item, office: Office) -> None:
    if item.draft is None:
        return
    draft = Draft.objects.select_for_update().get(pk=item.draft.pk)
    draft.office, draft.state, draft.belongs_to, draft.question = office, Draft.State.OPEN, None, ""
    draft.revision += 1
    draft.save()


def _invite_to(opened: ReportingRound, office: Office, version: MeasureVersion, *, now: datetime) -> Posted:
    door = Door(round=opened, office=office, purpose="report", name="")
    words = {"measures": [version], "contributes_to": 0, "given": True}
    key = f"measure-{version.pk}"
    letters = letters_to_editors(door, kind=Sent.Kind.INVITATION, key=key, words=words, on=now.date())
    return post_all(letters, now=now)


def close_round(*, opened: ReportingRound, on: date, by: str, missing_known: int) -> ReportingRound:
    """Close a round: from now on the database takes nothing more.

    Parameters
    ----------
    missing_known : measures without an entry as whoever closes the round was told

    Raises
    ------
    StateError : if it is closed, or more or less is missing than was told
    """
    with transaction.atomic(using="office"):
        found = _locked(opened)
        missing = sum(1 for item in items_of(found, on=on) if item.entry is None)
        if missing != missing_known:
            raise StateError(
                "Something was released meanwhile", where=found.slug, expected=f"{missing_known} missing",
                got=f"{missing} missing", hint="Look at the list once more.",
            )  # fmt: skip
        found.closed_on = on
        found.save()
        log_activity(
            alias="office", verb="close reporting round", subject=found.slug, figures={"missing": missing}, actor=by
        )
    return found


def save_function(*, function: OfficeFunction, by: str) -> OfficeFunction:
    """Save a function of an office with its mailbox."""
    with transaction.atomic(using="office"):
        function.save()
        log_activity(alias="office", verb="save function", subject=str(function), actor=by)
    return function
