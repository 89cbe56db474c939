"""A small city that goes the whole way: register, draw, letters, field, weights, figures, comparison, in a few seconds.

Some 4,000 residents, 150 people drawn in 2020 and 120 in 2016, by the actions that the commands call.
"""

from __future__ import annotations

import csv
import random
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.test import Client, override_settings
from pyarrow import parquet

from querschnitt.apps.fieldwork.actions import (
    LetterSettings,
    Outcome,
    make_codes,
    open_cases,
    open_envelope,
    print_invitations,
    record_outcomes,
)
from querschnitt.apps.fieldwork.models import Case, Envelope
from querschnitt.apps.interview.actions import open_wave
from querschnitt.apps.interview.handover import read_handover
from querschnitt.apps.interview.models import Access, Interview
from querschnitt.apps.interview.sealing import new_data_key, seal_box, wrap_for_office
from querschnitt.apps.interview.sheet import VERSION_DIGITS, Circumstances, Given, Passage, Sheet
from querschnitt.apps.register.actions import draw_sample, import_register
from querschnitt.apps.results.actions.collection import collect, import_answers
from querschnitt.apps.results.actions.comparison import compare, read_comparison
from querschnitt.apps.results.actions.estimates import estimate
from querschnitt.apps.results.actions.weights import weigh
from querschnitt.apps.results.models import Collection
from querschnitt.apps.survey.actions import announce_wave, take_over_questionnaire
from querschnitt.apps.survey.models import Wave
from querschnitt.core.instrument import Instrument, Kind, Value, route
from querschnitt.core.instrument.answers import SHOWN_FIELD
from querschnitt.core.instrument.document import from_document
from querschnitt.core.instrument.walk import Step, random_choice, steps
from querschnitt.demo.register import build_register, write_extract
from querschnitt.demo.scenario import Scenario, read_scenario
from querschnitt.tables.features import read_features
from querschnitt.tables.items import kinds_of_microdata, read_items
from querschnitt.tables.register import read_groups, read_profile
from querschnitt.tables.wavefile import WaveFile, read_wave_file
from tests.apps.interview.test_whole_interview import enter, put

LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig"
FRACTION, NATIVES, SEED = 30, 900, 11
REFUSED, MOVED, BROKEN_OFF, PARTIAL, RESPONDENTS = 6, 4, 5, 3, 100
BEGAN, PAGE_SECONDS = datetime(2020, 11, 9, 10, 0, tzinfo=UTC), 40
PLAN = """
[[step]]
kind = "base"

[[step]]
kind = "nonresponse"
method = "classes"
classes = ["region"]
minimum = 5
compare = {method = "propensity", terms = [["sex"], ["age_class"]]}

[[step]]
kind = "calibration"
method = "raking"
margins = [["region"], ["sex"]]

[[step]]
kind = "replicates"
method = "bootstrap"
count = 20
seed = 1
"""


@dataclass(frozen=True)
class City:
    """What was done, and what is known of it beforehand.

    ``given``: case -> answers in force, for everybody who answered; ``void``: case -> a question whose answer is not.
    """

    folder: Path
    files: Mapping[str, WaveFile]
    given: Mapping[UUID, Mapping[str, Value]]
    void: Mapping[UUID, str]
    over_http: UUID
    outcomes: Mapping[str, int]
    figures: int
    changes: int


def write_city(folder: Path) -> dict[str, WaveFile]:
    """Copy the example and make its designs and plans small."""
    for file in LEIPZIG.iterdir():
        if file.is_file():
            shutil.copy(file, folder / file.name)
    for slug, strata, size in (("2020", "group", 150), ("2016", "region", 120)):
        design = folder / f"design_{slug}.toml"
        text = design.read_text(encoding="utf-8").partition("[design]")[0]
        allocation = 'allocation = "power"\nminimum = 2\n' if strata == "group" else 'allocation = "equal"\n'
        design.write_text(
            f'{text}[design]\nname = "small {slug}"\nstratify_by = "{strata}"\nsample_size = {size}\n{allocation}',
            encoding="utf-8",
        )
    for name in ("weighting.toml", "weighting_2016.toml"):
        (folder / name).write_text(PLAN, encoding="utf-8")
    return {slug: read_wave_file(folder / f"wave_{slug}.toml") for slug in ("2020", "2016")}


def small_scenario() -> Scenario:
    scenario = read_scenario(LEIPZIG)
    origins = tuple(
        replace(origin, population={wave: max(n // FRACTION, 3) for wave, n in origin.population.items()})
        for origin in scenario.origins
    )
    registers = {wave: replace(facts, natives=NATIVES) for wave, facts in scenario.registers.items()}
    return replace(scenario, origins=origins, as_in_files=origins, registers=registers)


def write_register(slug: str, folder: Path, *, seed: int = SEED) -> Path:
    scenario = small_scenario()
    profile = read_profile(folder / "profile_register.toml")
    register = build_register(slug, seed, scenario)
    return write_extract(register, folder / f"extract-{slug}-{seed}.csv", scenario=scenario, profile=profile)


def build_city(folder: Path) -> City:
    """Go the whole way."""
    files = write_city(folder)
    wave = _invite(files["2020"], folder)
    given, void, http = _answer(wave)
    outcomes = _end_field(wave, given)
    collect(wave=wave)
    earlier = _take_over(files["2016"], folder)
    items = read_items(folder / "items.toml")
    figures = 0
    for each in (earlier, wave):
        plan = files[each.slug].file("weighting")
        weigh(wave=each, plan_file=plan)
        document = tomllib.loads(plan.read_text(encoding="utf-8"))
        figures = estimate(wave=each, items=items, plan=document, where=plan.name)
    changes = compare(
        wave=wave,
        earlier=earlier,
        declared=read_comparison(folder / "comparison_2016_2020.toml"),
        items=items,
        plans={slug: file.file("weighting") for slug, file in files.items()},
    )
    return City(folder, files, given, void, over_http=http, outcomes=outcomes, figures=figures, changes=changes)


def _invite(file: WaveFile, folder: Path) -> Wave:
    wave = announce_wave(file=file)
    features = read_features(file.file("features"))
    take_over_questionnaire(wave=wave, workbook=file.file("questionnaire"), features=features)
    import_register(extract=write_register(file.slug, folder), wave=file)
    draw_sample(wave=file, seed=SEED)
    open_cases(wave=wave, languages=read_groups(file.file("groups")).main_languages)
    make_codes(wave=wave)
    print_invitations(wave=wave, letters=LETTERS, folder=folder / "letters")
    open_wave(handover=read_handover(folder / "letters" / "handover.jsonl", key=settings.DEPLOYMENT.keys["handover"]))
    return wave


LETTERS = LetterSettings(
    address="https://survey.example.org", phone="0341 000-0000", sender=("Amt",), return_line="Amt, 04092 Leipzig",
    date="02.11.2020",
)  # fmt: skip


def _answer(wave: Wave) -> tuple[dict[UUID, Mapping[str, Value]], dict[UUID, str], UUID]:
    """Let 100 people answer at random: one of them over HTTP, the others straight into sealed interviews."""
    assert wave.questionnaire is not None
    instrument = from_document(wave.questionnaire.document)
    cases = list(Case.objects.filter(wave=wave).order_by("number").values_list("pk", flat=True))[::-1]
    answering = cases[:RESPONDENTS]
    access = dict(Access.objects.values_list("case_id", "code_hash"))
    given: dict[UUID, Mapping[str, Value]] = {answering[0]: _answer_over_http(instrument, answering[0])}
    void: dict[UUID, str] = {}
    interviews = []
    for place, case in enumerate(answering[1:], start=1):
        sheet = _sheet(wave.questionnaire_id or "", _walk(instrument, place), place)
        given[case] = sheet.answers
        if place <= BROKEN_OFF + PARTIAL:
            sheet, void[case] = _with_void_answer(instrument, sheet)
        interviews.append(_sealed(sheet, access[case], public_key=wave.public_key))
    Interview.objects.bulk_create(interviews)
    return given, void, answering[0]


def _with_void_answer(instrument: Instrument, sheet: Sheet) -> tuple[Sheet, str]:
    """Return a sheet of somebody who has given an answer that a later one made void, and its question."""
    applicable = {question.name for question in route(instrument, sheet.answers).applicable}
    void = next(q for q in instrument.questions.values() if q.kind is Kind.SELECT_ONE and q.name not in applicable)
    answers = {**sheet.answers, void.name: void.choices[0].name}
    return sheet.updated(answers, now=next(iter(sheet.given.values())), passed=()), void.name


def _walk(instrument: Instrument, place: int) -> list[Step]:
    """Return how far a person goes: five stop after the first page, three at seven tenths."""
    rng = random.Random(place)
    walk = list(steps(instrument, rng, random_choice(rng, empty=0.02, missing=0.02)))
    if place <= BROKEN_OFF:
        return walk[:1]
    return walk[: round(0.7 * len(walk)) + 1] if place <= BROKEN_OFF + PARTIAL else walk


def _sheet(version: str, walk: Sequence[Step], place: int) -> Sheet:
    """Fill in a sheet page by page, forty seconds each; every fifth person does it on the telephone."""
    mode, interviewer, device = ("web", "", "phone") if place % 5 else ("telephone", "07", "desktop")
    how = Circumstances(mode, "de", interviewer, device, version[:VERSION_DIGITS])
    sheet = Sheet(instrument_hash=version)
    for at, step in enumerate(walk, start=1):
        moment = int(BEGAN.timestamp()) + at * PAGE_SECONDS
        passed = [question.name for question in step.page.questions]
        sheet = sheet.updated(step.accepted.answers, now=Given(how, moment, moment), passed=passed)
        sheet = sheet.after(Passage(step.page.name, moment, "next"))
    return sheet


def _sealed(sheet: Sheet, access: str, *, public_key: str) -> Interview:
    """Return an interview that was not sent."""
    key, how = new_data_key(), next(iter(sheet.given.values())).how
    return Interview(
        access_id=access,
        language=how.language,
        mode=how.mode,
        interviewer=how.interviewer,
        page=sheet.passages[-1].page,
        box=seal_box(sheet.encode(), key=key, place=access),
        code_wrap=b"of a code that nobody needs here",
        office_wrap=wrap_for_office(key, public_key=public_key),
    )


def _answer_over_http(instrument: Instrument, case: UUID) -> dict[str, Value]:
    code = open_envelope(bytes(Envelope.objects.get(pk=case).sealed_code))
    browser = Client()
    with override_settings(ROOT_URLCONF="querschnitt.site.urls.interview"):
        enter(browser, code=code)
        answers: dict[str, Value] = {}
        rng = random.Random(1)
        for step in steps(instrument, rng, random_choice(rng, empty=0.0, missing=0.0)):
            form = {name: list(entries) for name, entries in step.form.items() if name != SHOWN_FIELD}
            assert put(browser, step.page.name, **form).status_code == 303
            answers = dict(step.accepted.answers)
        assert browser.post("/send").url == "/finished"
    return answers


def _end_field(wave: Wave, given: Mapping[UUID, Mapping[str, Value]]) -> dict[str, int]:
    """Record refusals and moves among the silent, and count what must come out."""
    silent = list(
        Case.objects.filter(wave=wave).exclude(pk__in=list(given)).order_by("number").values_list("pk", flat=True)
    )
    ends = ["refused"] * REFUSED + ["moved_away"] * MOVED
    recorded = [Outcome(case, (("letter", end),), end) for case, end in zip(silent, ends, strict=False)]
    record_outcomes(wave=wave, outcomes=recorded)
    return {
        "complete": RESPONDENTS - BROKEN_OFF - PARTIAL,
        "partial": PARTIAL,
        "break_off": BROKEN_OFF,
        "refused": REFUSED,
        "moved_away": MOVED,
        "nothing_returned": len(silent) - REFUSED - MOVED,
    }


def _take_over(file: WaveFile, folder: Path) -> Wave:
    """The wave of 2016: drawn here, answered elsewhere, taken over as a file."""
    wave = announce_wave(file=file)
    import_register(extract=write_register(file.slug, folder), wave=file)
    draw_sample(wave=file, seed=SEED)
    open_cases(wave=wave, languages={})
    kinds = kinds_of_microdata("2016", read_items(folder / "items.toml"))
    rng = random.Random(2016)
    rows = [
        {
            "number": number,
            "outcome": "complete",
            "mode": "live",
            "language": "de",
            **{
                name: rng.choice(["yes", "no", ""]) if kind == "text" else rng.randint(0, 2000)
                for name, kind in kinds.items()
            },
        }
        for number in range(1, 91)
    ]
    write_rows(folder / "answers-2016.csv", rows)
    import_answers(wave=wave, file=folder / "answers-2016.csv", kinds=kinds)
    return wave


def write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def answers_file() -> dict[str, list[object]]:
    """Return the data file of 2020, a list a column."""
    return parquet.read_table(Collection.objects.get(wave="2020").file).to_pydict()
