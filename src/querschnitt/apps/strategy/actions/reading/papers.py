"""Papers of the council with their consultations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from querschnitt.apps.strategy.actions.reading.table import Table, refuse_doubles
from querschnitt.apps.strategy.models import Consultation, Paper
from querschnitt.core.errors import InputError


@dataclass(frozen=True)
class WrittenPaper:
    """A paper; ``columns`` are those of its row, ``consultations`` those of the rows of its way."""

    number: str
    state: str
    reply_to: str
    edition: str
    measures: tuple[str, ...]
    columns: Mapping[str, object]
    consultations: tuple[Mapping[str, object], ...]


def read_papers(file: Table, numbers: Mapping[str, Collection[str]]) -> tuple[WrittenPaper, ...]:
    """Read the papers, each behind the one it replies to; ``numbers`` are those of the measures by edition.

    Raises
    ------
    InputError : if a paper stands twice, or replies to one that does not stand before it.
    """
    papers: list[WrittenPaper] = []
    for row in file.tables("paper"):
        papers.append(_paper(row, [paper.number for paper in papers], numbers))
    refuse_doubles((paper.number for paper in papers), "number of a paper", file.where)
    return file.done(tuple(papers))


def _paper(table: Table, before: Collection[str], numbers: Mapping[str, Collection[str]]) -> WrittenPaper:
    edition = table.code("edition", numbers) if table.has("edition") else ""
    state = table.code("state", Paper.State.values)
    answered_on = table.day_if_any("answered_on")
    if state == Paper.State.ANSWERED and not (answered_on and table.text("answer", "")):
        raise InputError("A paper is answered without an answer and its day", where=table.where)
    return table.done(
        WrittenPaper(
            number=table.text("number"),
            state=state,
            reply_to=table.code("reply_to", before) if table.has("reply_to") else "",
            edition=edition,
            measures=table.codes("measures", numbers.get(edition, ())),
            columns={
                "kind": table.code("kind", Paper.Kind.values),
                "title": table.text("title"),
                "submitted_by": table.text("submitted_by", ""),
                "submitted_on": table.day_if_any("submitted_on"),
                "deadline": table.day_if_any("deadline"),
                "text": table.text("text", ""),
                "answer": table.text("answer", ""),
                "answered_on": answered_on,
                "url": table.text("url", ""),
                "invented": table.flag("invented"),
            },
            consultations=tuple(map(_consultation, table.tables("consultation"))),
        )
    )


def _consultation(table: Table) -> Mapping[str, object]:
    return table.done(
        {
            "body": table.text("body"),
            "on": table.day("on"),
            "role": table.code("role", Consultation.Role.values),
            "result": table.text("result", ""),
            "votes_for": table.count("votes_for"),
            "votes_against": table.count("votes_against"),
            "abstentions": table.count("abstentions"),
            "invented": table.flag("invented"),
        }
    )
