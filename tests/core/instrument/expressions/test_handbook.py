from __future__ import annotations

import re

from querschnitt.core.instrument.expressions import Expression
from querschnitt.core.instrument.expressions.functions import FUNCTIONS
from tests.core.instrument.expressions.engines import ROOT


def _conditions() -> str:
    handbook = (ROOT / "docs" / "handbuch" / "fragebogen.md").read_text("utf-8")
    return handbook.split("### Bedingungen")[1].split("\n## ")[0]


def test_the_handbook_names_every_function() -> None:
    named = {
        name for quoted in re.findall(r"`([^`]+)`", _conditions()) for name in re.findall(r"^[a-z][\w:-]*", quoted)
    }
    assert set(FUNCTIONS) <= named


def test_the_examples_of_the_handbook_can_be_read() -> None:
    examples = [line.strip() for line in _conditions().splitlines() if line.startswith("    ")]
    examples += [quoted for quoted in re.findall(r"`([^`]+)`", _conditions()) if "(" in quoted or "${x}" in quoted]
    for example in examples:
        Expression.parse(example.replace("schlüssel)", "${x})"))
