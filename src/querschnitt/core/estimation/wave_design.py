"""The design of a wave: people of strata, drawn singly or in clusters, with weights that meet margins."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.errors import EstimationError
from querschnitt.core.estimation.linearised import LinearisedDesign, Lonely, LonelyUnits
from querschnitt.core.estimation.stages import stages_of
from querschnitt.core.weighting.calibration import MetMargins


def wave_design(
    met: MetMargins | FloatArray,
    strata: IntArray,
    *,
    population_sizes: FloatArray | None = None,
    clusters: npt.NDArray[np.generic] | None = None,
    lonely: Lonely = "fail",
) -> LinearisedDesign:
    """Describe the respondents of a wave as the variance has to see them.

    Parameters
    ----------
    met : the final weights with the margins that they meet, or weights alone
    strata : shape (n,), the stratum of each respondent, 0 to H-1
    population_sizes : shape (H,), persons of each stratum, for the correction 1 - n_h / N_h with n_h respondents: so
        nonresponse counts as a second random step; None leaves it out (the safe side) and says so
    clusters : shape (n,), the district or household each respondent was drawn in, read within the stratum, as the
        weighting does; the variance is then between clusters, drawn as if with replacement, because the sizes are those
        of persons
    lonely : what a stratum with one respondent (or one cluster) does

    Raises
    ------
    EstimationError : for population sizes beside clusters, or one for other strata than those of the respondents.

    References
    ----------
    Särndal, Swensson and Wretman (1992), result 6.6.1 and chapter 4.6. Derivation: docs/methods/variance.md

    >>> design = wave_design(np.full(4, 5.0), np.array([0, 0, 1, 1]), population_sizes=np.array([10.0, 10.0]))
    >>> design.df, design.notes
    (2.0, ())
    """
    n = len(strata)
    if clusters is not None and population_sizes is not None:
        raise EstimationError(
            "Persons of a stratum say nothing of how many clusters it has",
            where="population_sizes",
            expected="none beside clusters",
            got=len(population_sizes),
        )
    if population_sizes is not None and len(population_sizes) != int(strata.max()) + 1:
        raise EstimationError(
            "There is not one population size for each stratum",
            where="population_sizes",
            expected=int(strata.max()) + 1,
            got=len(population_sizes),
        )
    sizes = [] if population_sizes is None else [population_sizes[strata]]
    labels = [] if clusters is None else [clusters]
    stages = stages_of(n, strata=strata, clusters=labels, population_sizes=sizes, nest=True)
    weights, steps = (met.weights, (met,)) if isinstance(met, MetMargins) else (met, ())
    return LinearisedDesign(weights, stages, lonely=LonelyUnits(lonely), adjusted=steps)
