"""The texts of an edition in further languages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from querschnitt.apps.strategy.actions.reading.table import Table, refuse_doubles
from querschnitt.apps.strategy.models import Translation
from querschnitt.core.errors import InputError

NAMES: Mapping[str, tuple[str, ...]] = {
    "measure": ("title", "text", "goal", "target_groups", "place"),
    "field": ("name", "aim"),
    "edition": ("title", "note"),
}


@dataclass(frozen=True)
class WrittenTranslation:
    """Texts of one measure, one field or of the edition itself; ``earlier``: the German where it was another."""

    language: str
    state: str
    measure: str
    field: int | None
    texts: Mapping[str, str]
    earlier: Mapping[str, str]


def read_translations(
    file: Table, measures: Collection[str], fields: Collection[int]
) -> tuple[WrittenTranslation, ...]:  # fmt: skip
    """Read the translations, which may be none."""
    found = tuple(_translation(row, measures, fields) for row in file.tables("translation"))
    refuse_doubles((f"{row.language} {row.measure or row.field or ''}" for row in found), "translation", file.where)
    return file.done(found)


def _translation(table: Table, measures: Collection[str], fields: Collection[int]) -> WrittenTranslation:
    measure = table.code("measure", measures) if table.has("measure") else ""
    field = table.count("field")
    if field is not None and field not in fields:
        raise InputError("Unknown value of 'field'", where=table.where, got=str(field))
    names = NAMES["measure" if measure else "field" if field else "edition"]
    earlier = table.table("earlier")
    return table.done(
        WrittenTranslation(
            language=table.text("language"),
            state=table.code("state", Translation.State.values, "translated"),
            measure=measure,
            field=field,
            texts={name: table.text(name) for name in names if table.has(name)},
            earlier=earlier.done({name: earlier.text(name) for name in names if earlier.has(name)}),
        )
    )
