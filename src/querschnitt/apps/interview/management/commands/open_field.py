"""Open a wave's interview from the hand-over of the statistics office."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from querschnitt.apps.interview.actions import open_wave, reopen_wave
from querschnitt.apps.interview.handover import read_handover
from querschnitt.core.succession import fingerprint


class Command(BaseCommand):
    help = (
        "Open a wave's interview from the hand-over file that print_letters has written, or bring a further version "
        "of its questionnaire, or a new key, while the field is open; no answer is lost. It says to which key answers "
        "are sealed: compare its fingerprint with the statistics office's.\n\n"
        "Example: querschnitt open_field var/letters/2020/handover.jsonl"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the hand-over file")
        parser.add_argument(
            "--replace", action="store_true", help="open the wave anew and delete the interviews it has, answers too"
        )
        parser.add_argument(
            "--accept-key", action="append", default=[], metavar="FINGERPRINT",
            help="take a new key that the lost one before it has not signed; ask the statistics office for it yourself",
        )  # fmt: skip

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        handover = read_handover(file, key=settings.DEPLOYMENT.keys["handover"])
        done = (
            reopen_wave(handover=handover) if replace else open_wave(handover=handover, accepted=options["accept_key"])
        )
        codes = "" if handover.is_version else f", {len(handover.entrances):,} access codes"
        self.stdout.write(f"Wave {handover.header.wave}: {done}{codes}.")
        self.stdout.write(f"Answers are sealed to the key {fingerprint(handover.header.public_key)}.")
