"""Expressions as authors write them: those that are sound, and those that a field would stumble over."""

from __future__ import annotations

import pytest

from querschnitt.core.instrument.xlsform import examine
from tests.instruments import sheets_of

FORM = """
| survey |
| | type | name | label | calculation | relevant |
| | integer | year | Year | | |
| | decimal | rent | Rent | | |
| | date | born | Born | | |
| | time | wakes | Wakes | | |
| | text | phone | Phone | | |
| | select_one yn | works | Works | | |
| | select_one scale | mood | Mood | | |
| | select_multiple scale | marks | Marks | | |
| | rank scale | order | Order | | |
| | acknowledge | seen | Seen | | |
| | calculate | score | | if(${works} = 'yes', '1', '0') | |
| | calculate | word | | if(${works} = 'yes', 'a', 'b') | |
| | begin_repeat | person | Person | | |
| | integer | age | Age | | |
| | text | first_name | Name | | |
| | end_repeat | | | | |
| | text | last | Last | | {} |
| choices |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
| | scale | 1 | One |
| | scale | 2 | Two |
"""

SOUND = """
${year} <= format-date(today(), '%Y')
${year} > 3 and ${rent} < 2.5 or not(${works} = 'no')
${born} <= today() - 6570
int((today() - ${born}) div 365.25) >= 18
${born} < '2002-12-31' and ${born} != ''
${wakes} < '08:30'
${mood} > 1 and ${mood} = 2
${mood} + 1 > 2
${mood} = selected-at(${marks}, 0)
selected-at(${marks}, 0) + 1 > 2
selected(${marks}, '2') and count-selected(${marks}) > 1
selected(${works}, 'yes')
selected-at(${order}, 0) = '1'
${seen} = 'OK'
${score} + 1 > 1
${score} = 1
${word} = 'a'
number(${phone}) > 3
regex(${phone}, '^[0-9 ]+$') and string-length(${phone}) > 5
starts-with(${phone}, '+49')
coalesce(${year}, 0) > 3
sum(${age}) > 18 and max(${age}) < 120 and count(${person}) = 2
count-non-empty(${first_name}) > 0
contains(join(' ', ${first_name}), 'a')
indexed-repeat(${age}, ${person}, 2) > 18
jr:choice-name(${works}, '${works}') = 'Yes'
checklist(1, 2, ${works} = 'yes', ${mood} = '1')
date(${born} + 30) < today()
decimal-date-time(now()) - decimal-date-time(${born}) > 3
boolean-from-string('true')
${year} = ''
true()
"""

UNSOUND = {
    "${works}": "wrong-type",
    "${works} = 'maybe'": "unknown-choice",
    "${works} = ${mood}": "wrong-type",
    "${works} > 1": "wrong-type",
    "${works} and ${mood} = 1": "wrong-type",
    "${works} = 'yes' or 'no'": "wrong-type",
    "${mood} = 3": "unknown-choice",
    "${marks} = '1'": "wrong-type",
    "${marks} = ${mood}": "wrong-type",
    "selected(${marks}, '3')": "unknown-choice",
    "selected(${year}, '3')": "wrong-type",
    "${score} = '2'": "unknown-choice",
    "${word} = 'c'": "unknown-choice",
    "${word} + 1 > 2": "wrong-type",
    "${phone} > 3": "wrong-type",
    "${year} = 'many'": "wrong-type",
    "${year} = ${born}": "wrong-type",
    "${born} > 2000": "wrong-type",
    "${born} = 'yesterday'": "wrong-type",
    "${wakes} > 8": "wrong-type",
    "${wakes} < ${born}": "wrong-type",
    "format-date(${born}, '%Y-%m') > 3": "wrong-type",
    "not(${year})": "wrong-type",
    "string-length(${marks}) > 3": "wrong-type",
    "${age} > 18": "across-repeats",
    "${person} > 1": "across-repeats",
    "string-length(${first_name}) > 3": "across-repeats",
    "sum(${person}) > 1": "wrong-type",
    "sum(${first_name}) > 1": "wrong-type",
    "indexed-repeat(${age}, ${year}, 1) > 3": "wrong-type",
    "indexed-repeat(${year}, ${person}, 1) > 3": "wrong-type",
    "indexed-repeat(${age}, ${person}, 'a') > 3": "bad-expression",
    "indexed-repeat(${age} + 1, ${person}, 1) > 3": "bad-expression",
    "position(..) > 1": "outside-repeat",
    ". > 3": "bad-expression",
    "instance('x')/root/item = 3": "bad-expression",
}


def _errors(written: str) -> list[tuple[str, int, str]]:
    found = examine(sheets_of(FORM.replace("{}", written)))
    return [(fault.code, fault.row, fault.column) for fault in found.errors]


@pytest.mark.parametrize("written", SOUND.strip().splitlines())
def test_sound(written: str) -> None:
    assert _errors(written) == []


@pytest.mark.parametrize(("written", "code"), UNSOUND.items())
def test_unsound(written: str, code: str) -> None:
    assert _errors(written) == [(code, 18, "relevant")]


def test_a_sum_inside_its_own_repeat_is_warned_of() -> None:
    form = """
| survey |
| | type | name | label | calculation |
| | begin_repeat | person | Person | |
| | integer | age | Age | |
| | calculate | total | | sum(${age}) |
| | end_repeat | | | |
"""
    (warning,) = examine(sheets_of(form)).warnings
    assert (warning.code, warning.row, warning.hint) == ("single-value", 4, "Put sum() after the repeat.")
