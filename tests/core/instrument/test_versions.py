"""What counts as a change of the text, as an addition, and as a break."""

from __future__ import annotations

from dataclasses import replace

import pytest

from querschnitt.core.instrument import Expression, Instrument, Kind, content_hash
from querschnitt.core.instrument.model import Choice, Page, Question
from querschnitt.core.instrument.versions import ChangeKind, compare, export_columns

YES_NO = (Choice("yes", {"de": "Ja"}), Choice("no", {"de": "Nein"}))


def _instrument(*questions: Question, lists: dict[str, tuple[Choice, ...]] | None = None) -> Instrument:
    pages = tuple(Page(question.name, questions=(replace(question, block=question.name),)) for question in questions)
    return Instrument("q", "Q", "1", "de", ("de",), pages, choice_lists=lists or {"yes_no": YES_NO})


WORK = Question("work", Kind.SELECT_ONE, {"de": "Arbeiten Sie?"}, choice_list="yes_no", choices=YES_NO)
HOURS = Question("hours", Kind.INTEGER, {"de": "Wie viele Stunden?"}, relevant=Expression.parse("${work} = 'yes'"))
OLD = _instrument(WORK, HOURS)


def _with_third(codes: tuple[str, ...]) -> Instrument:
    choices = tuple(Choice(code, {"de": code}) for code in codes)
    return _instrument(replace(WORK, choices=choices), HOURS, lists={"yes_no": choices})


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        (_instrument(WORK, HOURS), ChangeKind.NONE),
        (_instrument(replace(WORK, labels={"de": "Arbeiten Sie zurzeit?"}), HOURS), ChangeKind.TEXT_ONLY),
        (replace(OLD, languages=("de", "ar")), ChangeKind.TEXT_ONLY),
        (replace(OLD, version="2"), ChangeKind.TEXT_ONLY),
        (replace(OLD, texts={"intro": {"de": "Guten Tag"}}), ChangeKind.TEXT_ONLY),
        (_instrument(WORK, HOURS, Question("pay", Kind.INTEGER, {"de": "Lohn?"})), ChangeKind.ADDITIVE),
        (_with_third(("yes", "no", "sometimes")), ChangeKind.ADDITIVE),
        (_instrument(WORK, replace(HOURS, missing=("dk",))), ChangeKind.ADDITIVE),
        (_with_third(("no", "yes")), ChangeKind.BREAKING),
        (_with_third(("yes",)), ChangeKind.BREAKING),
        (_instrument(HOURS, WORK), ChangeKind.BREAKING),
        (_instrument(WORK), ChangeKind.BREAKING),
        (_instrument(WORK, replace(HOURS, kind=Kind.DECIMAL)), ChangeKind.BREAKING),
        (_instrument(WORK, replace(HOURS, relevant=None)), ChangeKind.BREAKING),
        (_instrument(WORK, replace(HOURS, constraint=Expression.parse(". < 80"))), ChangeKind.BREAKING),
        (_instrument(replace(WORK, essential=True), HOURS), ChangeKind.BREAKING),
        (replace(OLD, languages=("ar",)), ChangeKind.BREAKING),
    ],
)
def test_kind_of_change(new: Instrument, kind: ChangeKind) -> None:
    found = compare(OLD, new)
    assert found.kind is kind
    assert bool(found.changes) == (kind is not ChangeKind.NONE)


def test_same_condition_written_otherwise_is_no_break() -> None:
    spaced = replace(HOURS, relevant=Expression.parse('${work}  =  "yes"'))
    assert compare(OLD, _instrument(WORK, spaced)).kind is ChangeKind.NONE


def test_declaration_is_checked_not_believed() -> None:
    longer = _instrument(WORK, HOURS, Question("pay", Kind.INTEGER, {"de": "Lohn?"}))
    assert not compare(OLD, longer).is_within(ChangeKind.TEXT_ONLY)
    assert compare(OLD, longer).is_within(ChangeKind.ADDITIVE)


def test_change_is_named_at_its_place() -> None:
    (change,) = compare(OLD, _instrument(WORK, replace(HOURS, relevant=Expression.parse("${work} = 'no'")))).changes
    assert str(change) == "question 'hours': relevant changed (${work} = 'yes' → ${work} = 'no')"


def test_columns_are_shared_as_long_as_values_mean_the_same() -> None:
    longer = _with_third(("yes", "no", "sometimes"))
    broken = _instrument(WORK, replace(HOURS, kind=Kind.DECIMAL))
    columns = export_columns([OLD, longer, broken])
    assert columns[content_hash(longer), "work"] == "work"
    assert columns[content_hash(broken), "hours"] == "hours_2"
    assert columns[content_hash(broken), "work"] == "work_2"
