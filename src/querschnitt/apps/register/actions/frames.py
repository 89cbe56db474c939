"""Import an extract of the register, and derive the frame of a wave."""

from __future__ import annotations

import calendar
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import connections, transaction
from psycopg import sql

from querschnitt.apps.accounts.actions import log_activity, system_actor
from querschnitt.apps.register.actions.designs import read_design
from querschnitt.apps.register.models import Extract, Frame, Resident, Sample, SampledUnit
from querschnitt.core.errors import InputError, StateError
from querschnitt.tables import register
from querschnitt.tables.register.names import NAME_FIELDS, write_names
from querschnitt.tables.wavefile import WaveFile

ALIAS, WALL = "statistics", "identity"
REJECTED_SHARE = 0.001  # more unreadable rows than one in a thousand: the office must decide, not the program


def import_register(
    *,
    extract: Path,
    wave: WaveFile,
    allow_rejects: bool = False,
    progress: Callable[[float], None] = lambda done: None,
) -> Frame:
    """Import an extract whole or not at all, and derive the frame of a wave. The same file again changes nothing.

    Raises
    ------
    InputError : if the file cannot be read, or too many of its rows (a reject file then lists each fault), or it is
        the extract of another wave.
    StateError : if a sample was drawn from another extract of this wave.
    """
    store = Path(settings.VAR) / "store" / "register" / wave.slug
    store.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=store) as folder:
        work = Path(folder)
        profile = register.read_profile(wave.file("profile"))
        read = register.read_extract(extract, profile, into=work / "people.parquet", progress=progress)
        _judge_rejects(read, store=store, allow=allow_rejects)
        if known := Frame.objects.using(ALIAS).filter(wave=wave.slug, extract__sha256=read.source_sha256).first():
            return known
        if taken := Extract.objects.using(ALIAS).filter(sha256=read.source_sha256).exclude(wave=wave.slug).first():
            raise InputError(
                "This extract was imported for another wave", where=extract.name, got=f"that of wave {taken.wave}",
                hint="Ask the register office for an extract of this wave's reference date.",
            )  # fmt: skip
        derived = register.derive(
            read.path,
            definition=register.read_definition(wave.file("definition")),
            groups=register.read_groups(wave.file("groups")),
            boroughs=register.read_boroughs(wave.file("districts")),
            reference_date=wave.reference_date,
            into=work / "derived.parquet",
        )
        plan = read_design(wave)
        target = register.frame(
            derived,
            population=plan.population,
            into=work / "frame.parquet",
            recently_drawn=recently_drawn(wave, months=plan.population.not_drawn_again_months),
        )
        by_stratum = _by_stratum(target.path, plan.design.stratify_by)
        described = {"definition": derived.definition, "by_stratum": by_stratum}
        return _store(extract, wave=wave, read=read, target=target, described=described, store=store)


def recently_drawn(wave: WaveFile, *, months: int) -> set[str]:
    """Return who was drawn here for another wave whose reference date lies less than so many months before this one's.

    Persons are told by the register's own numbers, which must be the same in both extracts.
    """
    if months == 0:
        return set()
    units = SampledUnit.objects.using(ALIAS).exclude(sample__wave=wave.slug)
    recent = units.filter(
        sample__frame__extract__reference_date__gt=months_before(wave.reference_date, months),
        sample__frame__extract__reference_date__lte=wave.reference_date,
    )
    return set(recent.values_list("person_id", flat=True))


def months_before(day: date, months: int) -> date:
    """Return the same day some months earlier, or the last day of that month where it has no such day.

    >>> months_before(date(2020, 9, 30), 54), months_before(date(2020, 3, 31), 1)
    (datetime.date(2016, 3, 30), datetime.date(2020, 2, 29))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _by_stratum(frame: Path, stratified_by: str) -> dict[str, dict[str, int]]:
    """Count target population, frame and drawable frame in each stratum."""
    columns = register.read_columns(frame, stratified_by, "in_frame", "drawable")
    levels, strata = np.unique(columns[stratified_by].astype(str), return_inverse=True)
    everybody = np.ones(len(strata), dtype=np.int64)
    counted = {"target": everybody, "frame": columns["in_frame"], "drawable": columns["drawable"]}
    totals = {name: np.bincount(strata, weights=mark.astype(np.float64)) for name, mark in counted.items()}
    return {
        level: {name: int(total[place]) for name, total in totals.items()}
        for place, level in enumerate(levels.tolist())
    }


def _judge_rejects(read: register.Extract, *, store: Path, allow: bool) -> None:
    if not read.rejects:
        return
    file = register.write_rejects(read, store / "rejects.csv")
    share = read.rejected_rows / (read.rows + read.rejected_rows)
    if share > REJECTED_SHARE and not allow:
        first = read.rejects[0]
        raise InputError(
            f"{read.rejected_rows} of {read.rows + read.rejected_rows} rows cannot be read, nothing was imported",
            where=f"line {first.line}, column {first.column} is the first",
            got=first.value,
            hint=f"All are listed in {file}. Mend the extract, or import the rest with --allow-rejects.",
        )


def _store(
    extract: Path,
    *,
    wave: WaveFile,
    read: register.Extract,
    target: register.FrameFile,
    described: Mapping[str, object],
    store: Path,
) -> Frame:
    names = target.path.with_name("names.csv")
    write_names(read.path, target.path, wave=wave.slug, into=names)
    kept = store / f"frame-{target.sha256[:12]}.parquet"
    counts = target.populations
    with transaction.atomic(using=WALL), transaction.atomic(using=ALIAS):
        _forget_undrawn(wave.slug)
        imported = Extract.objects.using(ALIAS).create(
            wave=wave.slug, sha256=read.source_sha256, reference_date=wave.reference_date, rows=read.rows,
            rejected=read.rejected_rows, file_name=extract.name, imported_by=system_actor(),
        )  # fmt: skip
        frame = Frame.objects.using(ALIAS).create(
            extract=imported, wave=wave.slug, residents=counts.residents,
            with_background=counts.background, target=counts.target, frame=counts.frame, drawable=counts.drawable,
            undrawable=dict(counts.undrawable), sha256=target.sha256, file=str(kept), **described,
        )  # fmt: skip
        _copy_names(names)
        target.path.replace(kept)
        log_activity(alias=ALIAS, verb="imported register", subject=str(frame), figures=asdict(counts))
    return frame


def _forget_undrawn(wave: str) -> None:
    if Sample.objects.using(ALIAS).filter(wave=wave).exists():
        raise StateError(
            "A sample of this wave has been drawn from another extract", where=f"wave {wave}",
            hint="A draw is final. Only the demo begins anew: querschnitt demo",
        )  # fmt: skip
    Extract.objects.using(ALIAS).filter(wave=wave).delete()
    Resident.objects.using(WALL).filter(wave=wave).delete()


def _copy_names(file: Path) -> None:
    """Copy names and addresses behind their wall: straight from the file, in one statement."""
    statement = sql.SQL("COPY register_resident ({}) FROM STDIN (FORMAT csv)").format(
        sql.SQL(", ").join(map(sql.Identifier, ("wave", *NAME_FIELDS)))
    )
    with connections[WALL].cursor() as cursor, file.open("rb") as source, cursor.copy(statement) as copy:
        while chunk := source.read(1 << 20):
            copy.write(chunk)
