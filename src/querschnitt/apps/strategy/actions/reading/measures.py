"""The chapters of an edition: fields of action with their measures, and the strategic goals they serve."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from querschnitt.apps.strategy.actions.reading.table import Table
from querschnitt.apps.strategy.models import MeasureVersion

Words = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Known:
    """What the words of a measure may name: offices, goals of the edition, origins and target groups."""

    offices: Collection[str]
    goals: Collection[str]
    origins: Words
    target_groups: Words


@dataclass(frozen=True)
class WrittenMeasure:
    """A measure; ``columns`` are those of its version, as the database has them."""

    number: str
    columns: Mapping[str, object]
    lead: str
    involved: tuple[str, ...]
    parts: Mapping[str, str]
    goals: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the official text."""
        return str(self.columns["text"])


@dataclass(frozen=True)
class WrittenField:
    number: int
    name_de: str
    name_en: str
    aim_de: str
    aim_en: str
    lead: str
    evidenced: bool
    aim_invented: bool
    measures: tuple[WrittenMeasure, ...]


@dataclass(frozen=True)
class WrittenGoal:
    number: str
    text_de: str
    text_en: str
    invented: bool


def read_goals(file: Table) -> tuple[WrittenGoal, ...]:
    """Read the strategic goals of an edition."""
    rows = file.tables("goal")
    return file.done(
        tuple(
            row.done(
                WrittenGoal(row.text("number"), row.text("text_de"), row.text("text_en", ""), row.flag("invented"))
            )
            for row in rows
        )
    )


def read_words(table: Table) -> Words:
    """Read words by their codes, in German and English."""
    rows = [(code, table.table(code)) for code in table.values]
    return {code: row.done((row.text("de"), row.text("en"))) for code, row in rows}


def read_field(file: Table, known: Known) -> WrittenField:
    """Read a field of action with its measures."""
    return file.done(
        WrittenField(
            number=file.get("number", int),
            name_de=file.text("name_de"),
            name_en=file.text("name_en"),
            aim_de=file.text("aim_de", ""),
            aim_en=file.text("aim_en", ""),
            lead=file.code("lead", known.offices) if file.has("lead") else "",
            evidenced=file.flag("evidenced", default=True),
            aim_invented=file.flag("aim_invented"),
            measures=tuple(_measure(row, known) for row in file.tables("measure")),
        )
    )


def _measure(table: Table, known: Known) -> WrittenMeasure:
    parts = table.table("parts")
    involved = table.codes("involved", known.offices)
    lead = table.code("lead", known.offices)
    return table.done(
        WrittenMeasure(
            number=table.text("number"),
            columns=_columns(table, known),
            lead=lead,
            involved=involved,
            parts={parts.known(slug, (lead, *involved), "parts"): parts.text(slug) for slug in parts.values},
            goals=table.codes("goals", known.goals),
        )
    )


def _columns(table: Table, known: Known) -> dict[str, str | bool | date | None]:
    groups = [known.target_groups[code] for code in table.codes("target_groups", known.target_groups)]
    origin_de, origin_en = known.origins[table.code("origin", known.origins)]
    begins, begins_precision = table.first_day("from")
    ends, ends_precision = table.last_day("until")
    optional = ("goal_de", "goal_en", "place_de", "place_en", "legal_basis", "cost_note")
    return {
        "title_de": table.text("title_de"),
        "title_en": table.text("title_en"),
        "text": table.text("text"),
        "kind": table.code("kind", MeasureVersion.Kind.values),
        "recurrence": table.code("recurrence", MeasureVersion.Recurrence.values),
        "target_groups_de": ", ".join(german for german, _ in groups),
        "target_groups_en": ", ".join(english for _, english in groups),
        "begins": begins,
        "begins_precision": begins_precision,
        "ends": ends,
        "ends_precision": ends_precision,
        "origin_de": origin_de,
        "origin_en": origin_en,
        "invented": table.flag("invented"),
        "wording_invented": table.flag("wording_invented"),
        **{key: table.text(key, "") for key in optional},
    }
