"""Estimate from any data file, without a database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.surveys.requests import Request
from querschnitt.core.estimation.surveys.survey import Survey
from querschnitt.tables.figures_file import check_ending, write_figures
from querschnitt.tables.survey_design import DesignFile, read_design_file
from querschnitt.tables.survey_file import ENDINGS, read_survey_file
from querschnitt.tables.survey_scan import MANY_ROWS, figures_by_scan

PLAIN = ("mean", "total", "proportion")
DESIGN = ("weights", "strata", "clusters", "population_sizes")


class Command(BaseCommand):
    help = (
        "Estimate from any data file (Parquet, CSV, SPSS) with standard errors and intervals that know how the sample "
        "was drawn. The design stands in a file, a simple one on the command line; what is estimated, in either. "
        "Prints a table with what it rests on; touches no database and needs no keys.\n\n"
        "Example: querschnitt estimate answers.csv --weights w --strata district --mean income --by sex\n"
        "Example: querschnitt estimate answers.sav --design design.toml --proportion member --output figures.xlsx"
    )
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the data: .parquet, .csv, .tsv, .sav, .zsav")
        parser.add_argument("--design", type=Path, metavar="FILE", help="the design file (TOML, docs/estimation.md)")
        for name, does in (
            ("weights", "column of weights"), ("strata", "column of strata"),
            ("clusters", "column of primary units, one a stage"), ("population-sizes", "column of sizes, one a stage"),
        ):  # fmt: skip
            many: dict[str, Any] = {} if name in ("weights", "strata") else {"nargs": "+"}
            parser.add_argument(f"--{name}", metavar="COLUMN", help=does, **many)
        for statistic in PLAIN:
            parser.add_argument(
                f"--{statistic}", nargs="+", action="extend", default=[], metavar="COLUMN", help=f"{statistic} of these"
            )
        parser.add_argument("--ratio", nargs="+", action="extend", default=[], metavar="A/B", help="ratios")
        parser.add_argument(
            "--quantile", nargs="+", action="extend", default=[], metavar="COLUMN@P", help="like income@0.5"
        )
        parser.add_argument("--by", nargs="+", metavar="COLUMN", help="groups, crossed if there are several")
        parser.add_argument("--where", action="append", metavar="CONDITION", help='rows that count, like "age >= 65"')
        parser.add_argument("--leave-out-missing", action="store_true", help="leave out rows with missing values")
        parser.add_argument("--decimal-comma", action="store_true", help="numbers of a CSV file are written like 1,5")
        parser.add_argument("--interval", help="of proportions: logit, beta, wilson, likelihood, asin, xlogit, mean")
        parser.add_argument(
            "--output", type=Path, metavar="FILE", help="write the figures: .csv, .parquet, .xlsx, .json"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"].suffix.lower() == ".toml":
            hint = "A wave is estimated by: querschnitt estimate_wave FILE. A design file is named by --design."
            raise InputError("This is no data file", where=str(options["file"]), expected=", ".join(ENDINGS), hint=hint)
        if options["output"] is not None:
            check_ending(options["output"])
        file = _design(options)
        requests = (*file.requests, *_requests(options))
        scanned = figures_by_scan(options["file"], file, requests) if requests else None
        if scanned is not None:
            self._give([(request.title, figures) for request, figures in zip(requests, scanned, strict=True)], options)
            return
        survey = file.survey(read_survey_file(options["file"], decimal="," if options["decimal_comma"] else "."))
        if not requests:
            self._describe(survey)
            return
        self._tell_of_many_rows(survey)
        self._give([(request.title, request.figures(survey)) for request in requests], options)

    def _give(self, tables: list[tuple[str, Figures]], options: dict[str, Any]) -> None:
        if options["output"] is not None:
            count = write_figures(tables, options["output"])
            self.stdout.write(f"{options['output']}: {count:,} figures.")
            return
        self.stdout.write("\n\n".join(f"{title}\n{figures}" for title, figures in tables))

    def _tell_of_many_rows(self, survey: Survey) -> None:
        if survey.columns.n > MANY_ROWS:
            self.stderr.write(
                f"{survey.columns.n:,} rows are worked on in memory, which may take a while and some gigabytes; "
                "docs/estimation.md (Limits) shows how to scan a Parquet file instead."
            )

    def _describe(self, survey: Survey) -> None:
        self.stdout.write(f"{survey}\n\nColumns: {', '.join(survey.columns.values)}")
        self.stdout.write("Nothing was asked for. Add for example: --mean COLUMN --by COLUMN")


def _design(options: dict[str, Any]) -> DesignFile:
    """Return the design of the file, or the one of the command line."""
    told = {key: options[key] for key in DESIGN if options[key]}
    if options["design"] is not None:
        if told:
            raise InputError(
                "The design is told twice", where=f"--design and --{next(iter(told)).replace('_', '-')}",
                expected="one of the two", hint="Write it into the design file.",
            )  # fmt: skip
        return read_design_file(options["design"])
    if not told:
        raise InputError(
            "Nothing says how the sample was drawn", expected="--design FILE, or --weights COLUMN",
            hint="docs/estimation.md shows a design file.",
        )  # fmt: skip
    return DesignFile("command line", told, {}, (), ())


def _requests(options: dict[str, Any]) -> list[Request]:
    """Return what the command line asks for."""
    given = {"by": options["by"], "where": options["where"]}
    shared = {key: tuple(value) for key, value in given.items() if value}
    if options["leave_out_missing"]:
        shared["missing"] = "leave_out"  # type: ignore[assignment]  # a word among tuples
    found = []
    for statistic in PLAIN:
        for name in options[statistic]:
            own = {"interval": options["interval"]} if options["interval"] and statistic == "proportion" else {}
            found.append(Request(statistic, (name,), options=tuple({**shared, **own}.items())))
    for text in options["ratio"]:
        above, below = _cut(text, "/", option="--ratio", expected="like rooms/persons")
        found.append(Request("ratio", (above,), (below,), tuple(shared.items())))
    for text in options["quantile"]:
        name, place = _cut(text, "@", option="--quantile", expected="like income@0.5")
        found.append(Request("quantile", (name,), (_probability(place, text),), tuple(shared.items())))
    if shared and not found:
        raise InputError(
            "Groups and conditions on the command line belong to figures that are named there",
            where="--by, --where, --leave-out-missing", expected="--mean, --total, --proportion, --ratio or --quantile",
            hint="Those of the design file stand in the design file.",
        )  # fmt: skip
    return found


def _cut(text: str, sign: str, *, option: str, expected: str) -> tuple[str, str]:
    before, found, after = text.rpartition(sign)
    if not found or not before or not after:
        raise InputError("This cannot be read", where=option, expected=expected, got=text)
    return before, after


def _probability(place: str, text: str) -> float:
    try:
        return float(place)
    except ValueError:
        raise InputError(
            "A quantile is at a number", where="--quantile", expected="like income@0.5", got=text
        ) from None
