"""How fast the questionnaire is: compiling a large workbook, deciding pages, evaluating expressions, and what it takes.

Ends with status 0 if every judged row meets its goal, else 1.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import random
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from querschnitt.core.instrument import Instrument, from_document, next_page, to_document
from querschnitt.core.instrument.document import canonical
from querschnitt.core.instrument.occasion import Occasion
from querschnitt.core.instrument.walk import random_answers
from querschnitt.demo.benchmark.evaluators import COMPARED, compared_seconds
from querschnitt.demo.benchmark.questionnaire import LANGUAGES, QUESTIONS, sheets
from querschnitt.demo.benchmark.report import Row, status_of, table_of, write_rows
from querschnitt.tables.questionnaire_workbook import workbook_bytes
from querschnitt.tables.xlsform import read_instrument

ROOT = Path(__file__).parents[3]
RESULT = ROOT / "var" / "bench" / "questionnaire.json"
OCCASION = Occasion(today=datetime.date(2020, 11, 30))
COMPILE_GOAL, DECISION_GOAL, EVALUATION_GOAL = 1.0, 0.5, 20.0  # seconds, milliseconds, times
REPETITIONS, SHEETS = 5, 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure everything, print the table, write the result; return the exit status."""
    parser = argparse.ArgumentParser(prog="bench_questionnaire", description=__doc__)
    parser.add_argument("--output", type=Path, default=RESULT)
    options = parser.parse_args(arguments)
    console = Console(width=max(110, Console().width))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.xlsx"
        path.write_bytes(workbook_bytes(sheets()))
        rows = [*compile_rows(path)]
        instrument = read_instrument(path)
    rows += [*decision_rows(instrument), *evaluation_rows(), *memory_rows(instrument)]
    console.print(table_of(rows, title=f"The questionnaire: {QUESTIONS} questions, {len(LANGUAGES)} languages"))
    write_rows(rows, options.output, questions=QUESTIONS, languages=len(LANGUAGES))
    return status_of(rows)


def compile_rows(path: Path) -> tuple[Row, ...]:
    """Read, check and compile the workbook: the first time with the libraries that it needs, then without."""
    first = _seconds(lambda: read_instrument(path))
    again = min(_seconds(lambda: read_instrument(path)) for _ in range(REPETITIONS))
    return (
        Row("compile the workbook", round(again, 3), "s", f"< {COMPILE_GOAL:g}", again < COMPILE_GOAL),
        Row("compile it, loading libraries as well", round(first, 3), "s", "not judged", None),
    )


def decision_rows(instrument: Instrument) -> tuple[Row, ...]:
    """Decide the page after each page, for random complete sheets of answers: the longest walks there are."""
    held = [random_answers(instrument, random.Random(seed), occasion=OCCASION) for seed in range(SHEETS)]  # noqa: S311

    def decide() -> None:
        for answers in held:
            for page in instrument.pages:
                next_page(instrument, answers, page, occasion=OCCASION)

    decide()
    seconds = min(_seconds(decide) for _ in range(REPETITIONS)) / (len(held) * len(instrument.pages))
    milliseconds = round(1000 * seconds, 3)
    return (Row("decide a page, mean", milliseconds, "ms", f"< {DECISION_GOAL:g}", milliseconds < DECISION_GOAL),)


def evaluation_rows() -> tuple[Row, ...]:
    """Evaluate expressions, and the same ones of XPath with elementpath over a document with the same answers."""
    pairs = [compared_seconds(name) for name in COMPARED]
    ours, theirs = sum(pair.ours for pair in pairs), sum(pair.theirs for pair in pairs)
    slowest = min(pairs, key=lambda pair: pair.theirs / pair.ours)
    ratio = round(theirs / ours, 1)
    return (
        Row(
            "evaluate, against elementpath", ratio, "times faster", f">= {EVALUATION_GOAL:g}", ratio >= EVALUATION_GOAL
        ),
        Row(f"the least of them: {slowest.name}", round(slowest.theirs / slowest.ours, 1), "times", "not judged", None),
        Row("evaluate an expression, mean", round(1e6 * ours / len(pairs), 2), "µs", "not judged", None),
    )


def memory_rows(instrument: Instrument) -> tuple[Row, ...]:
    """Build the instrument from its document, as a web process does, and count what stays in memory."""
    document = canonical(to_document(instrument))
    from_document(document)
    gc.collect()
    tracemalloc.start()
    rebuilt = from_document(document)
    next_page(rebuilt, {}, occasion=OCCASION)
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (
        Row("memory of an instrument, first page decided", round(size / 1e6, 2), "MB", "not judged", None),
        Row("its document, for comparison", round(len(document) / 1e6, 2), "MB", "not judged", None),
    )


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    raise SystemExit(main())
