"""What people had to say: workshops with their proposals, comments of the advisory board, and further origins."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from querschnitt.apps.strategy.actions.reading.table import Table, refuse_doubles
from querschnitt.apps.strategy.models import Origin, Proposal
from querschnitt.core.errors import InputError


@dataclass(frozen=True)
class WrittenProposal:
    number: int
    text: str
    outcome: str
    answer: str
    measures: tuple[str, ...]
    invented: bool


@dataclass(frozen=True)
class WrittenGroup:
    title: str
    proposals: tuple[WrittenProposal, ...]


@dataclass(frozen=True)
class WrittenWorkshop:
    number: int
    columns: Mapping[str, object]
    groups: tuple[WrittenGroup, ...]


@dataclass(frozen=True)
class WrittenComment:
    """A comment on a measure, or on the whole edition where it names none."""

    number: str
    columns: Mapping[str, object]


@dataclass(frozen=True)
class WrittenOrigin:
    """Where a measure came from, but for proposals of workshops, which name their measures themselves."""

    number: str
    kind: str
    paper: str
    indicator: str
    text: str
    invented: bool


@dataclass(frozen=True)
class WrittenParticipation:
    workshops: tuple[WrittenWorkshop, ...]
    comments: tuple[WrittenComment, ...]
    origins: tuple[WrittenOrigin, ...]


def read_workshops(file: Table, measures: Collection[str]) -> tuple[WrittenWorkshop, ...]:
    """Read the workshops that an edition rests on, which may be none.

    Raises
    ------
    InputError : if a proposal is not taken up without an answer, or something is unknown or stands twice.
    """
    found = tuple(_workshop(row, measures) for row in file.tables("workshop"))
    refuse_doubles((str(row.number) for row in found), "number of a workshop", file.where)
    return file.done(found)


def _workshop(table: Table, measures: Collection[str]) -> WrittenWorkshop:
    groups = tuple(_group(row, measures) for row in table.tables("group"))
    refuse_doubles((row.title for row in groups), "group", table.where)
    return table.done(
        WrittenWorkshop(
            number=table.get("number", int),
            columns={
                "title_de": table.text("title_de"),
                "title_en": table.text("title_en", ""),
                "held_on": table.day_if_any("held_on"),
                "participants": table.count("participants"),
                "note": table.text("note", ""),
                "invented": table.flag("invented"),
            },
            groups=groups,
        )
    )


def _group(table: Table, measures: Collection[str]) -> WrittenGroup:
    found = tuple(_proposal(row, measures) for row in table.tables("proposal"))
    refuse_doubles((str(row.number) for row in found), "number of a proposal", table.where)
    return table.done(WrittenGroup(table.text("title"), found))


def _proposal(table: Table, measures: Collection[str]) -> WrittenProposal:
    outcome = table.code("outcome", Proposal.Outcome.values, "open")
    answer = table.text("answer", "")
    if outcome in ("not_taken", "elsewhere") and not answer:
        raise InputError("A proposal is not taken up without an answer", where=table.where, expected="the key 'answer'")
    return table.done(
        WrittenProposal(
            number=table.get("number", int),
            text=table.text("text"),
            outcome=outcome,
            answer=answer,
            measures=table.codes("measures", measures),
            invented=table.flag("invented"),
        )
    )


def read_comments(file: Table, measures: Collection[str]) -> tuple[WrittenComment, ...]:
    """Read the comments on an edition and its measures, which may be none."""
    return file.done(tuple(_comment(row, measures) for row in file.tables("comment")))


def _comment(table: Table, measures: Collection[str]) -> WrittenComment:
    answer, answered_on = table.text("answer", ""), table.day_if_any("answered_on")
    if bool(answer) != bool(answered_on):
        raise InputError("An answer needs its day, and a day its answer", where=table.where)
    return table.done(
        WrittenComment(
            number=table.code("measure", measures) if table.has("measure") else "",
            columns={
                "body": table.text("body"),
                "on": table.day("on"),
                "text": table.text("text"),
                "answer": answer,
                "answered_on": answered_on,
                "invented": table.flag("invented"),
            },
        )
    )


def read_origins(file: Table, measures: Collection[str]) -> tuple[WrittenOrigin, ...]:
    """Read the origins of measures, which may be none."""
    return file.done(tuple(_origin(row, measures) for row in file.tables("origin")))


def _origin(table: Table, measures: Collection[str]) -> WrittenOrigin:
    kind = table.code("kind", (Origin.Kind.PAPER, Origin.Kind.INDICATOR, Origin.Kind.LAW, Origin.Kind.OTHER))
    return table.done(
        WrittenOrigin(
            number=table.code("measure", measures),
            kind=kind,
            paper=table.text("paper") if kind == Origin.Kind.PAPER else "",
            indicator=table.text("indicator") if kind == Origin.Kind.INDICATOR else "",
            text=table.text("text", None if kind in (Origin.Kind.LAW, Origin.Kind.OTHER) else ""),
            invented=table.flag("invented"),
        )
    )
