"""The wave file: read whole, and every mistake named with its place."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from querschnitt.core.errors import InputError
from querschnitt.tables.wavefile import parse_wave, read_wave_file

LEIPZIG = Path(__file__).parents[2] / "examples" / "leipzig"
GOOD = tomllib.loads((LEIPZIG / "wave_2020.toml").read_text(encoding="utf-8"))


def parse(**changes: object):
    return parse_wave({**GOOD, **changes}, folder=LEIPZIG, place="wave.toml")


def test_the_wave_of_the_example() -> None:
    wave = read_wave_file(LEIPZIG / "wave_2020.toml")
    assert (wave.slug, wave.complete, wave.partial) == ("2020", 0.8, 0.5)
    assert (wave.reference_date, wave.modes) == (date(2020, 9, 30), ("web", "telephone", "live"))
    assert wave.file("groups") == LEIPZIG / "groups.toml"


@pytest.mark.parametrize(
    ("changes", "what", "where"),
    [
        ({"slgu": "2020"}, "Unknown key 'slgu'", "wave.toml"),
        ({"reference_date": "2020-09-30"}, "'reference_date' is not a date", "wave.toml"),
        ({"field_end": GOOD["field_start"]}, "The field ends before it starts", "wave.toml, field_end"),
        ({"completeness": {"complete": 0.5, "partial": 0.8}}, "Thresholds do not fit", "wave.toml, table completeness"),
        ({"completeness": {"complete": 1.2, "partial": 0.5}}, "Thresholds do not fit", "wave.toml, table completeness"),
        ({"completeness": 0.8}, "'completeness' is not a table", "wave.toml"),
        ({"files": "groups.toml"}, "'files' is not a table", "wave.toml"),
        ({"files": {"grups": "groups.toml"}}, "Unknown key 'grups'", "wave.toml, table files"),
        ({"modes": "web"}, "'modes' is not a list", "wave.toml"),
        ({"slug": "../2020"}, "The slug does not serve", "wave.toml, slug"),
        ({"slug": "2020 second"}, "The slug does not serve", "wave.toml, slug"),
    ],
)
def test_a_mistake_is_named_with_its_place(changes: dict[str, object], what: str, where: str) -> None:
    with pytest.raises(InputError, match=what.replace("'", "['‘]")) as caught:
        parse(**changes)
    assert caught.value.where == where


def test_a_misspelt_key_has_a_suggestion() -> None:
    with pytest.raises(InputError) as caught:
        parse(refrence_date=date(2020, 9, 30))
    assert caught.value.hint == "Did you mean 'reference_date'?"


@pytest.mark.parametrize("key", sorted(set(GOOD) - {"example"}))
def test_every_key_is_needed(key: str) -> None:
    with pytest.raises(InputError, match=f"'{key}' is missing"):
        parse_wave({name: value for name, value in GOOD.items() if name != key}, folder=LEIPZIG, place="wave.toml")


def test_an_example_says_what_is_invented_and_a_real_wave_says_nothing() -> None:
    assert parse().example.startswith("Beispiel mit erfundenen Menschen")
    assert parse_wave({k: v for k, v in GOOD.items() if k != "example"}, folder=LEIPZIG, place="w").example == ""
    with pytest.raises(InputError, match="says what is invented"):
        parse(example={"notice": ""})
    with pytest.raises(InputError, match="'example' is not a table"):
        parse(example="yes")


def test_rules_of_translation_are_kept_as_they_are_written() -> None:
    assert parse(translation={"adjudicator_is_another": False}).translation == {"adjudicator_is_another": False}


def test_a_file_that_is_not_named_or_not_there_says_so(tmp_path: Path) -> None:
    wave = parse_wave({**GOOD, "files": {"groups": "none.toml"}}, folder=tmp_path, place="wave.toml")
    with pytest.raises(InputError, match="names no file 'design'"):
        wave.file("design")
    with pytest.raises(InputError, match="not there") as caught:
        wave.file("groups")
    assert (caught.value.where, caught.value.got) == ("wave.toml, files.groups", tmp_path / "none.toml")


@pytest.mark.parametrize("content", [b"slug = ", b"\xff\xfe"])
def test_a_broken_file_says_which(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "wave.toml"
    file.write_bytes(content)
    with pytest.raises(InputError, match="cannot be read") as caught:
        read_wave_file(file)
    assert caught.value.where == str(file)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("none.toml", "There is no such wave file"),
        ("", "This is a folder, not a wave file"),
        ("items.toml", "This is not a wave file"),
        ("groups.toml", "This is not a wave file"),
        ("migrantenbefragung_2020.xlsx", "The wave file cannot be read"),
    ],
)
def test_something_else_than_a_wave_file_says_what_a_wave_file_is(name: str, what: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        read_wave_file(LEIPZIG / name)
    assert caught.value.where == str(LEIPZIG / name)
    assert caught.value.hint == "Name a wave file, for example examples/leipzig/wave_2020.toml."
    assert "Errno" not in str(caught.value)
