"""Replicate weights that went through every step of a chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, sum_by
from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.calibration import CalibrationToTotals
from querschnitt.core.weighting.gross_sample import RESPONDENT, GrossSample
from querschnitt.core.weighting.links import Calibrating, Link
from querschnitt.core.weighting.replicates import PrimaryUnits, Replicates, jackn, of_noise, primary_units, rao_wu
from querschnitt.core.weighting.steps import Replication

MOST_UNITS = 2_000  # replicates of a jackknife

FIXED_CLASSES = "classes are those of the full sample in every replicate; their factors are computed anew"
COUNTED = "finite population correction with the respondents, as if in each stratum all answer with the same chance"
WITHOUT = "no finite population correction"


@dataclass(frozen=True)
class Resampled:
    """Replicates of the draw: the base weights of every replicate, shape (n, R), and how they become a variance.

    ``unseen`` : shape (n,), the part of each one's stratum that is not seen
    """

    matrix: FloatArray
    scale: float
    rscales: FloatArray
    notes: tuple[str, ...]
    unseen: FloatArray

    @property
    def variance_factors(self) -> FloatArray:
        """Return scale x rscales, shape (R,)."""
        return self.scale * self.rscales


def resample(sample: GrossSample, base: FloatArray, plan: Replication) -> Resampled:
    """Draw the sample again and again, or leave out one primary unit at a time.

    All who were drawn take part, also those who did not answer or are not eligible: so the chance of answering is in
    the variance. Where persons are the units, the part of a stratum that is not seen is 1 - r / N with r respondents
    and N the sum of its base weights: under equal chances to answer that is the variance of both phases together.

    Parameters
    ----------
    base : shape (n,), base weights; 0 for people others stand for

    Raises
    ------
    DesignError : for a stratum with one primary unit.
    WeightingError : for a jackknife of too many units.

    References
    ----------
    Rao, Wu and Yue (1992), Survey Methodology 18, 209-217; Särndal, Swensson and Wretman (1992), result 9.3.1;
    Judkins (1990), Journal of Official Statistics 6, 223-239 for `fay`. Derivation: docs/methods/replicates.md
    """
    units = _units(sample, base)
    notes = (COUNTED if np.isfinite(units.population).any() else WITHOUT, FIXED_CLASSES)
    ones, unseen = np.ones(sample.n), units.unseen[units.stratum][units.unit]
    if plan.method == "jackknife":
        if len(units.stratum) > MOST_UNITS:
            raise WeightingError(
                "The jackknife would have too many replicates", expected=f"at most {MOST_UNITS} primary units",
                got=len(units.stratum), hint='Choose method = "bootstrap".',
            )  # fmt: skip
        done = jackn(ones, units)
        return Resampled(done.matrix * base[:, None], done.scale, done.rscales, notes, unseen)
    done = rao_wu(ones, units, count=plan.count, generator=np.random.default_rng(plan.seed))
    factors = plan.fay + (1 - plan.fay) * done.matrix
    return Resampled(factors * base[:, None], done.scale / (1 - plan.fay) ** 2, done.rscales, notes, unseen)


def _units(sample: GrossSample, base: FloatArray) -> PrimaryUnits:
    if sample.psu is not None:
        return primary_units(sample.psu, strata=sample.strata)
    labels = np.zeros(sample.n, dtype=np.int64) if sample.strata is None else sample.strata
    codes = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    groups = int(codes.max()) + 1
    drawn = np.bincount(codes, minlength=groups).astype(np.float64)
    answered = np.bincount(codes[sample.has(RESPONDENT)], minlength=groups)
    persons = sum_by(codes, base, groups=groups)
    with np.errstate(divide="ignore"):  # nobody answered: nothing of the stratum was seen
        population = np.maximum(drawn, drawn * persons / answered)
    return primary_units(np.arange(sample.n), strata=labels, population=population[codes])


def through_links(matrix: FloatArray, links: Sequence[Link]) -> FloatArray:
    """Take replicates of the base weights through every step, shape (r, R) at the end."""
    for link in links:
        matrix = link.each(matrix)
    return matrix


def with_shifts(links: Sequence[Link], drawn: Resampled, *, seed: int) -> list[Link]:
    """Give each calibration to estimated totals a draw of these totals for each replicate.

    So the error of the totals is in the variance over the replicates.

    References
    ----------
    Fuller (1998), Statistica Sinica 8, 1153-1164; Opsomer and Erciulescu (2021), Survey Methodology 47, 265-277.
    Derivation: docs/methods/replicates.md
    """
    generator = np.random.default_rng([seed, 1])
    factors = drawn.variance_factors
    reach = np.where(factors > 0, 1 / np.sqrt(np.where(factors > 0, factors, 1.0) * max(len(factors) - 1, 1)), 0.0)
    return [_shifted(link, reach, generator=generator) for link in links]


def _covariance_of(link: Link) -> FloatArray | None:
    if not isinstance(link, Calibrating) or not isinstance(link.step, CalibrationToTotals):
        return None
    return link.step.terms.covariance


def _shifted(link: Link, reach: FloatArray, *, generator: np.random.Generator) -> Link:
    covariance = _covariance_of(link)
    if covariance is None or not isinstance(link, Calibrating):
        return link
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    return Calibrating(link.step, root @ generator.standard_normal((len(covariance), len(reach))) * reach)


def replicates_of_chain(
    weights: FloatArray, drawn: Resampled, links: Sequence[Link], *, rows: BoolArray, seed: int
) -> Replicates:
    """Return the replicate weights of the respondents, complete, with the full sample's weights.

    Calibrated replicates take too little for variance where a calibration has many terms and the weights differ: the
    answers fit the margins too well. How much is known without any answer, from pure noise (`of_noise`); the scale
    makes up for it. Totals with an error of their own add to the replicates what is not noise: they are left alone.

    Parameters
    ----------
    rows : shape (n,), who of those drawn the weights belong to

    References
    ----------
    Bell and McCaffrey (2002), Survey Methodology 28, 169-181. Derivation: docs/methods/replicates.md
    """
    matrix = through_links(drawn.matrix, with_shifts(links, drawn, seed=seed))
    is_calibrated = any(isinstance(link, Calibrating) for link in links)
    of_totals = any(_covariance_of(link) is not None for link in links)
    found = Replicates(weights, matrix, drawn.scale, drawn.rscales, notes=drawn.notes)
    if not is_calibrated or of_totals:
        return found
    ratio = of_noise(found, unseen=drawn.unseen[rows])
    return replace(found, scale=drawn.scale / ratio if ratio > 0 else drawn.scale)
