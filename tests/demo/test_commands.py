"""The demo's way to run commands."""

from __future__ import annotations

import pytest

from querschnitt.demo.commands import CommandFailedError, run_command


def test_a_command_gives_its_lines():
    assert run_command("--version")[0].startswith("querschnitt ")


def test_a_failing_command_says_which_and_why():
    with pytest.raises(CommandFailedError, match=r"querschnitt import_answers failed.*nowhere\.toml"):
        run_command("import_answers", "nowhere.csv", "nowhere.toml")


def test_an_unknown_command_suggests_the_nearest():
    with pytest.raises(CommandFailedError, match="Did you mean 'weigh'"):
        run_command("wiegh")
