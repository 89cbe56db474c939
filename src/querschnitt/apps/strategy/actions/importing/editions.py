"""An edition into the database: its chapters, what they came from, and the state that freezes it."""

from __future__ import annotations

from collections.abc import Iterator

from querschnitt.apps.strategy.actions.importing.offices import Offices
from querschnitt.apps.strategy.actions.reading.editions import DECIDED, WrittenEdition
from querschnitt.apps.strategy.actions.reading.measures import WrittenField, WrittenMeasure
from querschnitt.apps.strategy.models import (
    Edition,
    Field,
    FieldSuccession,
    Involvement,
    Measure,
    MeasureVersion,
    StrategicGoal,
    Succession,
)
from querschnitt.core.errors import StateError

Versions = dict[str, MeasureVersion]


def add_edition(written: WrittenEdition, offices: Offices) -> tuple[Edition, bool]:
    """Add an edition, or find it with the same content; return it, and whether it is new.

    Raises
    ------
    StateError : if it is there with other content.
    """
    edition = Edition.objects.filter(slug=written.slug).first()
    if edition is not None:
        _compare(edition, written)
        return edition, False
    predecessor = Edition.objects.get(slug=written.predecessor) if written.predecessor else None
    edition = Edition.objects.create(
        slug=written.slug, predecessor=predecessor, content_hash=written.content_hash, **written.columns
    )
    earlier = _by_number(predecessor) if predecessor else {}
    versions = _add_chapters(written, edition, offices, earlier)
    _add_successions(written, edition, earlier, versions)
    _decide(edition, written)
    return edition, True


def _compare(edition: Edition, written: WrittenEdition) -> None:
    adopted_here = edition.is_frozen and written.state not in DECIDED
    if adopted_here or edition.content_hash == written.content_hash:
        return
    raise StateError(
        f"The edition {written.slug} is in the database with other content",
        where=f"{written.place}edition.toml",
        expected=f"content {edition.content_hash[:12]}",
        got=written.content_hash[:12],
        hint="An adopted edition is frozen; import the changed text as a new edition with its own slug."
        if edition.is_frozen
        else "A draft is changed, and adopted, where the office works on it; the folder does not overwrite that.",
    )


def _by_number(edition: Edition) -> Versions:
    return {version.number: version for version in edition.versions.filter(supplement=None)}


def _add_chapters(written: WrittenEdition, edition: Edition, offices: Offices, earlier: Versions) -> Versions:
    identities = _identities(written, edition, earlier)
    versions: Versions = {}
    for chapter in written.fields:
        field = _field(chapter, edition, offices)
        for position, row in enumerate(chapter.measures, 1):
            versions[row.number] = MeasureVersion(
                measure=identities[row.number],
                edition=edition,
                field=field,
                number=row.number,
                position=position,
                **row.columns,
            )
    Measure.objects.bulk_create([row for row in identities.values() if row._state.adding])
    MeasureVersion.objects.bulk_create(versions.values())
    Involvement.objects.bulk_create(
        part for row in written.measures() for part in _involvements(row, versions[row.number], offices)
    )
    _add_goals(written, edition, versions)
    return versions


def _identities(written: WrittenEdition, edition: Edition, earlier: Versions) -> dict[str, Measure]:
    """Return the measure that each version is of: of a split the first part goes on, of a merger the first measure."""
    found: dict[str, Measure] = {}
    gone_on: set[str] = set()
    for row in written.successions.measures:
        if row.earlier and row.later and row.earlier not in gone_on and row.later not in found:
            found[row.later] = earlier[row.earlier].measure
            gone_on.add(row.earlier)
    return {row.number: found.get(row.number) or Measure(first_edition=edition) for row in written.measures()}


def _field(written: WrittenField, edition: Edition, offices: Offices) -> Field:
    return Field.objects.create(
        edition=edition,
        number=written.number,
        name_de=written.name_de,
        name_en=written.name_en,
        aim_de=written.aim_de,
        aim_en=written.aim_en,
        lead=offices[written.lead] if written.lead else None,
        evidenced=written.evidenced,
        aim_invented=written.aim_invented,
    )


def _involvements(written: WrittenMeasure, version: MeasureVersion, offices: Offices) -> Iterator[Involvement]:
    for role, slugs in ((Involvement.Role.LEAD, [written.lead]), (Involvement.Role.INVOLVED, written.involved)):
        for slug in slugs:
            yield Involvement(version=version, office=offices[slug], role=role, part=written.parts.get(slug, ""))


def _add_goals(written: WrittenEdition, edition: Edition, versions: Versions) -> None:
    for goal in written.goals:
        row = StrategicGoal.objects.create(
            edition=edition, number=goal.number, text_de=goal.text_de, text_en=goal.text_en, invented=goal.invented
        )
        row.versions.set([versions[measure.number] for measure in written.measures() if goal.number in measure.goals])


def _add_successions(written: WrittenEdition, edition: Edition, earlier: Versions, later: Versions) -> None:
    Succession.objects.bulk_create(
        Succession(
            edition=edition,
            kind=row.kind,
            earlier=earlier.get(row.earlier),
            later=later.get(row.later),
            reason=row.reason,
            paper=row.paper,
            invented=row.invented,
        )
        for row in written.successions.measures
    )
    both = Field.objects.filter(edition__in=[edition.pk, edition.predecessor_id or edition.pk])
    fields = {(row.edition_id, row.number): row for row in both}
    FieldSuccession.objects.bulk_create(
        FieldSuccession(
            edition=edition, earlier=fields[edition.predecessor_id or 0, before], later=fields[edition.pk, now]
        )
        for before, now in written.successions.fields
    )


def _decide(edition: Edition, written: WrittenEdition) -> None:
    """Give the edition its state, from where it may be frozen; one that is adopted supersedes the one before."""
    if written.state == Edition.State.ADOPTED and edition.predecessor_id:
        Edition.objects.filter(pk=edition.predecessor_id, state=Edition.State.ADOPTED).update(
            state=Edition.State.SUPERSEDED, valid_until=edition.valid_from or edition.adopted_on
        )
    edition.state, edition.valid_until = written.state, written.valid_until
    edition.save(update_fields=["state", "valid_until"])
