"""The whole wave in eight stages: what each does, and the line it says when it is done."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from querschnitt.apps.register.models import Frame, Sample
from querschnitt.apps.results.models import Change, Collection, Estimate, Weighting
from querschnitt.core.errors import StateError
from querschnitt.core.outcomes.rates import HEADLINE
from querschnitt.demo import field as fieldwork
from querschnitt.demo.city import WAVES, CityYear, build_city, drawn_in, write_extracts
from querschnitt.demo.commands import run_command
from querschnitt.demo.scenario import Scenario
from querschnitt.demo.summary import files, peak_memory_mb, summary, write_summary
from querschnitt.site.deployment import read_deployment, write_deployment
from querschnitt.site.services import running
from querschnitt.tables.items import read_items
from querschnitt.tables.wavefile import WaveFile, read_wave_file

ALIAS = "statistics"
NOTICE = "Beispiel mit erfundenen Daten: Alle Menschen dieses Berichts sind simuliert."
MADE_BY_DEMO = ("store", "letters", "release", "published", "keys", "demo", "log")
Progress = Callable[[float], None]


@dataclass
class Demo:
    """A run of the demo: what was decided, and what has been built so far."""

    folder: Path
    scenario: Scenario
    seed: int
    years: dict[str, CityYear] = field(default_factory=dict)
    fielded: fieldwork.Fielded | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    password: str = ""

    @property
    def place(self) -> Path:
        return Path(settings.VAR) / "demo"

    @property
    def summary_file(self) -> Path:
        return self.place / "summary.json"

    def wave_path(self, slug: str) -> Path:
        return self.folder / f"wave_{slug}.toml"

    def wave(self, slug: str) -> WaveFile:
        return read_wave_file(self.wave_path(slug))


@dataclass(frozen=True)
class Stage:
    """One stage: its key in the summary, its title, and what it does. ``work`` returns the line of its result."""

    key: str
    title: str
    work: Callable[[Demo, Progress], str]


def begin_anew(demo: Demo) -> list[str]:
    """Remove what an earlier run of the demo made, and create empty databases. Says what there was.

    Raises
    ------
    StateError : if the installation holds waves that the demo did not make.
    """
    deployment = read_deployment()
    if deployment.purpose != "demo" and _holds_waves():
        raise StateError(
            "This installation holds waves that the demo did not make; the demo would delete them",
            where=str(settings.VAR),
            hint="Run the demo in another folder: QUERSCHNITT_VAR=other/folder querschnitt demo",
        )
    found = [name for name in MADE_BY_DEMO if (Path(settings.VAR) / name).exists()] if deployment.purpose else []
    write_deployment(replace(deployment, purpose="demo"))
    for name in MADE_BY_DEMO:
        shutil.rmtree(Path(settings.VAR) / name, ignore_errors=True)
    run_command("recreate_databases", "--yes")
    run_command("migrate_all")
    return found


def _holds_waves() -> bool:
    from django.db import ProgrammingError, connections

    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM survey_wave)")
            row = cursor.fetchone()
            return bool(row and row[0])
    except ProgrammingError:
        return False
    finally:
        connections.close_all()


def register(demo: Demo, progress: Progress) -> str:
    demo.years = build_city(demo.folder, demo.scenario, seed=demo.seed)
    progress(0.4)
    waves = {slug: demo.wave(slug) for slug in WAVES}
    extracts = write_extracts(demo.years, demo.scenario, waves, demo.place)
    for done, slug in enumerate(WAVES, start=1):
        run_command("import_register", extracts[slug], demo.wave_path(slug))
        progress(0.4 + 0.3 * done)
    now = Frame.objects.using(ALIAS).get(wave="2020")
    share = 100 * now.with_background / now.residents
    return (
        f"{now.residents:,} residents, {now.with_background:,} with migration background ({share:.1f} %), "
        f"target population {now.target:,}, frame {now.frame:,}, drawable {now.drawable:,}"
    )


def draw(demo: Demo, progress: Progress) -> str:
    for slug in WAVES:
        run_command("draw_sample", demo.wave_path(slug), "--seed", demo.seed)
        progress(0.5)
    sample = Sample.objects.using(ALIAS).get(wave="2020")
    plans = [
        f"expected with {name}: n_eff {plan['n_eff']:.0f}, half-width total ±{100 * plan['half_width_total']:.1f}, "
        f"groups ±{100 * plan['half_width_narrowest']:.1f} to ±{100 * plan['half_width_widest']:.1f} points"
        for name, plan in sample.plan["allocations"].items()
    ]
    chosen = f"{sample.design['allocation']} {sample.design['power']}, at least {sample.design['minimum']} a group"
    return "\n".join((f"{sample.size:,} persons over 25 groups ({chosen}), seed {sample.seed}", *plans))


def letters(demo: Demo, progress: Progress) -> str:
    run_command("import_questionnaire", demo.wave_path("2020"))
    folder = Path(settings.VAR) / "letters" / "2020"
    size = Sample.objects.using(ALIAS).get(wave="2020").size

    def watch() -> None:
        progress(min(0.99, 250 * len(list(folder.glob("letters-*.pdf"))) / size))

    lines = run_command("print_letters", demo.wave_path("2020"), watch=watch)
    return lines[-1].removeprefix("Wave 2020: ")


def field_work(demo: Demo, progress: Progress) -> str:
    run_command("open_field", Path(settings.VAR) / "letters" / "2020" / "handover.jsonl")
    drawn = drawn_in("2020", demo.years["2020"])
    with running("interview", workers=2) as services:
        demo.fielded = fieldwork.field_2020(
            drawn,
            demo.scenario,
            folder=demo.folder,
            port=services["interview"].port,
            seed=demo.seed,
            progress=lambda done, of: progress(0.9 * done / of),
        )
    run_command("collect", "2020")
    microdata = demo.place / "answers-2016.csv"
    run_command("announce_wave", demo.wave_path("2016"))
    fieldwork.field_2016(drawn_in("2016", demo.years["2016"]), demo.scenario, file=microdata, seed=demo.seed)
    run_command("import_answers", microdata, demo.wave_path("2016"))
    return _field_line(demo.fielded)


def _field_line(fielded: fieldwork.Fielded) -> str:
    collected = Collection.objects.using(ALIAS).get(wave="2020")
    outcomes, modes = collected.interviews["by_outcome"], collected.interviews["by_mode"]
    rate = next(rate for rate in collected.rates if rate["name"] == HEADLINE)
    return (
        f"{fielded.over_http:,} interviews over HTTP in {len(collected.interviews['by_language'])} languages: "
        f"{outcomes['complete']:,} complete, {outcomes['partial']:,} partial, {outcomes['break_off']:,} "
        "broken off; usable: "
        + ", ".join(f"{count:,} {mode}" for mode, count in modes.items())
        + f"; {HEADLINE} {100 * rate['value']:.1f} % ({rate['numerator']:,.0f} of {rate['denominator']:,.0f})"
    )


def weights(demo: Demo, progress: Progress) -> str:
    for slug in WAVES:
        run_command("weigh", demo.wave_path(slug))
        progress(0.5)
    made = Weighting.objects.using(ALIAS).get(wave="2020")
    return (
        f"{made.n:,} weights from {made.minimum:.1f} to {made.maximum:.1f}, sum {made.steps[-1]['sum']:,.0f}, "
        f"Kish factor {made.kish:.2f}, n_eff {made.n_eff:.0f}"
    )


def results(demo: Demo, progress: Progress) -> str:
    for done, slug in enumerate(WAVES, start=1):
        run_command("estimate_wave", demo.wave_path(slug))
        progress(0.35 * done)
    run_command("compare", demo.wave_path("2020"), demo.wave_path("2016"))
    figures = Estimate.objects.using(ALIAS).filter(wave="2020")
    changes = Change.objects.using(ALIAS).filter(wave="2020")
    letters_used = sorted(set(changes.values_list("grade", flat=True)))
    grades = ", ".join(f"{changes.filter(grade=letter).count()} × {letter}" for letter in letters_used)
    return (
        f"{figures.count():,} figures, {figures.filter(published=True).count():,} of them printed; "
        f"{changes.count()} changes since 2016, grades {grades}"
    )


def strategy(demo: Demo, progress: Progress) -> str:
    release = Path(settings.VAR) / "release"
    german = "Beispiel mit erfundenen Daten: Alle Menschen hinter diesen Zahlen sind simuliert."
    english = "Example with invented data: all people behind these figures are simulated."
    run_command("release", demo.wave_path("2020"), "--notice-de", german, "--notice-en", english)
    progress(0.3)
    editions = run_command("import_strategy", demo.folder / "strategy")
    taken = run_command("import_release", release / "findings-2020.json", "--key", release / "statistics-office.pub")
    progress(0.8)
    linked = run_command("link_evidence", demo.folder / "strategy" / "evidence.toml")
    referred = run_command("refer_findings", demo.folder / "strategy" / "conclusions.toml")
    return "\n".join((*editions, taken[-1], linked[0], referred[0]))


def reports(demo: Demo, progress: Progress) -> str:
    lines = run_command("report", demo.wave_path("2020"), "--notice", NOTICE)
    demo.password = secrets.token_urlsafe(12)
    add_accounts(demo.password)
    return ", ".join(Path(line.split(maxsplit=1)[1]).name for line in lines)


def add_accounts(password: str) -> None:
    """Add one person for each role, so that a newcomer can log in; the editor reports for one office."""
    people = (
        ("statistics", "statistik", "statistics"), ("statistics", "feldarbeit", "fieldwork"),
        ("office", "integration", "integration"), ("office", "sozialamt", "editor"),
        ("office", "beirat", "reader"), ("office", "rat", "council"),
    )  # fmt: skip
    for office, username, role in people:
        run_command("add_person", office, username, "--role", role, text=password + "\n")
    run_command("assign_office", "sozialamt", "sozialamt")


STAGES = (
    Stage("register", "Register", register),
    Stage("draw", "Draw", draw),
    Stage("letters", "Letters", letters),
    Stage("fieldwork", "Fieldwork", field_work),
    Stage("weights", "Weights", weights),
    Stage("results", "Results", results),
    Stage("strategy", "Release and strategy", strategy),
    Stage("report", "Report", reports),
)


def run(demo: Demo, *, progress: Callable[[Stage, float], None]) -> Iterator[tuple[Stage, str]]:
    """Run all stages, and yield each with the line of its result."""
    for stage in STAGES:
        begun = time.monotonic()

        def report_share(share: float, current: Stage = stage) -> None:
            progress(current, share)

        line = stage.work(demo, report_share)
        demo.seconds[stage.key] = round(time.monotonic() - begun, 1)
        yield stage, line


def conclude(demo: Demo) -> dict[str, Any]:
    """Write the summary of a run and return it; addresses are added when the services run."""
    content = summary(demo.years, demo.scenario, read_items(demo.wave("2020").file("items")), seed=demo.seed)
    assert demo.fielded is not None
    content["interviews"]["over_http"] = demo.fielded.over_http
    content |= {
        "files": {**files(), **{f"extract_{slug}": str(demo.place / f"register-{slug}.csv") for slug in WAVES}},
        "stages": [{"name": name, "seconds": seconds} for name, seconds in demo.seconds.items()],
        "peak_memory_mb": peak_memory_mb(),
        "addresses": {},
    }
    write_summary(content, demo.summary_file)
    return content
