"""Draw the sample of a wave, or of a frame of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.arguments import seed
from querschnitt.apps.register.actions import draw_sample, protocol_of
from querschnitt.apps.register.actions.own_frames import draw_own, is_own_frame
from querschnitt.core.errors import InputError
from querschnitt.core.sampling.notes import NOTES
from querschnitt.core.sampling.protocol import Protocol
from querschnitt.tables.wavefile import read_wave_file


class Command(BaseCommand):
    help = (
        "Draw a sample as a design says. A draw is final: the same seed returns the same sample, another seed is "
        "refused. Of a frame of your own no database is needed: its design file has a table [frame], and sample and "
        "protocol are written into a folder.\n\n"
        "Example: querschnitt draw_sample examples/leipzig/wave_2020.toml --seed 2020\n"
        "         querschnitt draw_sample design.toml --into sample"
    )
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="the wave's TOML file, which names the design; or a design file with a [frame]"
        )
        parser.add_argument("--seed", type=seed, help="0 or more, recorded with the sample; unless it is in the file")
        parser.add_argument("--into", type=Path, help="the folder for sample and protocol, of a frame of your own")

    def handle(self, *args: Any, **options: Any) -> None:
        if is_own_frame(options["file"]):
            self._draw_own(options)
        else:
            self._draw_of_wave(options)

    def _draw_own(self, options: dict[str, Any]) -> None:
        if options["into"] is None:
            raise InputError(
                "Where is the sample to stand?",
                where="--into",
                expected="a folder",
                hint="Add for example: --into sample",
            )
        made = draw_own(options["file"], into=options["into"], seed=options["seed"])
        found = made.protocol
        self.stdout.write(
            f"{made.folder}: {found.size:,} persons drawn, frame {found.frame_sha256[:12]}, seed {found.seed}."
            + ("" if made.is_new else " They were drawn already; nothing has changed.")
        )
        for stratum in found.strata:
            span = f"{stratum.least:.6g}" + (f" to {stratum.most:.6g}" if stratum.most > stratum.least else "")
            self.stdout.write(f"  {stratum.level:<20} {stratum.size:>11,} {stratum.drawn:>9,}   probability {span}")
        self._remarks(found)

    def _draw_of_wave(self, options: dict[str, Any]) -> None:
        wave = read_wave_file(options["file"])
        sample = draw_sample(wave=wave, seed=options["seed"])
        self.stdout.write(
            f"Wave {wave.slug}: {sample.size:,} persons drawn, frame {sample.frame_sha256[:12]}, seed {sample.seed}."
        )
        for method, plan in sample.plan["allocations"].items():
            self.stdout.write(
                f"  {method:<13} n_eff {plan['n_eff']:6.0f}   total ±{100 * plan['half_width_total']:.1f} points   "
                f"groups ±{100 * plan['half_width_narrowest']:.1f} to ±{100 * plan['half_width_widest']:.1f}"
            )
        if sample.protocol:
            self._remarks(protocol_of(sample))

    def _remarks(self, protocol: Protocol) -> None:
        if protocol.written_to_twice is not None:
            self.stdout.write(f"Households with two letters or more: {protocol.written_to_twice:,}.")
        for note in protocol.notes:
            self.stdout.write(f"Note: {NOTES.get(note, note)}")
