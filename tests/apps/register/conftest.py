"""A wave of a small city, and extracts of a few lines of which every answer is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from querschnitt.tables.wavefile import WaveFile
from tests.apps.results.small_city import write_city
from tests.tables.register.conftest import COLUMNS, line

POLISH = {"staatsangehoerigkeit_1": "152", "geburtsland": "152"}
SYRIAN = {"staatsangehoerigkeit_1": "475", "geburtsland": "475"}
Write = Callable[..., Path]


@pytest.fixture
def wave(settings: Any, tmp_path: Path) -> WaveFile:
    """The example's wave with a design for two strata: six of the people below."""
    settings.VAR = tmp_path / "var"
    folder = tmp_path / "wave"
    folder.mkdir()
    file = write_city(folder)["2020"]
    change(file, "sample_size = 150", "sample_size = 6")
    return file


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def extract(*lines: str, name: str = "extract.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join((COLUMNS, *lines)) + "\n", encoding="utf-8")
        return path

    return extract


def change(wave: WaveFile, old: str, new: str) -> None:
    file = wave.file("design")
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def people(count: int = 10) -> list[str]:
    """Six Poles, one of them blocked and one without an address; four Syrians; two without background."""
    cells = [{**POLISH}, {**POLISH, "auskunftssperre": "51"}, {**POLISH, "zustellbar": "N"}, *[{**POLISH}] * 3]
    cells += [{**SYRIAN}] * 4
    listed = [line(number, haushaltsnummer=f"H{number}", **each) for number, each in enumerate(cells[:count], start=1)]
    return [*listed, line(98, haushaltsnummer="H98"), line(99, haushaltsnummer="H99")]
