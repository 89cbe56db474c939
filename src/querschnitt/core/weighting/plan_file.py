"""One table of a weighting file as a step; what is wrong in it is named with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast, get_args

from querschnitt.core.errors import InputError, suggestion
from querschnitt.core.weighting.nonresponse import CollapseRule
from querschnitt.core.weighting.steps import (
    HOUSEHOLDS,
    Base,
    ByClasses,
    ByPropensity,
    ByTree,
    Calibration,
    CalibrationMethod,
    Crossing,
    KnownTotal,
    Nonresponse,
    NonresponseModel,
    PlanStep,
    ReplicateMethod,
    Replication,
    Trim,
    UnknownEligibility,
)

Table = Mapping[str, object]
RULE = ("minimum", "largest_factor")
MODELS = {"classes": ("classes", *RULE), "tree": ("variables", "alpha", *RULE), "propensity": ("terms", "groups")}
KEYS = {
    "base": (),
    "unknown_eligibility": ("classes", *RULE),
    "calibration": ("method", "margins", "measures", "bounds", "households", "totals"),
    "trimming": ("lower", "upper", "times_median"),
    "replicates": ("method", "count", "fay", "seed"),
}
KINDS = ("base", "unknown_eligibility", "nonresponse", "calibration", "trimming", "replicates")


def read_step(table: object, *, place: str) -> PlanStep:
    """Read one table `[[step]]`.

    Raises
    ------
    InputError : for unknown or missing keys and values that are none.

    >>> read_step({"kind": "trimming", "upper": 200}, place="weighting.toml, step 4")
    Trim(lower=0.0, upper=200.0, times_median=0.0, kind='trimming')
    """
    if not isinstance(table, Mapping):
        raise InputError("Not a table", where=place, expected="[[step]]", got=repr(table))
    kind = _one_of(table, "kind", KINDS, place=place)
    place = f"{place} ({kind})"
    if kind == "nonresponse":
        return _nonresponse(table, place=place)
    _refuse_unknown(table, ("kind", *KEYS[kind]), place=place)
    readers = {
        "base": lambda: Base(),
        "unknown_eligibility": lambda: UnknownEligibility(
            _names(table, "classes", place=place), _rule(table, place=place)
        ),
        "calibration": lambda: _calibration(table, place=place),
        "trimming": lambda: _trim(table, place=place),
        "replicates": lambda: _replication(table, place=place),
    }
    return cast(PlanStep, readers[kind]())


def _nonresponse(table: Table, *, place: str) -> Nonresponse:
    own = {key: value for key, value in table.items() if key not in ("kind", "compare")}
    compared = table.get("compare")
    if compared is not None and not isinstance(compared, Mapping):
        raise InputError("Not a table", where=f"{place}.compare", expected="method and its keys", got=repr(compared))
    return Nonresponse(
        model=_model(own, place=place),
        compared=None if compared is None else _model(compared, place=f"{place}.compare"),
    )


def _model(table: Table, *, place: str) -> NonresponseModel:
    method = _one_of(table, "method", tuple(MODELS), place=place)
    _refuse_unknown(table, ("method", *MODELS[method]), place=place)
    if method == "classes":
        return ByClasses(_names(table, "classes", place=place), _rule(table, place=place))
    if method == "propensity":
        return ByPropensity(_crossings(table, "terms", place=place), _groups(table, place=place))
    alpha = _number(table, "alpha", 0.05, place=place)
    if not 0 < alpha < 1:
        raise InputError("Not a level of significance", where=f"{place}.alpha", expected="above 0, below 1", got=alpha)
    return ByTree(_names(table, "variables", place=place), alpha, _rule(table, place=place))


def _groups(table: Table, *, place: str) -> int:
    groups = table.get("groups", 0)
    if isinstance(groups, bool) or not isinstance(groups, int) or groups < 0 or groups == 1:
        raise InputError(
            "Not a number of classes", where=f"{place}.groups", expected="0 (divide by the propensity) or 2 and more",
            got=repr(groups),
        )  # fmt: skip
    return groups


def _calibration(table: Table, *, place: str) -> Calibration:
    method = cast(CalibrationMethod, _one_of(table, "method", get_args(CalibrationMethod), place=place))
    step = Calibration(
        method=method,
        margins=_crossings(table, "margins", place=place) if "margins" in table else (),
        measures=_names(table, "measures", place=place) if "measures" in table else (),
        bounds=_bounds(table, place=place),
        households=_text(table, "households", place=place),
        totals=_totals(table.get("totals", {}), place=f"{place}.totals"),
    )
    _check_calibration(step, place=place)
    return step


def _check_calibration(step: Calibration, *, place: str) -> None:
    by_margins = step.method in ("poststratification", "raking")
    uncertain = any(known.se for levels in step.totals.values() for known in levels.values())
    others = "linear, exponential or logit"
    faults = {
        "margins or measures are missing": not step.margins and not step.measures,
        f"'{step.method}' takes margins alone": by_margins and bool(step.measures or step.households or step.bounds),
        "post-stratification has one margin": step.method == "poststratification" and len(step.margins) > 1,
        "logit needs bounds": step.method == "logit" and step.bounds is None,
        "raking meets exact totals only": step.method == "raking" and uncertain,
        "households are counted without being named": HOUSEHOLDS in step.measures and not step.households,
    }
    ways = {
        "margins or measures are missing": 'For example margins = [["sex", "age_class"]].',
        f"'{step.method}' takes margins alone": f"Choose the method {others}.",
        "post-stratification has one margin": "Cross its variables in one list, or choose the method raking.",
        "logit needs bounds": "For example bounds = [0.3, 3.0].",
        "raking meets exact totals only": "Choose the method exponential: the same weights, and the error is carried.",
        "households are counted without being named": 'Name their column: households = "household".',
    }
    for what, is_wrong in faults.items():
        if is_wrong:
            raise InputError(what[0].upper() + what[1:], where=place, hint=ways[what])


def _bounds(table: Table, *, place: str) -> tuple[float, float] | None:
    bounds = table.get("bounds")
    if bounds is None:
        return None
    wanted = isinstance(bounds, list) and len(bounds) == 2 and all(_is_number(bound) for bound in bounds)
    if not wanted or not bounds[0] < 1 < bounds[1]:  # type: ignore[index]
        raise InputError(
            "Not bounds of the factors", where=f"{place}.bounds", expected="[lower, upper] with lower < 1 < upper",
            got=repr(bounds),
        )  # fmt: skip
    return float(bounds[0]), float(bounds[1])  # type: ignore[index]


def _totals(value: object, *, place: str) -> Mapping[str, Mapping[str, KnownTotal]]:
    if not isinstance(value, Mapping):
        raise InputError("Not a table of totals", where=place, got=repr(value))
    totals: dict[str, Mapping[str, KnownTotal]] = {}
    for title, levels in value.items():
        alone = not isinstance(levels, Mapping) or set(levels) <= {"total", "se"}
        by_level: Table = {"": levels} if alone else levels
        totals[str(title)] = {str(k): _known(v, place=f"{place}.{title}.{k}".rstrip(".")) for k, v in by_level.items()}
    return totals


def _known(value: object, *, place: str) -> KnownTotal:
    table: Table = value if isinstance(value, Mapping) else {"total": value}
    _refuse_unknown(table, ("total", "se"), place=place)
    total, se = table.get("total"), table.get("se", 0.0)
    if not _is_number(total) or not _is_number(se) or se < 0:  # type: ignore[operator]
        raise InputError("Not a total", where=place, expected="a number, or {total = …, se = …}", got=repr(value))
    return KnownTotal(float(total), float(se))  # type: ignore[arg-type]


def _trim(table: Table, *, place: str) -> Trim:
    if not set(table) & {"lower", "upper", "times_median"}:
        raise InputError("Trimming needs a bound", where=place, hint="For example upper = 200, or times_median = 5.")
    trim = Trim(
        lower=_number(table, "lower", 0.0, place=place),
        upper=_number(table, "upper", float("inf"), place=place),
        times_median=_number(table, "times_median", 0.0, place=place),
    )
    if trim.times_median and ("upper" in table or trim.times_median <= 1):
        raise InputError(
            "The upper bound of trimming is not clear", where=f"{place}.times_median",
            expected="above 1, and no 'upper' beside it", got=trim.times_median,
        )  # fmt: skip
    return trim


def _replication(table: Table, *, place: str) -> Replication:
    method = cast(ReplicateMethod, _one_of(table, "method", get_args(ReplicateMethod), place=place))
    if method == "jackknife":
        _refuse_unknown(table, ("kind", "method"), place=place)
        return Replication(method="jackknife")
    count, seed, fay = table.get("count", 500), table.get("seed"), table.get("fay", 0.0)
    if isinstance(count, bool) or not isinstance(count, int) or count < 2:
        raise InputError("Not a number of replicates", where=f"{place}.count", expected="2 or more", got=repr(count))
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise InputError(
            "The bootstrap needs a seed", where=f"{place}.seed", expected="a whole number", got=repr(seed),
            hint="For example seed = 2020; the same seed gives the same replicates.",
        )  # fmt: skip
    if not _is_number(fay) or not 0 <= fay < 1:  # type: ignore[operator]
        raise InputError("Not a share", where=f"{place}.fay", expected="0 to below 1", got=repr(fay))
    return Replication("bootstrap", count, float(fay), seed)  # type: ignore[arg-type]


def _rule(table: Table, *, place: str) -> CollapseRule:
    default = CollapseRule()
    minimum = _number(table, "minimum", default.minimum, place=place)
    return CollapseRule(int(minimum), _number(table, "largest_factor", default.largest_factor, place=place))


def _one_of(table: Table, key: str, known: Sequence[str], *, place: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or value not in known:
        hint = suggestion(str(value), known) if value is not None else ""
        what = f"'{key}' is missing" if value is None else f"Unknown {key} '{value}'"
        raise InputError(what, where=place, expected=", ".join(known), hint=hint)
    return value


def _refuse_unknown(table: Table, known: Sequence[str], *, place: str) -> None:
    for key in table:
        if key not in known:
            raise InputError(
                f"Unknown key '{key}'", where=place, expected=", ".join(known), hint=suggestion(str(key), known)
            )


def _names(table: Table, key: str, *, place: str) -> Crossing:
    if key not in table:
        raise InputError(f"'{key}' is missing", where=place, expected="a list of names")
    return _as_names(table[key], place=f"{place}.{key}")


def _as_names(value: object, *, place: str) -> Crossing:
    if not isinstance(value, list) or not value or not all(isinstance(name, str) for name in value):
        raise InputError("Not a list of names", where=place, got=repr(value))
    if len(set(value)) != len(value):
        raise InputError("A name stands twice", where=place, got=repr(value))
    return tuple(value)


def _crossings(table: Table, key: str, *, place: str) -> tuple[Crossing, ...]:
    value = table.get(key)
    if not isinstance(value, list) or not value:
        raise InputError(
            "Not a list of lists of names", where=f"{place}.{key}", expected='[["sex", "age_class"], ["borough"]]',
            got=repr(value),
        )  # fmt: skip
    return tuple(_as_names(each, place=f"{place}.{key}") for each in value)


def _text(table: Table, key: str, *, place: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise InputError("Not a name", where=f"{place}.{key}", got=repr(value))
    return value


def _number(table: Table, key: str, default: float, *, place: str) -> float:
    value = table.get(key, default)
    if not _is_number(value) or (key in table and value <= 0):  # type: ignore[operator]
        raise InputError("Not a number above zero", where=f"{place}.{key}", got=repr(value))
    return float(value)  # type: ignore[arg-type]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value
