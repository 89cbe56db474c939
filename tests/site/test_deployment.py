"""Where an installation keeps its secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from querschnitt.site.deployment import (
    KEY_NAMES,
    OWNER,
    ROOT,
    SERVICE_ROLES,
    Deployment,
    fresh_deployment,
    read_deployment,
    var_folder,
    write_deployment,
)


def test_a_deployment_survives_the_file(tmp_path: Path) -> None:
    made = fresh_deployment()
    write_deployment(made, tmp_path)
    assert read_deployment(tmp_path) == made


def test_only_this_user_reads_it_and_no_draft_stays(tmp_path: Path) -> None:
    write_deployment(fresh_deployment(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["deployment.json"]
    assert (tmp_path / "deployment.json").stat().st_mode & 0o777 == 0o600


def test_before_there_is_one_it_opens_nothing(tmp_path: Path) -> None:
    assert read_deployment(tmp_path) == Deployment()
    assert Deployment().passwords == {}
    assert Deployment().keys == {}


def test_every_role_and_every_purpose_has_a_secret_of_its_own() -> None:
    first, second = fresh_deployment(), fresh_deployment()
    assert set(first.passwords) == {"admin", OWNER, *SERVICE_ROLES}
    assert set(first.keys) == set(KEY_NAMES)
    secrets = [*first.passwords.values(), *first.keys.values(), *second.passwords.values(), *second.keys.values()]
    assert len(set(secrets)) == len(secrets)
    assert all(len(bytes.fromhex(key)) == 32 for key in first.keys.values())


def test_the_variable_folder_can_be_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUERSCHNITT_VAR", str(tmp_path))
    assert var_folder() == tmp_path
    monkeypatch.delenv("QUERSCHNITT_VAR")
    assert var_folder() == ROOT / "var"
