"""Surveys made at random: whole ones lead the way that LimeSurvey's rules say, and wild ones never break the import."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from querschnitt.core.instrument import applicable
from querschnitt.tables.limesurvey import kinds, parse_limesurvey
from querschnitt.tables.limesurvey.rows import writer
from querschnitt.tables.limesurvey.script import parse
from querschnitt.tables.limesurvey.script.tree import names
from tests.tables.limesurvey.files import G, Q, survey
from tests.tables.limesurvey.script.php import holds

CODES = {"A1": "eins", "A2": "zwei"}
OPTIONS = {"a": "A", "b": "B"}


def _question(code: str, chance: random.Random) -> Q:
    kind = chance.choice("YLNMS")
    more: dict[str, Any] = {"L": {"answers": CODES}, "M": {"subs": OPTIONS}}.get(kind, {})
    if kind == "N":
        more = {"attributes": {"num_value_int_only": "1"}}
    return Q(kind, code, mandatory=chance.choice("NNY"), **more)


def _variables(question: Q) -> list[tuple[str, str]]:
    """Return the variables of a question, each with a comparison that fits it."""
    if question.kind == "M":
        return [(f"{question.code}_{option}", '"Y"') for option in OPTIONS]
    return [(question.code, {"Y": '"Y"', "L": '"A1"', "N": "5", "S": '"x"'}[question.kind])]


def _condition(before: Sequence[Q], chance: random.Random) -> str:
    """Return a condition on earlier questions, with and without .NAOK."""
    if not before or chance.random() < 0.3:
        return "1"
    parts = []
    for _ in range(chance.randint(1, 3)):
        name, value = chance.choice(_variables(chance.choice(before)))
        name += chance.choice([".NAOK", ""])
        parts.append(chance.choice([f"{name} == {value}", f"{name} != {value}", f"is_empty({name})", name, f"!{name}"]))
    return chance.choice([" and ", " or "]).join(parts)


def _survey(chance: random.Random) -> list[G]:
    groups: list[G] = []
    before: list[Q] = []
    for number in range(chance.randint(1, 3)):
        relevance = _condition(before, chance)
        questions = []
        for place in range(chance.randint(1, 4)):
            question = _question(f"q{number}{place}", chance)
            question.relevance = _condition(before, chance)
            questions.append(question)
            before.append(question)
        groups.append(G(f"Gruppe {number}", questions, relevance=relevance))
    return groups


def _answers(groups: Sequence[G], chance: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for question in (question for group in groups for question in group.questions):
        value: Any = {"Y": ["Y", "N"], "L": list(CODES), "N": [5, 6], "S": ["x", "y"],
                      "M": [("a",), ("a", "b"), ("b",)]}[question.kind]  # fmt: skip
        if question.mandatory == "Y" or chance.random() < 0.7:
            found[question.code] = chance.choice(value)
    return found


def _limesurveys_way(groups: Sequence[G], answers: Mapping[str, Any]) -> list[str]:
    """Return the questions that LimeSurvey asks: what is not asked is empty, and without .NAOK makes all false."""
    values: dict[str, str] = {}
    hidden: set[str] = set()
    way = []
    for group in groups:
        group_holds = _relevant(group.relevance, values, hidden)
        for question in group.questions:
            is_asked = group_holds and _relevant(question.relevance, values, hidden)
            way += [question.code] if is_asked else []
            given = answers.get(question.code) if is_asked else None
            for name, _ in _variables(question):
                chosen = name.removeprefix(f"{question.code}_")
                text = ("Y" if chosen in (given or ()) else "") if question.kind == "M" else str(given or "")
                values[name] = text
                if not is_asked:
                    hidden.add(name)
    return way


def _relevant(source: str, values: Mapping[str, str], hidden: set[str]) -> bool:
    tree = parse(source)
    if any(name in hidden for name in names(tree)):
        return False
    return holds(tree, values)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("long", [writer.LONG, 10], ids=["as-it-is", "marked"])
def test_whole_surveys_lead_the_way_of_limesurvey(seed: int, long: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "LONG", long)
    chance = random.Random(seed)
    groups = _survey(chance)
    found = parse_limesurvey(survey(*groups), where="x.lss")
    assert found.report.errors == ()
    assert found.instrument is not None, found.examination.errors
    for _ in range(25):
        answers = _answers(groups, chance)
        way = [question.name for question in applicable(found.instrument, answers)]
        assert way == _limesurveys_way(groups, answers), answers


WILD_CODES = ["Q1", "q2", "Q1_1", "größe", "1a", "name", "other", "a b", "x.y", "a__b", "group_1", "welcome", "note"]
WILD_PARTS = ["SQ001", "1", "2", "a", "other", "A B", "ä", "comment", "__x", "or", "name"]
WILD_TEXTS = ["Text", "<p>Ein <b>Satz</b></p>", "{Q1.shown}", "{q2} Jahre", "{if(q2>3,'a','b')}", "{TOKEN:X}", "{ x }",
              "a & b <c", "", "{unknown}", "${x}", "{self.NAOK}", "{list(that.Q1.shown)}", "'\"{", "}{",
              "{{a}}"]  # fmt: skip
WILD_EXPRESSIONS = [
    "1", "", "0", 'Q1.NAOK == "Y"', "q2 > 3", "!is_empty(q2)", "count(that.Q1.NAOK)>1", "sum(q2, 3) > 4", "q2 = 3",
    "foo(", 'Q1 != "A1" and q2.NAOK < 5', 'regexMatch("/^a/", q2)', '"x"', "1+1", "-q2", "q2 == Q1", "that.Q1.sq_1",
    'if(q2 > 1, "a", 3)', 'q2 + "a" == "3a"', 'date("Y") > 2000', "(q2-3)*2/4 >= 1", "unique(q2,Q1)",
    "max(q2)", "intval(Q1) > 2",
]  # fmt: skip
WILD_SETTINGS = {
    "hidden": "1", "min_answers": "1", "max_answers": "{q2}", "random_order": "1", "array_filter": "Q1;q2",
    "array_filter_exclude": "Q1", "num_value_int_only": "1", "min_num_value_n": "q2.NAOK", "max_num_value_n": "abc",
    "equals_num_value": "100", "em_validation_q": "self.NAOK > 3", "em_validation_sq": "this > 1", "slider_layout": "1",
    "exclude_all_others": "SQ001,x", "multiflexible_checkbox": "1", "multiflexible_max": "5", "slider_accuracy": "7",
    "date_min": "1900", "date_max": "x", "date_format": "HH:MM", "numbers_only": "1", "maximum_chars": "10",
    "use_dropdown": "1", "other_comment_mandatory": "1", "equation": "{q2*2}", "time_limit": "30",
}  # fmt: skip


def _wild_question(chance: random.Random) -> Q:
    def some(pool: Sequence[str], most: int) -> dict[str, str]:
        return {code: chance.choice(WILD_TEXTS) for code in chance.sample(pool, chance.randint(0, most))}

    subs = some(WILD_PARTS, 3)
    return Q(
        chance.choice([*kinds.SPEECH, "?"]),
        chance.choice(WILD_CODES),
        chance.choice(WILD_TEXTS),
        help=chance.choice(["", *WILD_TEXTS]),
        relevance=chance.choice(WILD_EXPRESSIONS),
        mandatory=chance.choice("NYS"),
        other=chance.choice("NY"),
        preg=chance.choice(["", "/^a$/", "abc", "/(/"]),
        subs=subs,
        columns=some(WILD_PARTS, 2),
        answers=some([*WILD_PARTS, "A1", "Y"], 4),
        answers2=some(WILD_PARTS, 2),
        attributes={name: value for name, value in WILD_SETTINGS.items() if chance.random() < 0.12},
        sub_relevance={code: chance.choice(WILD_EXPRESSIONS) for code in subs if chance.random() < 0.2},
        defaults=[(chance.choice(["", *subs]), chance.choice(["A1", "Y", "3", "{q2}", "Text"]))],
    )


@pytest.mark.parametrize("seed", range(40))
def test_wild_surveys_become_workbooks_without_faults(seed: int) -> None:
    """Whatever stands in a file: the workbook passes the check, and what is lost stands in the report."""
    chance = random.Random(1000 + seed)
    groups = [
        G(chance.choice(WILD_TEXTS), [_wild_question(chance) for _ in range(chance.randint(1, 6))],
          relevance=chance.choice(["1", *WILD_EXPRESSIONS]))
        for _ in range(chance.randint(1, 3))
    ]  # fmt: skip
    layout = chance.choice(["old", "new"])
    found = parse_limesurvey(survey(G("Erste", [Q("S", "first")]), *groups, layout=layout), where="x.lss")
    assert found.examination.errors == ()
