"""Take the figures of indicators that a spreadsheet brings: what fits is recorded, the rest is told cell by cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.indicators.actions.observations import NewObservation, value_of
from querschnitt.apps.indicators.models import Indicator, Observation
from querschnitt.apps.indicators.queries import indicators, series_of
from querschnitt.core.errors import InputError
from querschnitt.tables.indicator_figures import ReadFigure, ReadIndicators, ReadSeries
from querschnitt.tables.measure_plan import CellRemark

MOST_DECIMALS = 4
LARGEST = Decimal(10) ** 12
LONGEST = {"name": 200, "code": 50, "unit": 40, "source": 300}


@dataclass(frozen=True)
class PlannedFigure:
    """A figure that would be recorded. ``before`` is the one of the date that it corrects."""

    observed: NewObservation
    value: Decimal | None
    before: Observation | None


@dataclass(frozen=True)
class PlannedSeries:
    """What would be recorded of one indicator; ``indicator`` is not saved yet where it is new."""

    indicator: Indicator
    figures: tuple[PlannedFigure, ...]

    @property
    def is_new(self) -> bool:
        """Return whether the indicator would be defined."""
        return self.indicator.pk is None

    @property
    def corrections(self) -> int:
        """Return how many figures correct one that is there."""
        return sum(figure.before is not None for figure in self.figures)


@dataclass(frozen=True)
class SeriesPlan:
    """All that would be recorded, how many figures stand already, and what became of every other cell."""

    series: tuple[PlannedSeries, ...]
    standing: int
    remarks: tuple[CellRemark, ...]

    @property
    def figures(self) -> int:
        """Return how many figures would be recorded."""
        return sum(len(row.figures) for row in self.series)


def plan_series(read: ReadIndicators, *, document: str) -> SeriesPlan:
    """Work out what a spreadsheet would bring, and write nothing; two queries for each known indicator.

    An indicator is known by its short name or its name. A new one needs definition, unit and source.

    Parameters
    ----------
    document : where figures stand that do not say so themselves
    """
    known = _Known(indicators())
    remarks = list(read.remarks)
    planned: list[PlannedSeries] = []
    standing = 0
    for series in read.series:
        indicator = known.named(series) or _new(series, known)
        told = indicator if isinstance(indicator, str) else _conflict(indicator, series)
        if isinstance(indicator, str) or told:
            remarks += [
                series.place.left(told),
                *(row.place.left("belongs to an indicator that is not taken") for row in series.figures),
            ]
            continue
        wrong, figures, same = _figures(indicator, series, document=document)
        remarks += wrong
        standing += same
        if figures:
            planned.append(PlannedSeries(indicator, figures))
            known.add(indicator)
    return SeriesPlan(series=tuple(planned), standing=standing, remarks=tuple(remarks))


def take_series(read: ReadIndicators, *, document: str, actor: str) -> SeriesPlan:
    """Record what fits of a spreadsheet: all of it, in one transaction.

    Raises
    ------
    InputError : if nothing fits, or nothing is new.
    """
    with transaction.atomic(using="office"):
        plan = plan_series(read, document=document)
        if not plan.figures:
            raise InputError(
                "No figure comes in", where=document, got=f"{plan.standing} figures that stand already",
                hint="Look at the list of cells that were left.",
            )  # fmt: skip
        for row in plan.series:
            row.indicator.save()
            Observation.objects.bulk_create(_row(row.indicator, figure) for figure in row.figures)
        log_activity(
            alias="office", verb="take figures", subject=document[:200], actor=actor,
            figures={"indicators": len(plan.series), "figures": plan.figures, "left": len(plan.remarks)},
        )  # fmt: skip
    return plan


def _row(indicator: Indicator, figure: PlannedFigure) -> Observation:
    it = figure.observed
    return Observation(
        indicator=indicator, on=it.on, numerator=it.numerator, denominator=it.denominator, value=figure.value,
        sign=it.sign, document=it.document,
    )  # fmt: skip


class _Known:
    """Indicators by their short name and their names."""

    def __init__(self, rows: Iterable[Indicator]) -> None:
        self.by: dict[str, Indicator] = {}
        for row in rows:
            self.add(row)

    def add(self, row: Indicator) -> None:
        for name in filter(None, (row.name_en, row.name_de, row.code)):
            self.by[name.casefold()] = row

    def named(self, series: ReadSeries) -> Indicator | None:
        return self.by.get(series.code.casefold()) or self.by.get(series.name.casefold())


def _new(series: ReadSeries, known: _Known) -> Indicator | str:
    """Return the indicator that a spreadsheet defines, or why it defines none."""
    lacks = [name for name in ("definition", "unit", "source") if not getattr(series, name)]
    if lacks:
        return f"is no indicator that is known here, and lacks {', '.join(lacks)}"
    long = next((name for name, most in LONGEST.items() if len(getattr(series, name)) > most), None)
    if long:
        return f"has a {long} of more than {LONGEST[long]} letters"
    code = slugify(series.code or series.name)[:50]
    if not code or code in known.by:
        return "has no short name of its own; write one into a column Kurzname"
    return Indicator(
        code=code,
        kind=Indicator.Kind.CONTEXT,
        name_de=series.name,
        definition_de=series.definition,
        unit=series.unit,
        source=series.source,
        decimals=max((_decimals(figure.value) for figure in series.figures), default=0),
    )


def _decimals(value: Decimal | None) -> int:
    exponent = value.normalize().as_tuple().exponent if value is not None else 0
    return min(MOST_DECIMALS, max(0, -exponent)) if isinstance(exponent, int) else 0


def _conflict(indicator: Indicator, series: ReadSeries) -> str:
    """Return what of a known indicator the spreadsheet says otherwise, empty where nothing is."""
    if series.unit and series.unit != indicator.unit:
        return f"is in {series.unit}; here it is in {indicator.unit}"
    if series.definition and series.definition not in (indicator.definition_de, indicator.definition_en):
        return "is defined otherwise here; give it a new version first"
    return ""


def _figures(
    indicator: Indicator, series: ReadSeries, *, document: str
) -> tuple[list[CellRemark], tuple[PlannedFigure, ...], int]:
    """Return remarks on figures that do not fit, the figures that do, and how many stand already."""
    before = {row.on: row for row in series_of(indicator)} if indicator.pk else {}
    remarks, planned, standing = list[CellRemark](), list[PlannedFigure](), 0
    for figure in series.figures:
        observed = _observed(figure, document)
        try:
            value = value_of(indicator, observed)
            _require_room(value, observed.numerator, observed.denominator)
        except InputError as error:
            remarks.append(figure.place.left(str(error.what)))
            continue
        if (figure.value, figure.numerator, figure.denominator) != _numbers(observed):
            remarks.append(figure.place.taken(f"is rounded to {MOST_DECIMALS} decimals"))
        now = before.get(figure.on)
        if now is not None and (now.value, now.sign) == (value, observed.sign):
            standing += 1
        else:
            planned.append(PlannedFigure(observed, value, now))
    return remarks, tuple(planned), standing


def _numbers(it: NewObservation) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return it.value, it.numerator, it.denominator


def _observed(figure: ReadFigure, document: str) -> NewObservation:
    return NewObservation(
        on=figure.on, document=(figure.document or document)[:300], numerator=_kept(figure.numerator),
        denominator=_kept(figure.denominator), value=_kept(figure.value), sign=figure.sign,
    )  # fmt: skip


def _kept(value: Decimal | None) -> Decimal | None:
    return round(value, MOST_DECIMALS) if value is not None else None


def _require_room(*numbers: Decimal | None) -> None:
    if any(number is not None and abs(number) >= LARGEST for number in numbers):
        raise InputError("The number is too large for a figure", expected="12 digits at most")
