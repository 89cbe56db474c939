"""Write the texts of a language into a file for translators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.accounts.actions import system_actor
from querschnitt.apps.survey.actions.roundtrip import SELECTIONS, export_texts
from querschnitt.apps.survey.queries import language_of, wave
from querschnitt.tables.translations import WRITERS


class Command(BaseCommand):
    help = (
        "Write the texts of a language of a wave's draft into a file for translators, with context, lengths and states."
        "\n\nExample: querschnitt export_translations 2020 ar --kind xliff-1.2 --only open"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", help="name of the wave")
        parser.add_argument("language", help="its tag, such as ar or fa-AF")
        parser.add_argument("--kind", choices=list(WRITERS), default="xliff-1.2")
        parser.add_argument("--only", choices=SELECTIONS, default="unlocked", help="which texts (default: unlocked)")
        parser.add_argument("--folder", type=Path, default=Path(), help="where to write it (default: here)")

    def handle(self, *args: Any, **options: Any) -> None:
        one = language_of(wave(options["wave"]), options["language"])
        made = export_texts(one=one, kind=options["kind"], only=options["only"], actor=system_actor())
        file = options["folder"] / made.name
        file.write_bytes(made.content)
        self.stdout.write(f"{file}: {made.texts} texts.")
