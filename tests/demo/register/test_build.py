from __future__ import annotations

import csv
import hashlib
import time
from dataclasses import replace

import numpy as np
import pytest

from querschnitt.demo.register import build_register, write_extract
from querschnitt.demo.truth.people import full_years
from querschnitt.tables import register as tables


@pytest.fixture(scope="session")
def profile(leipzig):
    return tables.read_profile(leipzig / "profile_register.toml")


def _derive(register, scenario, *, profile, leipzig, folder):
    file = write_extract(register, folder / "extract.csv", scenario=scenario, profile=profile)
    extract = tables.read_extract(file, profile, into=folder / "extract.parquet")
    assert extract.rejects == ()
    return tables.derive(
        extract.path,
        definition=tables.read_definition(leipzig / "definition_background.toml"),
        groups=tables.read_groups(leipzig / "groups.toml"),
        boroughs=tables.read_boroughs(leipzig / "districts.csv"),
        reference_date=register.reference_date,
        into=folder / "derived.parquet",
    )


@pytest.mark.parametrize(("wave", "residents", "background"), [("2020", 604_000, 93_000), ("2016", 562_000, 73_042)])
def test_the_rules_find_exactly_the_published_background(
    *, wave, residents, background, scenario, profile, leipzig, tmp_path
):
    register = build_register(wave, 3, scenario)
    derived = _derive(register, scenario, profile=profile, leipzig=leipzig, folder=tmp_path)
    assert (derived.residents, derived.background) == (residents, background)
    assert derived.unlisted == {}
    assert set(derived.kinds) >= {"foreigner", "naturalised", "repatriate", "dual", "option", "inherited", "none"}


def test_the_rules_find_the_origin_the_simulation_meant(small, register, *, profile, leipzig, tmp_path):
    derived = _derive(register, small, profile=profile, leipzig=leipzig, folder=tmp_path)
    found = tables.read_columns(derived.path, "person_id", "group")
    codes = [origin.code if origin.listed else tables.OUTSIDE for origin in small.origins] + [None]
    meant = [codes[row] for row in register.origin]
    assert found["person_id"].astype(np.int64).tolist() == register.person.tolist()
    assert found["group"].tolist() == meant


def test_one_seed_gives_the_same_bytes_and_another_does_not(small, register, profile, tmp_path):
    def digest(seed: int) -> str:
        path = write_extract(
            build_register("2020", seed, small), tmp_path / f"{seed}.csv", scenario=small, profile=profile
        )
        return hashlib.sha256(path.read_bytes()).hexdigest()

    assert digest(7) == digest(7)
    assert digest(7) != digest(8)


def test_the_whole_extract_is_written_in_seconds(scenario, profile, tmp_path):
    register = build_register("2020", 3, scenario)
    started = time.perf_counter()
    write_extract(register, tmp_path / "extract.csv", scenario=scenario, profile=profile)
    assert time.perf_counter() - started < 6  # 0.7 s on a free machine


def test_nobody_looks_like_a_real_person_and_nothing_hidden_is_written(small, register, profile, tmp_path):
    path = write_extract(register, tmp_path / "e.csv", scenario=small, profile=profile)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert tuple(rows[0]) == profile.headings
    for row in rows:
        assert row["familienname"] == f"Muster-{row['ordnungsmerkmal']}"
        assert row["vorname"] == "Person"
        assert row["strasse"].startswith("Musterstraße ")
        assert row["postleitzahl"].startswith("000")


def test_another_size_of_a_group_leaves_everybody_else_as_they_were(small, register):
    population = {wave: count + 100 for wave, count in small.origins[1].population.items()}
    larger = build_register("2020", 7, small.with_group(small.origins[1].code, population=population))
    natives_before = (register.origin < 0).sum()
    # Germans who live with the new people come out of the fixed number of people without background.
    assert (larger.origin == 1).sum() == (register.origin == 1).sum() + 100
    assert len(larger) == len(register) + 100
    assert (larger.origin < 0).sum() == natives_before
    before = {key: row for row, key in enumerate(register.key.tolist())}
    same = [(row, before[key]) for row, key in enumerate(larger.key.tolist()) if key in before]
    now, then = np.array(same).T
    with_background = larger.origin[now] >= 0
    now, then = now[with_background], then[with_background]
    assert len(then) == (register.origin >= 0).sum()
    for name in ("person", "household", "birth_date", "female", "nationality_1", "moved_in", "district"):
        different = getattr(larger, name)[now] != getattr(register, name)[then]
        assert different.sum() <= 3, name  # at most the household at the end of the changed group


def test_households_have_an_adult_and_children_live_with_one(register):
    day = np.datetime64(register.reference_date, "D")
    age = full_years(register.birth_date, day)
    _, home = np.unique(register.household, return_inverse=True)
    oldest = np.zeros(home.max() + 1)
    np.maximum.at(oldest, home, age)
    assert oldest.min() >= 18
    assert 0.12 < (age < 18).mean() < 0.25
    assert (register.moved_in >= register.birth_date).all()
    assert (register.birth_date < day).all()


def test_age_is_counted_as_the_register_office_counts_it():
    born = np.array(["2002-10-01", "2002-09-30", "2002-09-29", "1980-01-31"], dtype="datetime64[D]")
    assert full_years(born, np.datetime64("2020-09-30")).tolist() == [17, 18, 18, 40]


def test_persons_of_the_two_waves_are_not_the_same(small, register):
    assert not np.intersect1d(build_register("2016", 7, small).person, register.person).size


def test_an_origin_without_people_is_possible(small):
    empty = small.with_group("eritrea", population={"2016": 1, "2020": 1})
    register = build_register("2020", 7, replace(empty))
    assert (register.origin == [o.code for o in small.origins].index("eritrea")).sum() == 1
