"""Write the protocol of a draw."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.timezone import localtime

from querschnitt.apps.register.actions import protocol_of
from querschnitt.apps.register.models import Sample
from querschnitt.core.errors import StateError
from querschnitt.core.sampling.protocol import Protocol, parse_protocol
from querschnitt.press.draw_protocol import protocol_pdf


class Command(BaseCommand):
    help = (
        "Write the protocol of a draw: a JSON file that `verify_draw` checks, and the same as a PDF to be signed. "
        "It names nobody.\n\n"
        "Example: querschnitt draw_protocol 2020 --into var/draw"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", help="short name of the wave, such as 2020")
        parser.add_argument("--into", type=Path, required=True, help="the folder; it is made if it is not there")

    def handle(self, *args: Any, **options: Any) -> None:
        sample = Sample.objects.using("statistics").filter(wave=options["wave"]).first()
        if sample is None:
            raise StateError(
                "No sample was drawn", where=f"wave {options['wave']}", hint="Run: querschnitt draw_sample"
            )
        protocol, folder = protocol_of(sample), options["into"]
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in (
            (f"draw-{sample.wave}.json", protocol.text().encode()),
            (
                f"draw-{sample.wave}.pdf",
                protocol_pdf(protocol, drawn_at=localtime(sample.drawn_at).date(), who=sample.drawn_by),
            ),
            *_earlier(sample, protocol),
        ):
            (folder / name).write_bytes(content)
            self.stdout.write(str(folder / name))


def _earlier(sample: Sample, now: Protocol) -> Iterator[tuple[str, bytes]]:
    """Return the protocols of the draws before the last, each of the sample as it was then."""
    for batch in sample.batches.exclude(protocol={}):
        then = parse_protocol(json.dumps(batch.protocol), where=f"protocol of batch {batch.number}")
        if then != now:
            yield f"draw-{sample.wave}-batch-{batch.number}.json", then.text().encode()
