"""Show every page of a questionnaire on phones, languages side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.interview.phones import chosen_languages, show_on_phones
from querschnitt.tables.xlsform import read_instrument


class Command(BaseCommand):
    help = (
        "Write one HTML file that shows every page of a questionnaire workbook on phones, as respondents will see it, "
        "two or more languages side by side. Needs no database; open the file in any browser.\n\n"
        "Example: querschnitt preview_questionnaire examples/leipzig/migrantenbefragung_2020.xlsx --languages de ar"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("workbook", type=Path, help="the questionnaire (xlsx, ods, csv, md)")
        parser.add_argument("--languages", nargs="+", default=[], metavar="TAG", help="such as: de ar (default: two)")
        parser.add_argument("--out", type=Path, help="where to write (default: beside the workbook, ending .html)")

    def handle(self, *args: Any, **options: Any) -> None:
        workbook: Path = options["workbook"]
        instrument = read_instrument(workbook)
        languages = chosen_languages(instrument, options["languages"])
        file: Path = options["out"] or workbook.with_suffix(".html")
        file.write_text(show_on_phones(instrument, languages), encoding="utf-8")
        pages = len(instrument.pages)
        self.stdout.write(f"{file}: {pages} pages in {', '.join(languages)}. Open it in a browser.")
