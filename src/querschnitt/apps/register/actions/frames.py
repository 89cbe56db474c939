"""Derive the frame of a wave from its extract, by rules that are on record."""

from __future__ import annotations

import calendar
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity, system_actor
from querschnitt.apps.register.actions.designs import read_design
from querschnitt.apps.register.actions.documents import Rules, add_wave_documents
from querschnitt.apps.register.actions.extracts import Delivery, Progress, import_extract, silent, store_of
from querschnitt.apps.register.actions.reports import report_on
from querschnitt.apps.register.models import Extract, Frame, Sample, SampledUnit
from querschnitt.apps.register.queries import definition_of, districts_of, groups_of, states_of
from querschnitt.core.errors import StateError
from querschnitt.tables import register
from querschnitt.tables.wavefile import WaveFile

ALIAS = "statistics"


def import_register(
    *, extract: Path, wave: WaveFile, allow_rejects: bool = False, progress: Progress = silent
) -> Frame:
    """Import the extract of a wave, and derive its frame by the files that the wave names.

    The same file and the same rules again change nothing.

    Raises
    ------
    InputError, StateError : as `import_extract` and `derive_frame`
    """
    profile, rules = add_wave_documents(wave)
    population = read_design(wave).population
    delivery = Delivery(extract, extract.name, wave.slug, wave.reference_date, allow_rejects=allow_rejects)
    import_extract(delivery=delivery, profile=profile, progress=progress)
    return derive_frame(wave=wave.slug, rules=rules, population=population)


def derive_frame(*, wave: str, rules: Rules, population: register.PopulationRule, by: str = "") -> Frame:
    """Derive the frame of a wave from the extract that is there. The same rules again are the same frame.

    Raises
    ------
    StateError : if there is no extract, or a sample was drawn from a frame of other rules
    InputError : if the extract holds what the rules do not know
    """
    extract = Extract.objects.using(ALIAS).filter(wave=wave).first()
    if extract is None:
        raise StateError("The wave has no extract yet", where=f"wave {wave}", hint="Run: querschnitt import_register")
    if rules.states is not None:
        register.check_groups(groups_of(rules.groups), states_of(rules.states), where=str(rules.groups))
    table = register.population_table(population)
    known = Frame.objects.using(ALIAS).filter(wave=wave).first()
    if known is not None and _made_by(known) == (*_keys(rules), table):
        return known
    if Sample.objects.using(ALIAS).filter(wave=wave).exists():
        raise StateError(
            "A sample was drawn from the frame of this wave", where=f"wave {wave}",
            hint="A draw is final, and so is the frame it was drawn from.",
        )  # fmt: skip
    with tempfile.TemporaryDirectory(dir=store_of(wave)) as folder:
        work = Path(folder)
        derived = register.derive(
            Path(extract.people),
            definition=definition_of(rules.definition),
            groups=groups_of(rules.groups),
            boroughs=register.boroughs_of(districts_of(rules.districts)),
            reference_date=extract.reference_date,
            into=work / "derived.parquet",
        )
        made = register.frame(
            derived,
            population=population,
            into=work / "frame.parquet",
            recently_drawn=recently_drawn(wave, day=extract.reference_date, months=population.not_drawn_again_months),
        )
        report = report_on(extract, derived=derived, made=made, rules=rules, population=population)
        described = {"population": table, "report": report.document()}
        return _store(extract, rules=rules, made=made, described=described, by=by or system_actor())


def _keys(rules: Rules) -> tuple[int, int, int]:
    return rules.definition.pk, rules.groups.pk, rules.districts.pk


def _made_by(frame: Frame) -> tuple[object, ...]:
    return frame.rules_id, frame.groups_id, frame.districts_id, frame.population


def _store(extract: Extract, *, rules: Rules, made: register.FrameFile, described: Mapping[str, Any], by: str) -> Frame:
    kept = store_of(extract.wave) / f"frame-{made.sha256[:12]}.parquet"
    counts = made.populations
    with transaction.atomic(using=ALIAS):
        before = Frame.objects.using(ALIAS).filter(wave=extract.wave).first()
        Frame.objects.using(ALIAS).filter(wave=extract.wave).delete()
        frame = Frame.objects.using(ALIAS).create(
            extract=extract, wave=extract.wave, definition=str(rules.definition), rules=rules.definition,
            groups=rules.groups, districts=rules.districts, residents=counts.residents,
            with_background=counts.background, target=counts.target, frame=counts.frame, drawable=counts.drawable,
            outside=dict(counts.outside), undrawable=dict(counts.undrawable), sha256=made.sha256, file=str(kept),
            **described,
        )  # fmt: skip
        shutil.move(made.path, kept)
        log_activity(alias=ALIAS, verb="derived frame", subject=str(frame), figures=asdict(counts), actor=by)
    if before is not None and before.file != frame.file:
        Path(before.file).unlink(missing_ok=True)
    return frame


def recently_drawn(wave: str, *, day: date, months: int) -> set[str]:
    """Return who was drawn here for another wave whose reference date lies less than so many months before this one's.

    Persons are told by the register's own numbers, which must be the same in both extracts.
    """
    if months == 0:
        return set()
    units = SampledUnit.objects.using(ALIAS).exclude(sample__wave=wave)
    recent = units.filter(
        sample__frame__extract__reference_date__gt=months_before(day, months),
        sample__frame__extract__reference_date__lte=day,
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
