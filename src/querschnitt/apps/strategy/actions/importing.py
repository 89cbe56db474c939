"""Bring an edition and what is reported on it from its folder into the database. Safe to repeat."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.reading import WrittenMeasure, WrittenOffice, WrittenStrategy, read_strategy
from querschnitt.apps.strategy.models import (
    BudgetLine,
    Edition,
    Field,
    Involvement,
    Measure,
    MeasureVersion,
    Office,
    OfficeSuccession,
    ProgressEntry,
    ReportingRound,
)
from querschnitt.core.errors import StateError


@dataclass(frozen=True)
class Imported:
    """What an import found and added. ``new`` says whether the edition was not there before."""

    edition: str
    new: bool
    fields: int
    measures: int
    progress_entries: int
    budget_lines: int


def import_strategy(*, folder: Path) -> Imported:
    """Import the edition of a folder as adopted, whole or not at all.

    An edition that is already there is compared: the same content changes nothing, other content is refused, because an
    adopted edition is frozen. Offices, progress and money may grow later; only what is new is added.
    """
    written = read_strategy(folder)
    with transaction.atomic(using="office"):
        offices = _add_offices(written.offices)
        slug = written.edition.slug
        edition = Edition.objects.filter(slug=slug).first()
        if edition is not None and edition.content_hash != written.content_hash:
            raise StateError(
                f"The edition {slug} is in the database with other content",
                where=str(folder),
                expected=f"content {edition.content_hash[:12]}",
                got=written.content_hash[:12],
                hint="An adopted edition is frozen; import the changed text as a new edition with its own slug.",
            )
        new = edition is None
        edition = edition or _add_edition(written, offices)
        versions = {version.number: version for version in edition.versions.all()}
        imported = Imported(
            edition=slug,
            new=new,
            fields=edition.fields.count(),
            measures=len(versions),
            progress_entries=_add_progress(written, edition, versions),
            budget_lines=_add_money(written, edition, versions),
        )
        if new or imported.progress_entries or imported.budget_lines:
            log_activity(
                alias="office",
                verb="import strategy",
                subject=slug,
                figures={"measures": imported.measures, "progress_entries": imported.progress_entries},
            )
    return imported


def _add_offices(written: tuple[WrittenOffice, ...]) -> dict[str, Office]:
    known = {office.slug: office for office in Office.objects.all()}
    for row in written:
        office = known.get(row.slug) or Office(slug=row.slug, name=row.name, short=row.short, kind=row.kind)
        if office.name != row.name:
            raise StateError(
                f"The office {row.slug} is in the database under another name",
                where="offices.toml",
                expected=office.name,
                got=row.name,
                hint="A new name is a new row: end the old one with valid_until and name its successors.",
            )
        office.short, office.valid_from, office.valid_until = row.short, row.valid_from, row.valid_until
        office.save()
        known[row.slug] = office
    for row in written:
        for successor in row.successors:
            OfficeSuccession.objects.get_or_create(predecessor=known[row.slug], successor=known[successor])
    return known


def _add_edition(written: WrittenStrategy, offices: dict[str, Office]) -> Edition:
    edition = Edition.objects.create(**asdict(written.edition), content_hash=written.content_hash)
    versions, involvements = [], []
    for field in written.fields:
        row = Field.objects.create(
            edition=edition,
            number=field.number,
            name_de=field.name_de,
            name_en=field.name_en,
            aim_de=field.aim_de,
            aim_en=field.aim_en,
            evidenced=field.evidenced,
            aim_invented=field.aim_invented,
        )
        for position, measure in enumerate(field.measures, 1):
            version = _version(measure, row, position, written)
            versions.append(version)
            involvements.append(Involvement(version=version, office=offices[measure.lead], role=Involvement.Role.LEAD))
            involvements += [
                Involvement(version=version, office=offices[slug], role="involved") for slug in measure.involved
            ]
    Measure.objects.bulk_create([version.measure for version in versions])
    MeasureVersion.objects.bulk_create(versions)
    Involvement.objects.bulk_create(involvements)
    edition.state = Edition.State.ADOPTED
    edition.save(update_fields=["state"])
    return edition


def _version(measure: WrittenMeasure, field: Field, position: int, written: WrittenStrategy) -> MeasureVersion:
    groups = [written.words[f"target_groups.{code}"] for code in measure.target_groups]
    origin_de, origin_en = written.words[f"origins.{measure.origin}"]
    return MeasureVersion(
        measure=Measure(first_edition=field.edition),
        edition=field.edition,
        field=field,
        number=measure.number,
        position=position,
        title_de=measure.title_de,
        title_en=measure.title_en,
        text=measure.text,
        kind=measure.kind,
        recurrence=measure.recurrence,
        target_groups_de=", ".join(german for german, _ in groups),
        target_groups_en=", ".join(english for _, english in groups),
        begins=date(measure.begins, 1, 1) if measure.begins else None,
        ends=date(measure.ends, 12, 31) if measure.ends else None,
        origin_de=origin_de,
        origin_en=origin_en,
        invented=measure.invented,
        wording_invented=measure.wording_invented,
    )


def _add_progress(written: WrittenStrategy, edition: Edition, versions: dict[str, MeasureVersion]) -> int:
    added = []
    for row in written.rounds:
        opened, _ = ReportingRound.objects.get_or_create(
            edition=edition,
            slug=row.slug,
            defaults={"name_de": row.name_de, "name_en": row.name_en, "state_on": row.state_on, "due_on": row.due_on},
        )
        latest = {entry.version_id: entry for entry in opened.entries.order_by("id")}
        for written_entry in row.entries:
            entry = ProgressEntry(
                round=opened,
                version=versions[written_entry.number],
                phase=written_entry.phase,
                note=written_entry.note,
                paused_because_de=written_entry.because_de,
                paused_because_en=written_entry.because_en,
                paused_until=written_entry.until,
                invented=written_entry.invented,
            )
            if not _says_the_same(latest.get(entry.version_id), entry):
                added.append(entry)
    ProgressEntry.objects.bulk_create(added)
    return len(added)


def _says_the_same(old: ProgressEntry | None, new: ProgressEntry) -> bool:
    if old is None:
        return False
    return (old.phase, old.note, old.paused_because_de, old.paused_until) == (
        new.phase,
        new.note,
        new.paused_because_de,
        new.paused_until,
    )


def _add_money(written: WrittenStrategy, edition: Edition, versions: dict[str, MeasureVersion]) -> int:
    known = {(line.version_id, line.year, line.stage, line.purpose_de): line for line in edition.budget_lines.all()}
    added = []
    for row in written.money:
        version = versions[row.number] if row.number else None
        if (version.pk if version else None, row.year, row.stage, row.purpose_de) in known:
            continue
        added.append(
            BudgetLine(
                edition=edition,
                version=version,
                year=row.year,
                stage=row.stage,
                amount=row.amount,
                purpose_de=row.purpose_de,
                purpose_en=row.purpose_en,
                source=row.source,
            )
        )
    BudgetLine.objects.bulk_create(added)
    return len(added)
