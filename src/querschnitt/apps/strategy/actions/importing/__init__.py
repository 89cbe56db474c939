"""Bring a strategy from its folder into the database, whole or not at all. Safe to repeat."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.importing.editions import Versions, add_edition
from querschnitt.apps.strategy.actions.importing.indicators import add_indicators
from querschnitt.apps.strategy.actions.importing.money import add_money
from querschnitt.apps.strategy.actions.importing.offices import add_handovers, add_offices
from querschnitt.apps.strategy.actions.importing.papers import add_papers
from querschnitt.apps.strategy.actions.importing.participation import add_participation
from querschnitt.apps.strategy.actions.importing.progress import add_progress
from querschnitt.apps.strategy.actions.importing.translations import add_translations
from querschnitt.apps.strategy.actions.reading import WrittenEdition, WrittenStrategy, read_strategy
from querschnitt.apps.strategy.models import Edition

__all__ = ["Imported", "ImportedEdition", "import_strategy"]


@dataclass(frozen=True)
class ImportedEdition:
    """What an import found and added of one edition. ``new`` says whether the edition was not there before."""

    slug: str
    state: str
    new: bool
    fields: int
    measures: int
    progress_entries: int
    budget_lines: int
    translations: int


@dataclass(frozen=True)
class Imported:
    """What an import found and added, by edition, in the order in which they followed each other."""

    editions: tuple[ImportedEdition, ...]
    papers: int

    @property
    def in_force(self) -> ImportedEdition:
        """Return the adopted edition, or the last one where none is."""
        return next((row for row in self.editions if row.state == Edition.State.ADOPTED), self.editions[-1])

    @property
    def progress_entries(self) -> int:
        """Return how many entries were added to all editions."""
        return sum(row.progress_entries for row in self.editions)

    @property
    def budget_lines(self) -> int:
        """Return how many lines of money were added to all editions."""
        return sum(row.budget_lines for row in self.editions)

    @property
    def new(self) -> bool:
        """Return whether an edition is new."""
        return any(row.new for row in self.editions)

    @property
    def changed(self) -> bool:
        """Return whether anything of note was added."""
        translated = any(row.translations for row in self.editions)
        return bool(self.new or self.progress_entries or self.budget_lines or self.papers or translated)


def import_strategy(*, folder: Path) -> Imported:
    """Import the folder of a strategy with all its editions, whole or not at all.

    An edition that is already there is compared: the same content changes nothing, other content is refused, because an
    adopted edition is frozen. Offices, progress, money and papers may grow later: what is new is added, and what is
    there is never overwritten.
    """
    written = read_strategy(folder)
    with transaction.atomic(using="office"):
        imported = _import(written)
        if imported.changed:
            log_activity(
                alias="office",
                verb="import strategy",
                subject=imported.in_force.slug,
                figures={
                    "measures": sum(row.measures for row in imported.editions if row.new),
                    "progress_entries": imported.progress_entries,
                },
            )
    return imported


def _import(written: WrittenStrategy) -> Imported:
    offices = add_offices(written.offices)
    add_indicators(written.indicators)
    added = [(row, *add_edition(row, offices)) for row in written.editions]
    editions = {edition.slug: edition for _, edition, _ in added}
    versions = {
        slug: {version.number: version for version in edition.versions.filter(supplement=None)}
        for slug, edition in editions.items()
    }
    add_handovers(written.handovers, offices, versions)
    papers = add_papers(written.papers, editions, versions)
    for row, edition, _ in added:
        add_participation(row, edition, versions[row.slug])
    return Imported(
        editions=tuple(_reported(row, edition, versions[row.slug], new=new) for row, edition, new in added),
        papers=papers,
    )


def _reported(written: WrittenEdition, edition: Edition, versions: Versions, *, new: bool) -> ImportedEdition:
    return ImportedEdition(
        slug=edition.slug,
        state=edition.state,
        new=new,
        fields=len(written.fields),
        measures=len(versions),
        progress_entries=add_progress(written, edition, versions),
        budget_lines=add_money(written, edition, versions),
        translations=add_translations(written, edition, versions),
    )
