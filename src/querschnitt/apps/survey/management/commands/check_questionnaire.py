"""Prove a questionnaire before the field."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console

from querschnitt.apps.arguments import seed
from querschnitt.core.errors import InputError
from querschnitt.core.instrument.proof.book import read_book
from querschnitt.core.instrument.proof.proof import Circumstances, Progress, prove
from querschnitt.core.instrument.proof.report import as_json, as_lines
from querschnitt.core.instrument.xlsform import Files, Sheets
from querschnitt.tables.features import read_feature_names
from querschnitt.tables.wavefile import read_wave_file
from querschnitt.tables.xlsform import ENDINGS, examine_sheets, open_files, open_sheets

WRONG, UNREADABLE = 1, 2
"""Status: the questionnaire has errors; the check could not begin."""

_DOING = {"paths": "Ways through the questionnaire", "languages": "The same ways in every language"}


class Command(BaseCommand):
    help = (
        "Prove a questionnaire before the field: every mistake of the workbook at once, each with its cell and the way "
        "out; conditions that contradict each other, what nobody can reach, dead ends; all languages, their letters, "
        "signs and widths; features that were not approved; a few answer sheets that reach every question and every "
        "choice, the same way in every language; and the author's own tests (sheet tests).\n\n"
        "Status 1 if there are errors, 0 otherwise, 2 if a file cannot be read. Touches no database.\n\n"
        "Example: querschnitt check_questionnaire examples/leipzig/migrantenbefragung_2020.xlsx\n"
        "Example: querschnitt check_questionnaire questionnaire.xlsx --list features.txt --json"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a workbook (xlsx, ods, csv, md), or the wave's TOML file")
        parser.add_argument("--json", action="store_true", help="print one JSON document (docs/commands.md)")
        parser.add_argument("--list", type=Path, metavar="FILE", help="approved features (csv, toml, or one a line)")
        parser.add_argument("--seed", type=seed, default=1, help="one seed, one set of answer sheets (default 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            given = _read(options["file"], options["list"])
        except InputError as error:
            self.stderr.write(str(error))
            sys.exit(UNREADABLE)
        sheets, files = given.sheets, given.files
        with _progress(is_quiet=options["json"]) as progress:
            progress("workbook", 0, 0)
            examination = examine_sheets(sheets, files)
            today = datetime.date.today()
            around = Circumstances(files, given.approved, seed=options["seed"], today=today, progress=progress)
            proof = prove(sheets, examination, around)
        if options["json"]:
            document = as_json(proof, read_book(sheets), file=given.workbook.name)
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(as_lines(proof)))
        if not proof.is_sound:
            sys.exit(WRONG)


@dataclass(frozen=True)
class _Given:
    """What is checked, and against which features."""

    workbook: Path
    sheets: Sheets
    files: Files
    approved: frozenset[str] | None


def _read(file: Path, listed: Path | None) -> _Given:
    """Open the workbook and the list of features; a wave file names both."""
    workbook, features = file, listed
    if file.suffix.lower() not in ENDINGS:
        wave = read_wave_file(file)
        workbook = wave.file("questionnaire")
        features = listed or wave.files.get("features")
    sheets = open_sheets(workbook)
    approved = read_feature_names(features) if features else None
    return _Given(workbook, sheets, open_files(workbook.parent, sheets), approved)


@contextmanager
def _progress(*, is_quiet: bool) -> Iterator[Progress]:
    """Say what is done, while it is done, to a person at a terminal."""
    console = Console(stderr=True, highlight=False)
    if is_quiet or not console.is_terminal:
        yield lambda what, done, total: None
        return
    with console.status("Reading the workbook") as status:

        def tell(what: str, done: int, total: int) -> None:
            if what in _DOING:
                status.update(f"{_DOING[what]}: {done} of {total}")

        yield tell
