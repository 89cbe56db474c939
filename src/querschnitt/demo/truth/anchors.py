"""Anchors: thresholds that turn a latent score into answers with the shares wanted, fitted once and then fixed.

The thresholds are fitted on the people of the unchanged scenario. Applied to others (another seed, another size of a
group) they stay as they are, so that one person's answer never hangs on who else lives in the city.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.demo.chance import uniform

NOT_APPLICABLE = -1


@dataclass(frozen=True)
class Targets:
    """The shares and means wanted in one wave."""

    shares: Mapping[str, Mapping[str, float]]
    named: Mapping[str, Mapping[str, float]]
    means: Mapping[str, float]


def read_targets(path: Path) -> dict[str, Targets]:
    """Read the targets of both waves."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return {"2020": _targets(document, {}), "2016": _targets(document, document["wave_2016"])}


def _targets(document: Mapping[str, Any], changes: Mapping[str, Any]) -> Targets:
    merged = {part: {**document[part], **changes.get(part, {})} for part in ("shares", "named", "means")}
    return Targets(**merged)


@dataclass
class Anchors:
    """Fitted thresholds and factors by name; `fitting` is true while they are being found."""

    targets: Targets
    fitting: bool = True
    found: dict[str, FloatArray] = field(default_factory=dict)

    def fixed(self) -> Anchors:
        """Return the anchors as they are, to be applied to others."""
        return Anchors(targets=self.targets, fitting=False, found=self.found)

    def ordered(self, name: str, score: FloatArray, *, among: BoolArray | None = None) -> IntArray:
        """Return answers in the order of the target's codes: the highest scores get the first code."""
        who = np.ones(len(score), dtype=np.bool_) if among is None else among
        shares = np.asarray(list(self.targets.shares[name].values()), dtype=np.float64)
        below = 1 - np.cumsum(shares[:-1]) / shares.sum()
        cuts = self._anchor(name, lambda: np.quantile(score[who], below))
        answer = (score[:, None] < cuts[None, :]).sum(axis=1)
        return np.where(who, answer, NOT_APPLICABLE).astype(np.int64)

    def in_turn(self, name: str, scores: Mapping[str, FloatArray], *, among: BoolArray | None = None) -> IntArray:
        """Return answers taken in turn: each code takes the highest scores of those who are left, the last the rest."""
        targets = self.targets.shares[name]
        free = np.ones(len(next(iter(scores.values()))), dtype=np.bool_) if among is None else among.copy()
        answer = np.full(len(free), NOT_APPLICABLE, dtype=np.int64)
        left = float(sum(targets.values()))
        codes = list(targets)
        for code in codes[:-1]:
            share = targets[code] / left
            score = scores[code]
            cut = self._anchor(f"{name}/{code}", lambda s=score, f=free, p=share: np.quantile(s[f], 1 - p))
            taken = free & (score >= cut)
            answer[taken] = codes.index(code)
            free &= ~taken
            left -= targets[code]
        answer[free] = len(codes) - 1
        return answer

    def several(self, name: str, scores: Mapping[str, FloatArray], *, among: BoolArray | None = None) -> BoolArray:
        """Return who names what, shape (n, k), in the order of the target's codes."""
        targets = self.targets.named[name]
        size = len(next(iter(scores.values())))
        who = np.ones(size, dtype=np.bool_) if among is None else among
        named = np.zeros((size, len(targets)), dtype=np.bool_)
        for column, (code, share) in enumerate(targets.items()):
            score = scores[code]
            cut = self._anchor(f"{name}/{code}", lambda s=score, p=share: np.quantile(s[who], 1 - p / 100))
            named[:, column] = who & (score >= cut)
        return named

    def scaled(self, name: str, values: FloatArray, *, among: BoolArray | None = None) -> FloatArray:
        """Return values times a factor, so that the mean is the target's."""
        who = np.ones(len(values), dtype=np.bool_) if among is None else among
        factor = self._anchor(name, lambda: np.asarray(self.targets.means[name] / values[who].mean()))
        return np.asarray(values * factor)

    def _anchor(self, name: str, fit: Any) -> FloatArray:
        if self.fitting:
            self.found[name] = np.asarray(fit(), dtype=np.float64)
        return self.found[name]


@dataclass(frozen=True)
class Luck:
    """Chance of the people: noise that hangs on person, seed and name alone."""

    key: IntArray
    seed: int

    def even(self, name: str) -> FloatArray:
        """Return numbers in (0, 1)."""
        return uniform(self.key, self.seed, f"truth {name}")

    def logistic(self, name: str) -> FloatArray:
        """Return logistic noise (standard deviation 1.81)."""
        even = self.even(name)
        return np.asarray(np.log(even / (1 - even)))

    def normal(self, name: str) -> FloatArray:
        """Return standard normal noise (Box and Muller)."""
        first, second = self.even(f"{name}/1"), self.even(f"{name}/2")
        return np.asarray(np.sqrt(-2 * np.log(first)) * np.cos(2 * np.pi * second))
