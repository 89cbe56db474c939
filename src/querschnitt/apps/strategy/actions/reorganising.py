"""Office A becomes offices B and C from a day on: one action for measures, links, roles, drafts and findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.models import (
    Draft,
    Edition,
    Field,
    Handover,
    Involvement,
    Office,
    OfficeFunction,
    OfficeMember,
    OfficeSuccession,
    Referral,
    StatusLink,
)
from querschnitt.apps.strategy.queries.offices import Affected, affected_by
from querschnitt.core.errors import InputError, StateError


@dataclass(frozen=True)
class NewOffice:
    """An office that begins with the reorganisation."""

    slug: str
    name: str
    short: str


@dataclass(frozen=True)
class Reorganisation:
    """What becomes of an office.

    Attributes
    ----------
    existing, new : the offices it becomes; the first of all takes over whatever is not given to another one
    given : identity of a measure -> slug of the office that takes it over, where it is not the first
    """

    office: Office
    on: date
    reason: str
    existing: Sequence[Office] = ()
    new: Sequence[NewOffice] = ()
    given: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reorganised:
    """What the action moved."""

    successors: tuple[Office, ...]
    measures: int
    drafts: int
    links: int
    functions: int
    members: int
    referrals: int


def reorganise(*, change: Reorganisation, today: date, actor: str = "") -> Reorganised:
    """End an office and hand over all that is open: whole or not at all. Old reports keep the old name.

    Links that were sent lead nowhere from then on; new ones go out with the next invitation.

    Raises
    ------
    InputError, StateError : if the office has ended already, no successor is named, or the day is still to come.
    """
    with one_step():
        _require_possible(change, today)
        office = Office.objects.select_for_update().get(pk=change.office.pk)
        affected = affected_by(office, change.on)
        created = [
            Office.objects.create(slug=new.slug, name=new.name, short=new.short, kind=office.kind, valid_from=change.on)
            for new in change.new
        ]
        successors = [*created, *change.existing]
        office.valid_until = change.on
        office.save(update_fields=["valid_until"])
        for successor in successors:
            OfficeSuccession.objects.get_or_create(predecessor=office, successor=successor)
        heirs = _heirs(change, successors, affected)
        counted = Reorganised(
            successors=tuple(successors),
            measures=_hand_over(change, affected, heirs),
            drafts=_move_drafts(affected, heirs),
            links=_revoke(affected),
            functions=_move_functions(change, affected, successors[0]),
            members=OfficeMember.objects.filter(office=office).update(office=successors[0]),
            referrals=Referral.objects.filter(pk__in=[row.pk for row in affected.referrals]).update(
                office=successors[0]
            ),
        )
        _change_open_editions(office, heirs, successors[0])
        figures = {name: value for name, value in vars(counted).items() if name != "successors"}
        subject = f"{office.short} → {', '.join(successor.short for successor in successors)}"
        log_activity(alias="office", verb="reorganise", subject=subject, figures=figures, actor=actor)
    return counted


def _require_possible(change: Reorganisation, today: date) -> None:
    office = change.office
    if office.valid_until is not None:
        raise StateError("The office has ended already", where=office.name, got=office.valid_until)
    if not change.new and not change.existing:
        raise InputError("No successor is named", where=office.name, hint="Name a new office or one that exists.")
    if any(successor.pk == office.pk for successor in change.existing):
        raise InputError("An office does not succeed itself", where=office.name)
    if any(successor.valid_until for successor in change.existing):
        raise InputError("A successor has ended already", where=office.name)
    if change.on > today:
        raise InputError(
            "The day is still to come",
            where=office.name,
            expected=f"{today} or earlier",
            got=change.on,
            hint="Look at the preview now, and confirm on the day.",
        )
    if not change.reason.strip():
        raise InputError("A reason is needed", where=office.name, hint="Name the order that reorganised the offices.")


def _heirs(change: Reorganisation, successors: Sequence[Office], affected: Affected) -> dict[UUID, Office]:
    by_slug = {successor.slug: successor for successor in successors}
    unknown = sorted(set(change.given.values()) - set(by_slug))
    if unknown:
        raise InputError("A measure is given to an office that is no successor", got=", ".join(unknown))
    measures = {part.version.measure_id for part in affected.parts} | {
        row.version.measure_id for row in affected.drafts
    }
    return {measure: by_slug.get(change.given.get(measure, ""), successors[0]) for measure in measures}


def _hand_over(change: Reorganisation, affected: Affected, heirs: Mapping[UUID, Office]) -> int:
    rows = [
        Handover(
            measure_id=part.version.measure_id,
            earlier=change.office,
            later=heirs[part.version.measure_id],
            on=change.on,
            reason=change.reason,
        )
        for part in affected.parts
    ]
    Handover.objects.bulk_create(rows)
    return len(rows)


def _move_drafts(affected: Affected, heirs: Mapping[UUID, Office]) -> int:
    for row in affected.drafts:
        Draft.objects.filter(pk=row.pk).update(office=heirs[row.version.measure_id], revision=F("revision") + 1)
    return len(affected.drafts)


def _revoke(affected: Affected) -> int:
    return StatusLink.objects.filter(pk__in=[link.pk for link in affected.links]).update(revoked_at=timezone.now())


def _move_functions(change: Reorganisation, affected: Affected, successor: Office) -> int:
    """End the old functions and let the same mailboxes go on at the successor; links of old rounds keep theirs."""
    taken = set(successor.functions.values_list("name", flat=True))
    for function in affected.functions:
        OfficeFunction.objects.filter(pk=function.pk).update(valid_until=change.on)
        if function.name not in taken:
            function.pk, function.office, function.deputy = None, successor, None
            function.save(force_insert=True)
    return len(affected.functions)


def _change_open_editions(office: Office, heirs: Mapping[UUID, Office], first: Office) -> None:
    """Write the successor into drafts: they are not frozen, and begin under the names of their own time."""
    drafts = (Edition.State.DRAFT, Edition.State.PROPOSED, Edition.State.AMENDED)
    Field.objects.filter(edition__state__in=drafts, lead=office).update(lead=first)
    rows = Involvement.objects.filter(office=office, version__edition__state__in=drafts).select_related("version")
    for row in rows:
        heir = heirs.get(row.version.measure_id, first)
        twin = row.version.involvements.filter(office=heir).first()
        if twin is None:
            row.office = heir
            row.save(update_fields=["office"])
            continue
        role = row.role
        row.delete()
        if role == Involvement.Role.LEAD:
            twin.role = role
            twin.save(update_fields=["role"])
