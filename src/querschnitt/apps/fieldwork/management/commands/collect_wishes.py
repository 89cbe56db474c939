"""Fetch the wishes that people have left at the interview: to be called, to be told the results."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.accounts import passphrases
from querschnitt.apps.fieldwork.actions import collect_wishes
from querschnitt.apps.survey.queries import wave
from querschnitt.apps.survey.queries.keys import private_keys
from querschnitt.core.succession import Purpose


class Command(BaseCommand):
    help = (
        "Fetch the wishes that people have left at the interview, to be called or to be told the results: open them "
        "with the private key of the field desk, write them where names and addresses are, delete them where they "
        "were. Numbers that were done with before today are deleted. Safe to repeat and to interrupt; call it "
        "several times a day.\n\n"
        "Example: querschnitt collect_wishes 2020"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", help="name of the wave")
        passphrases.add_opening(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        found = wave(options["wave"])
        keys = private_keys(found, purpose=Purpose.WISHES, ask=passphrases.opening(options["passphrase_file"]))
        done = collect_wishes(keys=keys)
        self.stdout.write(
            f"Wave {found.slug}: {done.calls:,} to be called, {done.results:,} to be told the results; "
            f"{done.repeated:,} asked before and still wait."
        )
        if done.unreadable and keys.missing:
            files = " or ".join(map(str, keys.missing))
            self.stdout.write(
                f"{done.unreadable:,} stay where they are: a key that is not here may open them, {files}."
            )
        elif done.unreadable:
            self.stdout.write(f"{done.unreadable:,} stay where they are: no key of the field desk opens them.")
