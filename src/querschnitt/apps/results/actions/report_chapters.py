"""The chapters of a report: a section for each item, its finding as headline, a chart, its table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from querschnitt.apps.results.actions.releases import base_in_words
from querschnitt.apps.results.models import Estimate
from querschnitt.apps.results.queries.figures import ItemFigures
from querschnitt.apps.results.queries.names import DIMENSIONS, Names
from querschnitt.core.instrument import Instrument
from querschnitt.press.charts import Bars, Chart, DotPlot, Point
from querschnitt.press.numbers import number
from querschnitt.press.report import Cell, Chapter, Column, Finding, Row, Section, Table
from querschnitt.press.report.content import Kind

MOST_COLUMNS = 6
HEADS = {"EUR": "Mittelwert", "years": "Jahre"}  # head of a mean, by its unit; the line under it says "Mittelwert"
UNITS = {"years": "Jahre"}
SIGN_IN_PRINT = {"()": "( )"}


@dataclass(frozen=True)
class Writer:
    """Writes sections with the names of one wave."""

    names: Names
    source: str

    def chapters(self, instrument: Instrument, figures: Sequence[ItemFigures]) -> Iterator[Chapter]:
        """Yield a chapter for each page of the questionnaire that has figures; derived items follow their "
        "questions."""
        waiting = list(figures)
        for page in instrument.pages:
            own = {question.name for question in page.questions}
            mine = []
            while waiting and (waiting[0].item.name in own or waiting[0].item.kind == "derived"):
                mine.append(waiting.pop(0))
            if mine:
                yield Chapter(title=page.labels["de"], sections=[self.section(each) for each in mine])

    def section(self, each: ItemFigures) -> Section:
        return Section(
            headline=self.headline(each),
            sentence=self.sentence(each),
            short=each.item.name_de,
            chart=self.chart(each),
            tables=list(self.tables(each)),
        )

    def finding(self, each: ItemFigures) -> Finding:
        """Return the headline figure of an item for the first page."""
        figure = each.total(each.categories[0])
        mean = " (Mittelwert)" if each.item.is_mean else ""
        sentence = f"{each.item.name_de}{mean}."
        kind, decimals = kind_of(each)
        return Finding(
            sentence=sentence, cell=cell_of(figure), kind=kind, decimals=decimals, base=base_in_words(each.item)
        )

    def headline(self, each: ItemFigures) -> str:
        ranked = each.largest()
        if not ranked:
            return each.item.name_de
        figure = each.total(ranked[0])
        if each.item.is_mean:
            return f"{each.item.name_de}: im Mittel {amount(figure)}"
        if len(each.categories) == 1:
            return f"{each.item.name_de}: {percent(figure)}"
        return f"{each.item.name_de}: {percent(figure)} „{self.category(each, ranked[0])}“"

    def sentence(self, each: ItemFigures) -> str:
        """Say the figures of the total with their intervals."""
        label = each.item.labels["de"]
        ranked = each.largest()
        if not ranked:
            return f"{label} Für eine Aussage haben zu wenige geantwortet."
        if each.item.is_mean:
            figure = each.total("")
            low, high = plain(figure.ci_low, each), plain(figure.ci_high, each)
            said = f"{amount(figure)} (Konfidenzintervall {low} bis {high})."
            if each.item.years_before is not None:
                return f"Gefragt war: „{label}“ Bis {each.item.years_before} sind es im Mittel {said}"
            return f"{label} Im Mittel sind es {said}"
        if each.item.kind in ("derived", "yes_no"):
            return f"Der Anteil beträgt {with_interval(each.total(ranked[0]))}."
        parts = [f"„{self.category(each, code)}“ {with_interval(each.total(code))}" for code in ranked[:3]]
        several = " Mehrere Antworten waren möglich." if each.item.kind == "several_of" else ""
        return f"{label} {listed(parts)}.{several}"

    def category(self, each: ItemFigures, code: str) -> str:
        return next((entry.labels["de"] for entry in each.item.categories if entry.code == code), code)

    def chart(self, each: ItemFigures) -> Chart | None:
        if not each.largest():
            return None
        if each.item.is_mean or len(each.categories) == 1:
            level = each.origin or "sex"
            points = [point_of(each.total(each.categories[0]), "Insgesamt", strong=True)]
            points += [
                point_of(figure, self.names.level(name))
                for name in self.names.ordered(level)
                if (figure := each.at(level, name, each.categories[0])) is not None
            ]
            return DotPlot(tuple(points), unit=kind_of(each)[0])  # type: ignore[arg-type]
        order = each.largest() if each.item.kind == "several_of" else each.categories
        return Bars(tuple(point_of(each.total(code), self.category(each, code)) for code in order))

    def tables(self, each: ItemFigures) -> Iterator[Table]:
        """Yield the table of an item, in parts if it has many categories."""
        codes = list(each.categories)
        parts = [codes[start : start + MOST_COLUMNS] for start in range(0, len(codes), MOST_COLUMNS)]
        kind, decimals = kind_of(each)
        for place, part in enumerate(parts, start=1):
            counted = f" (Teil {place} von {len(parts)})" if len(parts) > 1 else ""
            yield Table(
                title=title_of(each) + counted,
                row_head="Merkmal",
                base=base_in_words(each.item),
                columns=[Column(self.category(each, code) or column_of(each), kind, decimals) for code in part],
                rows=list(self.rows(each, part)),
                note=self.note(each),
                source=self.source,
            )

    def rows(self, each: ItemFigures, codes: Sequence[str]) -> Iterator[Row]:
        yield self.row(each, "total", "total", codes=codes)
        for dimension in ("sex", "age_class", each.origin):
            if not dimension:
                continue
            yield Row(DIMENSIONS[dimension]["de"], [], level="group")
            for name in self.names.ordered(dimension):
                if name in each.levels(dimension):
                    yield self.row(each, dimension, name, codes=codes)

    def row(self, each: ItemFigures, dimension: str, level: str, *, codes: Sequence[str]) -> Row:
        found = [each.at(dimension, level, code) for code in codes]
        base = max((figure.n for figure in found if figure), default=0)
        cells = [cell_of(figure) if figure else Cell(None, sign="x") for figure in found]
        return Row(self.names.level(level), cells, base, "total" if dimension == "total" else "row")

    def note(self, each: ItemFigures) -> str:
        level = DIMENSIONS[each.origin]["de"] if each.origin else "keine, nur das Insgesamt"
        several = "Mehrere Antworten möglich. " if each.item.kind == "several_of" else ""
        return f"{several}Feinste Herkunftsgliederung, in der jede Zelle genügend Fälle hat: {level}."


def kind_of(each: ItemFigures) -> tuple[Kind, int]:
    """Return how the figures of an item are printed."""
    if not each.item.is_mean:
        return "share", 0
    if each.item.unit == "EUR":
        return "euro", 0
    return "mean", 1


def column_of(each: ItemFigures) -> str:
    """Return the head of a column without category."""
    return HEADS.get(each.item.unit, each.item.unit or "Anzahl")


def title_of(each: ItemFigures) -> str:
    """Return the title of an item's table: the question, or what became of its answer if that was a year."""
    return each.item.labels["de"] if each.item.years_before is None else each.item.name_de


def table_levels(figures: Sequence[ItemFigures]) -> Mapping[str, int]:
    """Return how many tables stand at each level of the ladder ("region"), or give the total only ("total")."""
    levels: Counter[str] = Counter()
    for each in figures:
        levels[each.origin or "total"] += -(-len(each.categories) // MOST_COLUMNS)
    return levels


def cell_of(figure: Estimate) -> Cell:
    """Return a stored figure as a cell of the report."""
    sign = SIGN_IN_PRINT.get(figure.sign, figure.sign)
    return Cell(figure.estimate, figure.ci_low, figure.ci_high, sign, figure.n)


def point_of(figure: Estimate, label: str, *, strong: bool = False) -> Point:
    """Return a stored figure as a point of a chart."""
    sign = SIGN_IN_PRINT.get(figure.sign, figure.sign)
    return Point(label, figure.estimate, figure.ci_low, figure.ci_high, sign, strong=strong)


def percent(figure: Estimate) -> str:
    return f"{100 * (figure.estimate or 0):.0f} %"


def with_interval(figure: Estimate) -> str:
    low, high = 100 * (figure.ci_low or 0), 100 * (figure.ci_high or 0)
    return f"{percent(figure)} ({low:.0f}–{high:.0f})"


def amount(figure: Estimate) -> str:
    """Return a mean with its unit."""
    value = figure.estimate or 0.0
    if figure.unit == "EUR":
        return f"{number(value)} €"
    return f"{number(value, decimals=1)} {UNITS.get(figure.unit, figure.unit)}".strip()


def plain(value: float | None, each: ItemFigures) -> str:
    return number(value or 0.0, decimals=0 if each.item.unit == "EUR" else 1)


def listed(parts: Sequence[str]) -> str:
    """Join parts as German does."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " und " + parts[-1]
