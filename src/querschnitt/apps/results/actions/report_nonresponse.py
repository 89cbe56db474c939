"""The section of the method chapter that says what the headlines would be if the others had answered differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from querschnitt.apps.results.models import Collection
from querschnitt.apps.results.queries.figures import ItemFigures
from querschnitt.apps.results.queries.nonresponse import MAJORITY, Response, SharedOut, response_of, shared_out
from querschnitt.core.estimation.pattern_mixture import POINTS
from querschnitt.press.numbers import number, percent
from querschnitt.press.report import MethodSection

TITLE = "Wenn die anderen anders geantwortet hätten"


def nonresponse_section(collection: Collection, headlines: Sequence[ItemFigures]) -> Iterator[MethodSection]:
    """Yield the section, unless no headline is a share that is shown or the response rate is not known."""
    response = response_of(collection)
    if response is None:
        return
    lines = [(each.item.name_de, sentence(found)) for each in headlines if (found := _found(each, response))]
    if lines:
        yield MethodSection(title=TITLE, paragraphs=_paragraphs(response), facts=lines)


def _found(each: ItemFigures, response: Response) -> SharedOut | None:
    return shared_out(each.total(each.categories[0]), response)


def _paragraphs(response: Response) -> list[str]:
    points = number(100 * POINTS)
    return [
        f"Gewichtete Ausschöpfungsquote: {percent(response.rate, decimals=1)} ({number(response.numerator)} von "
        f"{number(response.denominator)}, Summen der Entwurfsgewichte). Die Gewichtung gleicht aus, was das Register "
        "über die anderen weiß. Was sie geantwortet hätten, weiß niemand.",
        f"Die Zeilen sagen, zwischen welchen Werten ein Anteil läge, wenn er bei den anderen um bis zu {points} Punkte "
        "höher oder niedriger wäre als bei denen, die geantwortet haben; und wie weit er abweichen müsste, damit aus "
        "einer Mehrheit eine Minderheit wird oder umgekehrt. Das ist keine Schätzung, sondern eine Grenze.",
    ]


def sentence(found: SharedOut) -> str:
    """Return the sentence of one share.

    The share of the figure, its bounds, the bounds with the interval on top, and what would turn a majority.
    """
    bounds, estimate = found.bounds, found.figure.estimate or 0.0
    said = (
        f"{percent(estimate)}; zwischen {percent(bounds.low)} und {percent(bounds.high)}, mit der Unsicherheit der "
        f"Stichprobe zwischen {percent(bounds.ci_low)} und {percent(bounds.ci_high)}."
    )
    side = "Mehrheit" if estimate > MAJORITY else "Minderheit"
    if found.to_turn is None:
        return f"{said} Die {side} bliebe es, was immer die anderen dächten."
    direction = "darunter" if found.to_turn < 0 else "darüber"
    return f"{said} Keine {side} mehr wäre es, wenn die anderen {number(100 * found.away)} Punkte {direction} lägen."
