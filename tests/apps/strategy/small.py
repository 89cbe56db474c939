"""A small city's strategy: two fields, four measures, three offices. Nothing in it is real."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from querschnitt.apps.strategy.actions.adoption import Decision, adopt, propose
from querschnitt.apps.strategy.actions.drafts import NewEdition, open_draft
from querschnitt.apps.strategy.actions.measures import MeasureWords
from querschnitt.apps.strategy.models import (
    Edition,
    Field,
    Involvement,
    Measure,
    MeasureVersion,
    Office,
    StrategicGoal,
)

OPENED = date(2022, 6, 1)
DECIDED = Decision(adopted_on=date(2023, 2, 1), valid_from=date(2023, 3, 1), body="Stadtrat")
TITLES = ("Sprachkurse", "Lotsinnen", "Jobmesse", "Praktika")


def first_edition(*, each_field: int = 2, adopted: bool = True) -> Edition:
    """An edition of 2020 with two fields of ``each_field`` measures, led by A and B in turn, C taking part."""
    offices = [
        Office.objects.create(slug=slug, name=f"Amt {slug.upper()}", short=slug.upper(), kind="office")
        for slug in "abc"
    ]
    edition = Edition.objects.create(
        slug="2020", title_de="Konzept 2020", title_en="Strategy 2020", valid_from=date(2020, 1, 1)
    )
    goal = StrategicGoal.objects.create(edition=edition, number="Z1", text_de="Teilhabe")
    for number in (1, 2):
        field = Field.objects.create(
            edition=edition, number=number, name_de=f"Feld {number}", name_en=f"Field {number}"
        )
        for place in range(1, each_field + 1):
            version = MeasureVersion.objects.create(
                measure=Measure.objects.create(first_edition=edition), edition=edition, field=field, position=place,
                number=f"{number}.{place}", title_de=TITLES[(2 * number + place - 3) % 4],
                text=f"Text von {number}.{place}.", kind="Aktion", recurrence="once",
            )  # fmt: skip
            Involvement.objects.create(version=version, office=offices[(number + place) % 2], role="lead")
            Involvement.objects.create(version=version, office=offices[2], role="involved")
            goal.versions.add(version)
    if adopted:
        Edition.objects.filter(pk=edition.pk).update(state="adopted", paper="DS-1", adopted_on=date(2020, 1, 1))
        edition.refresh_from_db()
    return edition


def draft(slug: str = "2023") -> Edition:
    return open_draft(new=NewEdition(slug=slug, title_de=f"Konzept {slug}", title_en=f"Strategy {slug}"), day=OPENED)


def adopted(edition: Edition, decision: Decision = DECIDED) -> Edition:
    propose(edition=edition, number=f"DS-{edition.slug}", title="Fortschreibung", submitted_on=date(2022, 9, 1))
    return adopt(edition=edition, decision=decision)


def version(edition: Edition, number: str) -> MeasureVersion:
    return edition.versions.get(number=number, supplement=None)


def words_of(version: MeasureVersion, **other: Any) -> MeasureWords:
    """What a version says, with some of it said otherwise."""
    beside = ("field", "lead", "involved", "goals")
    columns = {name: getattr(version, name) for name in MeasureWords.__dataclass_fields__ if name not in beside}
    parts = list(version.involvements.select_related("office"))
    words = MeasureWords(
        field=version.field,
        lead=next((part.office for part in parts if part.role == "lead"), None),
        involved=tuple(part.office for part in parts if part.role != "lead"),
        goals=tuple(version.goals.all()),
        **columns,
    )
    return replace(words, **other)
