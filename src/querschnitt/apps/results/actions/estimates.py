"""Estimate every item of a wave in every domain, sign each cell, and choose the level each table is printed at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.register.models import Frame
from querschnitt.apps.results.actions.collection import USABLE
from querschnitt.apps.results.models import Collection, Estimate, Estimation, Weighting
from querschnitt.apps.survey.models import Wave
from querschnitt.apps.survey.queries import instrument_of
from querschnitt.core.arrays import BoolArray
from querschnitt.core.disclosure.ladder import Rung, finest_rung
from querschnitt.core.disclosure.signs import LEIPZIG_2020, sign_for
from querschnitt.core.errors import StateError
from querschnitt.core.estimation.batch import estimate_means, estimate_shares
from querschnitt.core.estimation.design import Lonely, SurveyDesign
from querschnitt.core.estimation.result import Estimate as Figure
from querschnitt.core.estimation.result import Estimates
from querschnitt.core.weighting.plan import CROSS, count_margins, crossed, parse_weighting
from querschnitt.core.weighting.raking import margin_of
from querschnitt.tables import register
from querschnitt.tables.items import Answered, Item, ItemFile, answered, items_of, items_of_microdata
from querschnitt.tables.microdata import Microdata, read_microdata

ALIAS = "statistics"
PROFILE = LEIPZIG_2020
LADDER = ("group", "group8", "region")
ALWAYS = ("total", "sex", "age_class")
LONELY: Lonely = (
    "adjust"  # a stratum with one respondent: deviation from zero, the cautious side; printed with the result
)


@dataclass(frozen=True)
class Domain:
    """A part of the population: its dimension ("region"), its level ("asia"), and who belongs to it, shape (n,)."""

    dimension: str
    level: str
    mask: BoolArray


@dataclass(frozen=True)
class Interviews:
    """The usable interviews of a wave with weights and design."""

    data: Microdata
    design: SurveyDesign


def items_in(wave: Wave, file: ItemFile) -> tuple[Item, ...]:
    """Return the items of a wave: of its questionnaire, or of the microdata it was taken over with."""
    if wave.questionnaire_id is None:
        return items_of_microdata(wave.slug, file)
    return items_of(instrument_of(wave), file)


def interviews_of(wave: Wave, *, plan: Mapping[str, object], where: str) -> Interviews:
    """Return the weighted interviews of a wave, with the strata, population sizes and margins the variance needs.

    Raises
    ------
    StateError : if the wave has not been weighted.
    """
    weighting = Weighting.objects.using(ALIAS).filter(wave=wave).first()
    if weighting is None:
        raise StateError("The wave has no weights yet", where=f"wave {wave.slug}", hint="Run: querschnitt weigh")
    collected = Collection.objects.using(ALIAS).get(wave=wave)
    everyone = read_microdata(Path(collected.file))
    data = everyone.where(np.isin(everyone.text("outcome"), USABLE))
    weights = read_microdata(Path(weighting.file)).numbers("weight")
    frame = Frame.objects.using(ALIAS).get(wave=wave.slug)
    return Interviews(data=data, design=_design(data, weights, frame=frame, plan=plan, where=where))


def _design(
    data: Microdata,
    weights: np.ndarray[Any, np.dtype[np.float64]],
    *,
    frame: Frame,
    plan: Mapping[str, object],
    where: str,
) -> SurveyDesign:
    decided = parse_weighting(plan, where=where)
    names = tuple(dict.fromkeys((*decided.variables, *LADDER)))
    target = register.read_columns(Path(frame.file), *names)
    counts = count_margins(decided, target)
    columns = {name: data.text(name) for name in names}
    margins = tuple(
        margin_of(CROSS.join(margin), crossed(columns, margin).tolist(), totals=counts[CROSS.join(margin)])
        for margin in decided.margins
    )
    levels, strata = np.unique(data.text("stratum"), return_inverse=True)
    of_stratum = next(name for name in LADDER if set(levels.tolist()) <= set(np.unique(columns[name]).tolist()))
    sizes = {level: int(np.sum(target[of_stratum] == level)) for level in levels.tolist()}
    return SurveyDesign(
        weights=weights,
        strata=strata.astype(np.int64),
        population_sizes=np.array([sizes[level] for level in levels.tolist()], dtype=np.float64),
        margins=margins,
        lonely=LONELY,
    )


def domains_of(data: Microdata) -> tuple[Domain, ...]:
    """Return every domain of publication: total, sex, age, and the levels of the ladder."""
    domains = [Domain("total", "total", np.ones(data.n, dtype=np.bool_))]
    for dimension in (*ALWAYS[1:], *reversed(LADDER)):
        values = data.text(dimension)
        domains += [Domain(dimension, str(level), values == level) for level in np.unique(values)]
    return tuple(domains)


@dataclass(frozen=True)
class Cell:
    """One figure of one category in one domain."""

    item: Item
    category: str
    domain: Domain
    figure: Figure


def estimate_cells(interviews: Interviews, items: Sequence[Item]) -> tuple[Cell, ...]:
    """Estimate all items in all domains: shares in one batch, means in another; cells in the order of the items."""
    domains = domains_of(interviews.data)
    masks = np.column_stack([domain.mask for domain in domains])
    every = answered(interviews.data, items)
    shares = [a for a in every if not a.item.is_mean]
    means = [a for a in every if a.item.is_mean]
    share_figures = _batch(estimate_shares, interviews.design, shares, masks)
    mean_figures = _batch(estimate_means, interviews.design, means, masks)
    rows = {**_rows(shares, share_figures), **_rows(means, mean_figures)}
    return tuple(
        Cell(a.item, category, domain, figures.at(row, place))
        for a in every
        for category, (figures, row) in rows[a.item.name].items()
        for place, domain in enumerate(domains)
    )


def _batch(estimate: Any, design: SurveyDesign, every: Sequence[Answered], masks: BoolArray) -> Estimates | None:
    if not every:
        return None
    values = np.column_stack([a.values for a in every])
    valid = np.column_stack([np.repeat(a.valid[:, None], a.values.shape[1], axis=1) for a in every])
    result: Estimates = estimate(design, values, valid=valid, domains=masks)
    return result


def _rows(every: Sequence[Answered], figures: Estimates | None) -> dict[str, dict[str, tuple[Estimates, int]]]:
    rows: dict[str, dict[str, tuple[Estimates, int]]] = {}
    position = 0
    for a in every:
        codes = [category.code for category in a.item.categories] or [""]
        assert figures is not None
        rows[a.item.name] = {code: (figures, position + place) for place, code in enumerate(codes)}
        position += len(codes)
    return rows


def printed_level(cells: Sequence[Cell]) -> str:
    """Choose the finest level of the ladder at which every cell of an item passes the sign rules."""
    rungs = []
    for level in (*LADDER, "total"):
        bases = tuple(cell.figure.n for cell in cells if cell.domain.dimension == level)
        if bases:
            rungs.append(Rung(level, bases))
    return finest_rung(rungs, profile=PROFILE).name


@transaction.atomic(using=ALIAS)
def estimate(*, wave: Wave, items: ItemFile, plan: Mapping[str, object], where: str) -> int:
    """Estimate a wave and store every figure with its sign. Replaces what was stored. Returns the number of figures."""
    known = items_in(wave, items)
    cells = estimate_cells(interviews_of(wave, plan=plan, where=where), known)
    Estimate.objects.using(ALIAS).filter(wave=wave).delete()
    rows = list(_stored(wave, cells))
    Estimate.objects.using(ALIAS).bulk_create(rows, batch_size=2000)
    made = {
        "figures": len(rows),
        "printed": sum(row.published for row in rows),
        "items": [_words_of(item) for item in known],
    }
    Estimation.objects.using(ALIAS).update_or_create(wave=wave, defaults=made)
    log_activity(alias=ALIAS, verb="estimated", subject=wave.slug, figures={"figures": len(rows)})
    return len(rows)


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
        level = printed_level(of_item)
        for cell in of_item:
            order += 1
            yield _row(wave, cell, order=order, printed=(*ALWAYS, level))


def _row(wave: Wave, cell: Cell, *, order: int, printed: tuple[str, ...]) -> Estimate:
    figure, item = cell.figure, cell.item
    shown = figure.estimate if item.is_mean else 100 * figure.estimate
    signed = sign_for(PROFILE, base=figure.n, value=0.0 if np.isnan(shown) else shown)
    numbers = {}
    if signed.published:
        named = ("estimate", "se", "ci_low", "ci_high", "n_eff", "df")
        numbers = {name: _number(getattr(figure, name)) for name in named}
    return Estimate(
        wave=wave,
        order=order,
        variable=item.name,
        category=cell.category,
        dimension=cell.domain.dimension,
        domain=cell.domain.level,
        published=cell.domain.dimension in printed,
        n=figure.n,
        unit=item.unit,
        method=figure.method,
        sign=signed.sign,
        **numbers,
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) or np.isinf(value) else float(value)
