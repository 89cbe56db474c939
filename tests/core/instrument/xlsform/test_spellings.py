"""Forms as their authors write them: old spellings, other people's habits, and what spreadsheets do to cells."""

from __future__ import annotations

import datetime

import pytest

from querschnitt.core.instrument import Instrument, Kind, content_hash
from querschnitt.core.instrument.xlsform import Examination, build, to_rows
from querschnitt.core.instrument.xlsform.sheet import Sheets
from querschnitt.tables.xlsform import examine_sheets
from tests.instruments import sheets_of

YES_NO = """
| choices | | | |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
"""


def taken(table: str) -> Instrument:
    """Return what our checks and pyxform both take."""
    found = examine_sheets(sheets_of(table))
    assert found.errors == ()
    assert found.instrument is not None
    assert content_hash(build(to_rows(found.instrument))) == content_hash(found.instrument)
    return found.instrument


def warned(table: str) -> list[tuple[str, str, int]]:
    return [(f.code, f.sheet, f.row) for f in examine_sheets(sheets_of(table)).warnings]


def refused(sheets: Sheets) -> list[tuple[str, str, int]]:
    found: Examination = examine_sheets(sheets)
    assert found.instrument is None
    return [(f.code, f.sheet, f.row) for f in found.errors]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("select_one yn", Kind.SELECT_ONE),
        ("select one yn", Kind.SELECT_ONE),
        ("select1 yn", Kind.SELECT_ONE),
        ("Select One from yn", Kind.SELECT_ONE),
        ("add select one prompt using yn", Kind.SELECT_ONE),
        ("select_multiple yn", Kind.SELECT_MULTIPLE),
        ("select multiple yn", Kind.SELECT_MULTIPLE),
        ("select all that apply from yn", Kind.SELECT_MULTIPLE),
        ("select all that apply yn", Kind.SELECT_MULTIPLE),
        ("rank yn", Kind.RANK),
        ("int", Kind.INTEGER),
        ("q int", Kind.INTEGER),
        ("add integer prompt", Kind.INTEGER),
        ("string", Kind.TEXT),
        ("add text prompt", Kind.TEXT),
        ("add decimal prompt", Kind.DECIMAL),
        ("add date prompt", Kind.DATE),
        ("trigger", Kind.ACKNOWLEDGE),
        ("add note prompt", Kind.NOTE),
        (" Integer ", Kind.INTEGER),
        ("select_one  yn", Kind.SELECT_ONE),
    ],
)
def test_types_in_every_spelling(written: str, kind: Kind) -> None:
    form = f"| survey | | | |\n| | type | name | label |\n| | {written} | a | A |\n" + YES_NO
    assert taken(form).question("a").kind is kind


HEADINGS = [
    ("relevant", "bind::relevant", "bind:relevant", "Relevance", "RELEVANT"),
    ("required", "bind::required", "Required"),
    ("constraint", "bind::constraint"),
    ("calculation", "calculate", "bind::calculate"),
    ("read_only", "readonly", "bind::readonly", "read only"),
    ("appearance", "control::appearance", "body::appearance"),
    (
        "constraint_message",
        "constraint message",
        "constraining message",
        "bind::jr:constraintMsg",
        "bind:jr:constraintMsg",
    ),
    ("required_message", "requiredMsg", "bind::jr:requiredMsg"),
    ("media::audio", "audio", "media:audio", "Media::Audio"),
    ("name", "value", "tag"),
    ("label", "caption", "Label"),
]
CELLS = {
    "relevant": "${n} > 3", "required": "yes", "constraint": ". != 'x'", "calculation": "'a'", "read_only": "true",
    "appearance": "multiline", "constraint_message": "Not x", "required_message": "Please", "media::audio": "a.mp3",
    "name": "a", "label": "A",
}  # fmt: skip


@pytest.mark.parametrize(("usual", "other"), [(usual, other) for usual, *others in HEADINGS for other in others])
def test_headings_in_every_spelling(usual: str, other: str) -> None:
    heads = ["type", "name", "label"] + [usual] * (usual not in ("name", "label"))
    cells = {"type": "text", "name": "a", "label": "A", usual: CELLS[usual]}
    first = ["integer", "n", "N"] + [""] * (len(heads) - 3)
    lines = [heads, first, [cells[head] for head in heads]]
    forms = []
    for heading in (usual, other):
        lines[0] = [heading if head == usual else head for head in heads]
        forms.append("| survey |\n" + "\n".join("| | " + " | ".join(line) + " |" for line in lines))
    assert content_hash(taken(forms[0])) == content_hash(taken(forms[1]))


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        (("English (en)", "Français (fr)"), ("en", "fr")),
        (("en", "fr"), ("en", "fr")),
        (("English", "French"), ("en", "fr")),
        (("english (EN)", "Dari (fa_AF)"), ("en", "fa-AF")),
        (("Deutsch", "Türkçe"), ("de", "tr")),
        (("Deutsch (de)", "Leichte Sprache (de-simple)"), ("de", "de-simple")),
        (("Deutsch", "Deutsch (Leichte Sprache)"), ("de", "de-simple")),
    ],
)
def test_languages_in_every_spelling(written: tuple[str, str], tags: tuple[str, str]) -> None:
    one, other = written
    for sign in ("::", ":", " :: "):
        form = f"| survey |\n| | type | name | label{sign}{one} | label{sign}{other} |\n| | text | a | A | B |\n"
        assert taken(form).languages == tags


def test_a_language_by_its_name_alone_warns_with_the_heading_it_should_have() -> None:
    form = "| survey |\n| | type | name | label::French |\n| | text | a | A |\n"
    (warning,) = examine_sheets(sheets_of(form)).warnings
    assert (warning.code, warning.expected) == ("language-without-tag", "label::French (fr)")


def test_a_text_without_language_beside_one_with_a_language() -> None:
    form = "| survey |\n| | type | name | label | label::French (fr) |\n| | text | a | A | B |\n"
    assert refused(sheets_of(form)) == [("column-language", "survey", 1)]
    named = form + "| settings |\n| | default_language |\n| | English (en) |\n"
    assert taken(named).question("a").labels == {"en": "A", "fr": "B"}


def test_rows_that_are_no_questions() -> None:
    form = """
| survey | | | | | |
| | type | name | label | # for us | disabled |
| | # Part one | | | | |
| | text | a | A | why? | |
| | | | | | |
| | | | | | x |
| | text | b | B | | yes |
| | add note prompt | | Thank you | | |
"""
    assert list(taken(form).questions) == ["a", "note_7"]
    assert warned(form) == [
        ("disabled-row", "survey", 5),
        ("disabled-row", "survey", 6),
        ("generated-name", "survey", 7),
    ]


def test_settings_of_other_software_warn_and_those_that_change_the_form_are_refused() -> None:
    form = "| survey |\n| | type | name | label |\n| | text | a | A |\n| settings |\n"
    harmless = form + "| | form_title | style | instance_name | submission_url | allow_choice_duplicates |\n"
    harmless += "| | T | pages | ${a} | https://example.org | no |\n"
    assert taken(harmless).title == "T"
    assert warned(harmless) == [("unused-setting", "settings", 2)] * 3
    for setting in ("public_key", "allow_choice_duplicates", "add_none_option"):
        assert refused(sheets_of(form + f"| | {setting} |\n| | yes |\n"))[0][1:] == ("settings", 2)


def test_an_old_identifier_beside_a_new_one() -> None:
    form = "| survey |\n| | type | name | label |\n| | text | a | A |\n"
    form += "| settings |\n| | id_string | form_id |\n| | x | y |\n"
    assert taken(form).name == "x"
    assert warned(form) == [("unused-column", "settings", 1)]


def test_what_nobody_can_see_is_taken_away_from_what_software_reads() -> None:
    survey = [
        ["type", "name", "label", "relevant"],
        ["select_one\u00a0yn", "a\u200b", "A\u00a0b", ""],
        ["text", "b", "B", "${a}\u00a0= 'yes'"],
    ]
    choices = [["list_name", "name", "label"], ["yn\u00a0", "yes", "Yes"], ["yn", "no", "No"]]
    instrument = build({"survey": survey, "choices": choices})
    assert (list(instrument.questions), instrument.question("a").labels["und"]) == (["a", "b"], "A\u00a0b")


def test_cells_that_a_spreadsheet_has_made_dates_numbers_and_errors_of() -> None:
    survey: list[list[object]] = [
        ["type", "name", "label", "default", "required"],
        ["date", "day", "Day", datetime.datetime(2010, 6, 15), True],
        ["time", "hour", "Hour", datetime.time(14, 30), 1.0],
        ["decimal", "weight", "Weight", 51.3, False],
    ]
    instrument = build({"survey": survey})
    defaults = [q.default.text for q in instrument.questions.values() if q.default is not None]
    assert defaults == ["2010-06-15", "14:30:00", "51.3"]
    assert [q.required for q in instrument.questions.values()] == [True, True, False]
    survey[3][3] = "#REF!"
    assert refused({"survey": survey}) == [("spreadsheet-error", "survey", 4), ("bad-default", "survey", 4)]


def test_a_sheet_alone_is_the_survey_whatever_its_name() -> None:
    rows = [["type", "name", "label"], ["text", "a", "A"]]
    assert list(build({"Sheet1": rows}).questions) == ["a"]
    assert refused({"Sheet1": [["something"], ["else"]]}) == [("missing-sheet", "survey", 0)]
    assert refused({"survey": rows, "Survey ": rows}) == [("duplicate-sheet", "Survey ", 0)]
    assert refused({"survey": rows, "entities": [["list_name"], ["x"]]}) == [("unsupported-sheet", "entities", 0)]


def test_names_with_spaces_only_where_one_choice_is_chosen() -> None:
    form = "| survey |\n| | type | name | label | relevant |\n| | {} l | a | A | |\n| | text | b | B | {} |\n"
    form += "| choices |\n| | list_name | name | label |\n| | l | new york | New York |\n"
    one = form.format("select_one", "${a} = 'new york'")
    assert taken(one).question("a").codes == ("new york",)
    assert warned(one) == [("name-with-spaces", "choices", 2)]
    assert refused(sheets_of(form.format("select_one", "selected(${a}, 'new york')"))) == [("wrong-type", "survey", 3)]
    assert refused(sheets_of(form.format("select_multiple", ""))) == [("bad-name", "choices", 2)]


@pytest.mark.parametrize(
    "label", ["**Name**", "<b>Name</b>", "<span style='color:red'>Name</span>", "[x](https://a.de)"]
)
def test_marks_of_style_are_warned_of(label: str) -> None:
    form = f"| survey |\n| | type | name | label |\n| | text | a | {label} |\n| | text | b | 5 < 6 * 7 |\n"
    assert warned(form) == [("markup", "survey", 2)]


def test_a_repeat_may_be_called_like_the_form() -> None:
    form = "| survey |\n| | type | name | label |\n"
    form += "| | begin_repeat | data | D |\n| | text | a | A |\n| | end_repeat | | |\n"
    assert taken(form + "| settings |\n| | form_id |\n| | data |\n").sections["data"].is_repeat


def test_yes_and_no_as_conditions() -> None:
    form = "| survey |\n| | type | name | label | relevant |\n| | text | a | A | yes |\n| | text | b | B | FALSE |\n"
    trees = [q.relevant.tree for q in taken(form).questions.values() if q.relevant is not None]
    assert [getattr(tree, "function", "") for tree in trees] == ["true", "false"]


@pytest.mark.parametrize(
    ("written", "scale"),
    [
        ("", (1, 10, 1)),
        ("end=20", (1, 20, 1)),
        ("Start=3 End=14 STEP=2", (3, 14, 2)),
        ("start = 1 , end = 10 , step = 3", (1, 10, 3)),
        ("start=1;end=5;step=1", (1, 5, 1)),
        ("start=-5 end=5", (-5, 5, 1)),
    ],
)
def test_parameters_of_a_range_in_every_spelling(written: str, scale: tuple[int, int, int]) -> None:
    form = f"| survey |\n| | type | name | label | parameters |\n| | range | a | A | {written} |\n"
    found = taken(form).question("a").scale
    assert found is not None
    assert (found.start, found.end, found.step) == scale
    assert found.is_whole
    assert [code for code, *_ in warned(form)] == ["range-default"] * ("start" not in written.lower()) + (
        ["uneven-range"] if scale == (3, 14, 2) else []
    )


def test_pyxform_objects_with_its_own_place() -> None:
    form = """
| survey | | | | |
| | type | name | label | appearance |
| | begin_group | g | G | table-list |
| | select_one yn | a | A | |
| | select_one other_list | b | B | |
| | end_group | | | |
| choices |
| | list_name | name | label |
| | yn | yes | Yes |
| | other_list | x | X |
"""
    (fault,) = examine_sheets(sheets_of(form)).errors
    assert (fault.code, fault.sheet, fault.row) == ("pyxform", "survey", 4)
    assert "table list" in fault.value
