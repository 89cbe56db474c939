"""Unseal the answers of a wave into its data file."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.accounts import passphrases
from querschnitt.apps.results.actions.collection import collect
from querschnitt.apps.survey.queries import wave
from querschnitt.core.outcomes.rates import HEADLINE


class Command(BaseCommand):
    help = (
        "Open the sealed interviews of a wave with its private key, decide which are complete, partial or broken off, "
        "and write the data file. Safe to repeat.\n\n"
        "Example: querschnitt collect 2020"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", help="name of the wave")
        passphrases.add_opening(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        found = wave(options["wave"])
        collection = collect(wave=found, ask=passphrases.opening(options["passphrase_file"]))
        outcomes = ", ".join(f"{count:,} {name}" for name, count in collection.interviews["by_outcome"].items())
        rate = next(rate for rate in collection.rates if rate["name"] == HEADLINE)
        self.stdout.write(
            f"Wave {found.slug}: {outcomes}; {HEADLINE} {100 * rate['value']:.1f} % "
            f"({rate['numerator']:,.0f} of {rate['denominator']:,.0f})."
        )
