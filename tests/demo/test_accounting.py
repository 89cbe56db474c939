"""Changing one group moves the figures as the accounting says, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.outcomes.codes import Group, count_outcomes, group_counts
from querschnitt.demo.register import build_register, write_extract
from querschnitt.demo.respond import BEGUN, behave
from querschnitt.demo.truth.people import full_years
from querschnitt.tables import register as tables

RULE = tables.PopulationRule(name="2020", listed_groups_only=True, minimum_age=18)
MORE = 300


@pytest.fixture(scope="module")
def counted(leipzig, tmp_path_factory):
    """Return a function from a register to its four populations."""
    folder = tmp_path_factory.mktemp("counted")
    profile = tables.read_profile(leipzig / "profile_register.toml")

    def count(register, scenario):
        file = write_extract(register, folder / "e.csv", scenario=scenario, profile=profile)
        derived = tables.derive(
            tables.read_extract(file, profile, into=folder / "e.parquet").path,
            definition=tables.read_definition(leipzig / "definition_background.toml"),
            groups=tables.read_groups(leipzig / "groups.toml"),
            boroughs=tables.read_boroughs(leipzig / "districts.csv"),
            reference_date=register.reference_date,
            into=folder / "d.parquet",
        )
        return tables.frame(derived, population=RULE, into=folder / "t.parquet").populations

    return count


def _expected(register, scenario):
    """Count the populations in the simulation's own arrays, without the rules."""
    listed = np.array([origin.listed for origin in scenario.origins])[register.origin] & (register.origin >= 0)
    age = full_years(register.birth_date, np.datetime64(register.reference_date, "D"))
    target = listed & (age >= 18) & ~register.secondary
    frame = target & register.deliverable
    drawable = frame & (register.block < 0) & ~register.objection
    return len(register), int((register.origin >= 0).sum()), int(target.sum()), int(frame.sum()), int(drawable.sum())


def test_the_four_populations_grow_by_the_people_of_the_group(small, register, counted):
    population = {wave: count + MORE for wave, count in small.origins[3].population.items()}
    larger = small.with_group(small.origins[3].code, population=population)
    for scenario, people in ((small, register), (larger, build_register("2020", 7, larger))):
        found = counted(people, scenario)
        counts = (found.residents, found.background, found.target, found.frame, found.drawable)
        assert counts == _expected(people, scenario)
        assert found.residents == 6000 + sum(origin.population["2020"] for origin in scenario.origins)
        assert found.background == sum(origin.population["2020"] for origin in scenario.origins)


def test_the_response_of_a_group_moves_its_interviews_out_of_the_silent(truth, small):
    higher = small.with_group("poland", response=0.5)
    poland = truth.people.origin == [origin.code for origin in small.origins].index("poland")
    before, after = behave(truth, small, seed=9), behave(truth, higher, seed=9)
    won = (after.outcome == BEGUN) & (before.outcome != BEGUN)
    assert won.sum() > 50
    assert not (won & ~poland).any()
    assert not ((before.outcome == BEGUN) & (after.outcome != BEGUN)).any()

    def accounted(behaviour):
        return group_counts(count_outcomes(np.where(behaviour.begun, "complete", behaviour.outcome).tolist()))

    first, second = accounted(before), accounted(after)
    lost = {group: first[group] - second[group] for group in Group if group is not Group.COMPLETE}
    assert second[Group.COMPLETE] - first[Group.COMPLETE] == won.sum() == sum(lost.values())
    assert first[Group.NOT_ELIGIBLE] == second[Group.NOT_ELIGIBLE]
