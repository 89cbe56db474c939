"""Compare a wave with an earlier one: each change with interval, test and a comparability grade."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.results.actions.estimates import Cell, estimate_cells, figures_of, items_in
from querschnitt.apps.results.actions.interviews import ALIAS, interviews_of
from querschnitt.apps.results.models import Change
from querschnitt.apps.survey.models import Wave
from querschnitt.core.errors import InputError, suggestion
from querschnitt.core.estimation.result import Figures
from querschnitt.core.trend.adjust import adjust
from querschnitt.core.trend.change import changes_of_means, changes_of_shares
from querschnitt.core.trend.grade import Bridges, Grade, ItemProperties, grade
from querschnitt.tables.items import Item, ItemFile
from querschnitt.tables.toml_file import read_toml

DIMENSIONS = ("total", "region")


@dataclass(frozen=True)
class Declared:
    """What is declared of two waves and of the items both asked; pairs are (earlier, later)."""

    earlier: str
    mode: tuple[str, str]
    population: tuple[str, str]
    items: Mapping[str, Mapping[str, Any]]


def read_comparison(path: Path) -> Declared:
    """Read the declarations of a comparison from TOML."""
    document = read_toml(path, what="comparison file")
    try:
        properties = document["properties"]
        return Declared(
            earlier=str(document["earlier"]),
            mode=_pair(properties["mode"], place=f"{path.name}, properties.mode"),
            population=_pair(properties["population"], place=f"{path.name}, properties.population"),
            items=_declared_items(document["items"], where=path.name),
        )
    except KeyError as error:
        raise InputError(f"The key {error} is missing in the comparison file", where=path.name) from error


_ENTRY_KEYS = ("wording", "scale", "bridge_wording", "bridge_scale", "words_only")


def _declared_items(items: Mapping[str, Mapping[str, Any]], *, where: str) -> Mapping[str, Mapping[str, Any]]:
    """Check what is declared of each item: a grade that rests on a misspelt key would be too good."""
    for name, entry in items.items():
        for key in entry:
            if key not in _ENTRY_KEYS:
                raise InputError(
                    f"Unknown key '{key}'", where=f"{where}, items.{name}", hint=suggestion(key, _ENTRY_KEYS)
                )
        for key in ("wording", "scale"):
            _pair(entry.get(key), place=f"{where}, items.{name}.{key}")
    return items


def _pair(value: object, *, place: str) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != 2:
        raise InputError("Not a pair [earlier, later]", where=place, got=repr(value))
    return str(value[0]), str(value[1])


def grade_item(declared: Declared, item: Item, *, n: tuple[int, int]) -> Grade:
    """Grade the comparison of one item in one domain with ``n`` respondents (earlier, later)."""
    entry = declared.items[item.name]
    wording = _pair(entry["wording"], place=f"items.{item.name}.wording")
    scale = _pair(entry["scale"], place=f"items.{item.name}.scale")
    earlier, later = (
        ItemProperties(
            wording=wording[place],
            scale=scale[place],
            population=declared.population[place],
            mode=declared.mode[place],
            sensitive=item.sensitive,
            n=n[place],
            words_only=bool(entry.get("words_only", False)) and place == 0,
        )
        for place in (0, 1)
    )
    bridges = Bridges(wording=entry.get("bridge_wording", ""), scale=entry.get("bridge_scale", ""))
    return grade(earlier, later, bridges=bridges)


@dataclass(frozen=True)
class Compared:
    """One change, graded; `before`, `after` and `change` have the numbers that are stored of each."""

    item: Item
    cell: Cell
    before: Mapping[str, float | None]
    after: Mapping[str, float | None]
    change: Mapping[str, float]
    grade: Grade


def compare_cells(declared: Declared, before: Sequence[Cell], after: Sequence[Cell]) -> Iterator[Compared]:
    """Pair the cells of both waves item by item, for the total and the regions that both have."""
    known = {_key(cell): cell for cell in before}
    names = {cell.item.name for cell in after}
    for name in declared.items:
        if name not in names:
            raise InputError("An item to compare is not in the later wave", got=name, hint=suggestion(name, names))
        chosen = [c for c in after if c.item.name == name and c.domain.dimension in DIMENSIONS and _key(c) in known]
        if chosen:
            yield from _compare_item(declared, [known[_key(cell)] for cell in chosen], chosen)


def _compare_item(declared: Declared, before: Sequence[Cell], after: Sequence[Cell]) -> Iterator[Compared]:
    item, earlier, later = after[0].item, figures_of(before), figures_of(after)
    changes = (changes_of_means if item.is_mean else changes_of_shares)(earlier, later)
    for place, cell in enumerate(after):
        change = {name: float(getattr(changes, name)[place]) for name in ("difference", "ci_low", "ci_high", "p")}
        numbers = [_figures(figures, place) for figures in (earlier, later)]
        graded = grade_item(declared, item, n=(before[place].n, cell.n))
        yield Compared(item, cell, before=numbers[0], after=numbers[1], change=change, grade=graded)


def _key(cell: Cell) -> tuple[str, str, str]:
    return cell.item.name, cell.domain.dimension, cell.domain.level


def compare(*, wave: Wave, earlier: Wave, declared: Declared, items: ItemFile, plans: Mapping[str, Path]) -> int:
    """Compare two waves and store every change. Replaces what was stored. Returns the number of changes.

    ``plans`` : wave -> weighting file, for the design behind the variances.

    Raises
    ------
    InputError : if the declarations speak of another earlier wave, or a wave is compared with itself.
    """
    _check_waves(wave, earlier, declared)
    cells = {}
    for each in (earlier, wave):
        plan = read_toml(plans[each.slug], what="weighting file")
        interviews = interviews_of(each, plan=plan, where=plans[each.slug].name)
        of_trend = [item for item in items_in(each, items) if item.name in declared.items]
        cells[each.slug] = estimate_cells(interviews, of_trend)
    compared = list(compare_cells(declared, cells[earlier.slug], cells[wave.slug]))
    return _store(wave, earlier, compared)


def _check_waves(wave: Wave, earlier: Wave, declared: Declared) -> None:
    """Grades rest on what was declared of two waves; of any others they would say nothing."""
    if earlier.slug == wave.slug:
        raise InputError(
            "A wave cannot be compared with itself", expected="a later and an earlier wave", got=f"{wave.slug} twice",
            hint=f"Name the file of the earlier wave second; the declarations speak of wave {declared.earlier}.",
        )  # fmt: skip
    if earlier.slug != declared.earlier:
        raise InputError(
            "The declarations speak of another earlier wave", where=f"comparison file of wave {wave.slug}, earlier",
            expected=declared.earlier, got=earlier.slug,
            hint="Name that wave, or write a comparison file for these two waves.",
        )  # fmt: skip


@transaction.atomic(using=ALIAS)
def _store(wave: Wave, earlier: Wave, compared: Sequence[Compared]) -> int:
    adjusted = adjust(np.array([c.change["p"] for c in compared]), method="holm")
    Change.objects.using(ALIAS).filter(wave=wave).delete()
    rows = [
        Change(
            wave=wave,
            earlier=earlier,
            order=order,
            variable=c.item.name,
            category=c.cell.category,
            dimension=c.cell.domain.dimension,
            domain=c.cell.domain.level,
            before=dict(c.before),
            after=dict(c.after),
            **c.change,
            p_adjusted=float(p_adjusted),
            unit=c.item.unit,
            grade=c.grade.letter,
            reasons=[asdict(reason) for reason in c.grade.reasons],
        )
        for order, (c, p_adjusted) in enumerate(zip(compared, adjusted, strict=True), start=1)
    ]
    Change.objects.using(ALIAS).bulk_create(rows)
    log_activity(
        alias=ALIAS, verb="compared", subject=f"{earlier.slug} and {wave.slug}", figures={"changes": len(rows)}
    )
    return len(rows)


def _figures(figures: Figures, place: int) -> dict[str, float | None]:
    """Return the numbers of a figure; one that a replicate has nobody for has no standard error."""
    columns = figures.columns()
    numbers = {name: float(columns[name][place]) for name in ("estimate", "se", "ci_low", "ci_high")}
    return {"n": int(figures.n[place]), **{name: x if np.isfinite(x) else None for name, x in numbers.items()}}
