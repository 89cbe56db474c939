"""The design file of an estimation: how the sample was drawn, the steps of its weights, and what is to be estimated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from querschnitt.core.errors import InputError, QuerschnittError, suggestion
from querschnitt.core.estimation.surveys.plans import sample_plan
from querschnitt.core.estimation.surveys.replicated import check_making, check_replicate_names
from querschnitt.core.estimation.surveys.requests import Request
from querschnitt.core.estimation.surveys.steps import DISTANCES
from querschnitt.core.estimation.surveys.survey import Survey, replicate_survey, survey, two_phase_survey
from querschnitt.core.estimation.surveys.words import choice
from querschnitt.tables.survey_file import SurveyTable
from querschnitt.tables.toml_file import read_toml
from querschnitt.tables.toml_table import TomlTable


@dataclass(frozen=True)
class Kind:
    """What a key takes: a test, and what a person should have written."""

    fits: Callable[[Any], bool]
    expected: str


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_names(value: Any) -> bool:
    several = isinstance(value, list | tuple) and all(isinstance(name, str) and name for name in value)
    return (isinstance(value, str) and bool(value)) or (several and bool(value))


def _is_counts(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and all(map(_is_number, value.values()))


def _are_numbers(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(map(_is_number, value))


TEXT = Kind(lambda value: isinstance(value, str) and bool(value), "a text in quotation marks")
NAMES = Kind(_is_names, 'a name, or a list like ["sex", "age"]')
NUMBER = Kind(_is_number, "a number")
NUMBERS = Kind(lambda value: _is_number(value) or _are_numbers(value), "a number, or a list like [0.25, 0.5]")
WHOLE = Kind(lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0, "a whole number")
YES_NO = Kind(lambda value: isinstance(value, bool), "true or false")
PAIR = Kind(lambda value: _are_numbers(value) and len(value) == 2, "two numbers like [0.5, 2.0]")
COUNTS = Kind(_is_counts, "counts like { f = 47143, m = 45857 }")
MARGINS = Kind(
    lambda value: isinstance(value, Mapping) and bool(value) and all(map(_is_counts, value.values())),
    "counts by column, like { sex = { f = 47143, m = 45857 } }",
)
LEVELS = Kind(
    lambda value: (
        isinstance(value, list) and bool(value) and all(isinstance(each, str | int | float) for each in value)
    ),
    'a list like ["low", "middle", "high"]',
)

SAMPLE = {
    "weights": TEXT, "probabilities": NAMES, "strata": NAMES, "clusters": NAMES, "population_sizes": NAMES,
    "nest": YES_NO, "lonely": TEXT, "lonely_in_domains": YES_NO, "unequal": TEXT, "pairs": TEXT,
    "mean_square": NUMBER,
}  # fmt: skip
REPLICATES = {
    "weights": TEXT, "replicates": NAMES, "kind": TEXT, "fay": NUMBER, "scale": NUMBER, "rscales": NUMBERS,
    "mse": YES_NO, "factors": YES_NO,
}  # fmt: skip
TWO_PHASES = {
    "observed": TEXT, "second_strata": NAMES, "second_clusters": NAMES, "weights": TEXT, "strata": NAMES,
    "probabilities": NAMES,
    "clusters": NAMES, "population_sizes": NAMES, "nest": YES_NO, "reading": TEXT,
    "calibrated_to": NAMES, "distance": TEXT, "bounds": PAIR,
}  # fmt: skip
STEPS: Mapping[str, Mapping[str, Kind]] = {
    "post_stratify": {"by": NAMES, "totals": COUNTS},
    "standardise": {"by": NAMES, "shares": COUNTS, "over": NAMES},
    "rake": {"margins": MARGINS, "epsilon": NUMBER, "max_iterations": WHOLE},
    "calibrate": {"totals": COUNTS, "distance": TEXT, "bounds": PAIR, "households": TEXT},
    "trim": {"lower": NUMBER, "upper": NUMBER, "strict": YES_NO},
    "replicate": {"method": TEXT, "count": WHOLE, "seed": WHOLE, "fay": NUMBER, "mse": YES_NO},
}
NEEDED = {
    "post_stratify": ("by", "totals"), "standardise": ("by", "shares"), "rake": ("margins",), "calibrate": ("totals",),
    "replicate": ("method",),
}  # fmt: skip
ESTIMATE = {
    "statistic": TEXT, "variables": NAMES, "denominators": NAMES, "probabilities": NUMBERS, "points": NUMBERS,
    "by": NAMES, "where": NAMES, "missing": TEXT, "interval": TEXT, "rule": TEXT, "level": NUMBER, "df": NUMBER,
}  # fmt: skip
BESIDE = {"ratio": "denominators", "quantile": "probabilities", "cdf": "points"}


@dataclass(frozen=True)
class DesignFile:
    """A design file that was read and checked.

    Attributes
    ----------
    name : of the file, for messages
    design : the keywords of `survey`, `replicate_survey` or `two_phase_survey`
    levels : of categories, in their order
    steps : kind and keywords of each
    requests : what is to be estimated
    """

    name: str
    design: Mapping[str, Any]
    levels: Mapping[str, tuple[Any, ...]]
    steps: tuple[tuple[str, Mapping[str, Any]], ...]
    requests: tuple[Request, ...]

    def survey(self, table: SurveyTable) -> Survey:
        """Return the survey of a table, with all steps done.

        Raises
        ------
        QuerschnittError : as the design or a step has it, with its place in the file.
        """
        with at(f"{self.name}, design"):
            made = _maker(self.design)(table.columns, **self.design)
        with at(f"{self.name}, levels"):
            made = made.with_levels({**table.levels, **self.levels})
        for number, (kind, keywords) in enumerate(self.steps, start=1):
            with at(f"{self.name}, step {number} ({kind})"):
                made = _do(made, kind, keywords)
        return made


def read_design_file(path: Path) -> DesignFile:
    """Read a design file.

    Raises
    ------
    InputError : if it is not TOML, has an unknown key, one of another kind, or lacks one that is needed.
    """
    document = TomlTable(read_toml(path, what="design file"), where=path.name)
    document.allow("design", "levels", "step", "estimate", hint="docs/estimation.md shows a design file.")
    design = document.table("design")
    keywords = checked(design, _keys_of(design.values))
    check_design(keywords, place=design.where)
    levels = document.table("levels") if "levels" in document.values else TomlTable({}, where=path.name)
    told = checked(levels, dict.fromkeys(levels.values, LEVELS))
    steps = document.tables("step") if "step" in document.values else []
    wanted = document.tables("estimate") if "estimate" in document.values else []
    return DesignFile(
        path.name, keywords, {name: tuple(order) for name, order in told.items()},
        tuple(_step(step) for step in steps), tuple(_request(each) for each in wanted),
    )  # fmt: skip


def check_design(design: Mapping[str, Any], *, place: str) -> None:
    """Check the keywords of a design as far as that goes without a table.

    Raises
    ------
    InputError : for a word that is none, parts that do not go together, or one that is needed and missing.
    """
    with at(place):
        if "replicates" in design:
            check_replicate_names(design)
        elif "observed" not in design:
            sample_plan(design)


def checked(table: TomlTable, keys: Mapping[str, Kind]) -> dict[str, Any]:
    """Return the values of a table whose keys are known and of their kind.

    Raises
    ------
    InputError : for one that is not, with its place.
    """
    table.allow(*keys)
    for key, value in table.values.items():
        if not keys[key].fits(value):
            raise InputError(
                f"'{key}' is of another kind", where=table.where, expected=keys[key].expected, got=repr(value)
            )
    return dict(table.values)


@contextmanager
def at(place: str) -> Iterator[None]:
    """Put a place before that of an error."""
    try:
        yield
    except QuerschnittError as error:
        where = ", ".join(filter(None, [place, error.where]))
        raise type(error)(
            error.what, where=where, expected=error.expected, got=error.got, hint=error.hint
        ) from error  # fmt: skip


def _keys_of(design: Mapping[str, Any]) -> Mapping[str, Kind]:
    if "replicates" in design:
        return REPLICATES
    return TWO_PHASES if "observed" in design else SAMPLE


def _maker(design: Mapping[str, Any]) -> Callable[..., Survey]:
    if "replicates" in design:
        return replicate_survey
    return two_phase_survey if "observed" in design else survey


def _step(table: TomlTable) -> tuple[str, Mapping[str, Any]]:
    kind = table.choice("kind", STEPS)
    keywords = checked(table, {"kind": TEXT, **STEPS[kind]})
    for key in NEEDED.get(kind, ()):
        if key not in keywords:
            expected = f"{key} = {STEPS[kind][key].expected}"
            raise InputError(f"The step '{kind}' lacks '{key}'", where=table.where, expected=expected)
    with at(table.where):
        choice(keywords.get("distance", "linear"), DISTANCES, what="distance")
        if kind == "replicate":
            check_making(keywords["method"], seed=keywords.get("seed"))
    del keywords["kind"]
    return kind, keywords


def _do(made: Survey, kind: str, keywords: Mapping[str, Any]) -> Survey:
    if kind == "replicate":
        others = {key: value for key, value in keywords.items() if key != "method"}
        return made.replicate(keywords["method"], **others)
    verbs: Mapping[str, Callable[..., Survey]] = {
        "post_stratify": made.post_stratify, "standardise": made.standardise, "rake": made.rake,
        "calibrate": made.calibrate, "trim": made.trim,
    }  # fmt: skip
    return verbs[kind](**keywords)


def _request(table: TomlTable) -> Request:
    values = checked(table, ESTIMATE)
    for key in ("statistic", "variables"):
        if key not in values:
            raise InputError(f"'{key}' is missing", where=table.where, expected=f"{key} = {ESTIMATE[key].expected}")
    statistic, variables = values.pop("statistic"), values.pop("variables")
    beside = values.pop(BESIDE.get(statistic, ""), ())
    stray = next((key for key in BESIDE.values() if key in values), None)
    if stray:
        hint = suggestion(statistic, BESIDE)
        raise InputError(f"'{stray}' does not belong to '{statistic}'", where=table.where, hint=hint)
    with at(table.where):
        return Request(statistic, listed(variables), listed(beside), tuple(values.items()))


def listed(value: Any) -> tuple[Any, ...]:
    """Return one value or several as a tuple."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)
