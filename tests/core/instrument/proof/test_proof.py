"""Ten and more planted faults, one of each class: each is found, named, at its place, and is the only error."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from querschnitt.core.instrument.proof.proof import Circumstances, Proof, prove
from querschnitt.core.instrument.xlsform import Sheets, examine
from tests.core.instrument.proof.forms import CHOICES, END, LANGUAGES, Row, begin, form, row

TODAY = datetime.date(2026, 11, 2)

LANGUAGES_OF_TEN: Mapping[str, str] = LANGUAGES | {
    "ru": "Русский (ru)",
    "ar": "العربية (ar)",
    "pl": "Polski (pl)",
    "uk": "Українська (uk)",
}


def proven(sheets: Sheets, approved: frozenset[str] | None = None) -> Proof:
    return prove(sheets, examine(sheets), Circumstances(approved=approved, today=TODAY))


@dataclass(frozen=True)
class Planted:
    """A workbook with one fault, and where it must be found."""

    sheets: Sheets
    code: str
    sheet: str
    row: int
    column: str
    says: str = ""
    approved: frozenset[str] | None = None


JOB = row("select_one work", "job", essential="yes", feature="work", de="Was machen Sie?", en="What do you do?")
AGE = row("integer", "age", feature="age", de="Wie alt sind Sie?", en="How old are you?",
          constraint=". >= 0 and . <= 120")  # fmt: skip
WHY = row("text", "why", feature="work", de="Warum arbeiten Sie nicht?", en="Why do you not work?",
          relevant="${job} = 'none'")  # fmt: skip

FEATURES = frozenset({"work", "age"})


def changed(line: Row, **cells: str) -> Row:
    return dict(line) | cells


def choices_with(code: str, **cells: str) -> Sequence[Row]:
    return [dict(line) | (cells if line["name"] == code else {}) for line in CHOICES]


MANY_LANGUAGES: Row = {
    "type": "select_one yes_no", "name": "q", "essential": "yes", "feature": "work",
    "de": "Haben Sie eine Wohnung?", "en": "Do you have a flat?", "ru": "У вас есть квартира?",
    "ar": "هل لديكم شقة؟", "pl": "Czy mają Państwo mieszkanie?", "uk": "Чи є у вас квартира, і яка вона?",
}  # fmt: skip

YES_NO: Sequence[Row] = (
    {"list_name": "yes_no", "name": "yes", "de": "Ja", "en": "Yes", "ru": "Да", "ar": "نعم", "pl": "Tak", "uk": "Так"},
    {"list_name": "yes_no", "name": "no", "de": "Nein", "en": "No", "ru": "Нет", "ar": "لا", "pl": "Nie", "uk": "Ні"},
)


def in_ten(**cells: str) -> Sheets:
    """Write the question in several languages, with some of its texts changed."""
    return form(changed(MANY_LANGUAGES, **cells), choices=YES_NO, languages=LANGUAGES_OF_TEN)


REL = "relevant"
PLANTED = {
    # Names, references, cycles, operands: read with the workbook, and told by the same command.
    "a name that stands twice": Planted(form(JOB, AGE, changed(AGE)), "duplicate-name", "survey", 4, "name"),
    "a question that does not exist": Planted(
        form(JOB, AGE, changed(WHY, relevant="${jop} = 'none'")), "unknown-reference", "survey", 4, REL, "'job'",
    ),
    "a circle": Planted(
        form(changed(JOB, relevant="${why} != ''"), changed(WHY, relevant="${job} = 'none'")), "cycle",
        "survey", 2, REL,
    ),
    "an operand of the wrong type": Planted(
        form(JOB, AGE, changed(WHY, relevant="${age} + ${job} > 3")), "wrong-type", "survey", 4, REL,
    ),
    # Logic.
    "an unreachable question": Planted(
        form(JOB, begin("g", relevant="${job} = 'full_time'"), WHY, END), "unreachable", "survey", 4, REL, "group 'g'",
    ),
    "an unreachable choice": Planted(
        form(changed(JOB, constraint=". != 'none'"), AGE), "unreachable-choice", "survey", 2, "constraint", "'none'",
    ),
    "a contradictory condition": Planted(
        form(JOB, AGE, changed(WHY, relevant="${age} < 18 and ${age} > 65")), "contradictory-condition", "survey", 4,
        REL,
    ),
    "a condition that always holds": Planted(
        form(JOB, AGE, changed(WHY, relevant="${job} != 'none' or ${job} != 'full_time'")), "always-true", "survey", 4,
        REL,
    ),
    "a constraint nobody can meet": Planted(
        form(JOB, changed(AGE, constraint=". > 120 and . < 0")), "impossible-constraint", "survey", 3, "constraint",
    ),
    "a dead end": Planted(
        form(JOB, AGE, row("integer", "children", feature="age", required="yes", constraint=". >= 1 and . < ${age}")),
        "dead-end", "survey", 4, "constraint", "with age = ",
    ),
    # Languages.
    "a missing label": Planted(form(JOB, changed(AGE, en="")), "missing-label", "survey", 3, "label::English (en)"),
    "a surplus label": Planted(
        form(JOB, changed(AGE, hint_de="", hint_en="In years")), "surplus-label", "survey", 3, "hint::English (en)",
    ),
    "other placeholders than the source": Planted(
        form(JOB, changed(WHY, de="Sie sind ${job}. Warum?", en="You are at home. Why?")), "different-placeholders",
        "survey", 3, "label::English (en)", "${job}",
    ),
    "other plural forms than the language has": Planted(
        form(JOB, AGE, row("note", "n", de="Sie sind {${age}, plural, one {# Jahr} other {# Jahre}} alt.",
                           en="You are {${age}, plural, one {# year}} old.")),
        "wrong-plural", "survey", 4, "label::English (en)", "other",
    ),
    "an untranslated copy": Planted(
        form(JOB, changed(AGE, en="Wie alt sind Sie?")), "untranslated", "survey", 3, "label::English (en)",
    ),
    "a Latin letter in a Russian word": Planted(
        in_ten(ru="У вас есть квaртира?"), "mixed-script", "survey", 2, "label::Русский (ru)", "'квартира'",
    ),
    "a Persian letter in Arabic": Planted(
        in_ten(ar="هل لدیكم شقة؟"), "mixed-script", "survey", 2, "label::العربية (ar)",
    ),
    "a Latin question mark in Arabic": Planted(
        in_ten(ar="هل لديكم شقة?"), "mirrored-punctuation", "survey", 2, "label::العربية (ar)", "؟",
    ),
    "Arabic in the Polish column": Planted(
        in_ten(pl="هل لديكم شقة أو بيت؟"), "wrong-script", "survey", 2, "label::Polski (pl)", "Latin",
    ),
    "Russian in the Ukrainian column": Planted(
        in_ten(uk="У вас есть квартира или вы снимаете?"), "wrong-language", "survey", 2, "label::Українська (uk)",
    ),
    "German in the English column, in other words": Planted(
        in_ten(en="Wohnen Sie in einer Wohnung und ist sie gut?"), "wrong-language", "survey", 2, "label::English (en)",
        "German",
    ),
    "a word wider than a phone": Planted(
        form(JOB, changed(AGE, de="Ihr Bundesausbildungsförderungsgesetzesbetrag?")), "overflow", "survey", 3,
        "label::Deutsch (de)",
    ),
    "two choices that read the same": Planted(
        form(JOB, choices=choices_with("part_time", en="Full time")), "same-label", "choices", 3, "label::English (en)",
        "'full_time'",
    ),
    "a language that is not complete": Planted(
        form(JOB, AGE, WHY, *(row("text", f"t{n}", feature="work", de=f"Frage {n}", en="") for n in range(8))),
        "incomplete-language", "survey", 5, "label::English (en)", "8 of",
    ),
    "a language without a column": Planted(
        form(JOB, AGE, WHY, choices=[{k: v for k, v in line.items() if k != "en"} for line in CHOICES]),
        "incomplete-language", "choices", 1, "label::English (en)",
    ),
    # Law.
    "a feature that is not approved": Planted(
        form(JOB, AGE, changed(WHY, feature="reasons")), "unapproved-feature", "survey", 4, "feature", "reasons",
        approved=FEATURES,
    ),
    "a question without a feature": Planted(
        form(JOB, AGE, changed(WHY, feature="")), "no-feature", "survey", 4, "feature", approved=FEATURES,
    ),
    # The author's tests.
    "a test that fails": Planted(
        form(JOB, AGE, WHY, tests=[{"name": "no work", "answers": "job = none", "not_asked": "why"}]), "failed-test",
        "tests", 2, "not_asked", "'why' is asked",
    ),
    # Languages route identically.
    "a condition over words": Planted(
        form(JOB, AGE, changed(WHY, relevant="jr:choice-name(${job}, '${job}') = 'Vollzeit'")), "language-bound",
        "survey", 4, REL,
    ),
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_each_fault_is_found_at_its_place_and_is_the_only_error(planted: Planted) -> None:
    proof = proven(planted.sheets, planted.approved)
    errors = proof.of("error")
    assert [(f.code, f.sheet, f.row, f.column) for f in errors] == [
        (planted.code, planted.sheet, planted.row, planted.column)
    ], [str(f) for f in errors]
    assert planted.says in str(errors[0])


def test_a_sound_questionnaire_has_no_fault_at_all() -> None:
    proof = proven(form(JOB, AGE, WHY), FEATURES)
    assert proof.faults == ()
    assert proof.is_sound
    assert proof.alike is not None and proof.alike.is_proven


def test_several_languages_without_a_fault() -> None:
    assert [str(fault) for fault in proven(in_ten()).faults] == []


def test_faults_of_every_kind_are_told_at_once_and_in_order() -> None:
    sheets = form(
        JOB,
        changed(AGE, en="", constraint=". > 120 and . < 0"),
        changed(WHY, relevant="${jop} = 'none'"),
        row("text", "more", de="Noch etwas?", en="Noch etwas, das Sie sagen wollen?", feature="other"),
        choices=choices_with("part_time", en="Full time"),
        tests=[{"name": "one", "answers": "job = none", "asked": "age more gone"}],
    )
    found = [(f.sheet, f.row, f.code) for f in proven(sheets, FEATURES).of("error")]
    assert found == [
        ("survey", 3, "missing-label"),
        ("survey", 3, "impossible-constraint"),
        ("survey", 4, "unknown-reference"),
        ("survey", 5, "wrong-language"),
        ("survey", 5, "unapproved-feature"),
        ("choices", 3, "same-label"),
        ("tests", 2, "bad-test"),
    ]


def test_a_workbook_that_cannot_be_put_together_says_what_was_not_looked_at() -> None:
    proof = proven(form({"type": "select_one nothing", "name": "a", "de": "Was?", "en": "What?"}))
    assert [fault.code for fault in proof.of("error")] == ["unknown-list"]
    assert [fault.code for fault in proof.of("note")] == ["not-examined"]
    assert proof.coverage is None
