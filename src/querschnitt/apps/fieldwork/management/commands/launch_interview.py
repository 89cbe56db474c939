"""Make the signed link with which an interviewer begins telephone or live interviews."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.arguments import address
from querschnitt.apps.fieldwork.actions import launch_link
from querschnitt.apps.interview.launch import HOURS, MODES

SPOKEN = tuple(mode for mode in MODES if mode != "web")


class Command(BaseCommand):
    help = (
        f"Make the signed link with which an interviewer begins interviews for {HOURS} hours: mode and interviewer are "
        "recorded with each. Give it to that person only.\n\n"
        "Example: querschnitt launch_interview --mode telephone --interviewer 07 --address https://survey.example.org"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mode", choices=SPOKEN, required=True, help="telephone, or live: face to face")
        parser.add_argument("--interviewer", required=True, help="short mark of the person, no name, for example 07")
        parser.add_argument(
            "--address",
            type=address,
            default="https://survey.example.org",
            help="address of the interview (default: https://survey.example.org)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        link = launch_link(mode=options["mode"], interviewer=options["interviewer"], address=options["address"])
        self.stdout.write(f"For interviewer {options['interviewer']}, {options['mode']}, {HOURS} hours:\n{link}")
