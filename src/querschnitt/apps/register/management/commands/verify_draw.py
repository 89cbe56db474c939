"""Check a draw against its protocol."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.core.errors import InputError
from querschnitt.core.sampling.protocol import parse_protocol
from querschnitt.tables.register.verifying import verify


class Command(BaseCommand):
    help = (
        "Check a draw against its protocol, with nothing but two files: the frame is hashed, and the sample drawn once "
        "more. Ends with status 1 if anything differs.\n\n"
        "Example: querschnitt verify_draw draw-2020.json frame.parquet"
    )
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("protocol", type=Path, help="the protocol (JSON)")
        parser.add_argument("frame", type=Path, help="the file of the frame (Parquet, or CSV if it was drawn from one)")

    def handle(self, *args: Any, **options: Any) -> None:
        for file in (options["protocol"], options["frame"]):
            if not file.is_file():
                raise InputError("There is no such file", where=str(file))
        try:
            text = options["protocol"].read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise InputError("The protocol is damaged", where=options["protocol"].name, expected="UTF-8") from error
        protocol = parse_protocol(text, where=options["protocol"].name)
        checks = verify(protocol, options["frame"])
        wrong = [check for check in checks if not check.holds]
        for check in wrong:
            self.stdout.write(
                f"differs  {check.what}\n         protocol: {check.said}\n         found:    {check.found}"
            )
        of = f"wave {protocol.wave}" if protocol.wave else f"design '{protocol.design.name}'"
        self.stdout.write(
            f"{len(checks) - len(wrong)} of {len(checks)} entries of the protocol hold: {protocol.size:,} persons of "
            f"{len(protocol.strata)} strata, {of}, seed {protocol.seed}."
        )
        if wrong:
            sys.exit(1)
