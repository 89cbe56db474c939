"""Run definitions of a migration background on one extract, and say who moves."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.tables import register
from querschnitt.tables.wavefile import WaveFile, read_wave_file


class Command(BaseCommand):
    help = (
        "Compare the wave's definition of a migration background with others on one extract of the register: who "
        "stays, moves in or moves out, by kind, age and origin group. Nothing is imported or kept.\n\n"
        "Example: querschnitt compare_definitions extract.csv examples/leipzig/wave_2020.toml "
        "examples/leipzig/definition_mikrozensus.toml"
    )
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("extract", type=Path, help="the extract, as the wave's profile says")
        parser.add_argument("wave", type=Path, help="the wave's TOML file: its definition is the first")
        parser.add_argument("definition", type=Path, nargs="+", help="another definition (TOML)")
        parser.add_argument("--states", type=Path, help="the key of states (CSV): say which codes do not fit it")
        parser.add_argument("--csv", type=Path, help="write every count into this file, too")

    def handle(self, *args: Any, **options: Any) -> None:
        wave = read_wave_file(options["wave"])
        files = [wave.file("definition"), *options["definition"]]
        definitions = [register.read_definition(file) for file in files]
        groups = register.read_groups(wave.file("groups"))
        states = register.read_states(options["states"]) if options["states"] else None
        if states:
            register.check_groups(groups, states, where=wave.file("groups").name)
        with tempfile.TemporaryDirectory() as folder:
            extract = self._read(options["extract"], wave, into=Path(folder) / "extract.parquet")
            if states:
                self._warn(register.code_warnings(extract, states, reference_date=wave.reference_date))
            compared = register.compare_definitions(
                extract,
                definitions,
                groups=groups,
                boroughs=register.read_boroughs(wave.file("districts")),
                reference_date=wave.reference_date,
            )
        self.stdout.write("\n".join(_described(compared)))
        if options["csv"]:
            self.stdout.write(f"Written: {register.write_comparison(compared, options['csv'])}")

    def _read(self, extract: Path, wave: WaveFile, *, into: Path) -> Path:
        read = register.read_extract(extract, register.read_profile(wave.file("profile")), into=into)
        if read.rejected_rows:
            self.stdout.write(
                f"{read.rejected_rows:,} rows cannot be read and are left out; import_register lists each of them.\n"
            )
        return read.path

    def _warn(self, warnings: Sequence[register.CodeWarning]) -> None:
        for warning in warnings:
            self.stdout.write(
                f"Code {warning.code} ({warning.name}) in {warning.field}: {warning.reason}, {warning.people:,} people."
            )


def _described(compared: register.DefinitionsCompared) -> Iterator[str]:
    yield f"{compared.residents:,} residents on {compared.reference_date}."
    for one in compared.definitions:
        yield f"  {one.label}: {one.title['en']}, {one.background:,} people (content {one.sha256[:12]})"
    for pair in compared.comparisons:
        moves = pair.background
        yield ""
        yield (
            f"{pair.first} -> {pair.second}: {moves.stay:,} stay, {moves.move_in:,} move in, "
            f"{moves.move_out:,} move out. Rows: {pair.first}, columns: {pair.second}."
        )
        columns, rows = pair.matrix()
        yield from _table(("", *columns), rows)
        for title, moved in (("age", pair.ages), ("group", pair.groups)):
            yield ""
            yield from _table(
                (title, "before", "stay", "move in", "move out", "after"),
                [(each.code, [each.before, each.stay, each.move_in, each.move_out, each.after]) for each in moved],
            )


def _table(headings: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> Iterator[str]:
    """Yield the lines of a table: the first column to the left, numbers to the right."""
    first = max(len(name) for name in (headings[0], *(row[0] for row in rows)))
    widths = [max(len(heading), 9) for heading in headings[1:]]
    cells = [(headings[0], list(headings[1:]))] + [(name, [f"{count:,}" for count in counts]) for name, counts in rows]
    for name, texts in cells:
        numbers = "  ".join(text.rjust(width) for text, width in zip(texts, widths, strict=True))
        yield f"  {name.ljust(first)}  {numbers}"
