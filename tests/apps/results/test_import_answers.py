"""Microdata taken over from elsewhere: every line is a case of the wave, every cell what its column says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from querschnitt.apps.fieldwork.models import Case
from querschnitt.apps.results.actions.collection import import_answers
from querschnitt.apps.results.models import Collection
from querschnitt.apps.survey.models import Wave
from querschnitt.core.errors import InputError
from tests.apps.results import whole_wave as made

pytestmark = pytest.mark.django_db(databases=["statistics"])
KINDS = {"happy": "text", "income": "number", "problems": "codes"}
GOOD = "number;outcome;mode;language;happy;income;problems\n1;complete;live;pl;yes;1000.5;a b\n2;partial;live;de;;;\n"


@pytest.fixture
def wave(settings: Any, tmp_path: Path) -> Wave:
    settings.VAR = tmp_path / "var"
    wave = made.announced("2016")
    made.with_sample(wave, made.with_frame(wave))
    made.with_fieldwork(wave).delete()
    Case.objects.filter(wave=wave).update(final_outcome="", mode="")
    return wave


def take(wave: Wave, text: str, folder: Path) -> Collection:
    file = folder / "answers.csv"
    file.write_text(text, encoding="utf-8")
    return import_answers(wave=wave, file=file, kinds=KINDS)


def test_the_file_stands_in_the_order_of_the_cases(wave: Wave, tmp_path: Path) -> None:
    collection = take(wave, GOOD, tmp_path)
    table = parquet.read_table(collection.file).to_pydict()
    assert table["number"] == [float(number) for number in range(1, 11)]
    assert (table["happy"][:3], table["happy__missing"][:3]) == (["yes", None, None], ["", "no_answer", "not_asked"])
    assert (table["income"][0], table["problems"][0]) == (1000.5, ["a", "b"])
    assert table["outcome"] == ["complete", "partial", *["nothing_returned"] * 8]
    assert collection.interviews == {
        "by_outcome": {"complete": 1, "partial": 1}, "by_mode": {"live": 2}, "by_language": {"de": 1, "pl": 1},
    }  # fmt: skip


def test_the_account_counts_everybody_drawn(wave: Wave, tmp_path: Path) -> None:
    lines = {line["key"]: line["count"] for line in take(wave, GOOD, tmp_path).accounting}
    assert (lines["gross_sample"], lines["usable_interviews"], lines["nothing_returned"]) == (10, 2, 8)


def test_the_weighted_rate_uses_the_probabilities(wave: Wave, tmp_path: Path) -> None:
    rates = {rate["name"]: rate for rate in take(wave, GOOD, tmp_path).rates}
    assert (rates["RR2"]["numerator"], rates["RR2"]["denominator"]) == (2, 10)
    # Five Poles stand for 1,000, three Vietnamese for 300, two Chinese for 80; two Poles answered.
    assert rates["RR2 weighted"]["numerator"] == pytest.approx(400)
    assert rates["RR2 weighted"]["denominator"] == pytest.approx(1380)


@pytest.mark.parametrize(
    ("old", "new", "what", "where"),
    [
        ("2;partial", "99;partial", "Not a case of this wave", "answers.csv, line 3, column number"),
        ("2;partial", "1;partial", "or twice", "answers.csv, line 3, column number"),
        ("2;partial", "two;partial", "Not a case of this wave", "answers.csv, line 3, column number"),
        ("2;partial", "2;partly", "Unknown outcome", "answers.csv, line 3, column outcome"),
        ("1000.5", "1.000,5", "Not a number", "answers.csv, line 2, column income"),
        ("1000.5", "nan", "Not a number", "answers.csv, line 2, column income"),
        ("income", "incom", "Columns are missing", "answers.csv, line 1"),
        (";", ",", "Columns are missing", "answers.csv, line 1"),
        (GOOD.partition("\n")[2], "", "has no rows", "answers.csv, line 1"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_nothing_is_taken_over(
    wave: Wave, tmp_path: Path, *, old: str, new: str, what: str, where: str
) -> None:
    with pytest.raises(InputError, match=what) as caught:
        take(wave, GOOD.replace(old, new), tmp_path)
    assert caught.value.where == where
    assert not Collection.objects.exists()
    assert set(Case.objects.filter(wave=wave).values_list("final_outcome", flat=True)) == {""}


def test_a_misspelt_outcome_has_a_suggestion(wave: Wave, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        take(wave, GOOD.replace("2;partial", "2;partail"), tmp_path)
    assert caught.value.hint == "Did you mean 'partial'?"


def test_to_take_over_again_replaces(wave: Wave, tmp_path: Path) -> None:
    take(wave, GOOD, tmp_path)
    again = take(wave, GOOD.replace("2;partial", "3;partial"), tmp_path)
    assert Collection.objects.get() == again
    outcomes = dict(Case.objects.filter(wave=wave).values_list("number", "final_outcome"))
    assert (outcomes[2], outcomes[3]) == ("nothing_returned", "partial")
