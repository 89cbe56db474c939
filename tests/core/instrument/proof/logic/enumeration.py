"""Small random questionnaires, and everything that can happen in them, found by trying every sheet of answers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis import strategies as st

from querschnitt.core.instrument import Instrument, Missing, Value
from querschnitt.core.instrument.expressions.operations import plain
from querschnitt.core.instrument.model import Kind, Question
from querschnitt.core.instrument.occasion import NOWHERE
from querschnitt.core.instrument.passage import Passage
from querschnitt.core.instrument.xlsform import build

HEADS = ("type", "name", "label::de", "relevant", "constraint", "required", "missing", "calculation")
NUMBERS = range(5)


@dataclass
class Reached:
    """What any sheet of answers reached."""

    questions: set[str] = field(default_factory=set)
    answers: set[tuple[str, object]] = field(default_factory=set)
    conditions: set[tuple[str, bool]] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)


def build_from(rows: list[dict[str, str]]) -> Instrument:
    """Compile rows of the sheet survey; each question has the codes a, b, c."""
    lines = [[row.get(head, "") for head in HEADS] for row in rows]
    choices = [["list_name", "name", "label::de"], *(["abc", code, code.upper()] for code in "abc")]
    choices += [["missing_values", "dk", "Weiß nicht"]]
    return build({"survey": [list(HEADS), *lines], "choices": choices, "settings": [["default_language"], ["de"]]})


def possible_answers(question: Question) -> list[Value | None]:
    """Return every answer a small question can get, None for left empty."""
    offered: list[Value | None] = [None]
    if question.missing:
        offered.append(Missing.DONT_KNOW)
    if question.kind is Kind.SELECT_ONE:
        return [*offered, *question.codes]
    if question.kind is Kind.SELECT_MULTIPLE:
        several = [some for size in (1, 2, 3) for some in itertools.combinations(question.codes, size)]
        return [*offered, *several]
    return [*offered, *NUMBERS]


def enumerate_sheets(instrument: Instrument) -> Reached:
    """Try every sheet of answers, question by question, and note what is reached."""
    reached = Reached()
    asked = [question for question in instrument.questions.values() if question.takes_answers]
    for answers in itertools.product(*(possible_answers(question) for question in asked)):
        sheet = {q.name: value for q, value in zip(asked, answers, strict=True) if value is not None}
        _walk(instrument, sheet, reached)
    return reached


def _walk(instrument: Instrument, sheet: dict[str, Value], reached: Reached) -> None:
    passage = Passage(instrument, sheet, NOWHERE)
    for page in instrument.pages:
        if page.relevant is not None:
            holds = page.relevant.holds(passage.environment)
            reached.conditions.add((page.name, holds))
            if not holds:
                continue
        for question in page.questions:
            if not _meet(passage, question, sheet, reached):
                return


def _meet(passage: Passage, question: Question, sheet: dict[str, Value], reached: Reached) -> bool:
    """Meet one question; False if the interview cannot go on with this sheet."""
    if question.relevant is not None:
        holds = question.relevant.holds(passage.environment)
        reached.conditions.add((question.name, holds))
        if not holds:
            return True
    offered = passage.meet(question)
    reached.questions.add(question.name)
    if offered is None or not offered.takes_answers:
        return True
    value = sheet.get(question.name)
    if value is None and question.required:
        return False
    if value is not None and not isinstance(value, Missing) and question.constraint is not None:
        passage.environment.current = plain(value)
        holds = question.constraint.holds(passage.environment)
        passage.environment.current = Missing.NOT_ASKED
        if not holds:
            reached.refused.add(question.name)
            return False
    for code in value if isinstance(value, tuple) else (value,):
        reached.answers.add((question.name, code))
    passage.accept(offered, value)
    return True


# Strategies


def _atoms(names: list[tuple[str, str]]) -> st.SearchStrategy[str]:
    """Draw a comparison of one or two earlier questions; `names` are names with their kinds."""
    return st.sampled_from(names).flatmap(lambda each: _atom(each, names))


def _atom(each: tuple[str, str], names: list[tuple[str, str]]) -> st.SearchStrategy[str]:
    name, kind = each
    ref = f"${{{name}}}"
    if kind == "one":
        return st.sampled_from([f"{ref} {sign} '{code}'" for sign in ("=", "!=") for code in ("a", "b", "c", "")])
    if kind == "many":
        return st.sampled_from(
            [f"selected({ref}, '{code}')" for code in "abc"] + [f"count-selected({ref}) {s} 2" for s in (">", "=", "<")]
        )
    others = [f"${{{other}}}" for other, what in names if what == "number" and other != name]
    right = st.sampled_from([*map(str, range(-1, 6)), *others, *(f"{other} + 1" for other in others)])
    left = st.sampled_from([ref, f"{ref} * 2", f"4 - {ref}", f"coalesce({ref}, 2)", f"{ref} mod 2"])
    sign = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])
    return st.tuples(left, sign, right).map(" ".join)


def conditions(names: list[tuple[str, str]]) -> st.SearchStrategy[str]:
    """Draw a condition over earlier questions."""
    return st.recursive(
        _atoms(names),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
            inner.map(lambda one: f"not({one})"),
        ),
        max_leaves=3,
    )


@st.composite
def questionnaires(draw: st.DrawFn) -> Instrument:
    """Draw a questionnaire of three to five questions, some in groups with conditions."""
    names: list[tuple[str, str]] = []
    rows: list[dict[str, str]] = []
    for place in range(draw(st.integers(3, 5))):
        group = bool(names) and draw(st.booleans())
        if group:
            rows.append({"type": "begin_group", "name": f"g{place}", "relevant": draw(_maybe(names))})
        rows.append(draw(_row(f"q{place}", names)))
        if group:
            rows.append({"type": "end_group"})
    return build_from(rows)


def _maybe(names: list[tuple[str, str]]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), conditions(names)) if names else st.just("")


@st.composite
def _row(draw: st.DrawFn, name: str, names: list[tuple[str, str]]) -> dict[str, str]:
    kinds = ["one", "number", "many"] if len([kind for _, kind in names if kind == "many"]) < 1 else ["one", "number"]
    numbers = [each for each, kind in names if kind == "number"]
    if numbers and draw(st.integers(0, 4)) == 0:
        formula = draw(st.sampled_from([f"${{{numbers[0]}}} + 1", f"coalesce(${{{numbers[-1]}}}, 0) * 2",
                                        f"if({draw(conditions(names))}, 1, 3)"]))  # fmt: skip
        row = {"type": "calculate", "name": name, "calculation": formula, "relevant": draw(_maybe(names))}
        names.append((name, "number"))
        return row
    kind = draw(st.sampled_from(kinds))
    required = draw(st.booleans())
    row = {
        "type": {"one": "select_one abc", "many": "select_multiple abc", "number": "integer"}[kind],
        "name": name,
        "label::de": name,
        "relevant": draw(_maybe(names)),
        "required": "yes" if required else "",
        "missing": draw(st.sampled_from(["", "", "dk"])),
    }
    if kind == "number":
        row["constraint"] = ". >= 0 and . <= 4"
        if numbers and not required and draw(st.booleans()):
            row["constraint"] += f" and . {draw(st.sampled_from(['<', '>=', '!=']))} ${{{numbers[0]}}}"
    names.append((name, kind))
    return row


def sheets_count(instrument: Instrument) -> int:
    """Return how many sheets of answers there are."""
    count = 1
    for question in instrument.questions.values():
        if question.takes_answers:
            count *= len(possible_answers(question))
    return count


def all_rows(instrument: Instrument) -> Iterator[str]:
    """Give the conditions of a questionnaire, for messages of failing tests."""
    for page in instrument.pages:
        yield f"page {page.name}: {page.relevant.text if page.relevant else ''}"
        for q in page.questions:
            parts = [q.kind.value, q.name, *(e.text if e else "-" for e in (q.relevant, q.constraint, q.calculation))]
            yield "  " + " | ".join([*parts, "required" if q.required else "", *q.missing])
