"""Which database holds which table."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.test import override_settings

from querschnitt.apps.accounts.models import User
from querschnitt.apps.fieldwork.models import Case, Envelope
from querschnitt.apps.indicators.models import Finding
from querschnitt.apps.interview.models import Interview
from querschnitt.apps.register.models import Resident, SampledUnit
from querschnitt.apps.strategy.models import OfficeMember
from querschnitt.site.deployment import DATABASES
from querschnitt.site.router import WallRouter

HOUSE = [model for model in apps.get_models() if model.__module__.startswith("querschnitt.")]
router = WallRouter()


@pytest.mark.parametrize(
    ("model", "alias"),
    [
        (Resident, "identity"),
        (Envelope, "identity"),
        (SampledUnit, "statistics"),
        (Case, "statistics"),
        (Finding, "office"),
    ],
)
def test_names_and_codes_stand_apart_from_cases_and_findings(model, alias: str) -> None:
    assert router.db_for_read(model) == alias
    assert router.db_for_write(model) == alias


def test_accounts_belong_to_the_wing_that_runs() -> None:
    for alias in ("statistics", "office"):
        with override_settings(HALL_DATABASE=alias):
            assert router.db_for_read(User) == alias
    assert [alias for alias in DATABASES if router.allow_migrate(alias, "accounts", "user")] == ["statistics", "office"]


@pytest.mark.parametrize("model", HOUSE, ids=lambda model: model._meta.label)
def test_each_model_of_the_house_is_migrated_into_its_own_database_only(model) -> None:
    label, name = model._meta.app_label, model._meta.model_name
    homes = [alias for alias in DATABASES if router.allow_migrate(alias, label, name)]
    assert homes == (["statistics", "office"] if label == "accounts" else [router.db_for_read(model)])


@pytest.mark.parametrize("model", HOUSE, ids=lambda model: model._meta.label)
def test_no_foreign_key_crosses_the_wall(model) -> None:
    for field in model._meta.get_fields():
        if field.many_to_one or field.one_to_one:
            assert router.allow_relation(model, field.related_model)
            assert homes(field.related_model) & homes(model)


def homes(model) -> set[str]:
    label, name = model._meta.app_label, model._meta.model_name
    return {alias for alias in DATABASES if router.allow_migrate(alias, label, name)}


def test_accounts_stand_beside_what_refers_to_them_and_never_beside_names_or_answers() -> None:
    assert router.allow_relation(User, OfficeMember)
    elsewhere = User()
    elsewhere._state.db = "statistics"
    assert not router.allow_relation(elsewhere, OfficeMember())
    assert not router.allow_relation(User, Resident)
    assert not router.allow_relation(User, Interview)


def test_a_relation_over_the_wall_is_refused() -> None:
    assert not router.allow_relation(Resident(), SampledUnit())
    assert not router.allow_relation(Case(), Finding())
