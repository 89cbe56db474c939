"""Let nobody begin or go on any more; what was sealed stays to be collected."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.interview.actions import close_wave
from querschnitt.apps.interview.queries import opening
from querschnitt.core.errors import InputError


class Command(BaseCommand):
    help = (
        "Close the interview of a wave: nobody can begin or go on any more; what was sealed stays to be collected.\n\n"
        "Example: querschnitt close_interview 2020"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", help="name of the wave")

    def handle(self, *args: Any, **options: Any) -> None:
        if opening(options["wave"]) is None:
            raise InputError("This wave's interview was never opened", got=options["wave"])
        close_wave(wave=options["wave"])
        self.stdout.write(f"Wave {options['wave']}: the interview is closed.")
