"""Write the report of a wave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.results.actions.estimates import items_in
from querschnitt.apps.results.actions.reports import ReportSettings, write_report
from querschnitt.apps.results.queries.names import Names
from querschnitt.apps.survey.queries import wave
from querschnitt.tables.items import read_items
from querschnitt.tables.register import read_groups
from querschnitt.tables.wavefile import read_wave_file


class Command(BaseCommand):
    help = (
        "Write the report of a wave into the folder of published files: accessible HTML, PDF/UA, and an XLSX of all "
        "tables.\n\n"
        "Example: querschnitt report examples/leipzig/wave_2020.toml"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", type=Path, help="the wave's TOML file")
        parser.add_argument("--publisher", default="Stadt Leipzig, Amt für Statistik und Wahlen", help="on the cover")
        parser.add_argument(
            "--notice", default="", help="a line for the cover, for example that the data are simulated"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file = read_wave_file(options["wave"])
        found, items = wave(file.slug), read_items(file.file("items"))
        using = ReportSettings(
            names=Names(read_groups(file.file("groups"))),
            items=items_in(found, items),
            headlines=items.headlines,
            publisher=options["publisher"],
            notice=options["notice"],
        )
        for kind, publication in write_report(wave=found, using=using).items():
            self.stdout.write(f"{kind.upper():<5}{publication.file}")
