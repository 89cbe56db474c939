"""Take over a signed release of findings."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.timezone import make_aware

from querschnitt.apps.indicators.actions import import_release
from querschnitt.core.errors import InputError
from querschnitt.core.release import parse_public_key


class Command(BaseCommand):
    """Import the file only if the statistics office signed it; a file that is already there changes nothing.

    Example: querschnitt import_release findings-2020.json --key statistics-office.pub
    """

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the release as the statistics office wrote it")
        parser.add_argument(
            "--key",
            type=Path,
            default=settings.VAR / "release" / "statistics-office.pub",
            metavar="KEYFILE",
            help="the statistics office's public key (default: release/statistics-office.pub in the variable folder)",
        )

        parser.add_argument(
            "--embargo",
            type=_moment,
            metavar="MOMENT",
            help="until when nothing of it is public, such as 2021-12-14T10:00 (local time)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file, key = options["file"], options["key"]
        imported = import_release(
            _read(file, "release"), parse_public_key(_read(key, "public key"), where=str(key)),
            embargo_until=options["embargo"],
        )  # fmt: skip
        state = "imported" if imported.new else "was imported before, nothing changed"
        self.stdout.write(f"Release {imported.name} of wave {imported.wave}: {imported.findings} findings, {state}.")


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise ArgumentTypeError("a moment is written like 2021-12-14T10:00") from error
    return moment if moment.tzinfo else make_aware(moment)


def _read(file: Path, noun: str) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(f"The {noun} cannot be read", where=str(file), got=error.strerror or "") from error
