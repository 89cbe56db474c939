"""Check a workbook and release it for a wave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.survey.actions import announce_wave, release_questionnaire
from querschnitt.apps.survey.queries import instrument_of
from querschnitt.tables.wavefile import read_wave_file


class Command(BaseCommand):
    help = (
        "Check the questionnaire workbook (XLSForm) of a wave completely and release it.\n\n"
        "Example: querschnitt import_questionnaire examples/leipzig/wave_2020.toml"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", type=Path, help="the wave's TOML file; it names the workbook")
        parser.add_argument("--workbook", type=Path, help="another workbook (xlsx, ods, csv)")

    def handle(self, *args: Any, **options: Any) -> None:
        file = read_wave_file(options["wave"])
        wave = announce_wave(file=file)
        released = release_questionnaire(wave=wave, workbook=options["workbook"] or file.file("questionnaire"))
        instrument = instrument_of(wave)
        asked = sum(question.kind.is_asked for question in instrument.questions.values())
        self.stdout.write(
            f"Wave {wave.slug}: {released}, {len(instrument.pages)} pages, {asked} questions, "
            f"{len(instrument.languages)} languages."
        )
