"""Note that the field of a wave has ended."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.fieldwork.actions import mark_closed
from querschnitt.apps.survey.queries import wave


class Command(BaseCommand):
    help = (
        "Note that the field of a wave has ended. The interview service closes with a command of its own: "
        "close_interview.\n\n"
        "Example: querschnitt close_field 2020"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", help="name of the wave")

    def handle(self, *args: Any, **options: Any) -> None:
        mark_closed(wave=wave(options["wave"]))
        self.stdout.write(f"Wave {options['wave']}: the field has ended.")
