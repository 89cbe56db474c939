"""Offices of a strategy into the database, with their successors and functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from querschnitt.apps.strategy.actions.reading.offices import WrittenHandover, WrittenOffice
from querschnitt.apps.strategy.models import Handover, MeasureVersion, Office, OfficeFunction, OfficeSuccession
from querschnitt.core.errors import StateError

Offices = dict[str, Office]


def add_offices(written: Sequence[WrittenOffice]) -> Offices:
    """Add the offices that are new, and what of their validity, successors and functions is new; return all by slug.

    Raises
    ------
    StateError : if an office is in the database under another name.
    """
    known = {office.slug: office for office in Office.objects.all()}
    for row in written:
        known[row.slug] = _office(row, known.get(row.slug))
    for row in written:
        for successor in row.successors:
            OfficeSuccession.objects.get_or_create(predecessor=known[row.slug], successor=known[successor])
        if row.functions:
            _add_functions(row, known[row.slug])
    return known


def _office(written: WrittenOffice, known: Office | None) -> Office:
    office = known or Office(slug=written.slug, name=written.name, kind=written.kind)
    if office.name != written.name:
        raise StateError(
            f"The office {written.slug} is in the database under another name",
            where="offices.toml",
            expected=office.name,
            got=written.name,
            hint="A new name is a new row: end the old one with valid_until and name its successors.",
        )
    office.short, office.valid_from, office.valid_until = written.short, written.valid_from, written.valid_until
    office.save()
    return office


def _add_functions(written: WrittenOffice, office: Office) -> None:
    known = {function.name: function for function in office.functions.all()}
    new = [row for row in written.functions if row.name not in known]
    for row in new:
        known[row.name] = OfficeFunction.objects.create(
            office=office, name=row.name, kind=row.kind, email=row.email, language=row.language
        )
    for row in new:
        if row.deputy:
            known[row.name].deputy = known[row.deputy]
            known[row.name].save(update_fields=["deputy"])


def add_handovers(
    written: Sequence[WrittenHandover], offices: Offices, versions: Mapping[str, Mapping[str, MeasureVersion]]
) -> None:
    """Add the handovers of measures that are new."""
    Handover.objects.bulk_create(
        [
            Handover(
                measure_id=versions[row.edition][number].measure_id,
                earlier=offices[row.earlier],
                later=offices[row.later],
                on=row.on,
                reason=row.reason,
                invented=row.invented,
            )
            for row in written
            for number in row.numbers
        ],
        ignore_conflicts=True,
    )
