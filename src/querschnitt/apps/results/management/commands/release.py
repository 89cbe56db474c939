"""Sign the findings that may leave the statistics office."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.results.actions.estimates import items_in
from querschnitt.apps.results.actions.releases import release_findings
from querschnitt.apps.results.queries.names import Names
from querschnitt.apps.survey.queries import wave
from querschnitt.tables.items import read_items
from querschnitt.tables.register import read_groups
from querschnitt.tables.wavefile import read_wave_file

LANGUAGES = ("de", "en")


class Command(BaseCommand):
    help = (
        "Write the signed release of a wave: every printed figure with base, interval, sign, and its change with "
        "grade. The file is what crosses from the survey wing to the strategy wing.\n\n"
        "Example: querschnitt release examples/leipzig/wave_2020.toml"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", type=Path, help="the wave's TOML file")
        for language in LANGUAGES:
            parser.add_argument(
                f"--notice-{language}",
                default="",
                metavar="TEXT",
                help="shown beside the figures, such as: simulated data",
            )

    def handle(self, *args: Any, **options: Any) -> None:
        file = read_wave_file(options["wave"])
        found = wave(file.slug)
        publication = release_findings(
            wave=found,
            items=items_in(found, read_items(file.file("items"))),
            names=Names(read_groups(file.file("groups"))),
            source=found.title,
            notice=tuple((tag, options[f"notice_{tag}"]) for tag in LANGUAGES if options[f"notice_{tag}"]),
        )
        self.stdout.write(f"Wave {found.slug}: released in {publication.file} (SHA-256 {publication.sha256[:16]}).")
