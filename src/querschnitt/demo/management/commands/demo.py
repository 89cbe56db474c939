"""Run Leipzig's whole wave on this machine and serve it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from querschnitt.apps.arguments import seed
from querschnitt.core.outcomes.rates import HEADLINE
from querschnitt.demo.run import STAGES, Demo, Stage, begin_anew, conclude, run
from querschnitt.demo.scenario import read_scenario
from querschnitt.demo.summary import write_summary
from querschnitt.site.deployment import PREFERRED_PORT, examples_folder, read_deployment
from querschnitt.site.management.commands.serve import TITLES, wait
from querschnitt.site.services import PREFERRED_PORTS, running

SEED = 2020


class Command(BaseCommand):
    help = (
        "Run Leipzig's whole wave on this machine: register, draw, letters, fieldwork over HTTP, weights, results, "
        "release, report. Then serve it until Ctrl-C. Can be repeated; a second run begins anew.\n\n"
        "Example: querschnitt demo --no-serve --seed 7"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seed", type=seed, default=SEED, help=f"one seed, one city and one sample (default {SEED})"
        )
        parser.add_argument("--no-serve", action="store_true", help="stop after the summary")
        parser.add_argument(
            "--folder", type=Path, default=examples_folder(), help="another example, with other assumptions"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(highlight=False, soft_wrap=True)
        demo = Demo(folder=options["folder"], scenario=read_scenario(options["folder"]), seed=options["seed"])
        begun = time.monotonic()
        console.print("[bold]Querschnitt[/bold] runs the wave of 2020 in Leipzig with simulated people.")
        deployment = read_deployment()
        if deployment.port != PREFERRED_PORT:
            console.print(f"Port {PREFERRED_PORT} is taken; the database uses {deployment.port}.")
        if found := begin_anew(demo):
            console.print(f"An earlier run is here ({', '.join(found)}); it is deleted and made anew.")
        _run_stages(console, demo)
        content = conclude(demo)
        _print_summary(console, content, seconds=time.monotonic() - begun, place=demo.summary_file)
        if options["no_serve"]:
            _say_what_serve_would(console, demo, content)
            return
        with running(*TITLES) as services:
            content["addresses"] = {name: service.address for name, service in services.items()}
            write_summary(content, demo.summary_file)
            console.print()
            for name, service in services.items():
                taken = "" if service.port == PREFERRED_PORTS[name] else f"  (port {PREFERRED_PORTS[name]} is taken)"
                console.print(f"{TITLES[name]:<19}{service.address}{taken}")
            _print_entrance(console, demo)
            console.print("Serving until Ctrl-C.")
            try:
                wait(services)
            except KeyboardInterrupt:
                console.print("Stopping.")


def _say_what_serve_would(console: Console, demo: Demo, content: dict[str, Any]) -> None:
    """Print and record the addresses that `serve` takes first."""
    ports = {**PREFERRED_PORTS, **read_deployment().ports}
    content["addresses"] = {name: f"http://127.0.0.1:{ports[name]}" for name in TITLES}
    write_summary(content, demo.summary_file)
    console.print("\nAfter `querschnitt serve`, which says so if it takes another port:")
    for name, address in content["addresses"].items():
        console.print(f"{TITLES[name]:<19}{address}")
    _print_entrance(console, demo)
    console.print("Nobody has used the access code: it opens the interview once that is served.")


def _run_stages(console: Console, demo: Demo) -> None:
    bar = Progress(
        TextColumn("{task.description:<22}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True
    )
    with bar:
        task = bar.add_task(STAGES[0].title, total=len(STAGES))
        places = {stage.key: place for place, stage in enumerate(STAGES)}

        def show(stage: Stage, share: float) -> None:
            bar.update(task, description=stage.title, completed=places[stage.key] + min(share, 1.0))

        show(STAGES[0], 0.0)
        for number, (stage, line) in enumerate(run(demo, progress=show), start=1):
            seconds = demo.seconds[stage.key]
            first, *more = line.splitlines()
            console.print(f"[bold]{number} {stage.title}[/bold] [dim]{seconds:.0f} s[/dim]  {first}")
            for further in more:
                console.print(f"  {further}")
            if number < len(STAGES):
                show(STAGES[number], 0.0)


def _print_summary(console: Console, content: dict[str, Any], *, seconds: float, place: Path) -> None:
    headline = next(rate for rate in content["rates"] if rate["name"] == HEADLINE)
    people, weights = content["populations"]["2020"], content["weights"]
    letters, interviews = content["letters"], content["interviews"]
    rows = (
        ("Population", f"{people['residents']:,} residents, {people['background']:,} with background, "
         f"target population {people['target']:,}"),
        ("Sample", f"{content['sample_size']:,} persons, {letters['count']:,} letters, {letters['pages']:,} pages"),
        ("Interviews", f"{interviews['usable']:,} usable, {interviews['break_off']:,} broken off"),
        (HEADLINE, f"{100 * headline['value']:.1f} % ({headline['numerator']:,.0f} of {headline['denominator']:,.0f})"),
        ("Weights", f"{weights['min']:.1f} to {weights['max']:.1f}, Kish {weights['kish']:.2f}, "
         f"n_eff {weights['n_eff']:.0f}"),
        ("Figures", f"{len(content['estimates']):,} estimates, {len(content['changes'])} changes"),
        ("Truth", _truth(content["estimates"])),
        ("Strategy", f"{len(content['fields'])} fields, {content['measures']} measures, "
         f"{content['evidence_links']} evidence links"),
        ("Time, memory", f"{seconds / 60:.1f} minutes, {content['peak_memory_mb']:,} MB in the largest process"),
    )  # fmt: skip
    above = "\n" if console.is_terminal else ""  # in a pipe the progress bar has left a line
    console.print(f"{above}[italic]Summary[/italic]")
    for name, value in rows:
        console.print(f"[bold]{name:<14}[/bold]{value}")
    for name, file in content["files"].items():
        console.print(f"{name:<13}{file}")
    console.print(f"{'summary':<13}{place}")


def _truth(estimates: list[dict[str, Any]]) -> str:
    """Say how many intervals of this one run hold the truth: printed, not judged."""
    judged = [row for row in estimates if row["truth"] is not None and row["ci_low"] is not None]
    held = sum(row["ci_low"] <= row["truth"] <= row["ci_high"] for row in judged)
    share = 100 * held / len(judged)
    return f"{share:.1f} % of {len(judged):,} intervals of this run hold the truth (make bench-truth judges)"


def _print_entrance(console: Console, demo: Demo) -> None:
    assert demo.fielded is not None
    code = demo.fielded.spare_code
    console.print(f"{'Access code':<19}{' '.join(code[start : start + 4] for start in range(0, 16, 4))}")
    statistics = "statistik (statistics office), feldarbeit (field desk)"
    strategy = "integration (integration office), sozialamt (an office), beirat (advisory board), rat (council)"
    console.print(f"{'Logins':<19}{statistics}, {strategy}, password {demo.password}")
