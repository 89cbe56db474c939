"""What an estimate carries with it, so that nobody has to compute its reliability twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from querschnitt.core.arrays import FloatArray, IntArray

Method = Literal["wilson", "logit", "beta", "t"]


@dataclass(frozen=True)
class Estimate:
    """One estimated figure.

    Attributes
    ----------
    n : respondents behind it (unweighted base)
    weighted_n : persons they stand for
    estimate, se, ci_low, ci_high : in the unit of the variable; a share lies in [0, 1]
    df : degrees of freedom of the interval
    n_eff : effective number of interviews that the interval of a share rests on; for other figures Kish's
    deff : variance over that of a simple random sample of n; not a number where that is zero
    cv : se over estimate; not a number where the estimate is zero
    strata : strata that have respondents behind the figure
    method : of the interval
    notes : what the figure rests on
    """

    n: int
    weighted_n: float
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    df: float
    n_eff: float
    deff: float
    cv: float
    strata: int
    method: Method
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Estimates:
    """The estimates of k variables in D domains: every array has shape (k, D); attributes as in `Estimate`.

    A cell without respondents has n = 0 and not-a-number elsewhere.
    """

    n: IntArray
    weighted_n: FloatArray
    estimate: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    df: FloatArray
    n_eff: FloatArray
    deff: FloatArray
    cv: FloatArray
    strata: IntArray
    method: Method
    notes: tuple[str, ...] = ()

    def at(self, variable: int, domain: int) -> Estimate:
        """Return one cell."""
        where = (variable, domain)
        return Estimate(
            n=int(self.n[where]),
            weighted_n=float(self.weighted_n[where]),
            estimate=float(self.estimate[where]),
            se=float(self.se[where]),
            ci_low=float(self.ci_low[where]),
            ci_high=float(self.ci_high[where]),
            df=float(self.df[where]),
            n_eff=float(self.n_eff[where]),
            deff=float(self.deff[where]),
            cv=float(self.cv[where]),
            strata=int(self.strata[where]),
            method=self.method,
            notes=self.notes,
        )
