"""A real wave with its questionnaire as a draft, and a person of the statistics office."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from querschnitt.apps.survey.models import Wave
from tests.apps.survey.real_wave import announced, drafted
from tests.apps.survey.visiting import as_person


@pytest.fixture
def wave(tmp_path: Path) -> Wave:
    made = announced()
    drafted(made, tmp_path)
    return made


@pytest.fixture
def office(db: None) -> Client:
    return as_person("office", "statistics")
