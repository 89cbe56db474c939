"""Print the invitations of a wave and write the hand-over for the interview service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from rich.progress import Progress

from querschnitt.apps.arguments import address
from querschnitt.apps.fieldwork.actions import (
    LetterSettings,
    check_print,
    make_codes,
    open_cases,
    print_invitations,
)
from querschnitt.apps.survey.queries import wave
from querschnitt.apps.survey.queries.keys import key_states
from querschnitt.tables.register import read_groups
from querschnitt.tables.toml_file import read_toml
from querschnitt.tables.wavefile import read_wave_file


class Command(BaseCommand):
    help = (
        "Make access codes, print the invitations of a wave as PDF in trays of 250, and write the signed hand-over "
        "for the interview service. Safe to repeat: codes that are there stay.\n\n"
        "Example: querschnitt print_letters examples/leipzig/wave_2020.toml --address https://survey.example.org"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", type=Path, help="the wave's TOML file")
        parser.add_argument(
            "--address",
            type=address,
            default="https://survey.example.org",
            help="address of the interview (default: https://survey.example.org)",
        )
        parser.add_argument(
            "--folder", type=Path, help="where the PDFs go (default: letters/WAVE in the variable folder)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file = read_wave_file(options["wave"])
        found = wave(file.slug)
        folder = options["folder"] or Path(settings.VAR) / "letters" / found.slug
        check_print(wave=found, address=options["address"], folder=folder)
        open_cases(wave=found, languages=read_groups(file.file("groups")).main_languages)
        make_codes(wave=found)
        head = read_toml(file.file("letterhead"), what="letterhead")
        letters = LetterSettings(
            address=options["address"],
            phone=head["phone"],
            sender=tuple(head["sender"]),
            return_line=head["return_line"],
            date=f"{file.field_start:%d.%m.%Y}",
        )
        with Progress(transient=True) as bar:
            task = bar.add_task("Letters", total=None)
            run = print_invitations(
                wave=found, letters=letters, folder=folder, progress=lambda done: bar.update(task, completed=done)
            )
        for state in key_states(found):
            if state.is_unprotected:
                self.stdout.write(f"Private key without a passphrase: {state.file}. See: querschnitt help keys")
        self.stdout.write(f"Wave {found.slug}: {run.letters:,} letters, {run.pages:,} pages in {folder}.")
