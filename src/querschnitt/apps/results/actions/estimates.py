"""Estimate every item of a wave in every domain, sign each cell, and choose the level each table is printed at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.results.actions.interviews import ALIAS, LADDER, Interviews, interviews_of
from querschnitt.apps.results.models import Estimate, Estimation
from querschnitt.apps.survey.models import Wave
from querschnitt.apps.survey.queries import instrument_of
from querschnitt.core.arrays import BoolArray
from querschnitt.core.disclosure.ladder import Rung, finest_rung
from querschnitt.core.disclosure.signs import LEIPZIG_2020, sign_for
from querschnitt.core.estimation.publication import Publication, publish
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.variables import Domains, Variable
from querschnitt.tables.items import Answered, Item, ItemFile, answered, items_of, items_of_microdata
from querschnitt.tables.microdata import Microdata

PROFILE = LEIPZIG_2020
ALWAYS = ("total", "sex", "age_class")
STORED = ("estimate", "se", "ci_low", "ci_high", "n_eff", "df")


@dataclass(frozen=True)
class Domain:
    """A part of the population: its dimension ("region"), its level ("asia"), and who belongs to it, shape (n,)."""

    dimension: str
    level: str
    mask: BoolArray

    @property
    def name(self) -> str:
        """The domain in the names of figures."""
        return f"{self.dimension}={self.level}"


def items_in(wave: Wave, file: ItemFile) -> tuple[Item, ...]:
    """Return the items of a wave: of its questionnaire, or of the microdata it was taken over with."""
    if wave.questionnaire_id is None:
        return items_of_microdata(wave.slug, file)
    return items_of(instrument_of(wave), file)


def domains_of(data: Microdata) -> tuple[Domain, ...]:
    """Return every domain of publication: total, sex, age, and the levels of the ladder."""
    domains = [Domain("total", "total", np.ones(data.n, dtype=np.bool_))]
    for dimension in (*ALWAYS[1:], *reversed(LADDER)):
        values = data.text(dimension)
        domains += [Domain(dimension, str(level), values == level) for level in np.unique(values)]
    return tuple(domains)


@dataclass(frozen=True)
class Cell:
    """One figure of one category in one domain: its place among the figures of a publication."""

    item: Item
    category: str
    domain: Domain
    figures: Figures
    place: int

    @property
    def n(self) -> int:
        """Respondents behind the figure."""
        return int(self.figures.n[self.place])


def estimate_cells(interviews: Interviews, items: Sequence[Item]) -> tuple[Cell, ...]:
    """Estimate all items in all domains in one go; cells in the order of items, categories and domains."""
    domains = domains_of(interviews.data)
    published = _publish(interviews, answered(interviews.data, items), domains)
    cells = []
    for item in items:
        for code in [category.code for category in item.categories] if not item.is_mean else [""]:
            figures, first = published.find(item.name, category=code, domain=domains[0].name)
            cells += [Cell(item, code, domain, figures, first + place) for place, domain in enumerate(domains)]
    return tuple(cells)


def _publish(interviews: Interviews, every: Sequence[Answered], domains: Sequence[Domain]) -> Publication:
    return publish(
        interviews.design,
        [Variable(a.item.name, _columns_of(a.item), a.values, a.valid) for a in every],
        Domains(tuple(domain.name for domain in domains), np.column_stack([domain.mask for domain in domains])),
        stages=interviews.stages,
    )


def _columns_of(item: Item) -> tuple[str, ...]:
    return (item.name,) if item.is_mean else tuple(f"{item.name}={category.code}" for category in item.categories)


def printed_level(cells: Sequence[Cell]) -> str:
    """Choose the finest level of the ladder at which every cell of an item passes the sign rules."""
    rungs = []
    for level in (*LADDER, "total"):
        bases = tuple(cell.n for cell in cells if cell.domain.dimension == level)
        if bases:
            rungs.append(Rung(level, bases))
    return finest_rung(rungs, profile=PROFILE).name


@transaction.atomic(using=ALIAS)
def estimate(*, wave: Wave, items: ItemFile, plan: Mapping[str, object], where: str) -> int:
    """Estimate a wave and store every figure with its sign. Replaces what was stored. Returns the number of figures."""
    known = items_in(wave, items)
    interviews = interviews_of(wave, plan=plan, where=where)
    cells = estimate_cells(interviews, known)
    Estimate.objects.using(ALIAS).filter(wave=wave).delete()
    rows = list(_stored(wave, cells))
    Estimate.objects.using(ALIAS).bulk_create(rows, batch_size=2000)
    made = {
        "figures": len(rows),
        "printed": sum(row.published for row in rows),
        "items": [_words_of(item) for item in known],
        "variance": {**asdict(interviews.uncertainty), "interviews": interviews.data.n, "notes": _notes(cells)},
    }
    Estimation.objects.using(ALIAS).update_or_create(wave=wave, defaults=made)
    log_activity(alias=ALIAS, verb="estimated", subject=wave.slug, figures={"figures": len(rows)})
    return len(rows)


def _notes(cells: Sequence[Cell]) -> list[str]:
    """Return what the figures rest on, each note once."""
    return list(dict.fromkeys(note for cell in cells for note in cell.figures.notes))


def _words_of(item: Item) -> dict[str, object]:
    """Return an item as the pages of the office show it: in German and English."""
    spoken = ("de", "en")
    return {
        "name": item.name,
        "kind": item.kind,
        "unit": item.unit,
        "sensitive": item.sensitive,
        "labels": {tag: item.labels[tag] for tag in spoken if tag in item.labels},
        "categories": [
            [entry.code, {tag: entry.labels[tag] for tag in spoken if tag in entry.labels}] for entry in item.categories
        ],
    }


def _stored(wave: Wave, cells: Sequence[Cell]) -> Iterator[Estimate]:
    by_item: dict[str, list[Cell]] = {}
    for cell in cells:
        by_item.setdefault(cell.item.name, []).append(cell)
    order = 0
    for of_item in by_item.values():
        printed = (*ALWAYS, printed_level(of_item))
        figures = figures_of(of_item)
        columns = figures.columns()
        for place, cell in enumerate(of_item):
            order += 1
            numbers = {name: _number(columns[name][place]) for name in STORED}
            yield _row(wave, cell, numbers, order=order, method=figures.method, printed=printed)


def figures_of(cells: Sequence[Cell]) -> Figures:
    """Return the figures of cells that are all shares or all means, in their order."""
    return cells[0].figures.at([cell.place for cell in cells])


def _row(
    wave: Wave, cell: Cell, numbers: Mapping[str, float | None], *, order: int, method: str, printed: tuple[str, ...]
) -> Estimate:
    item, shown = cell.item, numbers["estimate"] or 0.0
    signed = sign_for(PROFILE, base=cell.n, value=shown if item.is_mean else 100 * shown)
    return Estimate(
        wave=wave,
        order=order,
        variable=item.name,
        category=cell.category,
        dimension=cell.domain.dimension,
        domain=cell.domain.level,
        published=cell.domain.dimension in printed,
        n=cell.n,
        unit=item.unit,
        method=method,
        sign=signed.sign,
        **(numbers if signed.published else {}),
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) or np.isinf(value) else float(value)
