"""Ordinary mistakes at the command line: one sentence with what is wrong and the way out, a status, no traceback."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from querschnitt.site.deployment import ROOT
from tests.site.test_command import run

LEIPZIG = ROOT / "examples" / "leipzig"
W2020, W2016 = str(LEIPZIG / "wave_2020.toml"), str(LEIPZIG / "wave_2016.toml")
ANSWERS = "number;outcome;mode;language\n1;complete;live;de\n2;partial;live;de\n3;partial;live;de;\n"


@pytest.fixture(scope="module")
def announced() -> None:
    """Both waves, announced in the databases of this run; parallel workers take turns."""
    with (Path(os.environ["QUERSCHNITT_VAR"]) / "wrong-input.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for arguments in (("migrate_all",), ("announce_wave", W2016), ("announce_wave", W2020)):
            done = run(*arguments)
            assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("announced")
@pytest.mark.parametrize(
    ("arguments", "what", "way_out"),
    [
        ("rehearse WAVE --interviews 0", "--interviews: not a whole number", "1 or more: '0'"),
        ("rehearse WAVE --interviews -4", "--interviews: not a whole number", "1 or more: '-4'"),
        ("rehearse 2020", "There is no such wave file. Place: 2020.", "for example examples/leipzig/wave_2020.toml"),
        ("rehearse ITEMS", "This is not a wave file. Place: ", "for example examples/leipzig/wave_2020.toml"),
        ("draw_sample WAVE --seed -1", "--seed: not a whole number", "0 or more: '-1'"),
        ("demo --seed -1", "--seed: not a whole number", "0 or more: '-1'"),
        ("demo --folder /nowhere", "There is no such folder. Place: /nowhere.", "Copy examples/leipzig"),
        ("serve --workers 0", "--workers: not a whole number", "1 or more: '0'"),
        ("serve --workers -1", "--workers: not a whole number", "1 or more: '-1'"),
        ("serve interviews", "there is no service 'interviews'", "Did you mean 'interview'?"),
        ("import_register LEIPZIG WAVE", "The extract is a folder, not a file. Place: ", "Name the file"),
        ("import_answers GROUPS WAVE_2016", "cannot be read as CSV. Place: groups.toml, line ", "Expected: semicolon"),
        ("import_answers EXTRA WAVE_2016", "Place: extra.csv, line 4. Expected: 4 cells. Found: 5 cells.", "quotes"),
        ("import_answers LEIPZIG WAVE_2016", "This is a folder, not a file", "Name a CSV file"),
        ("print_letters WAVE --folder /proc/x", "Nothing can be written into this folder. Place: /proc/x.", "--folder"),
        ("print_letters WAVE --address ftp://x", "--address: not an address of a service: 'ftp://x'", "https://"),
        ("open_field /nowhere", "/nowhere", ""),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, *, arguments: str, what: str, way_out: str) -> None:
    extra = tmp_path / "extra.csv"
    extra.write_text(ANSWERS, encoding="utf-8")
    names = {
        "WAVE": W2020, "WAVE_2016": W2016, "EXTRA": str(extra), "LEIPZIG": str(LEIPZIG),
        "ITEMS": str(LEIPZIG / "items.toml"), "GROUPS": str(LEIPZIG / "groups.toml"),
    }  # fmt: skip
    done = run(*(names.get(argument, argument) for argument in arguments.split()))
    assert done.returncode in (1, 2)
    sentence = done.stderr.splitlines()[-1]
    assert what in sentence
    assert way_out in sentence
    for word in ("Traceback", "Errno", "Error:"):
        assert word not in done.stderr


@pytest.mark.parametrize("count", ["0", "-1"])
def test_the_benchmark_wants_at_least_one_replication(count: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "querschnitt.demo.bench_truth", "--replications", count],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(f"--replications: not a whole number of 1 or more: '{count}'")


def test_a_file_that_nobody_foresaw_is_a_sentence_too(tmp_path: Path) -> None:
    (tmp_path / "deployment.json").mkdir()
    done = run("weigh", W2020, var=tmp_path)
    assert done.returncode == 1
    assert "deployment.json" in done.stderr
    assert "Traceback" not in done.stderr
