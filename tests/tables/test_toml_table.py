from __future__ import annotations

from datetime import date, datetime

import pytest

from querschnitt.core.errors import InputError
from querschnitt.tables.toml_table import TomlTable

TABLE = TomlTable(
    {
        "name": "municipal",
        "year": 1950,
        "day": date(2020, 1, 1),
        "codes": ["997"],
        "range": [16, 50],
        "adults": "one",
        "inner": {"de": "Titel"},
        "rules": [{"kind": "a"}, {"kind": "b"}],
    },
    where="file.toml",
)


def test_each_key_is_taken_as_what_it_is():
    assert TABLE.text("name") == "municipal"
    assert (TABLE.whole("year"), TABLE.whole("other", default=3)) == (1950, 3)
    assert TABLE.day("day") == date(2020, 1, 1)
    assert (TABLE.words("codes"), TABLE.words("other", default=("x",))) == (("997",), ("x",))
    assert (TABLE.numbers("range", default=(0, 1)), TABLE.numbers("other", default=(0, 1))) == ((16, 50), (0, 1))
    assert TABLE.choice("adults", {"one": 1, "all": 2}) == "one"
    assert TABLE.table("inner").text("de") == "Titel"
    assert [(rule.text("kind"), rule.where) for rule in TABLE.tables("rules")] == [
        ("a", "file.toml, rules 1"),
        ("b", "file.toml, rules 2"),
    ]


@pytest.mark.parametrize(
    ("take", "values"),
    [
        (TomlTable.text, [1, "", " ", ["a"]]),
        (TomlTable.whole, [True, "1", 1.0, -1]),
        (TomlTable.day, ["2020-01-01", datetime(2020, 1, 1), 2020]),
        (TomlTable.words, ["997", [1], [""]]),
        (lambda table, key: table.numbers(key, default=(0, 1)), [[1], [2, 1], [-1, 1], [True, 2], "1-2"]),
        (TomlTable.table, ["a", [1]]),
        (TomlTable.tables, [[], {}, [1], "a"]),
    ],
)
def test_another_kind_of_value_is_refused_with_place_and_value(take, values):
    for value in values:
        with pytest.raises(InputError, match="'key' is of another kind. Place: file.toml, key. Expected: .* Found: ."):
            take(TomlTable({"key": value}, where="file.toml"), "key")


def test_a_missing_key_and_one_too_many_are_refused():
    with pytest.raises(InputError, match="'title' is missing. Place: file.toml"):
        TABLE.text("title")
    with pytest.raises(InputError, match="Unknown key 'nmae'. Place: file.toml. .*Did you mean 'name'"):
        TomlTable({"nmae": 1}, where="file.toml").allow("name", "year")
    with pytest.raises(InputError, match="Unknown word 'al'.*Did you mean 'all'"):
        TomlTable({"adults": "al"}, where="file.toml").choice("adults", {"one": 1, "all": 2})
