"""Each fault in the folder of a strategy is named with its file, its table and its key, before anything is written."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from querschnitt.apps.strategy.actions import read_referrals
from querschnitt.apps.strategy.actions.reading import read_strategy
from querschnitt.apps.strategy.actions.reading.table import Table
from querschnitt.core.errors import InputError
from tests.apps.strategy.folders import LEIPZIG, one_edition


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(LEIPZIG, tmp_path_factory.mktemp("reading") / "strategy"))


FAULTS = [
    ("offices.toml", 'short = "RMI"', 'shrt = "RMI"', r"'short' is missing.*offices.toml, office rmi.*'shrt'"),
    ("offices.toml", 'kind = "head"', 'kind = "boss"', r"'kind'.*office rmi, function Leitung.*boss"),
    ("offices.toml", 'to = "ajf"', 'to = "afj"', r"'to'.*handover 1.*Did you mean 'ajf'"),
    ("offices.toml", 'successors = ["ajf", "schule"]', 'successors = ["ajf", "shule"]', r"office ajfb.*'schule'"),
    ("words.toml", "[origins]", "[orgins]", r"Unknown key 'orgins'.*words.toml.*'origins'"),
    ("2020/edition.toml", "as_amended", "as_ammended", r"Unknown key 'as_ammended'.*2020/edition.toml.*'as_amended'"),
    ("2020/edition.toml", 'state = "adopted"', 'state = "adoptd"', r"'state'.*2020/edition.toml.*'adopted'"),
    ("2020/edition.toml", 'predecessor = "2012"', 'predecessor = "2011"', r"predecessor.*2020/edition.toml.*'2012'"),
    ("2012/edition.toml", 'slug = "2012"', 'slug = "2020"', r"slug of an edition stands twice.*2020"),
    ("2020/fields/8-sprache.toml", "recurrence =", "recurence =", r"'recurrence' is missing.*measure 8.1.*'recurence'"),
    ("2020/fields/8-sprache.toml", 'goals = ["Z1"', 'goals = ["Z9"', r"'goals'.*measure 8.1.*Z9"),
    ("2020/fields/8-sprache.toml", "number = 8\n", "number = 7\n", r"number of a field of action stands twice.*7"),
    ("2020/fields/8-sprache.toml", "from = 2020", 'from = "2020-Q5"', r"'from'.*measure 8.1.*2020-Q3.*2020-Q5"),
    ("2020/successions.toml", 'later = "1.8"', 'later = "1.9"', r"stand in no succession.*later.*1.8"),
    ("2020/successions.toml", 'kind = "reworded"', 'kind = "kept"', r"kept, but in other words.*1.1 → 1.3.*reworded"),
    ("2020/successions.toml", 'kind = "merged"', 'kind = "reworded"', r"'reworded' does not fit.*one measure on each"),
    ("2020/successions.toml", "earlier = 1\n", "earlier = 19\n", r"field of action as 'earlier'.*19"),
    ("2020/successions.toml", 'reason = "V', 'raeson = "V', r"'reason' is missing.*'raeson'"),
    ("2020/milestones.toml", "due = ", "deu = ", r"'due' is missing.*milestone"),
    ("2020/milestones.toml", 'measure = "3.1"', 'measure = "3.11"', r"'measure'.*3.11.*Did you mean"),
    ("2020/rounds/2022-05.toml", '"Messe 2022" =', '"Messe 2023" =', r"'milestone'.*milestones, 4.1.*Messe 2023"),
    ("2020/rounds/2022-05.toml", "counted = 11,", "count = 11,", r"'counted' is missing.*6.6"),
    ("2020/rounds/2022-05.toml", "[obstacles]", "[obstacle]", r"Unknown key 'obstacle'.*'obstacles'"),
    ("2020/rounds/2022-05.toml", 'late = ["1.12"', 'late = ["1.21"', r"'late'.*schedule.*1.21"),
    ("2020/money.toml", "amount = 60000", 'amount = "60000"', r"'amount'.*line 1.*int.*60000"),
    ("2020/money.toml", 'kind = "provisional"', 'kind = "interim"', r"state 1.*interim"),
    ("2020/workshops.toml", "answer = ", "anwser = ", r"not taken up without an answer.*workshop 1, group"),
    ("2020/comments.toml", "answered_on = 2019-12-13\n", "", r"An answer needs its day.*comment 1"),
    ("2020/origins.toml", 'kind = "law"', 'kind = "lore"', r"'kind'.*origin 2.*lore"),
    ("papers.toml", 'reply_to = "VI-A-02097"', 'reply_to = "VI-A-02079"', r"'reply_to'.*paper VI-DS-03306.*VI-A-02097"),
    ("papers.toml", "answered_on = 2021-10-05\n", "", r"answered without an answer and its day.*VII-F-90014"),
    ("papers.toml", 'role = "decision"', 'role = "deciding"', r"VI-DS-08033-NF-02, consultation.*deciding"),
    ("indicators.toml", "value = 69988", 'value = "69988"', r"'value'.*personen-mit.*observation 1"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{file} {new.strip()}" for file, _, new, _ in FAULTS])
def test_a_fault_is_named_with_its_place(whole: Path, fault: tuple[str, str, str, str]) -> None:
    file, old, new, says = fault
    text = (whole / file).read_text(encoding="utf-8")
    assert old in text
    (whole / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    try:
        with pytest.raises(InputError, match=says):
            read_strategy(whole)
    finally:
        (whole / file).write_text(text, encoding="utf-8")


def test_one_edition_may_stand_at_the_top(tmp_path: Path) -> None:
    strategy = read_strategy(one_edition(tmp_path))
    (edition,) = strategy.editions
    assert (edition.slug, edition.predecessor, len(edition.measures())) == ("2020", "", 89)


def test_editions_come_behind_their_predecessors_whatever_their_folders_are_called(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(LEIPZIG, tmp_path / "strategy"))
    (folder / "2012").rename(folder / "zuletzt")
    assert [edition.slug for edition in read_strategy(folder).editions] == ["2012", "2020", "2023"]


@pytest.mark.parametrize(
    ("written", "first", "last", "precision"),
    [
        (2020, date(2020, 1, 1), date(2020, 12, 31), "year"),
        ("2020-Q1", date(2020, 1, 1), date(2020, 3, 31), "quarter"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "month"),
        (date(2020, 7, 1), date(2020, 7, 1), date(2020, 7, 1), "day"),
    ],
)
def test_a_period_keeps_how_exactly_it_is_known(written: object, first: date, last: date, precision: str) -> None:
    table = Table({"when": written}, "file")
    assert (table.first_day("when"), table.last_day("when")) == ((first, precision), (last, precision))


def test_a_fault_in_a_referral_is_named(tmp_path: Path) -> None:
    text = (LEIPZIG / "conclusions.toml").read_text(encoding="utf-8")
    for old, new, says in (("due_on", "due", "'due_on' is missing.*referral 1"), ('"measure"', '"new"', "'kind'.*new")):
        file = tmp_path / "conclusions.toml"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(InputError, match=says):
            read_referrals(file)
