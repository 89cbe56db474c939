"""The stages of the demo, and its refusal to delete what it did not make."""

from __future__ import annotations

from dataclasses import replace

import pytest

from querschnitt.apps.survey.actions import announce_wave
from querschnitt.core.errors import StateError
from querschnitt.demo.run import STAGES, Demo, begin_anew
from querschnitt.site.deployment import read_deployment, write_deployment
from querschnitt.tables.wavefile import read_wave_file


@pytest.mark.django_db(databases=["statistics"], transaction=True)
def test_waves_that_the_demo_did_not_make_are_never_deleted(scenario, leipzig):
    announce_wave(file=read_wave_file(leipzig / "wave_2020.toml"))
    before = read_deployment()
    with pytest.raises(StateError, match="QUERSCHNITT_VAR"):
        begin_anew(Demo(folder=leipzig, scenario=scenario, seed=1))
    assert read_deployment() == before


@pytest.mark.django_db(databases=["statistics"])
def test_databases_of_an_office_are_not_recreated():
    from django.core.management import call_command

    write_deployment(replace(read_deployment(), purpose=""))
    with pytest.raises(StateError, match="not an installation of the demo"):
        call_command("recreate_databases", "--yes")


def test_the_stages_are_those_of_the_story():
    assert [stage.key for stage in STAGES] == [
        "register", "draw", "letters", "fieldwork", "weights", "results", "strategy", "report",
    ]  # fmt: skip
