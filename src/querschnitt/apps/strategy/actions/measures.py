"""Change the measures of a draft: reword, move, split, merge, end, bring back, add. Successions follow each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.drafts import copy_of, next_place, require_open, settle
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.actions.translating import carry_over
from querschnitt.apps.strategy.models import (
    Edition,
    Field,
    Involvement,
    Measure,
    MeasureVersion,
    Office,
    StrategicGoal,
    Succession,
)
from querschnitt.apps.strategy.queries.in_force import parts_on
from querschnitt.core.errors import InputError, StateError

Kind = Succession.Kind
STAYS = (Kind.KEPT, Kind.REWORDED, Kind.MOVED)


@dataclass(frozen=True)
class MeasureWords:
    """All that a measure says, who has which part in it, and which goals it serves."""

    field: Field
    number: str
    title_de: str
    text: str
    kind: str
    recurrence: str
    title_en: str = ""
    goal_de: str = ""
    goal_en: str = ""
    target_groups_de: str = ""
    target_groups_en: str = ""
    begins: date | None = None
    begins_precision: str = "year"
    ends: date | None = None
    ends_precision: str = "year"
    place_de: str = ""
    place_en: str = ""
    legal_basis: str = ""
    cost_note: str = ""
    lead: Office | None = None
    involved: Sequence[Office] = ()
    goals: Sequence[StrategicGoal] = ()

    def columns(self) -> dict[str, Any]:
        """Return the texts by the column they stand in."""
        beside = ("field", "lead", "involved", "goals")
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name not in beside}


def change_measure(*, version: MeasureVersion, words: MeasureWords, actor: str = "") -> MeasureVersion:
    """Word a measure of a draft anew. Whether it is kept, reworded or moved follows from what it says."""
    with one_step():
        _require_draft(version)
        if words.field.edition_id != version.edition_id:
            raise InputError("The field of action is of another edition", got=str(words.field))
        if words.field.pk != version.field_id:
            version.position = next_place(words.field)
        write(version, words)
        settle(version.edition)
        _log("change measure", version, actor)
    return version


def write(version: MeasureVersion, words: MeasureWords) -> None:
    """Save what a measure says, with its offices and goals."""
    version.field = words.field
    for name, value in words.columns().items():
        setattr(version, name, value)
    version.save()
    said = {row.office_id: row.part for row in version.involvements.all()}
    version.involvements.all().delete()
    parts = [(words.lead, Involvement.Role.LEAD)] if words.lead else []
    parts += [(office, Involvement.Role.INVOLVED) for office in words.involved if office != words.lead]
    Involvement.objects.bulk_create(
        Involvement(version=version, office=office, role=role, part=said.get(office.pk, "")) for office, role in parts
    )
    version.goals.set(words.goals)


def add_measure(
    *, edition: Edition, words: MeasureWords, reason: str = "", paper: str = "", actor: str = ""
) -> MeasureVersion:
    """Add a new measure to a draft."""
    with one_step():
        require_open(edition)
        version = MeasureVersion(
            measure=Measure.objects.create(first_edition=edition), edition=edition, position=next_place(words.field)
        )
        write(version, words)
        if edition.predecessor_id:
            Succession.objects.create(edition=edition, kind=Kind.NEW, later=version, reason=reason, paper=paper)
        _log("add measure", version, actor)
    return version


def split_measure(
    *, version: MeasureVersion, titles: Sequence[str], reason: str, actor: str = ""
) -> list[MeasureVersion]:
    """Split a measure of a draft: it stays as the first part, each title makes a further one with the same words."""
    with one_step():
        _require_draft(version)
        _require_reason(reason, version)
        titles = [title.strip() for title in titles if title.strip()]
        rows = list(version.follows.all())
        if not titles or len(rows) != 1 or rows[0].kind not in (*STAYS, Kind.SPLIT):
            raise StateError(
                "The measure cannot be split",
                where=f"measure {version.number}",
                expected="one measure of the edition before, and a title for each further part",
                hint="A new or a merged measure is not split: add a new one beside it.",
            )
        rows[0].kind, rows[0].reason = Kind.SPLIT, reason
        rows[0].save(update_fields=["kind", "reason"])
        parts = [_part(version, title, place) for place, title in enumerate(titles, 1)]
        for part in parts:
            Succession.objects.create(
                edition=version.edition, kind=Kind.SPLIT, earlier=rows[0].earlier, later=part, reason=reason
            )
        _log("split measure", version, actor)
    return [version, *parts]


def _part(version: MeasureVersion, title: str, place: int) -> MeasureVersion:
    part = copy_of(version, field=version.field, position=next_place(version.field))
    part.measure = Measure.objects.create(first_edition=version.edition)
    part.title_de, part.title_en = title, ""
    part.number = _free_number(version, place)
    part.save()
    carry_over([(version, part)])
    Involvement.objects.bulk_create(
        Involvement(version=part, office=row.office, role=row.role, part=row.part)
        for row in version.involvements.select_related("office")
    )
    part.goals.set(version.goals.all())
    return part


def _free_number(version: MeasureVersion, place: int) -> str:
    taken = set(version.edition.versions.values_list("number", flat=True))
    letters = (f"{version.number}{letter}" for letter in "bcdefghijklmnopqrstuvwxyz"[place - 1 :])
    return next((number for number in letters if number not in taken), f"~{version.pk}-{place}")


def merge_measures(
    *, into: MeasureVersion, others: Sequence[MeasureVersion], reason: str, actor: str = ""
) -> MeasureVersion:
    """Merge measures of a draft into one of them; all that they follow goes there."""
    with one_step():
        _require_draft(into)
        _require_reason(reason, into)
        others = [other for other in others if other.pk != into.pk]
        rows = list(Succession.objects.filter(later__in=[into, *others]))
        before = [row for row in rows if row.kind != Kind.NEW]
        if not others or len(before) < 2 or any(row.kind == Kind.SPLIT for row in rows):
            raise StateError(
                "The measures cannot be merged",
                where=f"measure {into.number}",
                expected="two or more measures of the edition before, none of them split",
                hint="A part of a split measure is ended instead; a new measure is simply left out.",
            )
        for row in rows:
            if row.kind == Kind.NEW:
                row.delete()
        for row in before:
            row.kind, row.later, row.reason = Kind.MERGED, into, reason
            row.save(update_fields=["kind", "later", "reason"])
        for other in others:
            _remove(other)
        _log("merge measures", into, actor)
    return into


def end_measure(*, version: MeasureVersion, reason: str, paper: str = "", actor: str = "") -> None:
    """End a measure: it does not stand in the draft any more. A new one goes as if it had never been there."""
    with one_step():
        _require_draft(version)
        rows = list(version.follows.select_related("earlier"))
        if any(row.kind != Kind.NEW for row in rows):
            _require_reason(reason, version)
        for row in rows:
            parts = row.earlier.followed_by.filter(edition=version.edition).exclude(pk=row.pk) if row.earlier else None
            if row.kind == Kind.NEW or (parts is not None and parts.exists()):
                row.delete()
                continue
            row.kind, row.later, row.reason, row.paper = Kind.ENDED, None, reason, paper
            row.save(update_fields=["kind", "later", "reason", "paper"])
        _require_whole_split(rows)
        _log("end measure", version, actor)
        _remove(version)
        settle(version.edition)


def _require_whole_split(rows: Sequence[Succession]) -> None:
    """Where one part of a split is left, it is the measure itself, or nothing that could stand alone."""
    for row in rows:
        if row.kind != Kind.SPLIT or row.earlier is None:
            continue
        left = list(row.earlier.followed_by.filter(edition=row.edition, kind=Kind.SPLIT).select_related("later"))
        if len(left) != 1:
            continue
        if left[0].later is None or left[0].later.measure_id != row.earlier.measure_id:
            raise StateError(
                "The last part but one of a split measure stays",
                where=f"measure {row.earlier.number}",
                hint="End the other part, or the whole measure, and add what is new as a new measure.",
            )
        left[0].kind, left[0].reason = Kind.KEPT, ""
        left[0].save(update_fields=["kind", "reason"])


def bring_back(*, succession: Succession, actor: str = "") -> MeasureVersion:
    """Take back an end: the measure stands in the draft again as the edition before words it."""
    with one_step():
        require_open(succession.edition)
        earlier = succession.earlier
        if succession.kind != Kind.ENDED or earlier is None:
            raise StateError("Only an ended measure is brought back", got=succession.get_kind_display())
        target = succession.edition.fields.filter(earlier_fields__earlier=earlier.field).order_by("number").first()
        target = target or succession.edition.fields.order_by("number").first()
        if target is None:
            raise StateError("The draft has no field of action", where=succession.edition.slug)
        version = copy_of(earlier, field=target, position=next_place(target))
        if succession.edition.versions.filter(number=version.number).exists():
            version.number = f"~{earlier.pk}"
        version.save()
        carry_over([(earlier, version)])
        parts = parts_on([earlier], date.max).get(earlier.pk, [])
        Involvement.objects.bulk_create(
            Involvement(version=version, office=part.office, role=part.role, part=part.words) for part in parts
        )
        served = earlier.goals.values_list("number", flat=True)
        version.goals.set(StrategicGoal.objects.filter(edition=succession.edition, number__in=served))
        succession.kind, succession.later, succession.reason, succession.paper = Kind.KEPT, version, "", ""
        succession.save()
        settle(succession.edition)
        _log("bring back measure", version, actor)
    return version


def _remove(version: MeasureVersion) -> None:
    version.involvements.all().delete()
    version.evidence.all().delete()
    version.goals.clear()
    measure = version.measure
    version.delete()
    if measure.first_edition_id == version.edition_id:
        measure.origins.all().delete()
        measure.delete()


def _require_draft(version: MeasureVersion) -> None:
    require_open(version.edition)
    if version.supplement_id:
        raise StateError("The measure stands in a supplement", where=f"measure {version.number}")


def _require_reason(reason: str, version: MeasureVersion) -> None:
    if not reason.strip():
        raise InputError(
            "A reason is needed", where=f"measure {version.number}", hint="The council reads it in the synopsis."
        )


def _log(verb: str, version: MeasureVersion, actor: str) -> None:
    subject = f"{version.edition.slug} {version.number}"
    log_activity(alias="office", verb=verb, subject=subject, actor=actor)
