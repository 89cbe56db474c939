"""Make a seed and what may be published of it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from querschnitt.apps.register.actions import new_seed
from querschnitt.core.sampling.protocol import commitment_of


class Command(BaseCommand):
    help = (
        "Make a random seed, and its commitment: publish the commitment before the draw and keep the seed under lock. "
        "So nobody can draw again until the sample suits. Nothing is stored.\n\n"
        "Example: querschnitt commit_seed"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        seed = new_seed()
        self.stdout.write(f"Seed (keep it under lock until the draw): {seed}")
        self.stdout.write(f"Commitment (publish it, and write it into the design file): {commitment_of(seed)}")
        self.stdout.write(f'\n[seed]\ncommitment = "{commitment_of(seed)}"')
