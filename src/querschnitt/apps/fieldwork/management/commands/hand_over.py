"""Write the questionnaire in force for the interview service of an open wave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.fieldwork.actions import hand_over_version
from querschnitt.apps.survey.queries import wave
from querschnitt.apps.survey.queries.versions import versions_of


class Command(BaseCommand):
    help = (
        "Write the version of the questionnaire in force for the interview service of an open wave: after a language "
        "was opened or a change released in mid-field. The file holds no code; open_field takes it.\n\n"
        "Example: querschnitt hand_over 2020"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", help="name of the wave")
        parser.add_argument("--file", type=Path, help="where to write it (default: beside the letters, version.jsonl)")

    def handle(self, *args: Any, **options: Any) -> None:
        found = wave(options["wave"])
        file = options["file"] or Path(settings.VAR) / "letters" / found.slug / "version.jsonl"
        hand_over_version(wave=found, file=file)
        last = versions_of(found)[-1]
        self.stdout.write(
            f"Wave {found.slug}: version {last.number}, {last.change}, {len(last.languages)} languages, in {file}."
        )
