"""A whole publication in one go: every category of every question in every domain, under any design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, require_length
from querschnitt.core.errors import InputError, require_known, suggestion
from querschnitt.core.estimation.cells import Block, UnitsBehind, block_of
from querschnitt.core.estimation.estimate import WithStages
from querschnitt.core.estimation.intervals import Bounds, beta, blended_n, korn_graubard_n, logit, t_interval, wilson
from querschnitt.core.estimation.protocols import Design, variances_of
from querschnitt.core.estimation.result import Figures, Method
from querschnitt.core.estimation.stages import Stages
from querschnitt.core.estimation.variables import Domains, Variable

ShareMethod = Literal["wilson", "logit", "beta"]


@dataclass(frozen=True)
class Publication:
    """The figures of a publication; columns (a category of a question, or a question with a mean) vary slowest.

    Attributes
    ----------
    shares, means : of the categorical and of the numeric questions, named `item=category|dimension=level`
    domains : names of the domains, in the order of the figures of each column
    """

    shares: Figures
    means: Figures
    domains: tuple[str, ...]
    _columns: Mapping[str, tuple[bool, int]] = field(repr=False)

    @cached_property
    def _place_of(self) -> Mapping[str, int]:
        return {name: place for place, name in enumerate(self.domains)}

    def find(self, item: str, *, category: str = "", domain: str = "") -> tuple[Figures, int]:
        """Return the figures that have a cell, and its place in them.

        Parameters
        ----------
        category : none for a mean
        domain : `dimension=level`; none for everybody

        Raises
        ------
        InputError : for a column or a domain that was not published.
        """
        column = f"{item}={category}" if category else item
        for what, name, known in (("column", column, self._columns), ("domain", domain, self._place_of)):
            if name not in known:
                raise InputError(f"No such {what} was published", got=name, hint=suggestion(name, tuple(known)))
        is_mean, row = self._columns[column]
        return self.means if is_mean else self.shares, row * len(self.domains) + self._place_of[domain]

    def at(self, item: str, *, category: str = "", domain: str = "") -> Figures:
        """Return one cell as figures with one entry. See `find`."""
        figures, place = self.find(item, category=category, domain=domain)
        return figures.at([place])


def publish(
    design: Design,
    items: Sequence[Variable],
    domains: Domains,
    *,
    method: ShareMethod = "wilson",
    stages: Stages | None = None,
) -> Publication:
    """Estimate shares and means of many questions in many domains at once, with intervals and all that tells how good.

    A domain is never a subset: who is outside, or gave no answer, counts as zero. By replicate weights a cell is a
    matrix product over its rows for all replicates, never a loop over cells.

    Parameters
    ----------
    design : n rows; with `variances` (by linearisation, by replicates) it is fast, with a covariance alone it works
    items : questions; rows that are not `known` leave a question's base. Categories may exclude each other or not
    domains : empty ones have figures that are not numbers
    method : of the interval of shares; `wilson` on `blended_n` (published) with what the finite population leaves to
        chance, `logit`, or `beta` (Korn-Graubard); means have Student's t
    stages : strata and units behind the rows, where the design does not know them; without them every cell has the
        design's degrees of freedom

    Returns
    -------
    for each cell, besides the figure: n, weighted N, units and strata behind it, degrees of freedom, effective
    interviews, design effect. Degrees of freedom are the units in the cell, less the part of each stratum that they
    make up, and for means at most those that the unequal weights leave (Satterthwaite's); effective interviews of means
    are Kish's. A mean of one row has no standard error; a cell that is empty in
    a replicate has none either, and its interval rests on Kish's size alone

    Raises
    ------
    EstimationError : if a known answer is not a number, or a share's neither 0 nor 1.
    InputError : for an unknown method.
    ShapeError : if the lengths differ.

    References
    ----------
    Särndal, Swensson and Wretman (1992), results 5.6.2 and 5.7.1, chapter 10; Valliant and Rust (2010), Journal of
    Official Statistics 26, 585-602. Derivation: docs/methods/publication.md

    >>> from querschnitt.core.estimation.linearised import LinearisedDesign
    >>> from querschnitt.core.estimation.stages import stages_of
    >>> from querschnitt.core.estimation.variables import categorical, domains_by
    >>> vote = categorical("vote", np.array(["yes", "no", "yes", "yes"]), levels=["yes", "no"])
    >>> sex = categorical("sex", np.array(["f", "f", "f", "m"]), levels=["f", "m"])
    >>> done = publish(LinearisedDesign(np.full(4, 25.0), stages_of(4)), [vote], domains_by([sex]))
    >>> figures = done.at("vote", category="yes", domain="sex=f")
    >>> figures.names, figures.estimate.round(4).tolist(), figures.n.tolist()
    (('vote=yes|sex=f',), [0.6667], [3])
    """
    require_known(method, get_args(ShareMethod), what="method of the interval", where="method")
    require_length(domains.members, len(design.weights), name="domains")
    behind = stages if stages is not None else design.stages if isinstance(design, WithStages) else None
    units = None if behind is None else UnitsBehind(behind)
    made, columns = [], {}
    for is_mean in (False, True):
        block = block_of(
            [item for item in items if item.is_numeric == is_mean], weights=design.weights, are_shares=not is_mean
        )
        columns.update({name: (is_mean, row) for row, name in enumerate(block.names)})
        names = tuple(domains.name(name, place) for name in block.names for place in range(len(domains.names)))
        moments = _moments(design, block, domains.members, units=units)
        moments = replace(moments, df=np.minimum(moments.df, moments.df_of_weights)) if is_mean else moments
        made.append(_figures(moments, names, method="t" if is_mean else method, notes=_notes(design, moments)))
    return Publication(made[0], made[1], domains.names, columns)


@dataclass(frozen=True)
class _Moments:
    """What shares and means have in common: every array has one entry a cell, domains fastest."""

    estimate: FloatArray
    variance: FloatArray
    n: FloatArray
    weighted_n: FloatArray
    kish_n: FloatArray
    unseen: FloatArray
    df_of_weights: FloatArray
    simple: FloatArray
    df: FloatArray
    units: FloatArray
    strata: FloatArray


def _moments(design: Design, block: Block, members: BoolArray, *, units: UnitsBehind | None) -> _Moments:
    cells = np.full((11, len(block.names), members.shape[1]), np.nan)
    df = design.df if block.names else np.nan
    for place in range(members.shape[1] if block.names else 0):
        domain = block.within(members[:, place])
        sizes = np.array(domain.sizes(design.weights))
        behind = np.array([[df], [0], [0]] * np.ones(len(sizes[0]))) if units is None else units.behind(domain)
        behind[0] = np.minimum(behind[0], df)
        cells[0, :, place] = domain.value(design.weights)
        cells[1, :, place] = np.where(sizes[0, domain.question] > 0, variances_of(design, domain), np.nan)
        cells[2:5, :, place] = sizes[:, domain.question]
        cells[5, :, place] = 1.0 if units is None else domain.unseen(design.weights, units.unseen)[domain.question]
        cells[6, :, place] = domain.df_of_weights(design.weights)[domain.question]
        cells[7, :, place] = domain.simple_variance(design.weights)
        cells[8:, :, place] = behind[:, domain.question]
    return _Moments(*cells.reshape(11, -1))


def _figures(moments: _Moments, names: tuple[str, ...], *, method: Method, notes: tuple[str, ...]) -> Figures:
    variance = moments.variance
    with np.errstate(invalid="ignore", divide="ignore"):
        if method == "t":
            variance = np.where(moments.n > 1, variance, np.nan)
            df = np.where(moments.n > 1, moments.df, np.nan)
            n_eff, bounds = moments.kish_n, t_interval(moments.estimate, np.sqrt(variance), df=df)
        else:
            n_eff, bounds = _share_interval(moments, method)
        deff = np.where(moments.simple > 0, variance / moments.simple, np.nan)
    counted = bool(np.any(moments.units > 0))
    return Figures(
        names=names,
        estimate=moments.estimate,
        covariance=variance,
        df=moments.df,
        n=moments.n.astype(np.int64),
        weighted_n=moments.weighted_n,
        n_psu=moments.units.astype(np.int64) if counted else None,
        n_strata=moments.strata.astype(np.int64) if counted else None,
        deff=deff,
        bounds=bounds,
        method=method,
        effective=n_eff,
        notes=notes,
    )


def _share_interval(moments: _Moments, method: Method) -> tuple[FloatArray, Bounds]:
    share, variance, n = moments.estimate, moments.variance, moments.n
    if method == "wilson":
        kish_n = moments.kish_n / moments.unseen
        trusted = np.where(np.isnan(variance), share * (1 - share) / kish_n, variance)
        n_eff = blended_n(share, trusted, n=n, kish_n=kish_n)
        return n_eff, wilson(share, n_eff)
    df = np.where(n > 1, moments.df, np.nan)
    if method == "beta":
        n_eff = korn_graubard_n(share, variance, rows=n, df=df)
        return n_eff, beta(share, n_eff)
    return moments.kish_n, logit(share, np.sqrt(variance), df=df)


def _notes(design: Design, moments: _Moments) -> tuple[str, ...]:
    unknown = int((np.isnan(moments.variance) & (moments.n > 0)).sum())
    missing = (f"{unknown} cells without a standard error: a replicate has none of their rows",) if unknown else ()
    return (*getattr(design, "notes", ()), *missing)
