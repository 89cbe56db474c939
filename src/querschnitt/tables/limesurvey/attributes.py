"""Settings of questions that have no counterpart, and what that means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from querschnitt.tables.limesurvey import kinds
from querschnitt.tables.limesurvey.report import Account, Severity
from querschnitt.tables.limesurvey.survey import LimeQuestion, LimeSurvey


@dataclass(frozen=True)
class _Setting:
    """A setting: how bad its loss is, why it is lost, what to do, and for which types it means anything ("" = all)."""

    severity: Severity
    why: str
    way_out: str = ""
    types: str = ""


_RANDOM = "questions come in the order of the sheet"
_LOOKS = "it is about looks"

_SETTINGS: Mapping[str, _Setting] = MappingProxyType(
    {
        "random_group": _Setting("error", _RANDOM, "Draw the order before the field, or leave it out."),
        "time_limit": _Setting("error", "an interview has no time limits", "Leave it out: limits exclude people."),
        "min_answers": _Setting("error", "a number of answers can be demanded of one selection only",
                                "Make the rows required, or leave it out.", "QK;:ABCEFH1"),
        "max_answers": _Setting("error", "a number of answers can be limited in one selection only",
                                "Leave it out.", "QK;:ABCEFH1"),
        "assessment_value": _Setting("warning", "answers have no points", "Calculate them with a calculate row.", "MP"),
        "exclude_all_others_auto": _Setting("warning", "nothing is ticked by itself", "", "MP"),
        "commented_checkbox": _Setting("warning", "a comment is asked of those who chose the option",
                                       "Check its condition.", "P"),
        "alphasort": _Setting("warning", "answers come in the order of the sheet choices", "Sort them there.", "L!"),
        "category_separator": _Setting("warning", "a list has no headings inside", "Read the answers.", "!"),
        "other_position": _Setting("info", "another answer stands last", "", "L!MP"),
        "location_mapservice": _Setting("error", "places on a map cannot be asked", "Ask for it in words.", "S"),
        "multiflexible_step": _Setting("warning", "the steps of a number are not checked", "", ":"),
        "show_totals": _Setting("info", "sums are not shown", "", ";:K"),
        "show_grand_total": _Setting("info", "sums are not shown", "", ";:"),
        "prefix": _Setting("warning", "a field has no words before it", "Write it into the label.", "KQMP:;"),
        "suffix": _Setting("warning", "a field has no words behind it", "Write it into the label.", "KQMP:;"),
        "value_range_allows_missing": _Setting("info", "an empty answer is allowed if the question is not required", "",
                                               "K"),
        "public_statistics": _Setting("info", "results are published by the statistics office, not by the interview"),
        "reverse": _Setting("info", _LOOKS), "cssclass": _Setting("info", _LOOKS),
        "display_columns": _Setting("info", _LOOKS), "repeat_headings": _Setting("info", _LOOKS),
        "slider_default": _Setting("warning", "a scale begins without a value", "", "K"),
        "date_min": _Setting("info", "", "", "-"),
    }
)  # fmt: skip

_OFF = frozenset({"", "0", "N", "default", "1000"})
"""Values that mean nothing; LimeSurvey writes every setting into the file."""

_ON_WITHOUT_MEANING = MappingProxyType({"multiflexible_step": {"1"}, "commented_checkbox": {"allways"},
                                        "other_position": {"end", "default"}, "display_columns": {"1"}})  # fmt: skip

_THEME_NAMES = """
    listradio list_dropdown list_with_comment longfreetext shortfreetext hugefreetext multiplechoice
    multiplechoice_with_comments numerical multiplenumeric multipleshorttext date yesno gender 5pointchoice
    arrays/5point arrays/10point arrays/yesnouncertain arrays/increasesamedecrease arrays/array arrays/column
    arrays/dualscale arrays/texts arrays/multiflexi ranking boilerplate equation language file_upload core
    bootstrap_buttons bootstrap_buttons_multi bootstrap_dropdown
"""

_THEMES = frozenset(_THEME_NAMES.split())
"""Drawings of LimeSurvey that show nothing but the question."""


def note_settings(survey: LimeSurvey, account: Account) -> None:
    """Note the settings of all questions that could not be carried over."""
    has_points = survey.settings.get("assessments", "N") == "Y" or bool(survey.assessments)
    layouts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for question in survey.questions.values():
        if question.kind in kinds.LOST:
            continue
        for name, setting in _found(question):
            if name == "assessment_value" and not has_points:
                continue
            if setting.severity == "info":
                layouts[name, setting.why].append(question.code)
            else:
                note = account.lose if setting.severity == "error" else account.change
                note(question.code, f"{name}: {question.attribute(name)}", setting.why, setting.way_out)
        _note_format_of_date(question, account)
        _note_theme_and_script(question, account)
        if has_points and any(answer.assessment not in ("", "0") for answer in question.answers):
            account.change(question.code, "points of the answers (assessment)", "answers have no points",
                           "Calculate them with a calculate row.")  # fmt: skip
    for (name, why), codes in layouts.items():
        account.mention("survey", f"setting {name} of {', '.join(codes)}", why)


def _found(question: LimeQuestion) -> Iterable[tuple[str, _Setting]]:
    for name, setting in _SETTINGS.items():
        value = question.attribute(name)
        if setting.types and question.kind not in setting.types:
            continue
        if value not in _OFF and value not in _ON_WITHOUT_MEANING.get(name, ()):
            yield name, setting


def _note_format_of_date(question: LimeQuestion, account: Account) -> None:
    """Say where less or more than a day was asked for."""
    form = question.attribute("date_format")
    if question.kind != "D" or not form:
        return
    has_time, has_day = "H" in form.upper(), "d" in form.lower()
    has_month, has_year = "m" in form.replace("MM", "").lower() or "mm" in form, "y" in form.lower()
    if has_time and has_day:
        account.lose(question.code, f"date format: {form}", "a date has no time of day",
                     "Ask for the time in a row of the type time.")  # fmt: skip
    elif not has_time and not (has_day and has_month and has_year):
        account.change(question.code, f"date format: {form}", "a date is asked as day, month and year",
                       "For a year alone take the type integer with appearance year.")  # fmt: skip


def _note_theme_and_script(question: LimeQuestion, account: Account) -> None:
    if question.theme and question.theme not in _THEMES:
        account.change(question.code, f"question theme: {question.theme}", "it is a drawing of LimeSurvey's own",
                       "Check that the answers can be read.")  # fmt: skip
    if any(script.strip() for script in question.scripts.values()):
        account.lose(question.code, "script of the question", "an interview runs no scripts of questions",
                     "Say with a condition or a constraint what it did.")  # fmt: skip
    if question.mandatory == "S":
        account.change(question.code, "soft mandatory", "an answer is required, or it is not; here it is not",
                       "Write yes into the column required if it must be given.")  # fmt: skip
