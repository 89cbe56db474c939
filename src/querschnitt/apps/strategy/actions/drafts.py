"""The draft of the next edition, opened from the one in force: its fields regrouped, its measures numbered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.actions.translating import carry_over
from querschnitt.apps.strategy.models import (
    Edition,
    Field,
    FieldSuccession,
    Involvement,
    MeasureVersion,
    StrategicGoal,
    Succession,
)
from querschnitt.apps.strategy.queries.in_force import parts_on, versions_on
from querschnitt.apps.strategy.queries.wordings import edition_value, succession_values
from querschnitt.core.editions import settled
from querschnitt.core.errors import StateError

OPEN = (Edition.State.DRAFT, Edition.State.PROPOSED, Edition.State.AMENDED)
FAR = 10_000  # positions and numbers make room there while they change places


@dataclass(frozen=True)
class NewEdition:
    """What a draft begins with."""

    slug: str
    title_de: str
    title_en: str
    budget_from: int | None = None
    budget_until: int | None = None


def require_open(edition: Edition) -> None:
    """Refuse to change an edition that was adopted.

    Raises
    ------
    StateError : naming the ways that are open.
    """
    if edition.state not in OPEN:
        raise StateError(
            "An adopted edition is not changed",
            where=f"edition {edition.slug}",
            expected="a draft",
            got=edition.get_state_display(),
            hint="A misprint is put right by a correction, a decision of the council by a supplement.",
        )


def open_draft(*, new: NewEdition, day: date, actor: str = "") -> Edition:
    """Open the draft of the next edition: all that is in force on a day, each measure kept until somebody changes it.

    Supplements count, and offices stand under the names of those that have taken over.
    """
    with one_step():
        before = Edition.objects.filter(state=Edition.State.ADOPTED).first()
        if before is None:
            raise StateError("There is no adopted edition to go on from", hint="First: querschnitt import_strategy")
        waiting = Edition.objects.filter(state__in=OPEN, predecessor=before).first()
        if waiting is not None:
            raise StateError("There is a draft already", got=waiting.slug, hint="Work on it, or adopt it first.")
        edition = Edition.objects.create(
            slug=new.slug,
            title_de=new.title_de,
            title_en=new.title_en,
            budget_from=new.budget_from,
            budget_until=new.budget_until,
            predecessor=before,
            invented=before.invented,
        )
        fields = {field.pk: _copy_field(field, edition) for field in before.fields.all()}
        versions = list(versions_on(before, day).select_related("field"))
        copies = _copy_versions(versions, edition, fields)
        _copy_parts(versions, copies, day)
        goals = _copy_goals(before, edition, copies)
        pairs = [(field, fields[field.pk]) for field in before.fields.all()]
        carry_over([*pairs, *((version, copies[version.pk]) for version in versions), *goals])
        Succession.objects.bulk_create(
            Succession(edition=edition, kind=Succession.Kind.KEPT, earlier=version, later=copies[version.pk])
            for version in versions
        )
        figures = {"fields": len(fields), "measures": len(versions)}
        log_activity(alias="office", verb="open draft", subject=edition.slug, figures=figures, actor=actor)
    return edition


def _copy_field(field: Field, edition: Edition) -> Field:
    copy = Field.objects.get(pk=field.pk)
    copy.pk, copy.edition = None, edition
    copy.save(force_insert=True)
    FieldSuccession.objects.create(edition=edition, earlier=field, later=copy)
    return copy


def _copy_versions(
    versions: Sequence[MeasureVersion], edition: Edition, fields: Mapping[int, Field]
) -> dict[int, MeasureVersion]:
    places: dict[int, int] = {}
    copies = {}
    for version in versions:
        places[version.field_id] = places.get(version.field_id, 0) + 1
        copies[version.pk] = copy_of(version, field=fields[version.field_id], position=places[version.field_id])
    MeasureVersion.objects.bulk_create(copies.values())
    return copies


def copy_of(version: MeasureVersion, *, field: Field, position: int) -> MeasureVersion:
    """Return a version as it stands, at a place of another edition, not saved yet."""
    left_out = {"id", "edition", "supplement", "field", "position", "search"}
    names = [column.name for column in MeasureVersion._meta.concrete_fields if column.name not in left_out]
    values = {name: getattr(version, name) for name in names}
    return MeasureVersion(**values, edition=field.edition, field=field, position=position)


def _copy_parts(versions: Sequence[MeasureVersion], copies: Mapping[int, MeasureVersion], day: date) -> None:
    parts = parts_on(versions, day)
    Involvement.objects.bulk_create(
        Involvement(version=copies[pk], office=part.office, role=part.role, part=part.words)
        for pk, here in parts.items()
        for part in here
    )


def _copy_goals(
    before: Edition, edition: Edition, copies: Mapping[int, MeasureVersion]
) -> list[tuple[StrategicGoal, StrategicGoal]]:
    links = StrategicGoal.versions.through
    pairs = []
    for goal in before.goals.all():
        copy = StrategicGoal.objects.create(
            edition=edition, number=goal.number, text_de=goal.text_de, text_en=goal.text_en
        )
        pairs.append((goal, copy))
        served = goal.versions.values_list("pk", flat=True)
        links.objects.bulk_create(
            links(strategicgoal_id=copy.pk, measureversion_id=copies[pk].pk) for pk in served if pk in copies
        )
    return pairs


def settle(edition: Edition) -> None:
    """Write kept, reworded and moved anew from the contents of a draft."""
    if edition.predecessor is None:
        return
    before = edition_value(edition.predecessor, as_it_ended=True)
    after = edition_value(edition, as_it_ended=False)
    old = succession_values(edition)
    wanted = {
        (each.earlier, each.later): each.kind.value
        for each, was in zip(settled(before, after, old), old, strict=True)
        if each.kind != was.kind
    }
    if wanted:
        for row in edition.successions.select_related("earlier", "later"):
            key = (str(row.earlier.measure_id) if row.earlier else "", str(row.later.measure_id) if row.later else "")
            if key in wanted:
                row.kind = wanted[key]
                row.save(update_fields=["kind"])


def next_place(field: Field) -> int:
    """Return the place behind the last measure of a field."""
    last = field.versions.filter(supplement=None).aggregate(last=Max("position"))["last"]
    return int(last or 0) + 1


def renumber(*, edition: Edition, actor: str = "") -> int:
    """Number the measures of a draft through, field by field, and return how many got another number."""
    with one_step():
        require_open(edition)
        versions = list(edition.versions.select_related("field").order_by("field__number", "position"))
        before = [(version.number, version.position) for version in versions]
        edition.versions.update(position=F("position") + FAR)
        places: dict[int, int] = {}
        for version in versions:
            version.number = f"~{version.pk}"
        MeasureVersion.objects.bulk_update(versions, ["number"])
        for version in versions:
            places[version.field_id] = places.get(version.field_id, 0) + 1
            version.position = places[version.field_id]
            version.number = f"{version.field.number}.{version.position}"
        MeasureVersion.objects.bulk_update(versions, ["number", "position"])
        changed = sum(old != version.number for (old, _place), version in zip(before, versions, strict=True))
        log_activity(alias="office", verb="renumber", subject=edition.slug, figures={"changed": changed}, actor=actor)
    return changed


@dataclass(frozen=True)
class FieldWords:
    """What a field of action is called and aims at."""

    number: int
    name_de: str
    name_en: str
    aim_de: str = ""
    aim_en: str = ""


def change_field(*, field: Field, words: FieldWords, actor: str = "") -> None:
    """Name a field of action of a draft anew."""
    with one_step():
        require_open(field.edition)
        for name, value in vars(words).items():
            setattr(field, name, value)
        field.save()
        log_activity(alias="office", verb="change field", subject=f"{field.edition.slug} {field.number}", actor=actor)


def add_field(*, edition: Edition, words: FieldWords, actor: str = "") -> Field:
    """Add a field of action to a draft. Measures that come to it have moved."""
    with one_step():
        require_open(edition)
        field = Field.objects.create(edition=edition, **vars(words))
        log_activity(alias="office", verb="add field", subject=f"{edition.slug} {field.number}", actor=actor)
    return field


def join_fields(*, field: Field, into: Field, actor: str = "") -> None:
    """Let a field of action of a draft go into another one, with all its measures: they have not moved."""
    with one_step():
        require_open(field.edition)
        if field.pk == into.pk or field.edition_id != into.edition_id:
            raise StateError("A field goes into another one of the same edition", where=str(field), got=str(into))
        place = next_place(into)
        for version in field.versions.order_by("position"):
            version.field, version.position = into, place
            version.save(update_fields=["field", "position"])
            place += 1
        for link in field.earlier_fields.all():
            FieldSuccession.objects.get_or_create(edition=field.edition, earlier=link.earlier, later=into)
            link.delete()
        field.delete()
        settle(into.edition)
        subject = f"{into.edition.slug} {into.number}"
        log_activity(alias="office", verb="join fields", subject=subject, actor=actor)
