from __future__ import annotations

import copy
import tomllib
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.errors import InputError
from querschnitt.tables.register import parse_definition, read_definition

from .conftest import LEIPZIG

NAMES = {"de": "Name", "en": "name"}
DOCUMENT: dict[str, Any] = {
    "name": "municipal",
    "version": 2,
    "title": {"de": "Titel", "en": "Title"},
    "text": {"de": "Was es heißt.", "en": "What it means."},
    "source": [{"title": "§ 4 Abs. 3 StAG", "year": 2000}],
    "author": "Statistikstelle",
    "valid_from": date(2020, 1, 1),
    "german": "000",
    "unknown": ["999"],
    "expellees_before": 1946,
    "inheritance": {"below": 18, "kind": "inherited", "adults": "one", "household_up_to": 15},
    "kinds": {"foreigner": NAMES, "inherited": NAMES},
    "rules": [{"kind": "foreigner", "when": "first_nationality_not_german", "country": ["nationality_1"]}],
}


def with_change(*path: str | int, value: Any) -> dict[str, Any]:
    """Return the document with one value changed; none takes the key away."""
    document = copy.deepcopy(DOCUMENT)
    inner: Any = document
    for key in path[:-1]:
        inner = inner[key]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return document


def test_a_definition_carries_version_words_source_and_author():
    definition = parse_definition(DOCUMENT, where="test")
    assert definition.label == "municipal-2"
    assert definition.title["en"] == "Title"
    assert [(source.title, source.year) for source in definition.source] == [("§ 4 Abs. 3 StAG", 2000)]
    assert definition.kind_names("de") == {"foreigner": "Name", "inherited": "Name", "none": "ohne"}


@pytest.mark.parametrize("key", sorted(set(DOCUMENT) - {"expellees_before"}))
def test_a_missing_key_is_refused_with_its_name(key):
    with pytest.raises(InputError, match=f"'{key}' is missing.*Place: test.*Expected"):
        parse_definition(with_change(key, value=None), where="test")


@pytest.mark.parametrize("key", sorted(DOCUMENT))
def test_a_value_of_another_kind_is_refused_with_its_place(key):
    with pytest.raises(InputError, match=f"'{key}' is of another kind. Place: test, {key}. Expected: .* Found: "):
        parse_definition(with_change(key, value=True), where="test")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("autor",), "x", "Unknown key 'autor'.*Did you mean 'author'"),
        (("inherit_below",), 18, "Unknown key 'inherit_below'"),
        (("title", "fr"), "Titre", "Unknown key 'fr'. Place: test, title"),
        (("text", "en"), None, "'en' is missing. Place: test, text"),
        (("text", "en"), "  ", "'en' is of another kind"),
        (("version",), 0, "a whole number, 1 or more"),
        (("version",), "2", "a whole number, 1 or more. Found: '2'"),
        (("valid_from",), "2020-01-01", "without quotation marks"),
        (("valid_from",), datetime(2020, 1, 1), "without quotation marks"),
        (("unknown",), [999], "a list of texts"),
        (("source", 0, "year"), None, "'year' is missing. Place: test, source 1"),
        (("name",), "two words", "must be one word"),
        (("expellees_before",), None, None),
        (("rules",), [], "one table .* or more"),
        (("rules", 0, "when"), "naturalized", "rules 1, when.*Did you mean 'naturalised'"),
        (("rules", 0, "when"), ["naturalised", "born"], "Unknown condition 'born'"),
        (("rules", 0, "when"), [], "has a condition"),
        (("rules", 0, "when"), "born_after_expulsion", "'born_after_expulsion' asks for it"),
        (("rules", 0, "country"), ["nationality_3"], "Unknown source 'nationality_3'. Place: test, rules 1"),
        (("rules", 0, "kind"), "two words", "must be one word"),
        (("rules", 0, "kind"), "none", "must be one word"),
        (("rules", 0, "kind"), "alien", "Unknown key 'foreigner'. Place: test, kinds"),
        (("kinds", "foreigner"), None, "'foreigner' is missing. Place: test, kinds"),
        (("inheritance", "adults"), "al", "Unknown word 'al'.*Did you mean 'all'"),
        (("inheritance", "passed_on"), ["inherited"], "No rule gives the kind 'inherited'"),
        (("inheritance", "older_by"), [50, 16], "the smaller first"),
        (("inheritance", "household_up_to"), None, "'household_up_to' is missing"),
        (("inheritance", "until"), 18, "Unknown key 'until'. Place: test, inheritance"),
    ],
)
def test_each_fault_is_refused_with_place_and_way_out(path, value, message):
    document = with_change(*path, value=value)
    if message == "'born_after_expulsion' asks for it":
        del document["expellees_before"]
    if message is None:
        assert parse_definition(document, where="test").expellees_before == 0
        return
    with pytest.raises(InputError, match=message):
        parse_definition(document, where="test")


@given(st.permutations(sorted(DOCUMENT)))
def test_the_hash_is_of_what_is_said_not_of_how_it_is_written(keys):
    turned = {key: DOCUMENT[key] for key in keys} | {"text": {"de": "Was\n  es heißt.\n", "en": "What it means."}}
    assert parse_definition(turned, where="other").sha256 == parse_definition(DOCUMENT, where="test").sha256


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("text", "de"), "Was es nicht heißt."),
        (("rules", 0, "country"), ["birth_country"]),
        (("inheritance", "household_up_to"), 16),
        (("valid_from",), date(2020, 1, 2)),
        (("source", 0, "year"), 2001),
    ],
)
def test_a_change_of_anything_that_is_said_changes_the_hash(path, value):
    changed = parse_definition(with_change(*path, value=value), where="test")
    assert changed.sha256 != parse_definition(DOCUMENT, where="test").sha256


@pytest.mark.parametrize("file", sorted(LEIPZIG.glob("definition_*.toml")), ids=lambda file: file.stem)
def test_comments_of_the_example_do_not_count(file, tmp_path):
    bare = tmp_path / "bare.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    bare.write_text("\n".join(line for line in lines if not line.startswith("#")) + "\n# other\n", encoding="utf-8")
    assert bare.read_text(encoding="utf-8") != file.read_text(encoding="utf-8")
    assert tomllib.loads(bare.read_text(encoding="utf-8")) == tomllib.loads(file.read_text(encoding="utf-8"))
    assert read_definition(bare).sha256 == read_definition(file).sha256
