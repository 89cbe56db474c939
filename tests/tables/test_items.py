"""The items of a wave and their arrays: bases by hand, and no name that leads nowhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from querschnitt.core.errors import InputError
from querschnitt.tables.items import (
    ItemFile,
    answered,
    items_of,
    items_of_microdata,
    kinds_of_microdata,
    read_items,
)
from querschnitt.tables.microdata import Column, Microdata, read_microdata, write_microdata
from querschnitt.tables.xlsform import read_instrument
from tests.apps.interview.wave import small_instrument

LEIPZIG = Path(__file__).parents[2] / "examples" / "leipzig"
SMALL = small_instrument()
HAPPY = {"de": "Hat gesucht", "en": "Has searched", "yes": {"searched": ["yes"]}}


def file_of(**changes: object) -> ItemFile:
    plain = {"skip": (), "years_before": None, "short": {}, "headlines": (), "derived": {}, "waves": {}}
    return ItemFile(**{**plain, **changes})  # type: ignore[arg-type]


def resting_on(**sources: list[str]) -> dict[str, object]:
    return {"derived": {"x": {**HAPPY, "yes": sources}}}


def test_items_follow_the_questions_and_a_derived_one_its_last_source() -> None:
    items = items_of(SMALL, file_of(skip=("birth_year",), derived={"seeking": HAPPY}))
    # Notes and dates are not estimated.
    assert [item.name for item in items] == ["born_here", "arrival", "searched", "seeking", "rent", "problems", "wish"]
    assert [item.kind for item in items] == ["one_of", "number", "one_of", "derived", "number", "several_of", "written"]
    assert items[3].labels == {"de": "Hat gesucht", "en": "Has searched"}


def test_years_are_estimated_as_years_before() -> None:
    arrival = next(item for item in items_of(SMALL, file_of(years_before=2020)) if item.name == "arrival")
    assert (arrival.unit, arrival.years_before) == ("years", 2020)


@pytest.mark.parametrize(
    ("changes", "what", "where", "hint"),
    [
        ({"skip": ("birthyear",)}, "Unknown item 'birthyear'", "item file, skip", "birth_year"),
        ({"headlines": ("serched",)}, "Unknown item 'serched'", "item file, headlines", "searched"),
        ({"short": {"rents": {"de": "Miete"}}}, "Unknown item 'rents'", "item file, short", "rent"),
        (resting_on(serched=["yes"]), "Unknown question 'serched'", "derived item 'x'", "searched"),
        (resting_on(searched=["yess"]), "has no choice 'yess'", "derived item 'x'", "yes"),
        ({"derived": {"x": {"de": "a", "en": "b"}}}, "'yes' is missing", "derived item 'x'", ""),
    ],
)  # fmt: skip
def test_a_name_that_leads_nowhere_is_refused(changes: dict[str, object], what: str, *, where: str, hint: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        items_of(SMALL, file_of(**changes))
    assert caught.value.where == where
    assert hint in caught.value.hint


def test_the_item_file_of_the_example_fits_its_questionnaire() -> None:
    file = read_items(LEIPZIG / "items.toml")
    items = items_of(read_instrument(LEIPZIG / "migrantenbefragung_2020.xlsx"), file)
    names = [item.name for item in items]
    assert len(set(names)) == len(names)
    assert set(file.headlines) | set(file.derived) <= set(names)
    assert next(item for item in items if item.name == "disadvantaged").sensitive


def test_short_names_are_by_language_and_the_question_serves_where_there_is_none() -> None:
    items = {item.name: item for item in items_of(SMALL, file_of(short={"rent": {"de": "Miete", "en": "Rent"}}))}
    assert (items["rent"].short, items["rent"].name_de) == ({"de": "Miete", "en": "Rent"}, "Miete")
    assert items["arrival"].name_de == items["arrival"].labels["de"]


@pytest.mark.parametrize("entry", ['"Miete"', '{ en = "Rent" }', '{ de = "Miete", fr = "Loyer" }'])
def test_a_short_name_without_a_language_is_refused(tmp_path: Path, entry: str) -> None:
    file = tmp_path / "items.toml"
    file.write_text(f"[short]\nrent = {entry}\n")
    with pytest.raises(InputError, match="not by language") as caught:
        read_items(file)
    assert caught.value.where == "items.toml, short.rent"


def test_every_short_name_of_the_example_is_in_two_languages() -> None:
    assert {tuple(entry) for entry in read_items(LEIPZIG / "items.toml").short.values()} == {("de", "en")}


def test_an_unknown_key_of_the_item_file_has_a_suggestion(tmp_path: Path) -> None:
    file = tmp_path / "items.toml"
    file.write_text("headline = []\n")
    with pytest.raises(InputError, match="Unknown key 'headline'") as caught:
        read_items(file)
    assert (caught.value.where, caught.value.hint) == ("items.toml", "Did you mean 'headlines'?")
    file.write_text("headlines = [")
    with pytest.raises(InputError, match="cannot be read"):
        read_items(file)


def test_a_wave_taken_over_has_the_variables_written_down() -> None:
    file = file_of(waves={"2016": {"text": ["happy"], "number": ["net_income"]}})
    assert kinds_of_microdata("2016", file) == {"happy": "text", "net_income": "number"}
    assert [(item.name, item.kind, item.unit) for item in items_of_microdata("2016", file)] == [
        ("happy", "yes_no", "percent"),
        ("net_income", "number", "EUR"),
    ]
    with pytest.raises(InputError, match="does not describe this wave") as caught:
        kinds_of_microdata("2012", file)
    assert (caught.value.got, caught.value.expected) == ("2012", "2016")


@pytest.fixture
def data(tmp_path: Path) -> Microdata:
    """Four people: the last left everything blank."""
    columns = {
        "born_here": ("text", ["yes", "no", "no", None], ["", "", "", "no_answer"]),
        "arrival": ("number", [None, 2015.0, 2000.0, None], ["not_asked", "", "", "not_asked"]),
        "searched": ("text", ["yes", "no", None, None], ["", "", "dk", "no_answer"]),
        "rent": ("number", [400.0, None, 0.0, None], ["", "refused", "", "no_answer"]),
        "problems": (
            "codes", [["language"], None, ["language", "recognition"], None], ["", "not_asked", "", "no_answer"],
        ),
        "wish": ("text", ["Bäume", None, None, None], ["", "no_answer", "not_asked", "no_answer"]),
    }  # fmt: skip
    file = tmp_path / "answers.parquet"
    parts = [
        part
        for name, (kind, values, reasons) in columns.items()
        for part in (Column(name, kind, values), Column(f"{name}__missing", "text", reasons))  # type: ignore[arg-type]
    ]
    write_microdata(parts, file)
    return read_microdata(file)


def test_values_and_bases_by_hand(data: Microdata) -> None:
    seeking = {"de": "", "en": "", "yes": {"searched": ["yes"], "born_here": ["no"]}}
    items = items_of(SMALL, file_of(skip=("birth_year",), years_before=2020, derived={"either": seeking}))
    by_name = {each.item.name: each for each in answered(data, items)}
    assert by_name["born_here"].values[:, 0].tolist() == [1, 0, 0, 0]
    assert by_name["born_here"].valid.tolist() == [True, True, True, False]
    assert by_name["arrival"].values[1:3, 0].tolist() == [5.0, 20.0]
    assert by_name["rent"].valid.tolist() == [True, False, True, False]
    assert by_name["problems"].values.tolist() == [[1, 0, 0], [0, 0, 0], [1, 1, 0], [0, 0, 0]]
    assert by_name["problems"].valid.tolist() == [True, False, True, False]
    # Somebody who was asked and wrote nothing belongs to the base; somebody who was not asked does not.
    assert by_name["wish"].valid.tolist() == [True, True, False, True]
    # "Either" needs an answer to both: the third does not know whether she searched.
    assert by_name["either"].valid.tolist() == [True, True, False, False]
    assert by_name["either"].values[:2, 0].tolist() == [1, 1]


def test_missing_answers_are_never_numbers(data: Microdata) -> None:
    (rent,) = (
        each for each in answered(data, items_of(SMALL, file_of(skip=("birth_year",)))) if each.item.name == "rent"
    )
    assert np.isnan(rent.values[~rent.valid]).all()
    assert rent.values[rent.valid, 0].tolist() == [400.0, 0.0]
