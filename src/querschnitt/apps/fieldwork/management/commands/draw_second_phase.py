"""Draw some of those who did not answer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.arguments import counts_by_name
from querschnitt.apps.fieldwork.queries import silent_cases
from querschnitt.apps.register.actions import draw_second_phase
from querschnitt.apps.survey.queries import wave


class Command(BaseCommand):
    help = (
        "Draw some of those who have not answered, to ask them once more with more effort, and record everybody's "
        "probability. Whoever has refused, cannot answer or does not belong to the population is not asked again. "
        "Drawn once.\n\n"
        "Example: querschnitt draw_second_phase 2020 --by region --take eu=100 other=80"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", help="short name of the wave, such as 2020")
        parser.add_argument("--by", required=True, help="the variable whose values are the classes, such as stratum")
        parser.add_argument("--take", nargs="+", required=True, metavar="CLASS=PERSONS", help="persons of each class")

    def handle(self, *args: Any, **options: Any) -> None:
        found = wave(options["wave"])
        silent = silent_cases(found)
        take = counts_by_name(options["take"], where="--take")
        drawn = draw_second_phase(wave=found.slug, nonrespondents=silent, classes=options["by"], take=take)
        self.stdout.write(f"Wave {found.slug}: {drawn:,} of {len(silent):,} who have not answered were drawn.")
