"""The items of a wave, their figures and their changes, as the pages of the office show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from querschnitt.apps.results.models import Change, Estimate, Estimation
from querschnitt.apps.results.queries.names import LEVELS
from querschnitt.apps.survey.models import Wave
from querschnitt.core.disclosure.signs import LEIPZIG_2020, sign_for

ALIAS = "statistics"
DIMENSION_ORDER = ("total", "sex", "age_class", "region", "group8", "group")
LADDER = ("group", "group8", "region")
NOT_COMPARABLE = "E"


@dataclass(frozen=True)
class OfficeItem:
    """An item in words. ``categories``: (code, words by language); empty for a mean."""

    name: str
    kind: str
    unit: str
    sensitive: bool
    labels: Mapping[str, str]
    categories: tuple[tuple[str, Mapping[str, str]], ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for code, _ in self.categories) or ("",)

    @property
    def is_share(self) -> bool:
        return self.unit == "percent"

    def category(self, code: str) -> Mapping[str, str]:
        return dict(self.categories).get(code, {})


@dataclass(frozen=True)
class Origins:
    """The names of the origins of a wave, and the order of all levels."""

    named: Mapping[str, Sequence[tuple[str, Mapping[str, str]]]]

    def name(self, level: str, *, language: str) -> str:
        """Return the name of an origin; a level that is none stands as it is."""
        for pairs in self.named.values():
            for code, words in pairs:
                if code == level:
                    return words[language]
        return level

    def place(self, dimension: str, level: str) -> int:
        """Return the place of a level in its dimension; unknown ones come last."""
        known = [code for code, _ in self.named.get(dimension, ())] or list(LEVELS)
        return known.index(level) if level in known else len(known)


def items_of_wave(wave: Wave) -> tuple[OfficeItem, ...]:
    """Return the estimated items of a wave in the order of its questions; none before it was estimated."""
    estimation = Estimation.objects.using(ALIAS).filter(wave=wave).only("items").first()
    return tuple(_item(entry) for entry in estimation.items) if estimation else ()


def _item(entry: Mapping[str, Any]) -> OfficeItem:
    return OfficeItem(
        name=entry["name"],
        kind=entry["kind"],
        unit=entry["unit"],
        sensitive=entry["sensitive"],
        labels=entry["labels"],
        categories=tuple((code, words) for code, words in entry["categories"]),
    )


@dataclass(frozen=True)
class ItemRow:
    """An item in the list: its base, its first or most frequent figure in the total, and the level it is printed at."""

    item: OfficeItem
    n: int
    leading: Estimate
    level: str


def item_rows(wave: Wave, items: Sequence[OfficeItem]) -> list[ItemRow]:
    """Return the list of items in two queries."""
    totals: dict[str, list[Estimate]] = {}
    for row in Estimate.objects.using(ALIAS).filter(wave=wave, dimension="total").order_by("order"):
        totals.setdefault(row.variable, []).append(row)
    printed = Estimate.objects.using(ALIAS).filter(wave=wave, published=True, dimension__in=LADDER)
    levels = dict(printed.order_by().values_list("variable", "dimension").distinct())
    return [
        ItemRow(item, figures[0].n, max(figures, key=lambda row: row.estimate or 0.0), levels.get(item.name, "total"))
        for item in items
        if (figures := totals.get(item.name))
    ]


@dataclass(frozen=True)
class DomainRow:
    """The figures of an item in one domain, one a category (None where none was estimated)."""

    level: str
    n: int
    figures: tuple[Estimate | None, ...]


@dataclass(frozen=True)
class Section:
    """The domains of one dimension; `printed` says whether it leaves the office."""

    dimension: str
    printed: bool
    rows: tuple[DomainRow, ...]


def item_sections(wave: Wave, item: OfficeItem, origins: Origins) -> list[Section]:
    """Return all figures of an item by dimension and domain, in one query."""
    found: dict[str, dict[str, dict[str, Estimate]]] = {}
    for row in Estimate.objects.using(ALIAS).filter(wave=wave, variable=item.name).order_by("order"):
        found.setdefault(row.dimension, {}).setdefault(row.domain, {})[row.category] = row
    return [_section(dimension, found[dimension], item, origins) for dimension in DIMENSION_ORDER if dimension in found]


def _section(
    dimension: str, domains: Mapping[str, Mapping[str, Estimate]], item: OfficeItem, origins: Origins
) -> Section:
    ordered = sorted(domains, key=lambda level: (origins.place(dimension, level), level))
    rows = tuple(
        DomainRow(level, next(iter(domains[level].values())).n, tuple(domains[level].get(code) for code in item.codes))
        for level in ordered
    )
    printed = any(row.published for by_category in domains.values() for row in by_category.values())
    return Section(dimension, printed, rows)


@dataclass(frozen=True)
class ChangeRow:
    """A change in one domain; a figure that may not be shown takes the change with it."""

    change: Change
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def withheld(self) -> str:
        """Return the sign that stands instead of the change: too few cases, or waves that cannot be compared."""
        if not (self.before["shown"] and self.after["shown"]):
            return "."
        return "x" if self.change.grade == NOT_COMPARABLE else ""


@dataclass(frozen=True)
class ChangedItem:
    """An item that two waves asked, with its changes: the total first, then the regions."""

    item: OfficeItem
    rows: tuple[ChangeRow, ...]

    @property
    def grade(self) -> str:
        return self.rows[0].change.grade

    @property
    def reasons(self) -> Sequence[Mapping[str, Any]]:
        return list(self.rows[0].change.reasons)


def changed_items(wave: Wave, items: Sequence[OfficeItem], origins: Origins) -> list[ChangedItem]:
    """Return the changes of a wave by item, in one query."""
    by_name = {item.name: item for item in items}
    grouped: dict[str, list[Change]] = {}
    for row in Change.objects.using(ALIAS).filter(wave=wave).order_by("order"):
        grouped.setdefault(row.variable, []).append(row)
    return [
        ChangedItem(by_name[name], tuple(_change_row(row) for row in sorted(rows, key=_place(origins))))
        for name, rows in grouped.items()
        if name in by_name
    ]


def _place(origins: Origins) -> Any:
    def place(row: Change) -> tuple[int, int]:
        return DIMENSION_ORDER.index(row.dimension), origins.place(row.dimension, row.domain)

    return place


def _change_row(row: Change) -> ChangeRow:
    return ChangeRow(row, before=_signed(row.before, row.unit), after=_signed(row.after, row.unit))


def _signed(figures: Mapping[str, Any], unit: str) -> Mapping[str, Any]:
    """Return the figures of one side with the sign they are shown with."""
    value = 100 * figures["estimate"] if unit == "percent" else figures["estimate"]
    decided = sign_for(LEIPZIG_2020, base=figures["n"], value=value)
    return {**figures, "sign": decided.sign, "shown": decided.published, "unit": unit}
