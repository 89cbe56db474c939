from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.instrument import ExpressionError, evaluate
from querschnitt.core.instrument.expressions import Expression
from querschnitt.core.instrument.expressions.parser import MAX_DEPTH, parse
from querschnitt.core.instrument.expressions.tree import Node, from_json, to_json
from tests.core.instrument.expressions.generated import trees

SIGNS = "${}()ab1.,'\"=!<>+-* \n" + "andorivmot"


@given(st.text(alphabet=SIGNS, max_size=30) | st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_place_inside_it(text: str) -> None:
    try:
        tree = parse(text)
    except ExpressionError as error:
        assert 0 <= error.position <= len(text) + 1
    else:
        assert to_json(from_json(to_json(tree))) == to_json(tree)


@given(trees())
def test_a_stored_tree_is_the_same_tree(tree: Node) -> None:
    assert to_json(from_json(json.loads(json.dumps(to_json(tree))))) == to_json(tree)


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
    assert (caught.value.expected, caught.value.got) == ("selected(${question}, 'code')", "1 argument")


def test_an_unsupported_function_is_refused_by_name_with_the_way_out() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("${a} = area(${place})")
    assert str(caught.value).startswith("Function 'area' is not supported. Place: character 8.")


def test_bare_names_are_read_only_when_they_are_asked_for() -> None:
    with pytest.raises(ExpressionError, match="cannot be read"):
        Expression.parse("region = ${region}")
    expression = Expression.parse("region = ${region} and selected(${langs}, name)", attributes=True)
    assert expression.attributes == ("region", "name")
    assert expression.references == ("region", "langs")
    assert expression.functions == ("selected",)
    assert to_json(Expression.parse("region = ''", attributes=True).tree) == ["=", ["@", "region"], ["t", ""]]


def test_names_in_quotes_are_references() -> None:
    assert Expression.parse("jr:choice-name(${a}, '${b}')").references == ("a", "b")
    assert to_json(parse("position(..) > 1")) == [">", ["call", "position"], ["n", "1"]]


def test_a_pattern_is_stored_in_the_portable_form() -> None:
    assert to_json(parse(r"regex(., '^\d{2}$')")) == ["call", "regex", ["."], ["t", "[0-9]{2}"]]


def test_a_text_that_looks_like_a_date_may_stand_in_a_name_or_in_quotes() -> None:
    assert evaluate("${d-2020-01-01} = '2020-01-01'", {"d-2020-01-01": "2020-01-01"}) is True
    with pytest.raises(ExpressionError, match="in quotes"):
        parse("${d} < 2020-01-01")
