from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.instrument import ExpressionError, evaluate
from querschnitt.core.instrument.expressions.parser import MAX_DEPTH, parse
from querschnitt.core.instrument.expressions.tree import from_json, to_json

SIGNS = "${}()ab1.,'\"=!<>+-* \n" + "andorivmot"


@given(st.text(alphabet=SIGNS, max_size=30) | st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_place_inside_it(text: str) -> None:
    try:
        tree = parse(text)
    except ExpressionError as error:
        assert 0 <= error.position <= len(text) + 1
    else:
        assert to_json(from_json(to_json(tree))) == to_json(tree)


OPERANDS = st.sampled_from(["1", "2.5", "'a'", "${x}", ".", "true()", "today()"])
OPERATORS = ["+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or"]
EXPRESSIONS = st.recursive(
    OPERANDS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(OPERATORS), inner).map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda part: f"not({part})"),
        st.tuples(inner, inner, inner).map(lambda parts: f"if({', '.join(parts)})"),
    ),
)


@given(EXPRESSIONS)
def test_a_stored_tree_is_the_same_tree(text: str) -> None:
    tree = parse(text)
    assert to_json(from_json(to_json(tree))) == to_json(tree)


def test_a_long_chain_is_read_and_a_hopeless_one_refused() -> None:
    chain = " or ".join(f"${{q}} = {number}" for number in range(150))
    assert evaluate(chain, {"q": 149}) is True
    assert evaluate(chain, {"q": 150}) is False
    with pytest.raises(ExpressionError, match="nested too deeply"):
        parse("+".join(["1"] * (MAX_DEPTH + 50)))
    with pytest.raises(ExpressionError, match="nested too deeply"):
        parse("(" * 500 + "1" + ")" * 500)
    with pytest.raises(ExpressionError, match="too long"):
        parse("1 + " * 2000 + "1")


def test_operators_bind_as_in_xpath() -> None:
    assert to_json(parse("1 + 2 * 3 < 8 and ${a} or ${b}")) == [
        "or",
        ["and", ["<", ["+", ["n", "1"], ["*", ["n", "2"], ["n", "3"]]], ["n", "8"]], ["$", "a"]],
        ["$", "b"],
    ]


def test_an_unknown_function_names_the_nearest() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("countselected(${a}) > 1")
    assert str(caught.value).startswith("Unknown function 'countselected'. Place: character 1.")
    assert str(caught.value).endswith("Did you mean 'count-selected'?")


def test_a_wrong_number_of_arguments_shows_the_usage() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("selected(${a})")
    assert (caught.value.expected, caught.value.got) == ("selected(${question}, 'code')", "1 arguments")
