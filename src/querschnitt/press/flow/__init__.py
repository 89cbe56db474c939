"""The flow chart of a questionnaire: questions as nodes, routing as arrows, how many people come there as colour."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from itertools import pairwise

from querschnitt.core.instrument import Instrument
from querschnitt.press.flow.drawing import FACE, Pen, Shape, depth, share_words
from querschnitt.press.flow.outline import Outliner
from querschnitt.press.questionnaire.conditions import Speaker
from querschnitt.press.questionnaire.numbering import question_numbers
from querschnitt.press.questionnaire.words import paper_words

WIDE, NARROW = 840, 336

__all__ = ["NARROW", "WIDE", "FlowChart", "flow_chart", "share_words", "words"]


@dataclass(frozen=True)
class FlowChart:
    """A drawn flow chart. As a whole it is one picture; in pieces a printer can cut it between two pages."""

    title: str
    description: str
    width: float
    height: float
    shapes: tuple[Shape, ...]
    cuts: tuple[float, ...]

    def svg(self) -> str:
        """Return the chart as one picture, with title and description."""
        return self._picture(0.0, self.height, head=self._head("flow"))

    def pieces(self) -> Iterator[str]:
        """Give the chart cut above its pages; one under the other without a gap, the pieces are the chart.

        The first one is described for those who hear the page, the others are left out.
        """
        edges = (0.0, *self.cuts, self.height)
        for place, (top, bottom) in enumerate(pairwise(edges)):
            yield self._picture(top, bottom, head="" if place else self._head(f"flow-{self.width:g}"))

    def _head(self, anchor: str) -> str:
        title = f'<title id="{anchor}-title">{escape(self.title)}</title>'
        return f'{title}<desc id="{anchor}-description">{escape(self.description)}</desc>'

    def _picture(self, top: float, bottom: float, *, head: str) -> str:
        inside = (shape.markup for shape in self.shapes if shape.top < bottom and shape.bottom > top)
        box = f"0 {top:g} {self.width:g} {bottom - top:g}"
        labels = head.partition('id="')[2].partition('-title"')[0]
        role = f'role="img" aria-labelledby="{labels}-title {labels}-description"' if head else 'aria-hidden="true"'
        size = f'width="{self.width:g}" height="{bottom - top:g}" viewBox="{box}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {role} {size} font-family="{FACE}">{head}{"".join(inside)}</svg>'
        )


def flow_chart(
    instrument: Instrument,
    coverage: Mapping[str, float] | None = None,
    *,
    page_coverage: Mapping[str, float] | None = None,
    language: str = "de",
    width: int = WIDE,
) -> FlowChart:
    """Draw the flow chart of a questionnaire.

    Parameters
    ----------
    coverage : question name -> share of the interviews that reach it, 0 to 1; a question that is not in it is reached
        by none. None: nobody knows, and nothing is coloured
    page_coverage : the same for pages
    language : of the questionnaire's texts, and of the words of the chart, which are German or English
    width : in pixels; below 500 the chart is laid out for a telephone
    """
    say = words(language)
    spoken = language if language in instrument.languages else instrument.default_language
    speaker = Speaker(instrument, paper_words(spoken), question_numbers(instrument), spoken)
    outline = Outliner(instrument, speaker, coverage or {}, page_coverage or {}, say).outline()
    pen = Pen(width=width, deepest=depth(outline), say=say)
    pen.mark(say["start"])
    pen.draw(outline)
    pen.mark(say["end"])
    description = say["description"].format(questions=len(speaker.numbers), pages=len(instrument.pages))
    return FlowChart(
        title=say["title"],
        description=f"{description} {say['description_coverage']}" if coverage else description,
        width=width,
        height=pen.y,
        shapes=tuple(pen.shapes),
        cuts=tuple(pen.cuts[1:]),
    )


@cache
def words(language: str) -> Mapping[str, str]:
    """Return the fixed words of the chart: German, otherwise English."""
    text = files("querschnitt.press.flow").joinpath("words.toml").read_text(encoding="utf-8")
    read: Mapping[str, Mapping[str, str]] = tomllib.loads(text)
    return read["de" if language.partition("-")[0] == "de" else "en"]
