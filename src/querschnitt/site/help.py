"""How the commands of the house explain themselves: each paragraph and each example on lines of its own."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.management import ManagementUtility
from django.core.management.base import BaseCommand

OF_DJANGO = frozenset(
    {
        "--version",
        "--verbosity",
        "--settings",
        "--pythonpath",
        "--traceback",
        "--no-color",
        "--force-color",
        "--skip-checks",
    }
)
"""Options every command has from the framework. They work; nobody who does a wave needs to read them each time."""


class HouseFormatter(argparse.HelpFormatter):
    """Keeps the lines of a description apart, and leaves out the options of the framework."""

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, _ours(actions), groups, prefix)

    def add_arguments(self, actions: Iterable[argparse.Action]) -> None:
        super().add_arguments(_ours(actions))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(_line(line, width, indent) for line in text.splitlines())


def _ours(actions: Iterable[argparse.Action]) -> list[argparse.Action]:
    return [action for action in actions if not OF_DJANGO & set(action.option_strings)]


def _line(line: str, width: int, indent: str) -> str:
    """Fill a paragraph; an example stays whole, so that it can be copied."""
    if line.startswith("Example:"):
        return indent + line
    return textwrap.fill(line, width, initial_indent=indent, subsequent_indent=indent)


class House(ManagementUtility):
    """Django's runner of commands, with our help for commands of the house."""

    def __init__(self, argv: list[str], *, ours: Iterable[str]) -> None:
        super().__init__(argv)
        self._ours = frozenset(ours)

    def fetch_command(self, subcommand: str) -> BaseCommand:
        command = super().fetch_command(subcommand)
        if subcommand in self._ours:
            vars(command)["create_parser"] = partial(command.create_parser, formatter_class=HouseFormatter)
        return command
