"""Add a batch to a sample by a draw of its own, or release one that was cut from it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.arguments import counts_by_name, positive
from querschnitt.apps.register.actions import add_batch, release_batch


class Command(BaseCommand):
    help = (
        "Draw more persons for a simple random sample: in each stratum the next keys are theirs, and everybody's "
        "probability grows. Nobody is replaced. Or release the next batch that the design has cut from the sample.\n\n"
        "Example: querschnitt draw_batch 2020 --total 500"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", help="short name of the wave, such as 2020")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--total", type=positive, help="persons to add, shared out as the sample was")
        what.add_argument("--take", nargs="+", metavar="STRATUM=PERSONS", help="persons to add to each stratum")
        what.add_argument("--release", action="store_true", help="release the next batch of the design; draw nobody")

    def handle(self, *args: Any, **options: Any) -> None:
        wave = options["wave"]
        if options["release"]:
            batch, done = release_batch(wave=wave), "released"
        else:
            sizes = counts_by_name(options["take"], where="--take") if options["take"] else None
            batch, done = add_batch(wave=wave, sizes=sizes, total=options["total"]), "drawn and released"
        self.stdout.write(f"Wave {wave}: batch {batch.number} {done}, {sum(batch.held.values()):,} persons.")
        for stratum, persons in sorted(batch.held.items()):
            self.stdout.write(f"  {stratum:<20} {persons:>9,}")
