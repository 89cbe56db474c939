"""Import an extract, derive the frame, draw the sample."""

from __future__ import annotations

import calendar
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import connections, transaction
from psycopg import sql

from querschnitt.apps.accounts.actions import log_activity, system_actor
from querschnitt.apps.register.models import Extract, Frame, Resident, Sample, SampledUnit
from querschnitt.core.arrays import IntArray
from querschnitt.core.errors import DesignError, InputError, StateError, suggestion
from querschnitt.core.sampling.design import Design, Method, parse_design
from querschnitt.core.sampling.planning import precision
from querschnitt.tables import register
from querschnitt.tables.register.drawing import draw_from
from querschnitt.tables.register.names import NAME_FIELDS, write_names
from querschnitt.tables.toml_file import read_toml
from querschnitt.tables.wavefile import WaveFile

ALIAS, WALL = "statistics", "identity"
UNIT_VARIABLES = ("person_id", "group", "group8", "region", "sex", "age", "age_class", "borough", "stay_class")
STRATA_VARIABLES = ("group", "group8", "region", "sex", "age_class", "borough", "stay_class")
EXPECTED_RESPONSE = 0.15  # assumed where a design file says nothing
REJECTED_SHARE = 0.001  # more unreadable rows than one in a thousand: the office must decide, not the program


@dataclass(frozen=True)
class DesignFile:
    """A design file: who belongs to the population, how people are drawn, and the response the plan counts on."""

    population: register.PopulationRule
    design: Design
    expected_response: float


def read_design(wave: WaveFile) -> DesignFile:
    """Read the design file of a wave.

    Raises
    ------
    InputError : if it cannot be read, or a table is missing.
    DesignError : for an impossible design, or strata that no frame variable gives.
    """
    file = wave.file("design")
    document = read_toml(file, what="design file")
    for table in ("population", "design"):
        if not isinstance(document.get(table), Mapping):
            raise InputError(f"The table [{table}] is missing", where=file.name)
    design = parse_design(document["design"], where=f"{file.name}, design")
    if design.stratify_by not in STRATA_VARIABLES:
        raise DesignError(
            "Not a variable that can make strata", where=f"{file.name}, design.stratify_by", got=design.stratify_by,
            expected=", ".join(STRATA_VARIABLES), hint=suggestion(design.stratify_by, STRATA_VARIABLES),
        )  # fmt: skip
    return DesignFile(
        population=register.parse_population(document["population"], where=f"{file.name}, population"),
        design=design,
        expected_response=float(document.get("planning", {}).get("response_rate", EXPECTED_RESPONSE)),
    )


def import_register(*, extract: Path, wave: WaveFile, allow_rejects: bool = False) -> Frame:
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
        read = register.read_extract(extract, profile, into=work / "people.parquet")
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
    file = register.write_rejects(read.rejects, store / "rejects.csv")
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


def draw_sample(*, wave: WaveFile, seed: int) -> Sample:
    """Draw the sample of a wave as its design says, and record design, seed, frame hash and probabilities.

    A draw is final: the same design and seed again return the sample that is there; others are refused.
    """
    frame = Frame.objects.using(ALIAS).filter(wave=wave.slug).first()
    if frame is None:
        raise StateError(
            "The wave has no frame yet", where=f"wave {wave.slug}", hint="Run: querschnitt import_register"
        )
    plan = read_design(wave)
    recorded = asdict(plan.design)
    if drawn := Sample.objects.using(ALIAS).filter(wave=wave.slug).first():
        if (drawn.seed, drawn.design, drawn.frame_sha256) == (str(seed), recorded, frame.sha256):
            return drawn
        raise DesignError(
            "The sample of this wave has been drawn", where=f"wave {wave.slug}", got=f"seed {seed}",
            expected=f"seed {drawn.seed} and its design", hint="A draw is final; nobody redraws until it suits.",
        )  # fmt: skip
    return _record_draw(
        frame, design=plan.design, recorded=recorded, seed=seed, expected_response=plan.expected_response
    )


@transaction.atomic(using=ALIAS)
def _record_draw(
    frame: Frame, *, design: Design, recorded: dict[str, object], seed: int, expected_response: float
) -> Sample:
    drawn = draw_from(Path(frame.file), design, seed=seed, columns=UNIT_VARIABLES, where="drawable")
    sample = Sample.objects.using(ALIAS).create(
        frame=frame, wave=frame.wave, design=recorded, seed=str(seed), frame_sha256=frame.sha256,
        plan=_plan(design, drawn.sizes, expected_response=expected_response), size=len(drawn.number),
        drawn_by=system_actor(),
    )  # fmt: skip
    strata = np.asarray(drawn.levels)[drawn.stratum]
    rows = {name: drawn.columns[name].tolist() for name in UNIT_VARIABLES}
    units = [
        SampledUnit(
            sample=sample, number=int(number), stratum=str(stratum), probability=float(probability),
            **{name: values[position] for name, values in rows.items()},
        )
        for position, (number, stratum, probability) in enumerate(
            zip(drawn.number, strata, drawn.probability, strict=True)
        )
    ]  # fmt: skip
    SampledUnit.objects.using(ALIAS).bulk_create(units, batch_size=2000)
    log_activity(alias=ALIAS, verb="drew sample", subject=str(sample), figures={"seed": seed, "size": sample.size})
    return sample


def _plan(design: Design, sizes: IntArray, *, expected_response: float) -> dict[str, object]:
    """Return what this and the other allocations can be expected to give, so that the choice can be judged."""
    methods: tuple[Method, ...] = ("equal", "proportional", "power")
    rates = np.full(len(sizes), expected_response)
    expected = {
        method: precision(
            replace(design, allocation=method, minimum=_least(design, method)).allocate(sizes),
            sizes,
            response_rates=rates,
        )
        for method in methods
    }
    return {
        "response_rate": expected_response,
        "allocations": {
            method: {
                "n_eff": plan.n_eff,
                "half_width_total": plan.total_half_width,
                "half_width_widest": float(plan.half_width.max()),
                "half_width_narrowest": float(plan.half_width.min()),
                "smallest_stratum": int(plan.drawn.min()),
                "largest_stratum": int(plan.drawn.max()),
            }
            for method, plan in expected.items()
        },
    }


def _least(design: Design, method: Method) -> int:
    """A purely proportional sample has no minimum; one person a stratum keeps its figures defined."""
    return design.minimum if method == design.allocation else 1
