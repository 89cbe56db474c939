"""Let invented people fill in a questionnaire through the real service, and say what they met."""

from __future__ import annotations

import datetime
import signal
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from querschnitt.apps.accounts.languages import language
from querschnitt.apps.arguments import positive, seed
from querschnitt.apps.survey.sources import Source, read_source
from querschnitt.core.errors import StateError
from querschnitt.core.instrument import Instrument
from querschnitt.core.instrument.rehearsal import Held, Rehearsal, summarise
from querschnitt.press.flow import flow_chart
from querschnitt.press.questionnaire.numbering import question_numbers
from querschnitt.press.rehearsal import LANGUAGES, Circumstances, rehearsal_html
from querschnitt.rehearsal.engine import hold
from querschnitt.rehearsal.people import MODES, Habits, Person, Profile, gather
from querschnitt.rehearsal.run import through_service


class Command(BaseCommand):
    help = (
        "Let invented people fill in the questionnaire of a wave over HTTP, through the interview as it will run: the "
        "share that reaches each question, minutes by mode and language, where people stop, and a flow chart.\n\n"
        "A rehearsal starts a database server of its own in a temporary folder, with keys of its own, and deletes it "
        "at the end. It never opens the databases of this installation, so it cannot touch anybody's answers.\n\n"
        "Example: querschnitt rehearse examples/leipzig/wave_2020.toml --interviews 2000"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("questionnaire", type=Path, help="the wave's TOML file, which names it, or a workbook")
        parser.add_argument("--interviews", type=positive, default=2000, help="how many (default 2000)")
        parser.add_argument("--seed", type=seed, default=1, help="one seed, the same people (default 1)")
        parser.add_argument("--out", type=Path, help="folder for page and flow chart (default: rehearsals/WAVE)")
        parser.add_argument("--language", choices=LANGUAGES, default="de", help="of the page (default de)")
        parser.add_argument(
            "--engine-only", action="store_true", help="walk through the questionnaire alone, without the service"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started here is stopped here
        source = read_source(options["questionnaire"])
        instrument = source.instrument
        people = gather(
            Habits(instrument, seed=options["seed"]),
            number=options["interviews"],
            modes=source.wave.modes if source.wave else list(MODES),
            languages=instrument.languages,
        )
        console = Console(highlight=False)
        held = _held(instrument, people, console, engine_only=options["engine_only"])
        result = summarise(instrument, held)
        show(console, instrument, result)
        folder = options["out"] or Path(settings.VAR) / "rehearsals" / source.name
        for file in write(source, result, folder, options=options):
            console.print(f"Written: {file}")
        if result.exchanges.faults:
            raise StateError(
                f"The rehearsal met {len(result.exchanges.faults)} faults",
                got=result.exchanges.faults[0],
                hint=f"All of them stand in {folder / 'rehearsal.html'}",
            )


def _held(instrument: Instrument, people: Sequence[Person], console: Console, *, engine_only: bool) -> list[Held]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    today = timezone.localdate()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Interviews", total=len(people))

        def one_more() -> None:
            progress.advance(task)

        if not engine_only:
            return through_service(instrument, people, today=today, progress=one_more)
        return [_through_engine(instrument, person, today, one_more) for person in people]


def _through_engine(instrument: Instrument, person: Person, today: datetime.date, progress: Callable[[], None]) -> Held:
    held = hold(instrument, person, today=today)
    progress()
    return held


def show(console: Console, instrument: Instrument, result: Rehearsal) -> None:
    """Print one line a question, the lengths, and what must be known."""
    numbers = question_numbers(instrument)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for head in ("No.", "Question"):
        table.add_column(head, no_wrap=True)
    for head in ("reached", "answered", "don't know", "refused", "empty"):
        table.add_column(head, justify="right")
    for line in result.questions:
        shares = (line.answered, line.dont_know, line.refused, line.empty)
        told = [f"{100 * share:.0f} %" if line.asked else "-" for share in shares]
        table.add_row(numbers.get(line.name, ""), line.name, f"{100 * line.reached:.1f} %", *told)
    console.print(table)
    console.print(_lengths(instrument, result))
    steps, minutes = result.steps, result.minutes
    console.print(
        f"{result.interviews:,} interviews, {result.sent:,} sent; {steps.least:.0f} to {steps.most:.0f} pages (median "
        f"{steps.middle:.0f}), {minutes.least:.1f} to {minutes.most:.1f} minutes (median {minutes.middle:.1f})."
    )
    if result.requests:
        answers = ", ".join(f"{count:,} × {status}" for status, count in result.exchanges.statuses.items())
        console.print(f"The service answered {result.requests:,} requests: {answers}; {_faults(result)}.")
    never = ", ".join(result.never_reached)
    console.print(f"Never reached: {never}." if never else "Every question was reached.")


def _faults(result: Rehearsal) -> str:
    count = len(result.exchanges.faults)
    return f"{count} faults" if count else "no fault, all answers arrived as they were given"


def _lengths(instrument: Instrument, result: Rehearsal) -> Table:
    modes = [mode for mode in MODES if any(line.mode == mode for line in result.lengths)]
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("Minutes at average pace")
    for mode in modes:
        table.add_column(mode, justify="right")
    minutes = {(line.language, line.mode): f"{line.median:.1f}" for line in result.lengths}
    for tag in instrument.languages:
        table.add_row(f"{language(tag).english} ({tag})", *(minutes.get((tag, mode), "-") for mode in modes))
    return table


def write(source: Source, result: Rehearsal, folder: Path, *, options: dict[str, Any]) -> list[Path]:
    """Write the page and the flow chart, and return where they are."""
    instrument, spoken = source.instrument, options["language"]
    page = rehearsal_html(
        instrument,
        result,
        Circumstances(
            language=spoken,
            survey=source.title,
            seed=options["seed"],
            through_service=not options["engine_only"],
            language_names={tag: language(tag).name_in(spoken) for tag in instrument.languages},
            assumptions=asdict(Profile()),
        ),
    )
    chart = flow_chart(instrument, result.coverage, page_coverage=result.page_coverage, language=spoken)
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "rehearsal.html", folder / "flow.svg"]
    for file, content in zip(files, (page, chart.svg().encode()), strict=True):
        file.write_bytes(content)
    return files
