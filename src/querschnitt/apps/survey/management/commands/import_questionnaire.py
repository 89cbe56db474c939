"""Check a workbook and import it as the draft of a wave's questionnaire."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.survey.actions import Imported, announce_wave, import_draft, take_over_questionnaire
from querschnitt.apps.survey.models import Wave
from querschnitt.apps.survey.queries import instrument_of
from querschnitt.tables.features import read_features
from querschnitt.tables.wavefile import WaveFile, read_wave_file


class Command(BaseCommand):
    help = (
        "Check the questionnaire workbook (XLSForm) of a wave and import it as a draft: its texts are then translated, "
        "approved and released. The questionnaire of an example wave is released at once, its translations as they "
        "are, and says so.\n\n"
        "Example: querschnitt import_questionnaire examples/leipzig/wave_2020.toml"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", type=Path, help="the wave's TOML file; it names the workbook")
        parser.add_argument("--workbook", type=Path, help="another workbook (xlsx, ods, csv)")
        parser.add_argument("--draft", action="store_true", help="keep the questionnaire of an example a draft, too")
        parser.add_argument(
            "--translated-by",
            default="",
            help="who has made the translations in the workbook (default: they are drafts)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file = read_wave_file(options["wave"])
        wave = announce_wave(file=file)
        workbook = options["workbook"] or file.file("questionnaire")
        if wave.is_example and not options["draft"]:
            self._take_over(wave, workbook, file)
            return
        self._say(import_draft(wave=wave, workbook=workbook, translated_by=options["translated_by"]))

    def _take_over(self, wave: Wave, workbook: Path, file: WaveFile) -> None:
        taken = take_over_questionnaire(wave=wave, workbook=workbook, features=read_features(file.file("features")))
        instrument = instrument_of(wave)
        asked = sum(question.kind.is_asked for question in instrument.questions.values())
        if taken.drafts:
            self.stdout.write(
                f"Example: {len(taken.drafts)} languages opened as drafts that nobody has taken over, "
                "approvals are simulated."
            )
        self.stdout.write(
            f"Wave {wave.slug}: {taken.released}, {len(instrument.pages)} pages, {asked} questions, "
            f"{len(instrument.languages)} languages."
        )

    def _say(self, made: Imported) -> None:
        for tag, key in made.kept[:20]:
            self.stdout.write(f"Kept as it is here, the workbook has other words: {key}, {tag}.")
        if len(made.kept) > 20:
            self.stdout.write(f"And {len(made.kept) - 20} more.")
        self.stdout.write(
            f"Wave {made.draft.wave_id}: draft {made.draft.name} {made.draft.version} with {made.texts} texts: "
            f"{len(made.added)} new, {len(made.changed)} changed, {len(made.removed)} gone; "
            f"{made.taken:,} translations taken over, {len(made.kept)} kept."
        )
