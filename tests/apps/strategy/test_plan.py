"""The plan of a draft goes out as a workbook and comes back; another city's plan becomes a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter

from querschnitt.apps.strategy.actions.plan import take_foreign_plan, take_plan
from querschnitt.apps.strategy.models import (
    BudgetLine,
    Edition,
    Field,
    Involvement,
    Measure,
    MeasureVersion,
    Office,
    ProgressEntry,
    StrategicGoal,
)
from querschnitt.apps.strategy.queries.plan import plan_changes, plan_rows
from querschnitt.core.errors import InputError, StateError
from querschnitt.tables.measure_plan import Moment, read_foreign_plan, read_plan, write_plan
from querschnitt.tables.measure_plan.plan import PlanRow, ReadPlan

pytestmark = pytest.mark.django_db(databases=["office"])


@pytest.fixture
def draft() -> Edition:
    """A draft of 89 measures in eight fields."""
    edition = Edition.objects.create(slug="2023", title_de="Entwurf", title_en="Draft")
    offices = [
        Office.objects.create(slug=slug, name=slug.upper(), short=slug.upper(), kind="office")
        for slug in ("rmi", "vhs")
    ]
    goal = StrategicGoal.objects.create(edition=edition, number="Z1", text_de="Ziel")
    for number in range(8):
        field = Field.objects.create(edition=edition, number=number + 1, name_de=f"Feld {number + 1}", name_en="")
        for place in range(12 if number else 5):
            version = MeasureVersion.objects.create(
                measure=Measure.objects.create(first_edition=edition), edition=edition, field=field,
                number=f"{number + 1}.{place + 1}", position=place + 1, title_de=f"Titel {number}.{place}",
                text="Wortlaut\nin zwei Zeilen", kind="Aktion", recurrence="once", begins=date(2023, 4, 1),
                begins_precision="quarter", ends=date(2024, 12, 31),
            )  # fmt: skip
            Involvement.objects.create(version=version, office=offices[place % 2], role="lead")
            if place % 3 == 0:
                Involvement.objects.create(version=version, office=offices[1 - place % 2], role="involved")
                goal.versions.add(version)
    return edition


def exported(edition: Edition) -> ReadPlan:
    return read_plan(write_plan(plan_rows(edition), edition=edition.slug), where="plan.xlsx")


def with_row(read: ReadPlan, number: str, **change: object) -> ReadPlan:
    return replace(read, rows=tuple(replace(row, **change) if row.number == number else row for row in read.rows))


def test_what_goes_out_changes_nothing_when_it_comes_back(draft: Edition) -> None:
    before = plan_rows(draft)
    changes = take_plan(edition=draft, read=exported(draft), actor="clerk")
    assert len(before) == 89
    assert changes.is_nothing
    assert changes.missing == ()
    assert plan_rows(draft) == before


def test_edits_come_in_and_two_measures_may_change_numbers(draft: Edition) -> None:
    read = exported(draft)
    first, second = read.rows[0].measure, read.rows[1].measure
    swapped = {first: "1.2", second: "1.1"}
    rows = [
        replace(row, number=swapped[row.measure], lead="VHS", involved=("RMI",)) if row.measure in swapped else row
        for row in read.rows
    ]
    read = replace(read, rows=tuple(rows))
    read = with_row(read, "8.3", goals=("Z1",), begins=Moment(date(2024, 2, 1), "month"), field="2", text="Neu.")
    take_plan(edition=draft, read=read, actor="clerk")
    found = {row.measure: row for row in plan_rows(draft)}
    assert (found[first].number, found[second].number, found[first].lead, found[first].involved) == (
        "1.2", "1.1", "VHS", ("RMI",),
    )  # fmt: skip
    moved = next(row for row in found.values() if row.number == "8.3")
    assert (moved.field, moved.text, moved.goals, str(moved.begins)) == ("2", "Neu.", ("Z1",), "02/2024")


def test_a_new_row_is_a_new_measure_and_a_missing_one_stays(draft: Edition) -> None:
    read = exported(draft)
    new = PlanRow(number="1.99", title_de="Neu", field="1", text="Neu", kind="Aktion", lead="RMI", row=99)
    changes = take_plan(edition=draft, read=replace(read, rows=(*read.rows[1:], new)), actor="clerk")
    assert [version.number for version in changes.missing] == ["1.1"]
    assert draft.versions.count() == 90
    assert draft.versions.get(number="1.99").position == 6


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"field": "9"}, "Maßnahmen, C2 (Handlungsfeld): is no field of the edition; found '9'"),
        ({"lead": "VHB"}, "Maßnahmen, J2 (Federführung): is no office. Did you mean 'VHS'?; found 'VHB'"),
        ({"involved": ("RMI",)}, "Maßnahmen, K2 (Beteiligte): leads the measure already; found 'RMI'"),
        ({"goals": ("Z9",)}, "Maßnahmen, N2 (Strategische Ziele): is no goal of the edition; found 'Z9'"),
        ({"measure": "x"}, "Maßnahmen, U2 (Kennung der Maßnahme): is no measure of the edition; found 'x'"),
    ],
)  # fmt: skip
def test_what_only_the_edition_can_tell_is_told_by_cell(draft: Edition, change: dict[str, object], told: str) -> None:
    read = with_row(exported(draft), "1.1", **change)
    assert str(plan_changes(draft, read).faults[0]) == told
    before = plan_rows(draft)
    with pytest.raises(InputError, match="1 cells? cannot be read; nothing was changed"):
        take_plan(edition=draft, read=read, actor="clerk")
    assert plan_rows(draft) == before


def test_a_workbook_of_another_edition_and_a_frozen_edition_are_refused(draft: Edition) -> None:
    read = exported(draft)
    with pytest.raises(InputError, match="The workbook is of another edition"):
        take_plan(edition=draft, read=replace(read, edition="2020"), actor="clerk")
    Edition.objects.filter(pk=draft.pk).update(state="adopted", paper="VII-DS-1", adopted_on=date(2023, 2, 1))
    with pytest.raises(StateError, match="The edition is adopted and stays as it is"):
        take_plan(edition=draft, read=read, actor="clerk")


def test_the_rows_of_a_plan_take_as_many_queries_for_one_as_for_89(
    draft: Edition, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(5, using="office"):  # type: ignore[operator]
        assert len(plan_rows(draft)) == 89
    small = Edition.objects.create(slug="small", title_de="Klein", title_en="Small")
    StrategicGoal.objects.create(edition=small, number="Z1", text_de="Ziel")
    field = Field.objects.create(edition=small, number=1, name_de="Feld", name_en="")
    MeasureVersion.objects.create(
        measure=Measure.objects.create(first_edition=small), edition=small, field=field, number="1", position=1,
        title_de="Eins", text="Eins", kind="Aktion", recurrence="once",
    )  # fmt: skip
    with django_assert_num_queries(5, using="office"):  # type: ignore[operator]
        assert len(plan_rows(small)) == 1


def foreign() -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Maßnahmenplan")
        sheet.write_row(
            0, 0, ["Nr.", "Handlungsfeld", "Maßnahme", "Federführung", "Status", "Sachstand", "Kosten 2024"]
        )
        sheet.write_row(1, 0, ["1", "Bildung", "Paten", "Amt A; rmi", "läuft", "Zwölf Paten.", 1200])
        sheet.write_row(2, 0, ["2", "", "Café", "Amt A", "ruht", "", ""])
        sheet.write_row(3, 0, ["3", "Arbeit", "Messe", "", "lila", "", ""])
    return file.getvalue()


def test_another_citys_plan_becomes_a_draft_with_what_fits() -> None:
    Office.objects.create(slug="rmi", name="Referat", short="RMI", kind="office")
    plan = read_foreign_plan(foreign(), where="plan.xlsx")
    taken = take_foreign_plan(
        plan=plan, slug="andere", title="Plan", source="plan.xlsx", state_on=date(2024, 6, 30), actor="clerk"
    )
    assert (taken.measures, taken.offices, taken.entries, taken.budget_lines) == (3, ("Amt A",), 2, 1)
    assert taken.edition.state == "draft"
    first = taken.edition.versions.get(number="1")
    assert [(part.office.short, part.role) for part in first.involvements.order_by("role")] == [
        ("RMI", "involved"), ("Amt A", "lead"),
    ]  # fmt: skip
    assert BudgetLine.objects.get().amount == 1200
    assert ProgressEntry.objects.get(version=first).note == "Zwölf Paten."
    assert {remark.cell: remark.told for remark in plan.left} == {"E4": "names no phase that the strategy knows"}
    with pytest.raises(StateError, match="There is an edition with this short name"):
        take_foreign_plan(plan=plan, slug="andere", title="Plan", source="plan.xlsx")
