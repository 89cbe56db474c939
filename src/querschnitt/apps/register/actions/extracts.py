"""Import an extract of the register: whole or not at all, names behind their wall, the rest without them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction
from psycopg import sql

from querschnitt.apps.accounts.actions import log_activity, system_actor
from querschnitt.apps.register.models import Document, Extract, Resident, Sample, SampledUnit
from querschnitt.apps.register.queries import profile_of
from querschnitt.core.errors import InputError, StateError
from querschnitt.tables import register
from querschnitt.tables.register.names import NAME_FIELDS, Parted, part_names

ALIAS, WALL = "statistics", "identity"
REJECTED_SHARE = 0.001  # more unreadable rows than one in a thousand: the office must decide, not the program
REJECTS = "rejects.csv"
Progress = Callable[[float], None]


def silent(done: float) -> None:
    """Tell nobody how much is done."""


@dataclass(frozen=True)
class Delivery:
    """An extract as it came. ``name``: of the file, as the register office called it."""

    file: Path
    name: str
    wave: str
    reference_date: date
    allow_rejects: bool = False


def store_of(wave: str) -> Path:
    """Return the folder in which the statistics office keeps the files of a wave's register."""
    store = Path(settings.VAR) / "store" / "register" / wave
    store.mkdir(parents=True, exist_ok=True)
    return store


def import_extract(*, delivery: Delivery, profile: Document, by: str = "", progress: Progress = silent) -> Extract:
    """Import an extract whole or not at all. The same file again changes nothing.

    After the draw the names of everybody else are gone; the same file again brings back those that a later batch needs.

    Raises
    ------
    InputError : if the file cannot be read, or too many of its rows (a reject file then lists each fault), or it is
        the extract of another wave.
    StateError : if a sample was drawn from another extract of this wave.
    """
    store = store_of(delivery.wave)
    with tempfile.TemporaryDirectory(dir=store) as folder:
        work = Path(folder)
        read = register.read_extract(
            delivery.file, profile_of(profile), into=work / "extract.parquet", progress=progress
        )
        _judge_rejects(read, store=store, allow=delivery.allow_rejects)
        parted = part_names(read.path, wave=delivery.wave, people=work / "people.parquet", names=work / "names.csv")
        known = _known(read, delivery)
        if known is not None:
            _bring_back_names(known, parted)
            return known
        return _store(delivery, profile=profile, read=read, parted=parted, by=by or system_actor())


def _known(read: register.Extract, delivery: Delivery) -> Extract | None:
    """Return the extract if it is on record for this wave."""
    known = Extract.objects.using(ALIAS).filter(sha256=read.source_sha256).first()
    if known is not None and known.wave != delivery.wave:
        raise InputError(
            "This extract was imported for another wave", where=delivery.name, got=f"that of wave {known.wave}",
            hint="Ask the register office for an extract of this wave's reference date.",
        )  # fmt: skip
    return known


def _judge_rejects(read: register.Extract, *, store: Path, allow: bool) -> None:
    file = store / REJECTS
    if not read.rejects:
        file.unlink(missing_ok=True)
        return
    register.write_rejects(read, file)
    share = read.rejected_rows / (read.rows + read.rejected_rows)
    if share > REJECTED_SHARE and not allow:
        first = read.rejects[0]
        raise InputError(
            f"{read.rejected_rows} of {read.rows + read.rejected_rows} rows cannot be read, nothing was imported",
            where=f"line {first.line}, column {first.column} is the first",
            expected=f"not: {first.reason}",
            got=first.value,
            hint=f"All are listed in {file}. Mend the extract, or import the rest with --allow-rejects.",
        )


def _store(delivery: Delivery, *, profile: Document, read: register.Extract, parted: Parted, by: str) -> Extract:
    wave = delivery.wave
    kept = store_of(wave) / f"people-{read.source_sha256[:12]}.parquet"
    with transaction.atomic(using=WALL), transaction.atomic(using=ALIAS):
        forget_undrawn(wave)
        imported = Extract.objects.using(ALIAS).create(
            wave=wave, sha256=read.source_sha256, reference_date=delivery.reference_date, rows=read.rows,
            rejected=read.rejected_rows, file_name=delivery.name, profile=profile, people=str(kept), imported_by=by,
            latest_move=parted.latest_move,
        )  # fmt: skip
        _copy_names(parted.names)
        shutil.move(parted.people, kept)
        figures = {"rows": read.rows, "rejected": read.rejected_rows, "named": parted.named}
        log_activity(alias=ALIAS, verb="imported register", subject=str(imported), figures=figures, actor=by)
    return imported


def forget_undrawn(wave: str) -> None:
    """Remove what was imported for a wave, as long as nobody was drawn from it.

    Raises
    ------
    StateError : if a sample was drawn
    """
    if Sample.objects.using(ALIAS).filter(wave=wave).exists():
        raise StateError(
            "A sample of this wave has been drawn from another extract", where=f"wave {wave}",
            hint="A draw is final. Only the demo begins anew: querschnitt demo",
        )  # fmt: skip
    for old in Extract.objects.using(ALIAS).filter(wave=wave):
        Path(old.people).unlink(missing_ok=True) if old.people else None
        old.delete()
    Resident.objects.using(WALL).filter(wave=wave).delete()


def _copy_names(file: Path) -> None:
    """Copy names and addresses behind their wall: straight from the file, in one statement."""
    statement = sql.SQL("COPY register_resident ({}) FROM STDIN (FORMAT csv)").format(
        sql.SQL(", ").join(map(sql.Identifier, ("wave", *NAME_FIELDS)))
    )
    with connections[WALL].cursor() as cursor, file.open("rb") as source, cursor.copy(statement) as copy:
        while chunk := source.read(1 << 20):
            copy.write(chunk)


def require_names(wave: str, persons: Collection[str]) -> None:
    """Raise StateError unless everybody who was drawn has a name to write to."""
    known = Resident.objects.using(WALL).filter(wave=wave, person_id__in=persons).count()
    if known < len(persons):
        raise StateError(
            "The names of some who were drawn are not here any more", where=f"wave {wave}",
            expected=f"{len(persons)} names", got=known, hint="Import the same extract again, then draw.",
        )  # fmt: skip


def keep_names_of_drawn(wave: str) -> int:
    """Forget the names of everybody who was not drawn, and return how many there were: nobody needs them any more.

    The list of rows that could not be read goes with them: it holds cells of the register.
    """
    (store_of(wave) / REJECTS).unlink(missing_ok=True)
    drawn = SampledUnit.objects.using(ALIAS).filter(sample__wave=wave).values_list("person_id", flat=True)
    gone, _ = Resident.objects.using(WALL).filter(wave=wave).exclude(person_id__in=list(drawn)).delete()
    return gone


@transaction.atomic(using=WALL)
def _bring_back_names(extract: Extract, parted: Parted) -> None:
    """Take in the names of people who were drawn later than the names were forgotten."""
    drawn = set(SampledUnit.objects.using(ALIAS).filter(sample__wave=extract.wave).values_list("person_id", flat=True))
    known = set(Resident.objects.using(WALL).filter(wave=extract.wave).values_list("person_id", flat=True))
    if not drawn - known:
        return
    Resident.objects.using(WALL).filter(wave=extract.wave).delete()
    _copy_names(parted.names)
    keep_names_of_drawn(extract.wave)
