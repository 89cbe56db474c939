from __future__ import annotations

import shutil
import tomllib
from dataclasses import replace

import pytest

from querschnitt.core.errors import InputError
from querschnitt.demo.respond import LANGUAGES
from querschnitt.demo.scenario import read_scenario
from querschnitt.tables.xlsform import read_instrument


def test_the_published_totals_are_in_the_files(scenario):
    assert sum(origin.population["2020"] for origin in scenario.origins) == 93_000
    assert sum(origin.population["2016"] for origin in scenario.origins) == 73_042
    assert len(scenario.listed) == 25
    assert len(scenario.districts) == 63
    assert len({district.borough for district in scenario.districts}) == 10


def test_the_listed_groups_are_the_largest_of_2020(scenario):
    smallest = min(origin.population["2020"] for origin in scenario.listed)
    assert all(origin.population["2020"] < smallest for origin in scenario.origins if not origin.listed)


def test_every_language_of_the_questionnaire_is_somebodys(scenario, leipzig):
    used = {language for origin in scenario.listed for language in origin.languages}
    assert used == set(LANGUAGES) == set(read_instrument(leipzig / "migrantenbefragung_2020.xlsx").languages)
    assert all(sum(origin.languages.values()) == pytest.approx(1) for origin in scenario.listed)


def test_response_and_people_moved_away_stay_within_the_evidence(scenario):
    assert all(0.09 <= origin.response <= 0.24 for origin in scenario.listed)
    assert all(0.02 <= origin.moved <= 0.12 for origin in scenario.listed)


def test_the_simulation_has_the_reference_dates_of_the_waves(scenario, leipzig):
    for wave in ("2016", "2020"):
        decided = tomllib.loads((leipzig / f"wave_{wave}.toml").read_text())
        assert scenario.registers[wave].reference_date == decided["reference_date"]


def test_simulation_toml_changes_single_values_of_a_group(leipzig, tmp_path):
    for name in ("groups.toml", "districts.csv", "simulation.toml"):
        shutil.copy(leipzig / name, tmp_path / name)
    with (tmp_path / "simulation.toml").open("a") as file:
        file.write("\n[groups.syria]\nresponse = 0.5\npopulation_2020 = 100\n")
    changed = read_scenario(tmp_path)
    syria = next(origin for origin in changed.origins if origin.code == "syria")
    assert (syria.response, syria.population) == (0.5, {"2016": 5300, "2020": 100})
    assert changed.unchanged() == replace(changed, origins=read_scenario(leipzig).origins)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[groups.siria]\nresponse = 0.5", "Did you mean 'syria'"),
        ("[groups.syria]\nregion = 'eu'", "cannot be changed"),
    ],
)
def test_a_wrong_change_is_an_error_with_its_place(leipzig, tmp_path, line, message):
    for name in ("groups.toml", "districts.csv", "simulation.toml"):
        shutil.copy(leipzig / name, tmp_path / name)
    with (tmp_path / "simulation.toml").open("a") as file:
        file.write(f"\n{line}\n")
    with pytest.raises(InputError, match=message):
        read_scenario(tmp_path)
