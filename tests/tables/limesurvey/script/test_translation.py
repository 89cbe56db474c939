from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querschnitt.core.instrument import evaluate
from querschnitt.tables.limesurvey.script import Scope, Untranslatable, Variable, parse
from querschnitt.tables.limesurvey.script.terms import TRUE, truth
from querschnitt.tables.limesurvey.script.tree import names
from tests.tables.limesurvey.script.php import holds
from tests.tables.limesurvey.script.survey import translator

LATER = Scope(place=99)

CONDITIONS = [
    # LimeSurvey, workbook
    ('Q1.NAOK == "Y"', "${Q1} = 'Y'"),
    ("Q1.NAOK == 'Y'", "${Q1} = 'Y'"),
    ("(Q1 eq 'Y')", "${Q1} = 'Y'"),
    ('"Y" == Q1', "${Q1} = 'Y'"),
    ('Q1.NAOK != "Y"', "not(${Q1} = 'Y')"),
    ('Q1 ne "Y"', "not(${Q1} = 'Y')"),
    ('!(Q1 == "Y")', "not(${Q1} = 'Y')"),
    ('!(Q1 != "Y")', "${Q1} = 'Y'"),
    ('Q1.NAOK == ""', "${Q1} = ''"),
    ('Q1.NAOK != ""', "${Q1} != ''"),
    ("is_empty(Q1)", "${Q1} = ''"),
    ("!is_empty(Q1.NAOK)", "${Q1} != ''"),
    ("Q1", "${Q1} != ''"),
    ("!Q1", "${Q1} = ''"),
    ("1", ""),
    ("0", "false()"),
    ('"a" == "a"', ""),
    ("L == 1", "${L} = '1'"),
    ('L.NAOK == "1"', "${L} = '1'"),
    ("L == '01'", "${L} = '1'"),
    ("L > 2", "${L} > 2"),
    ("L ge 2 and L lt 10", "${L} >= 2 and ${L} < 10"),
    ("2 < L", "${L} > 2"),
    ('L > "2"', "${L} = '3'"),
    ("L <= 0", "${L} = ''"),
    ('A == "-oth-"', "${A} = 'other'"),
    ('A > "A1"', "${A} = 'A2' or ${A} = 'A3'"),
    ('A_other != ""', "${A_other} != ''"),
    ('M_SQ001.NAOK == "Y"', "selected(${M}, 'SQ001')"),
    ('M_SQ001.NAOK != "Y"', "not(selected(${M}, 'SQ001'))"),
    ('M_SQ001 == ""', "not(selected(${M}, 'SQ001'))"),
    ('M_SQ001 != ""', "selected(${M}, 'SQ001')"),
    ("M_SQ001", "selected(${M}, 'SQ001')"),
    ("!is_empty(M_SQ002)", "selected(${M}, 'SQ002')"),
    ("M_SQ001 == M_SQ002", "selected(${M}, 'SQ001') = selected(${M}, 'SQ002')"),
    ("count(that.M.NAOK) >= 2", "coalesce(count-selected(${M}), 0) >= 2"),
    ("count(M_SQ001, M_SQ002) > 1", "if(selected(${M}, 'SQ001'), 1, 0) + if(selected(${M}, 'SQ002'), 1, 0) > 1"),
    ("count(Q1, N) == 2", "if(${Q1} != '', 1, 0) + if(${N} != '', 1, 0) = 2"),
    ("countif('Y', Q1, A) > 0", "if(${Q1} = 'Y', 1, 0) + if(false(), 1, 0) > 0"),
    ("countifop('>', 2, L, N) == 2", "if(${L} > 2, 1, 0) + if(${N} > 2, 1, 0) = 2"),
    (
        "sumifop('ge', 2, N, L) > 9",
        "if(${N} >= 2, coalesce(${N}, 0), 0) + if(${L} >= 2, coalesce(number(${L}), 0), 0) > 9",
    ),
    ("N >= 18 && N < 65", "${N} >= 18 and ${N} < 65"),
    ("N == 5", "${N} = 5"),
    ('N.NAOK == "5"', "${N} = 5"),
    ("N != 5", "not(${N} = 5)"),
    ('N == ""', "${N} = ''"),
    ("N", "${N} != 0"),
    ("N <= 0", "${N} <= 0 or ${N} = ''"),
    ("sum(N, L) > 3", "coalesce(${N}, 0) + coalesce(number(${L}), 0) > 3"),
    ("N + L * 2 > 7", "${N} + number(${L}) * 2 > 7"),
    ("N - (L - 1) > 0", "${N} - (number(${L}) - 1) > 0"),
    ("N / 2 > 1", "${N} div 2 > 1"),
    ("(N + 1) * 2 > 4", "(${N} + 1) * 2 > 4"),
    ("-N < -3", "-${N} < -3"),
    ("N > L", "${N} > number(${L})"),
    ('T == "abc"', "${T} = 'abc'"),
    ('T == "it\'s"', '${T} = "it\'s"'),
    ("T != 'x'", "not(${T} = 'x')"),
    ("T > 5", "number(${T}) > 5"),
    ("strlen(T) > 3", "coalesce(string-length(${T}), 0) > 3"),
    ('regexMatch("/^[0-9]{5}$/", T)', "regex(${T}, '^[0-9]{5}$')"),
    ("regexMatch('/a/i', T.NAOK)", "regex(${T}, '^[\\s\\S]*[aA][\\s\\S]*$')"),
    ('regexMatch("/^1/", N)', "regex(string(${N}), '^1[\\s\\S]*$')"),
    ("is_numeric(T)", "regex(${T}, '^-?[0-9]+([.][0-9]+)?$')"),
    ("is_numeric(N)", "${N} != ''"),
    ("is_int(N)", "${N} = int(${N})"),
    ('substr(T, 0, 2) == "ab"', "substr(${T}, 0, 2) = 'ab'"),
    ('substr(T, 2, 3) == "ab"', "substr(${T}, 2, 5) = 'ab'"),
    ('D >= "2020-01-01"', "${D} >= date('2020-01-01')"),
    ('D.NAOK < "2020-01-01 00:00"', "${D} < date('2020-01-01')"),
    ('date("Y") - N >= 18', "number(format-date(today(), '%Y')) - ${N} >= 18"),
    ("strtotime(D) < strtotime('2015-01-01')", "${D} < date('2015-01-01')"),
    ("date('Y', strtotime(D)) < 2015", "number(format-date(${D}, '%Y')) < 2015"),
    ('R_1 == "x"', "selected-at(${R}, 0) = 'x'"),
    ('R_2.NAOK != "x"', "not(selected-at(${R}, 1) = 'x')"),
    ("if(N > 3, 1, 0)", "if(${N} > 3, 1, 0) != 0"),
    ('if(N > 3, Q1 == "Y", Q1 == "N")', "${N} > 3 and ${Q1} = 'Y' or not(${N} > 3) and ${Q1} = 'N'"),
    ("round(N, 1) == 2.5", "round(${N}, 1) = 2.5"),
    ("floor(N) == 2", "floor(${N}) = 2"),
    ("ceil(N) == 2", "ceiling(${N}) = 2"),
    ("abs(N) > 2", "abs(${N}) > 2"),
    ("intval(T) > 2", "int(number(${T})) > 2"),
    ("max(N, 3) > 2", "max(${N}, 3) > 2"),
    ("unique(N, G_r1_cA)", "not(${N} = ${G_r1_cA})"),
    ("sum(that.G.sq_r1) > 3", "coalesce(${G_r1_cA}, 0) + coalesce(${G_r1_cB}, 0) > 3"),
    ("count(that.G.nosq_cB) > 1", "if(${G_r1_cA} != '', 1, 0) + if(${G_r2_cA} != '', 1, 0) > 1"),
    ('Q1 == "Y" or Q1 == "N" and N > 3', "${Q1} = 'Y' or ${Q1} = 'N' and ${N} > 3"),
    ('(Q1 == "Y" or Q1 == "N") and N > 3', "(${Q1} = 'Y' or ${Q1} = 'N') and ${N} > 3"),
    ('((Q1.NAOK == "Y"))', "${Q1} = 'Y'"),
    ('{Q1.NAOK == "Y"}', "${Q1} = 'Y'"),
    ("1 && Q1 == 'Y'", "${Q1} = 'Y'"),
    ("is_empty(Q1) == 1", "${Q1} = ''"),
    ("Q1 == T", "${Q1} = ${T} or ${Q1} = '' and ${T} = ''"),
    ("Q1 != T", "not(${Q1} = ${T} or ${Q1} = '' and ${T} = '')"),
    ("Q1 == L", "${Q1} = '' and ${L} = ''"),
    ("N == L", "${N} = number(${L}) or ${N} = '' and ${L} = ''"),
    # Names of survey, group, question and answer, and those of LimeSurvey 7
    ('123456X1X1.NAOK == "Y"', "${Q1} = 'Y'"),
    ('123456X1X4SQ002.NAOK == "Y"', "selected(${M}, 'SQ002')"),
    ('123456X1X3other == "x"', "${A_other} = 'x'"),
    ('INSERTANS:123456X1X1 == "Y"', "${Q1} = 'Y'"),
    ('Q1.code == "Y"', "${Q1} = 'Y'"),
    ('Q4_S402.NAOK == "Y"', "selected(${M}, 'SQ002')"),
]

REFUSED = [
    ('Q1 = "Y"', "'=' assigns a value"),
    ('(Q1 = "Y")', "'=' assigns a value"),
    ("Q9 == 1", "there is no variable 'Q9'"),
    ("M == 1", "has no value of its own"),
    ("F == 1", "files cannot be sent"),
    ('TOKEN:FIRSTNAME == "x"', "list of participants"),
    ("foo(N)", "the function 'foo' has no counterpart"),
    ("stddev(N, L) > 1", "the function 'stddev'"),
    ("T > 'b'", "orders a text by its letters"),
    ("N > 'abc'", "compares a number with the text 'abc'"),
    ("A + 1 > 2", "codes of 'A', which are no numbers"),
    ("M_SQ001 + 1 > 2", "'Y' or empty"),
    ("D == 'gestern'", "compares a date with 'gestern'"),
    ("D > N", "compares a date with a number"),
    ("strtotime(T) > 3", "moments in seconds"),
    ("time() - strtotime(D) > 3", "calculates with a date"),
    ("date('Y', N) > 3", "moments in seconds"),
    ("regexMatch('/(?<=a)b/', T)", "a look behind"),
    ("regexMatch('abc', T)", "no delimiters"),
    ("regexMatch(T, T)", "its pattern is not written out"),
    ("Q1.shown == 'Ja'", "no answer but a property"),
    ("Q1.question == 'x'", "no answer but a property"),
    ("self > 3", "stands for 0 values"),
    ("this > 3", "'this' stands for nothing"),
    ("that.Q9 == 1", "there is no question 'Q9'"),
    ("N >", "ends too early"),
    ("(N > 3", "')' is missing"),
    ("N > 3)", "was not expected"),
    ("N § 3", "is no ExpressionScript"),
    ("is_empty()", "too few arguments"),
    ("(" * 80 + "N" + ")" * 80, "nested too deeply"),
    ("!" * 200 + "N", "too many signs"),
    ("N > 3 or " * 4000 + "N > 1", "more than 20000 characters"),
]


@pytest.mark.parametrize(("source", "expected"), CONDITIONS, ids=[source for source, _ in CONDITIONS])
def test_a_condition_says_the_same(source: str, expected: str) -> None:
    assert translator().condition(source, LATER).text == expected


@pytest.mark.parametrize(("source", "reason"), REFUSED, ids=[source[:40] for source, _ in REFUSED])
def test_what_has_no_counterpart_is_refused_with_its_reason(source: str, reason: str) -> None:
    with pytest.raises(Untranslatable) as refused:
        translator().condition(source, LATER)
    assert reason in refused.value.why
    assert refused.value.way_out


def test_what_comes_later_has_no_answer_yet() -> None:
    with pytest.raises(Untranslatable, match="'N' stands at the same place or later"):
        translator().condition("N > 3", Scope(place=5))
    assert translator().condition("N > 3", Scope(place=6)).text == "${N} > 3"


@pytest.mark.parametrize(
    ("source", "expected", "note"),
    [
        ('A == "A9"', "false()", "no answer of 'A' fulfils == 'A9'"),
        ('A != "A9"', "", "'A' has no answer 'A9'"),
        ('N > "18"', "${N} > 18", "by their digits as text"),
        ("strtotime(D) < time()", "${D} < today()", "here they are days"),
        ("min(N, L) > 3", "min(${N}, number(${L})) > 3", "min() of values of which one is missing"),
    ],
)
def test_what_differs_a_little_is_noted(source: str, expected: str, note: str) -> None:
    found = translator().condition(source, LATER)
    assert found.text == expected
    assert any(note in each for each in found.notes)


def test_a_question_that_may_not_be_asked_makes_a_condition_false_unless_naok_says_otherwise() -> None:
    """LimeSurvey: without .NAOK a condition is false as soon as one of its questions is not asked."""
    found = translator()
    found.asked["Q1"] = (TRUE, truth("${N} > 17", "order"))
    assert found.condition('Q1.NAOK != "Y"', LATER).text == "not(${Q1} = 'Y')"
    assert found.condition('Q1 != "Y"', LATER).text == "${N} > 17 and not(${Q1} = 'Y')"
    assert found.condition("is_empty(Q1)", LATER).text == "${N} > 17 and ${Q1} = ''"
    assert found.condition('Q1 == "Y"', LATER).text == "${Q1} = 'Y'"
    assert found.condition('Q1 == "Y" or T == "x"', LATER).text == "${N} > 17 and (${Q1} = 'Y' or ${T} = 'x')"
    assert found.condition('Q1 == "Y" and T == "x"', LATER).text == "${Q1} = 'Y' and ${T} = 'x'"
    inside = Scope(place=99, known=(truth("${N} > 17", "order"),))
    assert found.condition('Q1 != "Y"', inside).text == "not(${Q1} = 'Y')"


def test_what_must_be_answered_by_everybody_is_compared_plainly() -> None:
    found = translator()
    found.asked["Q1"], found.required = (TRUE, TRUE), {"Q1"}
    assert found.condition('Q1 != "Y"', LATER).text == "${Q1} != 'Y'"


def test_in_a_constraint_a_dot_stands_for_the_answer() -> None:
    found = translator()
    own = found.variables.find("N")
    scope = Scope(place=5, owner="5", own="N", this=own)
    for source in ("this > 3", "self.NAOK > 3", "N > 3", "N.NAOK > 3", "sum(self) > 3"):
        assert found.condition(source, scope).text == ". > 3"
    assert found.condition("is_empty(this) || this > 3", scope).text == ". > 3"
    flags = Scope(place=4, owner="4", own="M", this=Variable("M", "4", "", "flag", "M", 4))
    assert found.condition("count(self.NAOK) <= 2", flags).text == "coalesce(count-selected(.), 0) <= 2"
    assert found.condition('M_SQ001 != "Y"', flags).text == "not(selected(., 'SQ001'))"


def test_a_value_is_calculated() -> None:
    found = translator()
    for source, expected in (
        ("N * 2", "${N} * 2"),
        ("if(Q1 == 'Y', 'ja', 'nein')", "if(${Q1} = 'Y', 'ja', 'nein')"),
        ("if(Q1 == 'Y', 'ja')", "if(${Q1} = 'Y', 'ja', '')"),
        ("T + ' km'", "concat(${T}, ' km')"),
        ("implode(', ', T, Q1)", "concat(${T}, ', ', ${Q1})"),
        ("join(T, Q1)", "concat(${T}, ${Q1})"),
        ("fixnum(N)", "${N}"),
        ("pi()", "pi()"),
        ("trim(T)", "normalize-space(${T})"),
    ):
        assert found.value(source, LATER).text == expected


# The same answers lead the same way: random conditions, evaluated as LimeSurvey does and as the engine does.

CODES = {"Q1": ["Y", "N"], "L": ["1", "2", "3", "10"], "A": ["A1", "A2", "A3", "-oth-"]}
COMPARISONS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
EQUALITIES = st.sampled_from(["==", "!="])


def _quoted(value: str) -> str:
    return f'"{value}"'


def _comparison(name: str, operator: str, value: str) -> str:
    return f"{name}.NAOK {operator} {value}"


LEAVES = st.one_of(
    st.builds(_comparison, st.just("Q1"), EQUALITIES, st.sampled_from(['"Y"', '"N"', '""'])),
    st.builds(_comparison, st.just("L"), COMPARISONS, st.sampled_from(["1", "2", "3", '"2"', '"10"', "10", "7"])),
    st.builds(_comparison, st.just("A"), COMPARISONS, st.sampled_from(['"A1"', '"A2"', '"A9"', '"-oth-"'])),
    st.builds(_comparison, st.just("N"), COMPARISONS, st.sampled_from(["1", "5", "17.5"])),
    st.builds(_comparison, st.just("N"), EQUALITIES, st.sampled_from(['"5"', '""', "0"])),
    st.builds(_comparison, st.just("T"), EQUALITIES, st.sampled_from(['"ab"', '""', '"5"'])),
    st.builds(_comparison, st.sampled_from(["M_SQ001", "M_SQ002"]), EQUALITIES, st.sampled_from(['"Y"', '""', '"N"'])),
    st.builds(lambda name: f"is_empty({name}.NAOK)", st.sampled_from(["Q1", "L", "A", "N", "T", "M_SQ001"])),
    st.builds(lambda name: f"{name}.NAOK", st.sampled_from(["Q1", "L", "A", "N", "T", "M_SQ001"])),
    st.builds(lambda sign, n: f"count(Q1.NAOK, N.NAOK, M_SQ001.NAOK) {sign} {n}", COMPARISONS, st.sampled_from("12")),
    st.builds(lambda sign, n: f"sum(N.NAOK, L.NAOK) {sign} {n}", COMPARISONS, st.sampled_from(["3", "11"])),
    st.builds(lambda n: f"if(N.NAOK > {n}, Q1.NAOK == 'Y', A.NAOK != 'A1')", st.sampled_from("15")),
)

TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda a, b: f"({a}) && ({b})", inner, inner),
        st.builds(lambda a, b: f"({a}) or ({b})", inner, inner),
        st.builds(lambda a: f"!({a})", inner),
    ),
    max_leaves=8,
)

ANSWERS = st.fixed_dictionaries(
    {
        "Q1": st.sampled_from(["", *CODES["Q1"]]),
        "L": st.sampled_from(["", *CODES["L"]]),
        "A": st.sampled_from(["", *CODES["A"]]),
        "N": st.sampled_from(["", "0", "1", "5", "17.5", "40"]),
        "T": st.sampled_from(["", "ab", "5", "0"]),
        "M_SQ001": st.sampled_from(["", "Y"]),
        "M_SQ002": st.sampled_from(["", "Y"]),
    }
)


def _ours(answers: dict[str, str]) -> dict[str, Any]:
    """The same answers as the engine has them: what is empty is absent."""
    found: dict[str, Any] = {name: answers[name] for name in ("Q1", "L", "T") if answers[name]}
    if answers["A"]:
        found["A"] = answers["A"].replace("-oth-", "other")
    if answers["N"]:
        found["N"] = float(answers["N"])
    chosen = tuple(code for code in ("SQ001", "SQ002") if answers[f"M_{code}"])
    return found | ({"M": chosen} if chosen else {})


@settings(max_examples=400, deadline=None)
@given(source=TREES, answers=ANSWERS)
def test_the_same_answers_lead_the_same_way(source: str, answers: dict[str, str]) -> None:
    expected = holds(parse(source), answers)
    text = translator().condition(source, LATER).text or "true()"
    assert bool(evaluate(text, _ours(answers))) is expected, (source, text, names(parse(source)))
