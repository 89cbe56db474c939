"""The options of an estimation as they were typed: read, and refused where they are wrong, before the data are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.surveys.requests import Request
from querschnitt.tables.figures_file import check_ending
from querschnitt.tables.survey_design import DesignFile, at, check_design, read_design_file
from querschnitt.tables.survey_file import ENDINGS, TEXTS, check_survey_file

PLAIN = ("mean", "total", "proportion")
ASKED = (*PLAIN, "ratio", "quantile")
DESIGN = ("weights", "strata", "clusters", "population_sizes")
OTHERS = ("design", "by", "where", "leave_out_missing", "level", "interval", "output")
FIRST = "querschnitt estimate answers.csv --weights w --mean income"

Options = Mapping[str, Any]


def check_files(options: Options) -> None:
    """Raise unless the data file is there, and the figures go into a file of their own.

    Raises
    ------
    InputError : naming the option.
    """
    file, output = options["file"], options["output"]
    if file is None:
        raise InputError("No data file is named", expected=", ".join(ENDINGS), hint=f"It stands first: {FIRST}")
    if file.suffix.lower() == ".toml":
        hint = "A wave is estimated by: querschnitt estimate_wave FILE. A design file is named by --design."
        raise InputError("This is no data file", where=str(file), expected=", ".join(ENDINGS), hint=hint)
    check_survey_file(file)
    if options["decimal_comma"] and file.suffix.lower() not in TEXTS:
        expected = f"a file of texts ({', '.join(TEXTS)})"
        raise InputError("Decimal commas are of CSV files", where="--decimal-comma", expected=expected, got=file.name)
    if output is None:
        return
    check_ending(output)
    taken = [each for each in (file, options["design"]) if each is not None and _same(each, output)]
    if taken:
        what = "The figures would be written over a file that is read"
        raise InputError(what, where="--output", expected="a file of their own", got=str(output))


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def is_bare(options: Options) -> bool:
    """Whether nothing but the data file was named (and how its numbers are written): then people want to see it."""
    return not any(options[key] for key in (*DESIGN, *ASKED, *OTHERS))


def decimal_of(options: Options) -> str:
    """Return the sign of decimal numbers in a CSV file."""
    return "," if options["decimal_comma"] else "."


def design_of(options: Options) -> DesignFile:
    """Return the design of the file, or the one of the command line.

    Raises
    ------
    InputError : if there is none, or both.
    """
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
            hint="Where every row counts the same, make a column of ones. The data file alone shows its columns: "
            f"querschnitt estimate {options['file'].name}",
        )  # fmt: skip
    check_design(told, place="command line, design")
    return DesignFile("command line", told, {}, (), ())


def requests_of(options: Options) -> list[Request]:
    """Return what the command line asks for.

    Raises
    ------
    InputError : for an option that cannot be read, or one that belongs to no figure.
    """
    given = {"by": options["by"], "where": options["where"]}
    shared: dict[str, Any] = {key: tuple(value) for key, value in given.items() if value}
    if options["leave_out_missing"]:
        shared["missing"] = "leave_out"
    if options["level"] is not None:
        shared["level"] = level_of(options["level"])
    if shared and not any(options[statistic] for statistic in ASKED):
        raise InputError(
            "Groups, conditions and a level on the command line belong to figures that are named there",
            where="--by, --where, --leave-out-missing, --level",
            expected=", ".join(f"--{statistic}" for statistic in ASKED),
            hint="Those of the design file stand in the design file.",
        )  # fmt: skip
    if options["interval"] and not options["proportion"]:
        hint = "Means have Student's t; quantiles another in the design file."
        raise InputError("An interval is one of proportions", where="--interval", expected="--proportion", hint=hint)
    with at("command line"):
        return [*_plain(options, shared), *_of_two(options, shared)]


def _plain(options: Options, shared: dict[str, Any]) -> list[Request]:
    own = {"proportion": {"interval": options["interval"]} if options["interval"] else {}}
    return [
        Request(statistic, (name,), options=tuple({**shared, **own.get(statistic, {})}.items()))
        for statistic in PLAIN
        for name in options[statistic]
    ]


def _of_two(options: Options, shared: dict[str, Any]) -> list[Request]:
    found = []
    for text in options["ratio"]:
        above, below = _cut(text, "/", option="--ratio", expected="like rooms/persons")
        found.append(Request("ratio", (above,), (below,), tuple(shared.items())))
    for text in options["quantile"]:
        name, place = _cut(text, "@", option="--quantile", expected="like income@0.5")
        found.append(Request("quantile", (name,), (_probability(place, text),), tuple(shared.items())))
    return found


def level_of(text: str) -> float:
    """Return a confidence level that was told in percent.

    Raises
    ------
    InputError : unless it is a percentage.

    >>> level_of("90"), level_of("99.5 %")
    (0.9, 0.995)
    """
    try:
        percent = float(text.removesuffix("%").replace(",", "."))
    except ValueError:
        percent = float("nan")
    if 1 < percent < 100:
        return percent / 100
    hint = f"Write {100 * percent:g}." if 0.5 <= percent < 1 else ""
    expected = "a percentage above 1 and below 100, like 90"
    raise InputError("A level is told in percent", where="--level", expected=expected, got=text, hint=hint)


def once(requests: Iterable[Request]) -> tuple[tuple[Request, ...], tuple[str, ...]]:
    """Return each request once, and the titles of those that were asked for again.

    >>> requests, twice = once([Request("mean", ("y",)), Request("mean", ("x",)), Request("mean", ("y",))])
    >>> [request.title for request in requests], twice
    (['mean of y', 'mean of x'], ('mean of y',))
    """
    found: dict[object, Request] = {}
    twice: dict[str, None] = {}
    for request in requests:
        if found.setdefault(request.asks, request) is not request:
            twice[request.title] = None
    return tuple(found.values()), tuple(twice)


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
