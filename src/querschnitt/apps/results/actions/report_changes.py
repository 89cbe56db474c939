"""The chapter on change: what two waves say, how sure that is, and how far they can be compared at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from querschnitt.apps.results.actions.estimates import PROFILE
from querschnitt.apps.results.models import Change as Stored
from querschnitt.apps.results.queries.names import Names
from querschnitt.apps.results.queries.words import reason_words, word
from querschnitt.apps.survey.models import Wave
from querschnitt.core.disclosure.signs import sign_for
from querschnitt.press.charts import ChangeChart, Move, Point
from querschnitt.press.charts.values import Unit
from querschnitt.press.numbers import number, signed
from querschnitt.press.report import Cell, Change, ChangeRow
from querschnitt.tables.items import Item

LEAD = (
    "Verglichen werden nur Fragen, die beide Wellen gestellt haben. Jede Veränderung steht mit ihrem "
    "Konfidenzintervall, "
    "einem Test (p nach Holm für alle Vergleiche zusammen) und einer Stufe der Vergleichbarkeit von A bis E. "
    "Die Stufe folgt "
    "aus dem, was vor der Auswertung über beide Wellen festgehalten wurde, nie aus dem Ergebnis. Das "
    "Intervall enthält nur den "
    "Zufall der Stichproben, nicht die Wirkung anderer Erhebungsarten."
)
NOT_COMPARABLE = "E"


def changes(stored: Sequence[Stored], items: Mapping[str, Item], names: Names) -> Iterator[Change]:
    """Yield a section for each item that was compared."""
    by_item: dict[str, list[Stored]] = {}
    for row in stored:
        by_item.setdefault(row.variable, []).append(row)
    for variable, rows in by_item.items():
        item = items[variable]
        ordered = sorted(rows, key=lambda row: _place(row, names))
        yield Change(
            headline=_headline(item, ordered[0]),
            sentence=_sentence(item, ordered[0]),
            rows=[_row(row, names) for row in ordered],
            short=item.name_de,
            kind=_kind(item),
            chart=None if ordered[0].grade == NOT_COMPARABLE else _chart(item, ordered, names),
        )


def differences(earlier: Wave, wave: Wave) -> Iterator[tuple[str, str]]:
    """Yield what was decided otherwise in the two waves: who was asked, and how."""
    for each in (earlier, wave):
        yield f"Grundgesamtheit {each.slug}", f"{each.population_rule}."
        modes = ", ".join(word("mode", mode, language="de") for mode in each.modes)
        yield f"Erhebungsart {each.slug}", f"{modes}."


def _place(row: Stored, names: Names) -> int:
    return -1 if row.dimension == "total" else names.ordered(row.dimension).index(row.domain)


def _kind(item: Item) -> Unit:
    return "euro" if item.unit == "EUR" else "mean" if item.is_mean else "share"


def _cell(figures: Mapping[str, float | int], item_is_share: bool) -> Cell:
    value = float(figures["estimate"])
    decided = sign_for(PROFILE, base=int(figures["n"]), value=100 * value if item_is_share else value)
    if not decided.published:
        return Cell(None, sign=decided.sign, n=int(figures["n"]))
    sign = "( )" if decided.sign == "()" else decided.sign
    return Cell(value, float(figures["ci_low"]), float(figures["ci_high"]), sign, int(figures["n"]))


def _row(row: Stored, names: Names) -> ChangeRow:
    is_share = row.unit == "percent"
    before, after = _cell(row.before, is_share), _cell(row.after, is_share)
    hidden = "." if before.value is None or after.value is None else "x" if row.grade == NOT_COMPARABLE else ""
    difference = Cell(None, sign=hidden) if hidden else Cell(row.difference, row.ci_low, row.ci_high)
    return ChangeRow(
        domain=names.level(row.domain),
        before=before,
        after=after,
        difference=difference,
        grade=row.grade,
        reasons=[reason_words(reason, waves=(row.earlier_id, row.wave_id), language="de") for reason in row.reasons],
        p=None if hidden else row.p_adjusted,
        level="total" if row.dimension == "total" else "row",
    )


def _headline(item: Item, total: Stored) -> str:
    label = item.name_de
    if total.grade == NOT_COMPARABLE:
        return f"{label}: nicht vergleichbar"
    if total.ci_low <= 0 <= total.ci_high:
        return f"{label}: keine gesicherte Veränderung"
    direction = "gestiegen" if total.difference > 0 else "gesunken"
    return f"{label}: gemessen {direction}, Stufe {total.grade}"


def _sentence(item: Item, total: Stored) -> str:
    before, after = total.before["estimate"], total.after["estimate"]
    if item.is_mean:
        unit = "€" if item.unit == "EUR" else item.unit
        figures = f"{number(before)} {unit} und {number(after)} {unit}"
        step = f"{signed(total.difference)} {unit} ({signed(total.ci_low)} bis {signed(total.ci_high)})"
    else:
        figures = f"{100 * before:.0f} % und {100 * after:.0f} %"
        low, high = signed(100 * total.ci_low), signed(100 * total.ci_high)
        step = f"{signed(100 * total.difference)} Prozentpunkten ({low} bis {high})"
    said = f"{total.earlier_id} und {total.wave_id} wurden {figures} gemessen"
    if total.grade == NOT_COMPARABLE:
        return f"{said}. Die beiden Zahlen dürfen nicht verglichen werden."
    caution = {
        "C": " Ein Teil davon kann an der Erhebung liegen.",
        "D": " Der Unterschied kann ganz oder teilweise an der Erhebungsart liegen und darf nicht als "
        "Veränderung in der Stadt "
        "gelesen werden.",
    }
    return f"{said}, ein Unterschied von {step}." + caution.get(total.grade, "")


def _chart(item: Item, rows: Sequence[Stored], names: Names) -> ChangeChart:
    moves = []
    for row in rows:
        before, after = (_cell(figures, not item.is_mean) for figures in (row.before, row.after))
        points = [
            Point(wave, cell.value, cell.low, cell.high, cell.sign)
            for wave, cell in ((row.earlier_id, before), (row.wave_id, after))
        ]
        moves.append(Move(names.level(row.domain), points[0], points[1], row.grade))
    return ChangeChart(tuple(moves), (rows[0].earlier_id, rows[0].wave_id), unit=_kind(item))
