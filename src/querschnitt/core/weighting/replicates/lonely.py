"""What replicates make of a stratum with one primary unit, which cannot show how units differ."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, get_args

from querschnitt.core.errors import DesignError, require_known
from querschnitt.core.weighting.replicates.units import PrimaryUnits

Lonely = Literal["fail", "remove", "certainty", "adjust", "average"]
UNCHANGED: tuple[Lonely, ...] = ("fail", "remove", "certainty", "average")
"""Rules that leave the lonely unit's weight as it is in every replicate."""


def settle_lonely(units: PrimaryUnits, rule: Lonely, *, offered: Collection[Lonely]) -> tuple[float, tuple[str, ...]]:
    """Return what the scale of replicates is multiplied with under a rule for lonely units, and the note to print.

    Parameters
    ----------
    units : PSUs in strata; a stratum of which the one PSU is all there is, is not lonely
    rule : `fail` raises; `remove` and `certainty`: no variance from them; `average`: each as much as the other PSUs
        have on average, so the scale grows by PSUs over PSUs that are not lonely; `adjust`: the jackknife leaves them
        out, too, the other strata standing for theirs
    offered : the rules that the kind of replicates knows

    Raises
    ------
    DesignError : for a lonely unit under `fail` or under a rule that is not offered, or if no other stratum can show
        how units differ.
    InputError : for an unknown rule.

    >>> import numpy as np
    >>> from querschnitt.core.weighting.replicates import primary_units
    >>> settle_lonely(primary_units(np.arange(3), strata=np.array([1, 1, 2])), "average", offered=UNCHANGED)
    (1.5, ('1 strata with one primary unit: average',))
    """
    require_known(rule, get_args(Lonely), what="rule for lonely units", where="lonely")
    alone = units.lonely
    if not alone.any():
        return 1.0, ()
    place = f"stratum '{units.names[int(alone.argmax())]}' ({int(alone.sum())} strata)"
    if rule == "fail" or rule not in offered:
        raise DesignError(
            "A stratum has only one primary unit",
            where=place,
            expected="at least 2" if rule == "fail" else f"a rule that these replicates know: {', '.join(offered)}",
            got=1 if rule == "fail" else rule,
            hint=f"Merge the stratum with a neighbouring one, or choose {_choice(offered)}; the choice is printed.",
        )
    shown = float(units.sampled[~alone & (units.unseen > 0)].sum())
    if not shown:
        raise DesignError(
            "No stratum has two primary units, so nothing shows how units differ",
            where=place,
            expected="at least one stratum with 2",
            got=0,
            hint="Merge strata.",
        )
    factor = (shown + float(alone.sum())) / shown if rule == "average" else 1.0
    return factor, (f"{int(alone.sum())} strata with one primary unit: {rule}",)


def _choice(offered: Collection[Lonely]) -> str:
    return " or ".join(f"'{rule}'" for rule in offered if rule not in ("fail", "certainty"))
