"""Workshops, comments and origins of an edition into the database: only what is new is added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from querschnitt.apps.indicators.models import Indicator
from querschnitt.apps.strategy.actions.importing.editions import Versions
from querschnitt.apps.strategy.actions.reading.editions import WrittenEdition
from querschnitt.apps.strategy.actions.reading.participation import WrittenGroup, WrittenWorkshop
from querschnitt.apps.strategy.models import (
    Comment,
    Edition,
    Origin,
    Paper,
    Proposal,
    Workshop,
    WorkshopGroup,
)
from querschnitt.core.errors import InputError, suggestion

Row = TypeVar("Row")
TAKEN_UP = (Proposal.Outcome.TAKEN, Proposal.Outcome.PARTLY)


def add_participation(written: WrittenEdition, edition: Edition, versions: Versions) -> None:
    """Add the workshops, comments and origins that are new."""
    known = set(edition.workshops.values_list("number", flat=True))
    for workshop in written.participation.workshops:
        if workshop.number not in known:
            _add_workshop(workshop, edition, versions)
    said = set(edition.comments.values_list("body", "on", "text"))
    Comment.objects.bulk_create(
        Comment(edition=edition, measure_id=versions[row.number].measure_id if row.number else None, **row.columns)
        for row in written.participation.comments
        if (row.columns["body"], row.columns["on"], row.columns["text"]) not in said
    )
    _add_origins(written, versions)


def _add_workshop(written: WrittenWorkshop, edition: Edition, versions: Versions) -> None:
    workshop = Workshop.objects.create(edition=edition, number=written.number, **written.columns)
    for group in written.groups:
        _add_group(group, WorkshopGroup.objects.create(workshop=workshop, title=group.title), versions)


def _add_group(written: WrittenGroup, group: WorkshopGroup, versions: Versions) -> None:
    proposals = Proposal.objects.bulk_create(
        Proposal(
            group=group,
            number=row.number,
            text=row.text,
            outcome=row.outcome,
            answer=row.answer,
            invented=row.invented,
        )
        for row in written.proposals
    )
    pairs = [
        (proposal, versions[number].measure_id)
        for row, proposal in zip(written.proposals, proposals, strict=True)
        for number in row.measures
    ]
    Proposal.measures.through.objects.bulk_create(
        Proposal.measures.through(proposal_id=proposal.pk, measure_id=measure) for proposal, measure in pairs
    )
    Origin.objects.bulk_create(
        Origin(kind=Origin.Kind.PROPOSAL, measure_id=measure, proposal=proposal, invented=proposal.invented)
        for proposal, measure in pairs
        if proposal.outcome in TAKEN_UP
    )


def _add_origins(written: WrittenEdition, versions: Versions) -> None:
    papers = {paper.number: paper for paper in Paper.objects.all()}
    indicators = {row.code: row for row in Indicator.objects.order_by("version")}
    where = f"{written.place}origins.toml"
    for row in written.participation.origins:
        Origin.objects.get_or_create(
            measure_id=versions[row.number].measure_id,
            kind=row.kind,
            paper=_found(row.paper, papers, f"{where}, measure {row.number}"),
            indicator=_found(row.indicator, indicators, f"{where}, measure {row.number}"),
            text=row.text,
            defaults={"invented": row.invented},
        )


def _found(name: str, rows: Mapping[str, Row], where: str) -> Row | None:
    if name and name not in rows:
        raise InputError("The source of an origin is not there", where=where, got=name, hint=suggestion(name, rows))
    return rows.get(name)
