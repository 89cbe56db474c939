from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.tables.limesurvey.script.comparison import lime_compares
from querschnitt.tables.limesurvey.script.tree import Binary, Num, Str
from tests.tables.limesurvey.script.php import evaluate

TEXTS = st.sampled_from(["", "0", "1", "01", "2", "10", "9", "1.5", "A1", "A2", "a", "-oth-", "Y"])


@pytest.mark.parametrize(
    ("sign", "left", "right", "is_quoted", "expected"),
    [
        ("==", "1", "01", False, True),
        ("==", "A1", "a1", True, False),
        ("==", "", "0", False, False),
        ("<", "", "5", False, False),
        ("<", "9", "10", False, True),
        ("<", "9", "10", True, False),
        ("<", "", "A1", True, True),
        ("<=", "", "0", False, True),
        (">", "A2", "A1", True, True),
        (">=", "A1", "1", False, False),
    ],
)
def test_texts_compare_as_in_limesurvey(sign: str, left: str, right: str, *, is_quoted: bool, expected: bool) -> None:
    assert lime_compares(sign, left, right, is_quoted=is_quoted) is expected


@given(left=TEXTS, right=TEXTS, sign=st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), is_quoted=st.booleans())
def test_all_texts_compare_as_in_php(left: str, right: str, sign: str, *, is_quoted: bool) -> None:
    second = Str(right) if is_quoted else Num(right)
    expected = evaluate(Binary(sign, Num(left), second), {}).truth
    assert lime_compares(sign, left, right, is_quoted=is_quoted) is expected
