"""Stored figures of a wave, item by item, as reports and releases read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from querschnitt.apps.results.models import Estimate
from querschnitt.apps.survey.models import Wave
from querschnitt.tables.items import Item

ALIAS = "statistics"
LADDER = ("group", "group8", "region")


@dataclass(frozen=True)
class ItemFigures:
    """All figures of an item that are printed: (dimension, level, category) -> figure."""

    item: Item
    cells: Mapping[tuple[str, str, str], Estimate]

    @property
    def categories(self) -> Sequence[str]:
        return [category.code for category in self.item.categories] or [""]

    @property
    def origin(self) -> str:
        """Return the level of the ladder that is printed, or an empty text if only the total is."""
        dimensions = {dimension for dimension, _, _ in self.cells}
        return next((level for level in LADDER if level in dimensions), "")

    def at(self, dimension: str, level: str, category: str) -> Estimate | None:
        return self.cells.get((dimension, level, category))

    def total(self, category: str) -> Estimate:
        return self.cells["total", "total", category]

    def levels(self, dimension: str) -> set[str]:
        return {level for known, level, _ in self.cells if known == dimension}

    def is_named(self, category: str) -> bool:
        """Whether the total of a category may be named in a sentence."""
        return self.total(category).estimate is not None

    def largest(self) -> list[str]:
        """Return the categories that may be named, the largest first."""
        named = [category for category in self.categories if self.is_named(category)]
        return sorted(named, key=lambda category: -(self.total(category).estimate or 0.0))


def figures_of(wave: Wave, items: Sequence[Item]) -> tuple[ItemFigures, ...]:
    """Return the printed figures of a wave in the order of the items, in one query."""
    by_item: dict[str, dict[tuple[str, str, str], Estimate]] = {item.name: {} for item in items}
    for row in Estimate.objects.using(ALIAS).filter(wave=wave, published=True).order_by("order"):
        if row.variable in by_item:
            by_item[row.variable][row.dimension, row.domain, row.category] = row
    return tuple(ItemFigures(item, by_item[item.name]) for item in items if by_item[item.name])
