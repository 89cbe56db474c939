from __future__ import annotations

import hashlib
import tempfile
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import InputError
from querschnitt.tables.register import (
    OUTSIDE_REASONS,
    LeftOut,
    PopulationRule,
    frame,
    frame_counts,
    parse_population,
    read_columns,
)
from querschnitt.tables.register.derive import Derived
from querschnitt.tables.register.frame import frame_digest

from .conftest import DAY, line

LISTED = PopulationRule(name="2020", listed_groups_only=True, minimum_age=18)
SYRIAN = {"staatsangehoerigkeit_1": "475", "geburtsland": "475"}
PEOPLE = (
    line(1, **SYRIAN),
    line(2, auskunftssperre="51", **SYRIAN),
    line(3, auskunftssperre="52", **SYRIAN),
    line(4, widerspruch="J", **SYRIAN),
    line(5, zustellbar="N", auskunftssperre="51", **SYRIAN),
    line(6, **SYRIAN),
    line(7, wohnungsstatus="N", **SYRIAN),
    line(8, geburtsdatum="2010-01-01", **SYRIAN),
    line(9, staatsangehoerigkeit_1="134"),
    line(10),
    line(11, zuzug_datum="2019-07-01", **SYRIAN),
)


def test_four_populations_each_within_the_one_before(derived, tmp_path):
    made = frame(derived(*PEOPLE), population=LISTED, into=tmp_path / "t.parquet", recently_drawn=["000000006"])
    counts = made.populations
    assert (counts.residents, counts.background, counts.target, counts.frame, counts.drawable) == (11, 10, 7, 6, 2)
    assert counts.undrawable == {
        "block51": 1,
        "block52": 1,
        "objection": 1,
        "recently_drawn": 1,
        "undeliverable": 1,
    }
    assert counts.outside == {"secondary_residence": 1, "under_age": 1, "unlisted_group": 1}


def test_the_file_holds_the_target_population_with_its_marks(derived, tmp_path):
    made = frame(derived(*PEOPLE), population=LISTED, into=tmp_path / "t.parquet")
    columns = read_columns(made.path, "person_id", "in_frame", "drawable", "hindrance", "borough", "household")
    assert columns["person_id"].tolist() == [f"{i:09d}" for i in (1, 2, 3, 4, 5, 6, 11)]
    assert columns["in_frame"].tolist() == [True, True, True, True, False, True, True]
    assert columns["drawable"].tolist() == [True, False, False, False, False, True, True]
    assert columns["hindrance"].tolist()[4] == "undeliverable"
    assert set(columns["borough"].tolist()) == {"ost"}
    assert set(columns["household"].tolist()) == {"H1"}


def test_the_rule_of_2016_leaves_out_by_stay_and_by_nationality_and_date(derived, tmp_path):
    rule = PopulationRule(
        name="2016",
        listed_groups_only=False,
        minimum_age=18,
        minimum_stay_months=12,
        left_out=(LeftOut(countries=("475",), moved_in_from=date(2015, 7, 1)),),
    )
    made = frame(
        derived(
            line(1, zuzug_datum="2015-06-30", **SYRIAN),
            line(2, zuzug_datum="2015-07-01", **SYRIAN),
            line(3, zuzug_datum="2015-07-01", staatsangehoerigkeit_1="134"),
            line(4, zuzug_datum="2019-07-01", staatsangehoerigkeit_1="134"),
        ),
        population=rule,
        into=tmp_path / "t.parquet",
    )
    assert read_columns(made.path, "person_id")["person_id"].tolist() == ["000000001", "000000003"]
    assert made.populations.outside == {"secondary_residence": 0, "under_age": 0, "short_stay": 1, "left_out": 1}


def test_a_household_of_300_at_one_address_stays_in_the_frame(derived, tmp_path):
    accommodation = (line(i, haushaltsnummer="H9", strasse="Musterplatz", **SYRIAN) for i in range(1, 301))
    counts = frame(derived(*accommodation), population=LISTED, into=tmp_path / "t.parquet").populations
    assert (counts.target, counts.frame, counts.drawable, sum(counts.outside.values())) == (300, 300, 300, 0)


def test_somebody_outside_for_several_reasons_is_counted_under_the_first(derived, tmp_path):
    rule = PopulationRule(
        name="all reasons",
        listed_groups_only=True,
        minimum_age=18,
        minimum_stay_months=12,
        left_out=(LeftOut(countries=("475", "134"), moved_in_from=date(2015, 7, 1)),),
    )
    greek = {"staatsangehoerigkeit_1": "134"}
    reasons = (  # each line has one reason less than the one before
        {"wohnungsstatus": "N", "geburtsdatum": "2010-01-01", "zuzug_datum": "2020-01-01", **greek},
        {"geburtsdatum": "2010-01-01", "zuzug_datum": "2020-01-01", **greek},
        {"zuzug_datum": "2020-01-01", **greek},
        {"zuzug_datum": "2016-01-01", **greek},
        {"zuzug_datum": "2016-01-01", **SYRIAN},
        {"zuzug_datum": "2015-01-01", **SYRIAN},
    )
    made = frame(derived(*(line(i, **r) for i, r in enumerate(reasons))), population=rule, into=tmp_path / "t.parquet")
    assert list(made.populations.outside.items()) == [(reason, 1) for reason in OUTSIDE_REASONS]
    assert made.populations.target == 1


RULES = st.builds(
    PopulationRule,
    name=st.just("any"),
    listed_groups_only=st.booleans(),
    minimum_age=st.sampled_from((0, 16, 18)),
    main_residence=st.booleans(),
    minimum_stay_months=st.sampled_from((0, 12)),
    left_out=st.lists(
        st.builds(LeftOut, countries=st.sampled_from((("475",), ("134", "000"), ())), moved_in_from=st.just(DAY)),
        max_size=2,
    ).map(tuple),
)
CELLS = {
    "background": ("true", "false"), "residence": ("'main'", "'secondary'"), "age": ("0", "17", "18", "70"),
    "stay_months": ("-1", "0", "11", "12", "300", "NULL"), '"group"': ("'syria'", "'outside'"),
    "nationality_1": ("'000'", "'134'", "'475'"), "moved_in": ("DATE '2020-06-29'", "DATE '2020-06-30'", "NULL"),
    "block": ("NULL", "'51'"), "objection": ("true", "false"), "deliverable": ("true", "false"),
}  # fmt: skip
PEOPLE_OF_ANY_KIND = st.lists(st.tuples(*(st.sampled_from(cells) for cells in CELLS.values())), max_size=40)


@settings(max_examples=15, deadline=None)
@given(rule=RULES, people=PEOPLE_OF_ANY_KIND)
def test_with_background_are_the_target_population_and_those_outside(rule, people):
    others = "'g' AS group8, 'r' AS region, 'f' AS sex, '30-44' AS age_class, 'b' AS borough, '20' AS district"
    selected = [
        f"SELECT 'p{number}' AS person_id, 'h' AS household, '4-9' AS stay_class, {others}, "
        + ", ".join(f"{cell} AS {name}" for name, cell in zip(CELLS, cells, strict=True))
        for number, cells in enumerate([next(iter(zip(*CELLS.values(), strict=False))), *people])
    ]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "derived.parquet"
        connection.execute(f"COPY ({' UNION ALL '.join(selected)}) TO '{path}' (FORMAT parquet)")
        background = 1 + sum(cells[0] == "true" for cells in people)
        derived = Derived(path, "any-1", DAY, len(people) + 1, background, kinds={}, unlisted={})
        counts = frame(derived, population=rule, into=Path(folder) / "frame.parquet").populations
    assert background == counts.target + sum(counts.outside.values())
    assert counts.target == counts.drawable + sum(counts.undrawable.values())
    assert set(rule.reasons) <= set(counts.outside) <= set(OUTSIDE_REASONS)


def test_the_levels_of_a_variable_are_counted_in_each_population(derived, tmp_path):
    residents = derived(*PEOPLE, line(12, ortsteil="60", geschlecht="w", **SYRIAN))
    made = frame(residents, population=LISTED, into=tmp_path / "t.parquet")
    counted = frame_counts(made.path, "borough", "age_class", derived=residents.path)
    assert [(c.variable, c.level, c.background, c.target, c.frame, c.drawable) for c in counted] == [
        ("borough", "ost", 10, 7, 6, 3),
        ("borough", "west", 1, 1, 1, 1),
        ("age_class", "", 1, 0, 0, 0),
        ("age_class", "30-44", 10, 8, 7, 4),
    ]
    for variable in {count.variable for count in frame_counts(made.path, derived=residents.path)}:
        of_one = frame_counts(made.path, variable, derived=residents.path)
        assert [sum(getattr(c, what) for c in of_one) for what in ("background", "target", "frame", "drawable")] == [
            made.populations.background, made.populations.target, made.populations.frame, made.populations.drawable,
        ]  # fmt: skip


def test_nobody_is_counted_by_what_tells_persons_apart(tmp_path):
    with pytest.raises(InputError, match="not counted by this.*Found: household"):
        frame_counts(tmp_path / "t.parquet", "household", derived=tmp_path / "d.parquet")


def test_the_hash_knows_the_content_and_not_the_order(derived, tmp_path):
    path = tmp_path / "t.parquet"
    first = frame(derived(*PEOPLE), population=LISTED, into=path).sha256
    assert frame(derived(*reversed(PEOPLE)), population=LISTED, into=path).sha256 == first
    assert frame(derived(*PEOPLE[1:]), population=LISTED, into=path).sha256 != first
    assert frame(derived(*PEOPLE), population=LISTED, into=path, recently_drawn=["000000001"]).sha256 != first
    elsewhere = (PEOPLE[0].replace(";H1;", ";H2;"), *PEOPLE[1:])
    assert frame(derived(*elsewhere), population=LISTED, into=path).sha256 != first


CELLS_OF_A_FRAME = """
    'g' AS "group", '8' AS group8, 'r' AS region, 'f' AS sex, 30 AS age, NULL AS age_class, 'b' AS borough,
    '20' AS district, '4-9' AS stay_class, true AS in_frame, false AS drawable, 'x' AS hindrance
"""


@pytest.mark.parametrize(
    ("further", "text"),
    [
        ("", "p1|g|8|r|f|30||b|20|4-9|true|false|x\np2|g|8|r|f|30||b|20|4-9|true|false|x"),
        (
            ", 'H' || (3 - i) AS household",
            "household\np1|g|8|r|f|30||b|20|4-9|true|false|x|H2\np2|g|8|r|f|30||b|20|4-9|true|false|x|H1",
        ),
    ],
)
@pytest.mark.parametrize("order", ["i", "-i"])
def test_the_hash_is_that_of_a_text_that_anybody_can_write(tmp_path, further, text, order):
    cells = f"'p' || i AS person_id, {CELLS_OF_A_FRAME}{further}"
    rows = f"SELECT {cells} FROM range(1, 3) t(i) ORDER BY {order}"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({rows}) TO '{tmp_path / 'f.parquet'}' (FORMAT parquet)")
    assert frame_digest(tmp_path / "f.parquet") == hashlib.sha256(text.encode()).hexdigest()


def test_doubles_are_hashed_in_one_order_and_many_rows_as_few(tmp_path):
    cells = f"'p' || lpad((i // 2)::TEXT, 7, '0') AS person_id, {CELLS_OF_A_FRAME}, i % 2 AS household"
    digests = set()
    with duckdb.connect() as connection:
        for number, order in enumerate(("i", "-i", "hash(i)")):
            path = tmp_path / f"{number}.parquet"
            rows = f"SELECT {cells} FROM range(210_000) t(i) ORDER BY {order}"
            connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
            digests.add(frame_digest(path))
    lines = (f"p{i // 2:07d}|g|8|r|f|30||b|20|4-9|true|false|x|{i % 2}" for i in range(210_000))
    assert digests == {hashlib.sha256("\n".join(["household", *lines]).encode()).hexdigest()}


def test_a_population_is_read_from_a_design_file():
    document = {
        "name": "n",
        "groups": "all",
        "minimum_age": 16,
        "left_out": [{"countries": ["475"], "moved_in_from": date(2015, 7, 1)}],
    }
    rule = parse_population(document, where="design")
    assert not rule.listed_groups_only
    assert rule.left_out[0].countries == ("475",)
    with pytest.raises(InputError, match="listed or all"):
        parse_population({**document, "groups": "some"}, where="design")


@pytest.mark.parametrize(
    ("changes", "what", "where"),
    [
        ({"not_drawn_again_month": 24}, "Unknown key 'not_drawn_again_month'", "population"),
        ({"not_drawn_again_months": -1}, "Not a number of months", "population, not_drawn_again_months"),
        ({"not_drawn_again_months": "24"}, "Not a number of months", "population, not_drawn_again_months"),
    ],
)
def test_a_rule_that_is_misspelt_is_not_one_that_is_off(changes, what, where):
    with pytest.raises(InputError, match=what) as caught:
        parse_population({"name": "2020", "minimum_age": 18, **changes}, where="population")
    assert caught.value.where == where
