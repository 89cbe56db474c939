"""Take the interviews of a wave into one data file, and account for every person drawn."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.accounts.keyfile import Ask, nobody
from querschnitt.apps.fieldwork.models import Case
from querschnitt.apps.interview.queries import SealedInterview, sealed_interviews
from querschnitt.apps.interview.sheet import Sheet
from querschnitt.apps.register.models import LEFT, SampledUnit
from querschnitt.apps.results.actions.course import course_figures
from querschnitt.apps.results.actions.paradata import (
    NAMES,
    Paradata,
    case_columns,
    paradata_of,
    write_answers,
    write_pages,
)
from querschnitt.apps.results.actions.versions import NOT_ASKED, Cell, Versions
from querschnitt.apps.results.models import Collection
from querschnitt.apps.survey.models import Wave
from querschnitt.apps.survey.queries.keys import private_keys
from querschnitt.apps.survey.queries.waves import instruments_of
from querschnitt.core.errors import InputError, suggestion
from querschnitt.core.instrument import Occasion, route
from querschnitt.core.instrument.completeness import Rule, Status, classify
from querschnitt.core.outcomes.accounting import account
from querschnitt.core.outcomes.codes import DISPOSITIONS, count_outcomes
from querschnitt.core.outcomes.rates import rates, weighted_response_rate
from querschnitt.core.succession import Purpose
from querschnitt.tables.microdata import MISSING, Column, read_csv_rows, write_microdata

ALIAS = "statistics"
DISPOSITION: Mapping[Status, str] = {"complete": "complete", "partial": "partial", "break-off": "break_off"}
SECOND_PHASE = "second_phase"
CLUSTER = "cluster"  # the district or household that the design drew first
FRAME_TEXTS = ("stratum", "group", "group8", "region", "sex", "age_class", "borough", "stay_class")
USABLE = ("complete", "partial")
ANSWERED = "__answered"  # behind the name of a question that a frame variable has, too: `sex` is what the register says


@dataclass(frozen=True)
class Given:
    """One interview as it goes into the data file.

    ``answers``: column -> value, or the reason there is none; ``version``: of the questionnaire, "" if there was none;
    ``paradata``: None if it was collected elsewhere.
    """

    outcome: str
    mode: str
    language: str
    answers: Mapping[str, Cell]
    version: str = ""
    paradata: Paradata | None = None


def collect(*, wave: Wave, ask: Ask = nobody) -> Collection:
    """Unseal the interviews of a wave with its private keys and write the data file. Safe to repeat.

    ``ask`` gives the passphrases of private keys that have one.

    Raises
    ------
    StateError : if a private key of the wave that is needed is not on this machine.
    InputError : if a passphrase does not open it.
    """
    rule = Rule(complete=float(wave.complete_share), partial=float(wave.partial_share))
    keys = private_keys(wave, purpose=Purpose.ANSWERS, ask=ask)
    opened = [(sealed, keys.open(sealed.open)) for sealed in sealed_interviews(wave.slug)]
    versions = Versions(instruments_of(wave, {sheet.instrument_hash for _, sheet in opened}))
    given = {sealed.case_id: _interview(sealed, sheet, versions, rule=rule) for sealed, sheet in opened}
    course = course_figures([each.paradata for each in given.values() if each.paradata], pages=versions.pages())
    kinds = versions.kinds([interview.answers for interview in given.values()])
    return _write(wave, given, kinds=kinds, course=course)


def _interview(sealed: SealedInterview, sheet: Sheet, versions: Versions, *, rule: Rule) -> Given:
    """Read one interview with the version of the questionnaire that it was held with."""
    instrument = versions.instrument(sheet.instrument_hash)
    occasion = Occasion(
        today=timezone.localdate(sealed.saved_at), now=sealed.saved_at, seed=sheet.seed, is_forgiving=True
    )
    way = route(instrument, sheet.answers, occasion=occasion)
    return Given(
        outcome=DISPOSITION[classify(instrument, way.active, rule, occasion=occasion)],
        mode=sealed.mode,
        language=sealed.language,
        answers=versions.cells(sheet.instrument_hash, way),
        version=instrument.version,
        paradata=paradata_of(
            sealed, sheet, way, column=lambda name: _column(versions.column(sheet.instrument_hash, name))
        ),
    )


def import_answers(*, wave: Wave, file: Path, kinds: Mapping[str, str]) -> Collection:
    """Take over microdata that was collected elsewhere: CSV with number, outcome, mode, language and the answers.

    ``kinds``: variable -> text, number or codes. An empty cell is a missing answer without reason.

    Raises
    ------
    InputError : for a missing column, a case number that was not drawn, a doubled one, an unknown outcome, or a value
        that is no number.
    """
    numbers = dict(Case.objects.using(ALIAS).filter(wave=wave).values_list("number", "unit_id"))
    given: dict[UUID, Given] = {}
    rows = read_csv_rows(file)
    _check_headings(rows, kinds, place=f"{file.name}, line 1")
    for line, row in enumerate(rows, start=2):
        number = int(row["number"]) if row["number"].isdigit() else 0
        if number not in numbers or numbers[number] in given:
            raise InputError(
                "Not a case of this wave, or twice", where=f"{file.name}, line {line}, column number", got=row["number"]
            )
        answers = {
            name: _read_cell(row.get(name, ""), kind, place=f"{file.name}, line {line}, column {name}")
            for name, kind in kinds.items()
        }
        _check_outcome(row, place=f"{file.name}, line {line}")
        given[numbers[number]] = Given(
            outcome=row["outcome"], mode=row["mode"], language=row["language"], answers=answers
        )
    return _write(wave, given, kinds=kinds)


def _check_headings(rows: Sequence[Mapping[str, str]], kinds: Mapping[str, str], *, place: str) -> None:
    """A variable that is named but not in the file would become one that nobody answered."""
    if not rows:
        raise InputError("The file has no rows", where=place)
    missing = [name for name in ("number", "outcome", "mode", "language", *kinds) if name not in rows[0]]
    if missing:
        raise InputError(
            "Columns are missing", where=place, expected=", ".join(missing), got=", ".join(rows[0]),
            hint="The item file names the variables of the wave; the separator is a semicolon.",
        )  # fmt: skip


def _check_outcome(row: Mapping[str, str], *, place: str) -> None:
    known = [each.key for each in DISPOSITIONS]
    if row["outcome"] not in known:
        raise InputError(
            "Unknown outcome", where=f"{place}, column outcome", expected=", ".join(known), got=row["outcome"],
            hint=suggestion(row["outcome"], known),
        )  # fmt: skip


def _read_cell(text: str, kind: str, *, place: str) -> tuple[Any, str]:
    if not text:
        return None, "no_answer"
    if kind == "codes":
        return text.split(), ""
    if kind == "text":
        return text, ""
    try:
        value = float(text)
    except ValueError as error:
        raise InputError("Not a number", where=place, got=text) from error
    if not math.isfinite(value):
        raise InputError("Not a number", where=place, got=text)
    return value, ""


@transaction.atomic(using=ALIAS)
def _write(
    wave: Wave, given: Mapping[UUID, Given], *, kinds: Mapping[str, str], course: Mapping[str, Any] | None = None
) -> Collection:
    cases = list(Case.objects.using(ALIAS).filter(wave=wave).select_related("unit").order_by("number"))
    _note_outcomes(cases, given)
    folder = Path(settings.VAR) / "store" / "analysis"
    file = folder / f"answers-{wave.slug}.parquet"
    write_microdata(list(_columns(cases, given, kinds=kinds)), file)
    files = _write_paradata(wave, cases, given, folder=folder)
    counts = count_outcomes([case.final_outcome for case in cases])
    # Those who were asked once more stand for those who were left: a weight counts nobody twice.
    standing = [case for case in cases if case.unit.second_phase != LEFT]
    weighted = weighted_response_rate(
        [case.final_outcome for case in standing], [1 / case.unit.overall_probability for case in standing]
    )
    made = {
        "file": str(file),
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "interviews": _count_interviews(given) | ({"course": {**course, "files": files}} if course and files else {}),
        "accounting": [asdict(line) for line in account(counts)],
        "rates": [asdict(rate) for rate in (*rates(counts), weighted)],
    }
    collection, _ = Collection.objects.using(ALIAS).update_or_create(wave=wave, defaults=made)
    log_activity(alias=ALIAS, verb="collected answers", subject=wave.slug, figures={"interviews": len(given)})
    return collection


def _write_paradata(
    wave: Wave, cases: Sequence[Case], given: Mapping[UUID, Given], *, folder: Path
) -> list[dict[str, Any]]:
    """Write the two files beside the data file and return what they are; of a wave from elsewhere there are none."""
    numbered = [(case.number, each.paradata) for case in cases if (each := given.get(case.pk)) and each.paradata]
    files = []
    for kind, write in {"paradata": write_answers, "pages": write_pages}.items():
        path = folder / f"{kind}-{wave.slug}.parquet"
        if not numbered:
            path.unlink(missing_ok=True)
            continue
        rows = write(numbered, path)
        files.append({"name": path.name, "rows": rows, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()})
    return files


def _note_outcomes(cases: Sequence[Case], given: Mapping[UUID, Given]) -> None:
    """An interview decides the final outcome of its case; without one, a silent case is one that returned nothing."""
    for case in cases:
        if interview := given.get(case.pk):
            case.final_outcome, case.mode = interview.outcome, interview.mode
        elif case.final_outcome in ("", *USABLE, "break_off"):
            case.final_outcome, case.mode = "nothing_returned", ""
    Case.objects.using(ALIAS).bulk_update(cases, ["final_outcome", "mode"], batch_size=1000)


def _columns(cases: Sequence[Case], given: Mapping[UUID, Given], *, kinds: Mapping[str, str]) -> Iterator[Column]:
    units: list[SampledUnit] = [case.unit for case in cases]
    yield Column("number", "number", [case.number for case in cases])
    yield Column("probability", "number", [unit.overall_probability for unit in units])
    if any(unit.second_phase for unit in units):
        yield Column(SECOND_PHASE, "text", [unit.second_phase for unit in units])
    if any(unit.cluster for unit in units):
        yield Column(CLUSTER, "text", [unit.cluster for unit in units])
    yield Column("age", "number", [unit.age for unit in units])
    for name in FRAME_TEXTS:
        yield Column(name, "text", [getattr(unit, name) for unit in units])
    yield Column("outcome", "text", [case.final_outcome for case in cases])
    interviews = [given.get(case.pk) for case in cases]
    yield Column("mode", "text", [i.mode if i else None for i in interviews])
    yield Column("language", "text", [i.language if i else None for i in interviews])
    if any(interview.version for interview in given.values()):
        yield Column("questionnaire", "text", [i.version if i else None for i in interviews])
    if any(interview.paradata for interview in given.values()):
        yield from case_columns([i.paradata if i else None for i in interviews])
    for name, kind in kinds.items():
        pairs = [i.answers.get(name, NOT_ASKED) if i else NOT_ASKED for i in interviews]
        column = _column(name)
        yield Column(column, kind, [value for value, _ in pairs])  # type: ignore[arg-type]
        yield Column(column + MISSING, "text", [reason for _, reason in pairs])


def _column(name: str) -> str:
    """Return the column of a question whose name another column has already."""
    return name + ANSWERED if name in FRAME_TEXTS or name in NAMES else name


def _count_interviews(given: Mapping[UUID, Given]) -> dict[str, Any]:
    usable = [interview for interview in given.values() if interview.outcome in USABLE]
    return {
        "by_outcome": dict(sorted(Counter(interview.outcome for interview in given.values()).items())),
        "by_mode": dict(sorted(Counter(interview.mode for interview in usable).items())),
        "by_language": dict(sorted(Counter(interview.language for interview in usable).items())),
    }
