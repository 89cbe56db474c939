"""Which parts of a design go together. What does not is refused, with the reason."""

from __future__ import annotations

from collections.abc import Callable

from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.design.model import Design

BY_NUMBER = ("poisson", "sequential", "pareto")
"""Selections in which each person decides with a random number of its own, which may be permanent."""

BY_SIZE = (*BY_NUMBER, "conditional")
WITH_SPREAD = ("neyman", "cost")
WITHOUT_SIZE = ("targets", "stages")

_AT_HOME = {"counts": ("fixed",), "targets": ("targets",), "spread": WITH_SPREAD, "share": WITH_SPREAD}


def require_combinable(design: Design, *, where: str) -> None:
    """Raise unless the parts of the design go together.

    Raises
    ------
    DesignError : with the place, why they do not, and what to write instead

    >>> require_combinable(Design("d", "group", 50, selection="pareto", measure="size"), where="design.toml")
    """
    for check in _CHECKS:
        check(design, where)


def _order(design: Design, where: str) -> None:
    is_used = design.selection == "systematic"
    if bool(design.sort_by) != is_used:
        raise DesignError(
            "An order belongs to systematic selection, and it needs one", where=f"{where}, sort_by",
            expected="a list of frame variables" if is_used else "none", got=list(design.sort_by),
            hint="" if is_used else "Leave 'sort_by' out, or write selection = \"systematic\".",
        )  # fmt: skip


def _measure(design: Design, where: str) -> None:
    if design.measure and design.selection not in BY_SIZE:
        raise DesignError(
            f"The selection '{design.selection}' takes everybody of a stratum with the same probability",
            where=f"{where}, measure", expected="none", got=design.measure,
            hint=f"Leave 'measure' out, or draw in proportion to it with selection = one of {', '.join(BY_SIZE)}.",
        )  # fmt: skip
    if design.selection == "conditional" and not design.measure:
        raise DesignError(
            "Conditional Poisson sampling draws in proportion to a measure of size", where=f"{where}, measure",
            expected="a frame variable of numbers above 0",
            hint='Name one; with equal probabilities it would be selection = "random".',
        )  # fmt: skip


def _numbers(design: Design, where: str) -> None:
    if design.coordinate_with and design.selection not in BY_NUMBER:
        raise DesignError(
            "Permanent random numbers belong to a selection in which each person decides with its own",
            where=f"{where}, coordinate_with", expected=f"selection = one of {', '.join(BY_NUMBER)}",
            got=design.selection,
            hint='selection = "sequential" without a measure is a simple random sample with permanent numbers.',
        )  # fmt: skip


def _parts_of_allocations(design: Design, where: str) -> None:
    given = {
        "counts": bool(design.counts),
        "targets": design.targets is not None,
        "spread": design.spread is not None,
        "share": design.share is not None,
    }
    for key, is_given in given.items():
        if is_given and design.allocation not in _AT_HOME[key]:
            raise DesignError(
                f"The entry '{key}' belongs to the allocation " + " or ".join(f"'{name}'" for name in _AT_HOME[key]),
                where=f"{where}, {key}", expected="none", got=f"allocation = '{design.allocation}'",
                hint=f"Leave '{key}' out, or choose that allocation.",
            )  # fmt: skip
    if given["spread"] and given["share"]:
        raise DesignError(
            "The spread is written twice", where=f"{where}, share", expected="spread or share", got="both",
            hint="A share p has the spread sqrt(p (1 - p)): leave one of them out.",
        )  # fmt: skip


def _needs_of_allocations(design: Design, where: str) -> None:
    method, targets = design.allocation, design.targets
    if method == "fixed" and not design.counts:
        raise DesignError(
            "The allocation 'fixed' needs numbers of persons", where=f"{where}, counts",
            expected="{ stratum = number, ... }",
        )  # fmt: skip
    if method == "targets" and (not targets or (targets.each is None and targets.total is None)):
        raise DesignError(
            "An allocation to targets needs them", where=f"{where}, targets",
            expected="each = 0.05, total = 0.02 or both", hint="Add the table [design.targets].",
        )  # fmt: skip
    if method == "neyman" and design.spread is None and design.share is None:
        raise DesignError(
            "Neyman's allocation needs the spread in each stratum", where=f"{where}, spread",
            expected="spread = { stratum = standard deviation, ... } or share = 0.3",
        )  # fmt: skip


def _size(design: Design, where: str) -> None:
    if design.allocation in WITHOUT_SIZE and design.sample_size:
        raise DesignError(
            "How many are drawn comes out of the " + ("targets" if design.targets else "stages"),
            where=f"{where}, sample_size", expected="none", got=design.sample_size, hint="Leave 'sample_size' out.",
        )  # fmt: skip
    has_bounds = bool(design.minimum) or design.maximum is not None
    if design.allocation in ("fixed", "stages") and has_bounds:
        raise DesignError(
            "Minimum and maximum have nothing to decide here", where=f"{where}, minimum, maximum", expected="none",
            got=f"allocation = '{design.allocation}'", hint="Leave them out: the numbers are laid down already.",
        )  # fmt: skip
    if design.allocation == "targets" and design.maximum is not None:
        raise DesignError(
            "With a maximum a target might not be reached", where=f"{where}, maximum", expected="none",
            got=design.maximum, hint="Leave it out, and allow a wider interval where it would bind.",
        )  # fmt: skip


def _stages(design: Design, where: str) -> None:
    if (design.allocation == "stages") != (design.stages is not None):
        raise DesignError(
            "In a draw in two stages the clusters decide how many persons each stratum gives",
            where=f"{where}, allocation", expected="none, and the table [design.stages]", got=design.allocation,
            hint="Leave 'allocation' out, and say 'clusters' and 'take' in [design.stages].",
        )  # fmt: skip
    if design.stages and design.selection != "random":
        raise DesignError(
            "In the clusters persons are drawn at random", where=f"{where}, selection", expected="random",
            got=design.selection, hint='Clusters in proportion to their size: first_stage = "size" in [design.stages].',
        )  # fmt: skip


def _households(design: Design, where: str) -> None:
    if not design.one_per_household:
        return
    reasons = {
        "systematic": "it would pass over households, and whom it meets would hang on how many live there",
        "poisson": "each person would decide alone, and nobody knows of the others in the household",
        "sequential": "each person would decide alone, and nobody knows of the others in the household",
        "pareto": "each person would decide alone, and nobody knows of the others in the household",
        "conditional": "its probabilities are computed for persons who are drawn whoever else lives there",
    }
    if design.selection != "random":
        raise DesignError(
            f"At most one of a household cannot be promised with the selection '{design.selection}': "
            f"{reasons[design.selection]}",
            where=f"{where}, one_per_household", expected='selection = "random"', got=design.selection,
            hint="Draw at random, or allow two letters: their number is counted.",
        )  # fmt: skip
    if design.stages:
        raise DesignError(
            "At most one of a household and two stages are not drawn together: that would be three stages",
            where=f"{where}, one_per_household", hint="Leave one of them out.",
        )  # fmt: skip


def _batches(design: Design, where: str) -> None:
    if not design.batches:
        return
    reasons = {
        "poisson": "how many come is left to chance, so that the batches do not add up to them",
        "systematic": "a part of it, released at random, would lose the order for which it was drawn",
    }
    reason = reasons.get(design.selection, "")
    if design.stages:
        reason = "a part of the persons of a cluster saves no way to it; draw fewer clusters"
    if design.allocation == "targets":
        reason = "how many the targets need is not known before the frame is"
    if reason:
        raise DesignError(
            f"This sample is not released in batches: {reason}", where=f"{where}, batches", expected="none",
            got=list(design.batches), hint="Leave 'batches' out; more can be drawn later as a draw of its own.",
        )  # fmt: skip
    if sum(design.batches) != design.sample_size:
        raise DesignError(
            "The batches are not the sample", where=f"{where}, batches",
            expected=f"numbers that add up to {design.sample_size}", got=f"a sum of {sum(design.batches)}",
        )  # fmt: skip


def _additions(design: Design, where: str) -> None:
    if design.additions and not design.is_simple:
        raise DesignError(
            "More persons are added only to a simple random sample: there the next keys are theirs",
            where=f"{where}, additions", expected='selection = "random", without stages and households',
            got=design.selection, hint="Draw a second sample with a design of its own.",
        )  # fmt: skip


_CHECKS: tuple[Callable[[Design, str], None], ...] = (
    _order, _measure, _numbers, _stages, _parts_of_allocations, _needs_of_allocations, _size, _households, _batches,
    _additions,
)  # fmt: skip
