"""Translations of an edition into the database: a text that is translated already stays as it is."""

from __future__ import annotations

from typing import Any

from querschnitt.apps.strategy.actions.importing.editions import Versions
from querschnitt.apps.strategy.actions.reading.editions import WrittenEdition
from querschnitt.apps.strategy.models import Edition, Translation
from querschnitt.apps.strategy.queries.content import latest_of
from querschnitt.apps.strategy.queries.translatable import column_of, key_of


def add_translations(written: WrittenEdition, edition: Edition, versions: Versions) -> int:
    """Add the translations that are new, and return how many."""
    fields = {field.number: field for field in edition.fields.all()}
    rows: list[Translation] = []
    for part in written.translations:
        row: Any = versions[part.measure] if part.measure else fields[part.field] if part.field else edition
        rows += [
            Translation(
                key=key_of(row, name), language=part.language, text=text, state=part.state, changed_by="querschnitt",
                source=part.earlier.get(name) or getattr(row, column_of(row, name)),
            )
            for name, text in part.texts.items()
        ]  # fmt: skip
    known = latest_of({row.key for row in rows})
    return len(Translation.objects.bulk_create(row for row in rows if (row.key, row.language) not in known))
