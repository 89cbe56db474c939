"""Estimate from any data file, without a database."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser, DjangoHelpFormatter

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.proportion_intervals import METHODS
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.surveys.survey import Survey
from querschnitt.tables.figures_file import write_figures
from querschnitt.tables.survey_contents import as_text, contents_of, next_steps, quoted
from querschnitt.tables.survey_file import read_survey_file
from querschnitt.tables.survey_options import PLAIN, check_files, decimal_of, design_of, is_bare, once, requests_of
from querschnitt.tables.survey_scan import MANY_ROWS, figures_by_scan

HOW_DRAWN = """\
--weights is a column of the persons each row stands for; of ones, where all rows count the same. What says how the
sample was drawn makes the errors right: --strata, --clusters, --population-sizes, or a design file (--help has one)."""
SEVERAL: dict[str, Any] = {"nargs": "+", "action": "extend", "default": []}


class Help(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Keeps the lines of the description, so that the examples can be copied."""


class Command(BaseCommand):
    help = """\
Estimate from any data file (Parquet, CSV, SPSS, Stata), with standard errors and intervals that know how the
sample was drawn.
Prints a table with what it rests on. Touches no database and needs no keys.

See what is in the file; a mean by groups; shares of some, as a spreadsheet:

Example: querschnitt estimate answers.csv
Example: querschnitt estimate answers.csv --weights w --strata district --mean income --by sex
Example: querschnitt estimate answers.sav --design design.toml --proportion member --where "age >= 65" --output out.xlsx

A design file says how the sample was drawn, in TOML, with the names of columns; it can hold what is estimated, too:

    [design]
    weights = "w"                  # persons each row stands for
    strata = "district"            # left out where there are none
    clusters = "house"             # drawn first, left out where people were drawn
    population_sizes = "houses"    # of the district; left out: no finite population correction

    [[estimate]]
    statistic = "mean"             # total, mean, proportion, ratio, variance, correlation, quantile, cdf
    variables = ["income"]
    by = ["sex"]

Replicate weights, raking and calibration, two phases: docs/estimation.md, with an example in examples/estimation."""
    requires_system_checks: tuple[str, ...] = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, **{**kwargs, "formatter_class": Help})

    def add_arguments(self, parser: CommandParser) -> None:
        parser.usage = "querschnitt estimate FILE [--design FILE | --weights COLUMN ...] [--mean COLUMN ...] ..."
        parser.add_argument(
            "file", type=Path, nargs="?", help="the data, named first: .parquet, .csv, .tsv, .sav, .zsav, .dta"
        )
        drawn = parser.add_argument_group("how the sample was drawn: a file, or the names of columns")
        drawn.add_argument("--design", type=Path, metavar="FILE", help="the design file")
        for name, does in (
            ("weights", "column of weights"), ("strata", "column of strata, one a stage"),
            ("clusters", "column of primary units, one a stage"), ("population-sizes", "column of sizes, one a stage"),
        ):  # fmt: skip
            many: dict[str, Any] = {} if name == "weights" else {"nargs": "+"}
            drawn.add_argument(f"--{name}", metavar="COLUMN", help=does, **many)
        asked = parser.add_argument_group("what is estimated, each column by itself")
        for statistic in PLAIN:
            asked.add_argument(f"--{statistic}", metavar="COLUMN", help=f"{statistic} of these", **SEVERAL)
        asked.add_argument("--ratio", metavar="A/B", help="ratios like rent/income", **SEVERAL)
        asked.add_argument("--quantile", metavar="COLUMN@P", help="like income@0.5, the median", **SEVERAL)
        how = parser.add_argument_group("of whom and how, for all figures of the command line")
        how.add_argument("--by", nargs="+", metavar="COLUMN", help="groups, crossed if there are several")
        how.add_argument(
            "--where", action="append", metavar="CONDITION",
            help='rows that count, like "age >= 65", "sex == f", "region in north, south"; given twice, both must hold',
        )  # fmt: skip
        how.add_argument("--leave-out-missing", action="store_true", help="leave out rows with missing values")
        how.add_argument("--level", metavar="PERCENT", help="of the intervals, 95 unless another is told")
        how.add_argument("--interval", help=f"of proportions: {', '.join(METHODS)}")
        parser.add_argument("--decimal-comma", action="store_true", help="numbers of a CSV file are written like 1,5")
        parser.add_argument(
            "--output", type=Path, metavar="FILE", help="write the figures: .csv, .parquet, .xlsx, .json"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        check_files(options)
        if is_bare(options):
            self._show_contents(options)
            return
        file = design_of(options)
        requests, twice = once((*file.requests, *requests_of(options)))
        for title in twice:
            self.stderr.write(f"The {title} was asked for twice; it is given once.")
        if options["output"] is not None and not requests:
            raise InputError(
                "Nothing was asked for that could be written", where="--output", expected="for example --mean COLUMN"
            )
        scanned = figures_by_scan(options["file"], file, requests) if requests else None
        if scanned is not None:
            self._give([(request.title, figures) for request, figures in zip(requests, scanned, strict=True)], options)
            return
        table = read_survey_file(options["file"], decimal=decimal_of(options))
        survey = file.survey(table)
        if not requests:
            self.stdout.write(f"{survey}\n\n{as_text(contents_of(table))}\n")
            self.stdout.write("Nothing was asked for. Add for example: --mean COLUMN --by COLUMN")
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

    def _show_contents(self, options: dict[str, Any]) -> None:
        """Say what is in the file, and what may be asked of it; of many rows the first ones do."""
        table = read_survey_file(options["file"], decimal=decimal_of(options), most=MANY_ROWS)
        contents, rows = contents_of(table), len(next(iter(table.columns.values())))
        first = "the first " if rows == MANY_ROWS else ""
        call = f"querschnitt estimate {quoted(str(options['file']))}{' --decimal-comma' * options['decimal_comma']}"
        self.stdout.write(
            f"{options['file'].name}: {first}{rows:,} rows, {len(contents)} columns\n\n{as_text(contents)}\n\n"
            "Nothing says yet how many people a row stands for, and what is asked. "
            f"{next_steps(call, contents)}\n\n{HOW_DRAWN}"
        )
