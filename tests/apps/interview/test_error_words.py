"""Every code that the questionnaire can give has words in every language, with the limits and values filled in."""

from __future__ import annotations

import ast
import re
from decimal import Decimal
from pathlib import Path

import pytest

import querschnitt.core.instrument.answers as answers_module
import querschnitt.core.instrument.reading as reading_module
from querschnitt.apps.interview.forms import ERROR_TEXTS, Speech, error_text
from querschnitt.core.instrument.answers import AnswerError
from querschnitt.core.instrument.model import Kind, Question
from tests.apps.interview.kinds import every_kind
from tests.apps.interview.test_wording import LANGUAGES

PARAMETERS = {
    "not_a_choice": [{"value": "<b>"}],
    "not_found": [{"value": "x", "candidates": ()}, {"value": "x", "candidates": ("ER",)}],
    "not_a_number": [{"value": "x"}, {"value": "1.250", "reason": "ambiguous"},
                     {"value": "9" * 20, "reason": "too many digits"}],
    "not_an_integer": [{"value": "1.5"}],
    "not_on_scale": [{"value": "7", "start": Decimal(0), "end": Decimal("2.50"), "step": Decimal("0.5")},
                     {"value": "7", "start": Decimal(0), "end": Decimal(20), "step": Decimal(1)}],
    "not_a_date": [{"value": "x"}],
    "not_a_time": [{"value": "x"}],
    "not_a_ranking": [{"count": 4}],
    "too_long": [{"max": 2000, "length": 2500}],
    "answer_and_missing": [{}],
    "constraint": [{"value": 5}],
    "required": [{}],
}  # fmt: skip


def codes_in(module: object) -> set[str]:
    """Return every code that is raised in a module, read from its source."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    raised = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "UnreadableAnswerError"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    tables = [
        node.value for node in ast.walk(tree) if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
    ]
    several = {value.value for table in tables for value in table.values if isinstance(value, ast.Constant)}
    return raised | {code for code in several if isinstance(code, str) and code.startswith("not_")}


def test_every_code_of_the_questionnaire_is_known_here() -> None:
    codes = codes_in(answers_module) | codes_in(reading_module)
    assert codes == ERROR_TEXTS.keys()
    assert codes == PARAMETERS.keys()
    documented = re.search(r"-{10,}\n(required.*?)\"\"\"", answers_module.__doc__ + '"""', re.DOTALL)
    assert documented
    assert set(re.findall(r"(?:^|·)\s*(\w+)", documented[1])) >= codes


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_code_has_words_with_everything_filled_in(language: str) -> None:
    speech = Speech(every_kind(), language)
    question = Question("q", Kind.RANGE)
    said = []
    for code, cases in PARAMETERS.items():
        for parameters in cases:
            text = error_text(question, AnswerError("q", code, parameters), speech)
            assert text.strip()
            assert not re.search(r"[{}]", text), (code, text)
            assert "<b>" not in text
            said.append(text)
    assert len(set(said)) == len(said)
    sign = "." if language in ("en", "ti", "ar", "fa", "fa-AF", "ckb") else ","
    at = {text for text in said if re.search(r"<bdi>2[.,]5</bdi>", text)}
    assert len(at) == 1
    assert f"<bdi>0{sign}5</bdi>" in at.pop()


def test_the_author_s_own_words_come_first() -> None:
    own = {"de": "Bitte ein Jahr.", "en": "A year, please."}
    question = Question("q", Kind.INTEGER, constraint_messages=own, required_messages={"de": "Bitte antworten."})
    german, english = (Speech(every_kind(), tag) for tag in ("de", "en"))
    assert error_text(question, AnswerError("q", "constraint"), english) == "A year, please."
    assert error_text(question, AnswerError("q", "required"), german) == "Bitte antworten."
    assert error_text(question, AnswerError("q", "not_a_date"), german) == "Bitte schreiben Sie ein gültiges Datum."
