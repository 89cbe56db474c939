"""The command `querschnitt`: its list, its help, what it says to a mistake, and as whom each command runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from querschnitt import __version__
from querschnitt.site.command import COMMANDS, entry_of, overview, settings_of
from querschnitt.site.deployment import ROOT

EVERY = {name: entry for group in COMMANDS.values() for name, entry in group.items()}
COMMAND_FILES = sorted(
    path.stem for path in (ROOT / "src" / "querschnitt").rglob("management/commands/*.py") if path.stem != "__init__"
)
EXAMPLE = re.compile(r"Example: querschnitt (\w+)")


def run(*arguments: str, var: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QUERSCHNITT_VAR": str(var or os.environ["QUERSCHNITT_VAR"])}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    code = "import sys; sys.argv[0] = 'querschnitt'; from querschnitt.site.command import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment, timeout=60
    )


def test_the_list_names_every_command_once_under_its_group() -> None:
    lines = overview().splitlines()
    for title, commands in COMMANDS.items():
        place = lines.index(title)
        assert [line.split()[0] for line in lines[place + 1 : place + 1 + len(commands)]] == list(commands)
    assert len(EVERY) == sum(len(commands) for commands in COMMANDS.values())


def test_every_command_in_the_house_is_in_the_list_and_the_other_way_round() -> None:
    assert sorted(EVERY) == COMMAND_FILES


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_command_has_a_help_with_an_example_of_itself(name: str) -> None:
    command = load_command_class(get_commands()[name], name)
    text = str(command.help)
    assert EXAMPLE.findall(text), text
    assert set(EXAMPLE.findall(text)) == {name}
    assert len(text.split("Example:")[0]) > 30


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_command_runs_under_a_settings_module_that_is_there(name: str) -> None:
    module = settings_of(EVERY[name].service)
    assert (ROOT / "src" / Path(*module.split("."))).with_suffix(".py").exists()


def test_no_command_of_the_survey_wing_runs_as_owner() -> None:
    survey = (
        "import_register",
        "draw_sample",
        "print_letters",
        "import_questionnaire",
        "open_field",
        "collect",
        "weigh",
    )
    assert {name: EVERY[name].service for name in survey} == {
        "import_register": "statistics",
        "draw_sample": "statistics",
        "print_letters": "statistics",
        "import_questionnaire": "statistics",
        "open_field": "interview",
        "collect": "analysis",
        "weigh": "analysis",
    }
    assert entry_of("migrate") is None


def test_without_a_command_the_list_comes() -> None:
    done = run()
    assert (done.returncode, done.stdout) == (0, overview())
    assert run("help").stdout == done.stdout


def test_the_version() -> None:
    assert run("--version").stdout == f"querschnitt {__version__}\n"


def test_an_unknown_command_suggests_the_nearest() -> None:
    done = run("wiegh")
    assert done.returncode == 2
    assert done.stderr == "There is no command 'wiegh'. Did you mean 'weigh'? See: querschnitt help\n"
    assert done.stdout == ""


def test_a_mistake_of_the_user_is_a_sentence_with_place_and_way_out_and_no_traceback(tmp_path: Path) -> None:
    done = run("draw_sample", str(tmp_path / "none.toml"), "--seed", "1")
    assert done.returncode == 1
    assert done.stderr.startswith("There is no such wave file. Place: ")
    assert "none.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_that_does_not_run_is_a_sentence_with_the_way_out(tmp_path: Path) -> None:
    wave = ROOT / "examples" / "leipzig" / "wave_2020.toml"
    done = run("draw_sample", str(wave), "--seed", "1", var=tmp_path)
    assert done.returncode == 1
    assert "querschnitt start_database" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_of_a_command_needs_no_database(tmp_path: Path) -> None:
    done = run("draw_sample", "--help", var=tmp_path)
    assert done.returncode == 0
    assert "another seed is refused" in " ".join(done.stdout.split())
    assert not list(tmp_path.iterdir())


def test_help_keeps_the_example_on_a_line_of_its_own_and_leaves_the_framework_out(tmp_path: Path) -> None:
    done = run("help", "serve", var=tmp_path)
    assert "\n\nExample: querschnitt serve\nExample: querschnitt serve interview --workers 2\n\n" in done.stdout
    for option in ("--settings", "--pythonpath", "--traceback", "--no-color", "--skip-checks", "--verbosity", "[]"):
        assert option not in done.stdout
    assert "--settings" in run("help", "migrate", var=tmp_path).stdout


def test_the_options_of_the_framework_still_work(tmp_path: Path) -> None:
    wave = ROOT / "examples" / "leipzig" / "wave_2020.toml"
    done = run("rehearse", str(wave), "--interviews", "2", "--engine-only", "--no-color", var=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2 interviews, " in done.stdout
