"""Response models of a plan, made ready: classes by hand, classes by a tree, propensities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.gross_sample import GrossSample
from querschnitt.core.weighting.links import Link, Propensities, Redistribution
from querschnitt.core.weighting.nonresponse import Classes, Collapse, CollapseRule, adjust_by_classes
from querschnitt.core.weighting.plan import CROSS, crossed
from querschnitt.core.weighting.propensity import Propensity, fit_propensity, in_cells
from querschnitt.core.weighting.steps import ByClasses, ByPropensity, Crossing, NonresponseModel
from querschnitt.core.weighting.tree import Split, grow_tree


@dataclass(frozen=True)
class ResponseClass:
    """One weighting class: persons, respondents, weighted response rate, and the factor of its respondents."""

    label: str
    n: int
    respondents: int
    rate: float
    factor: float


@dataclass(frozen=True)
class Fitted:
    """A model of nonresponse as it was fitted to the sample.

    Attributes
    ----------
    link : what it does to weights
    classes : of weighting classes or classes of propensity, empty where the propensity itself is used
    collapses : merged classes
    splits : of a tree
    model : of propensities, with the names of its columns
    """

    link: Link
    classes: tuple[ResponseClass, ...] = ()
    collapses: tuple[Collapse, ...] = ()
    splits: tuple[Split, ...] = ()
    model: Propensity | None = None
    terms: FloatArray | None = None
    names: tuple[str, ...] = ()


def fit_model(model: NonresponseModel, sample: GrossSample, weights: FloatArray, *, responded: BoolArray) -> Fitted:
    """Fit a model of nonresponse to the eligible people.

    Parameters
    ----------
    sample : of the m eligible people
    weights : shape (m,), before the adjustment
    responded : shape (m,)

    Raises
    ------
    WeightingError : as the models do.
    """
    if isinstance(model, ByPropensity):
        return _propensities(model, sample, weights, responded=responded)
    if isinstance(model, ByClasses):
        classes = crossed_classes(sample, model.classes)
        return _by_classes(weights, responded, classes=classes, rule=model.rule)
    variables = {name: sample.text(name) for name in model.candidates}
    tree = grow_tree(responded, variables, alpha=model.alpha, rule=model.rule)
    return _by_classes(weights, responded, classes=tree.classes, rule=CollapseRule(1, np.inf), splits=tree.splits)


def crossed_classes(sample: GrossSample, names: Crossing) -> Classes:
    """Return the crossing of frame variables as classes; they are merged within a level of the first variable first."""
    texts = {name: sample.text(name) for name in names}
    labels, codes = np.unique(crossed(texts, names), return_inverse=True)
    first = [label.split(CROSS)[0] for label in labels.tolist()]
    parents = np.unique(np.asarray(first), return_inverse=True)[1]
    return Classes(codes.astype(np.int64), tuple(labels.tolist()), parents.astype(np.int64))


def _by_classes(
    weights: FloatArray,
    responded: BoolArray,
    *,
    classes: Classes,
    rule: CollapseRule,
    splits: tuple[Split, ...] = (),
) -> Fitted:
    done = adjust_by_classes(weights, responded, classes=classes, rule=rule)
    link = Redistribution(done.codes, done.labels, responded, responded)
    described = response_classes(done.codes, done.labels, weights, responded=responded)
    return Fitted(link=link, classes=described, collapses=done.collapses, splits=splits)


def response_classes(
    codes: IntArray, labels: tuple[str, ...], weights: FloatArray, *, responded: BoolArray
) -> tuple[ResponseClass, ...]:
    """Describe classes: who is in them, who answered, and the factor."""
    count = len(labels)
    n, r = np.bincount(codes, minlength=count), np.bincount(codes[responded], minlength=count)
    everyone = np.bincount(codes, weights=weights, minlength=count)
    answered = np.bincount(codes[responded], weights=weights[responded], minlength=count)
    return tuple(
        ResponseClass(label, int(n[c]), int(r[c]), float(answered[c] / everyone[c]), float(everyone[c] / answered[c]))
        for c, label in enumerate(labels)
    )


def _propensities(model: ByPropensity, sample: GrossSample, weights: FloatArray, *, responded: BoolArray) -> Fitted:
    names, terms = model_columns(model, sample)
    if not responded.any():
        raise WeightingError(
            "Nobody answered, so there is nothing to weight", expected="at least one respondent", got=0
        )
    fit = fit_propensity(terms, responded, weights=weights)
    if not model.groups:
        return Fitted(Propensities(in_cells(terms, fit), responded), model=fit, terms=terms, names=names)
    codes, labels = propensity_groups(fit.fitted, model.groups)
    classes = Classes(codes, labels)
    done = _by_classes(weights, responded, classes=classes, rule=CollapseRule(1, np.inf))
    return Fitted(done.link, done.classes, done.collapses, model=fit, terms=terms, names=names)


def propensity_groups(fitted: FloatArray, groups: int) -> tuple[IntArray, tuple[str, ...]]:
    """Sort people into classes of propensity of about equal size; equal propensities stay together.

    >>> propensity_groups(np.array([0.1, 0.4, 0.2, 0.3]), 2)
    (array([0, 1, 0, 1]), ('0.100 to 0.200', '0.300 to 0.400'))
    """
    rounded = np.round(fitted, 12)
    edges = np.quantile(rounded, np.arange(1, groups) / groups, method="lower")
    codes = np.unique(np.searchsorted(edges, rounded, side="left"), return_inverse=True)[1].astype(np.int64)
    bounds = [(rounded[codes == code].min(), rounded[codes == code].max()) for code in range(int(codes.max()) + 1)]
    return codes, tuple(f"{low:.3f} to {high:.3f}" for low, high in bounds)


def model_columns(model: ByPropensity, sample: GrossSample) -> tuple[tuple[str, ...], FloatArray]:
    """Return the columns of a response model: the constant, numbers as they are, factors without their first level.

    Raises
    ------
    InputError : for a variable that the sample does not have.
    WeightingError : for a number that is missing.
    """
    names, columns = ["constant"], [np.ones(sample.n)]
    for term in model.terms:
        if len(term) == 1 and term[0] in sample.numbers:
            names.append(term[0])
            columns.append(_complete(sample.numbers[term[0]], name=term[0]))
            continue
        values = crossed({name: sample.text(name) for name in term}, term)
        title = CROSS.join(term)
        for level in np.unique(values)[1:].tolist():
            names.append(f"{title} = {level}")
            columns.append((values == level).astype(np.float64))
    return tuple(names), np.column_stack(columns)


def _complete(column: FloatArray, *, name: str) -> FloatArray:
    wrong = np.flatnonzero(~np.isfinite(column))
    if wrong.size:
        raise WeightingError(
            f"'{name}' is missing for some people", where=f"row {wrong[0] + 1} ({wrong.size} rows)",
            expected="a number for everybody who was drawn", hint="Leave it out of the response model.",
        )  # fmt: skip
    if np.ptp(column) == 0:
        raise WeightingError(
            f"'{name}' is the same for everybody, so it explains nothing", got=float(column[0]),
            hint="Leave it out of the response model.",
        )  # fmt: skip
    return column
