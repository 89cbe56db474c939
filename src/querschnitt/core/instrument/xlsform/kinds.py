"""What may stand in the column `type`: the kinds of questions with all their spellings, and what is not supported.

The spellings are those that pyxform reads (its `aliases.py` and `question_type_dictionary.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.model import Kind

_SPELLINGS = {
    Kind.INTEGER: "integer, int, add integer prompt, q int",
    Kind.DECIMAL: "decimal, add decimal prompt, q decimal",
    Kind.RANGE: "range",
    Kind.TEXT: "text, string, add text prompt, q string",
    Kind.DATE: "date, add date prompt, q date",
    Kind.TIME: "time",
    Kind.NOTE: "note, add note prompt, q note",
    Kind.ACKNOWLEDGE: "acknowledge, trigger, add acknowledge prompt, q acknowledge",
    Kind.CALCULATE: "calculate, add calculate prompt, q calculate",
    Kind.HIDDEN: "hidden",
}
_SELECT_SPELLINGS = {
    Kind.SELECT_ONE: "select_one, select one, select1, select one from, add select one prompt using, select one using, "
    "q select1, select_one_from_file, select one from file",
    Kind.SELECT_MULTIPLE: "select_multiple, select multiple, select all that apply from, select all that apply, "
    "add select multiple prompt using, select multiple from, select multiple using, q select, "
    "select_multiple_from_file, select multiple from file",
    Kind.RANK: "rank",
}

KINDS = {word: kind for kind, words in _SPELLINGS.items() for word in words.split(", ")}
SELECTS = {word: kind for kind, words in _SELECT_SPELLINGS.items() for word in words.split(", ")}

_OTHERS = "|".join(("or specify other", "or_other", "or other"))
_SELECT = re.compile(
    r"(?P<command>" + "|".join(sorted(map(re.escape, SELECTS), key=len, reverse=True)) + r") (?P<list>\S.*?)"
    r"(?P<other> (?:" + _OTHERS + r"))?",
    re.IGNORECASE,
)
_BEGIN = re.compile(r"(?P<word>begin|end)[ _](?P<thing>group|repeat|lgroup|looped[ _]group|loop)(?P<rest> .*)?")

_PLACE = "Ask for the district, as select_one."
_RECORDING = "The interview records neither pictures nor sound; ask in words."
_META = "The interview notes this by itself where it may; leave the row out."
_DEVICE = "Nothing about the device is collected; leave the row out."
_FILE = "Use select_one_from_file with a CSV file, or pulldata()."

UNSUPPORTED = {
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "start-geopoint", "background-geopoint", "location", "gps",
                     "q location", "add location prompt", "q geopoint", "q geoshape", "q geotrace", "osm"), _PLACE),
    **dict.fromkeys(("image", "audio", "video", "photo", "background-audio", "add image prompt", "add photo prompt",
                     "add audio prompt", "add video prompt", "q picture", "q image", "q audio",
                     "q video"), _RECORDING),
    **dict.fromkeys(("file", "add file prompt"), "Nobody can send a file; ask in words."),
    **dict.fromkeys(("barcode", "q barcode", "add barcode prompt"), "Ask for the number, as text or integer."),
    **dict.fromkeys(("datetime", "date time", "q date time", "q datetime", "add date time prompt",
                     "add datetime prompt"), "Ask for the date and for the time, one row each."),
    **dict.fromkeys(("start", "end", "start time", "end time", "get start time", "get end time", "audit"), _META),
    **dict.fromkeys(("today", "get today"), "Write a row calculate with today()."),
    **dict.fromkeys(("deviceid", "device id", "get device id", "imei", "simserial", "sim id", "get sim id",
                     "subscriberid", "subscriber id", "get subscriber id", "phonenumber", "get phone number",
                     "uri:deviceid", "uri:simserial", "uri:subscriberid", "uri:phonenumber"), _DEVICE),
    **dict.fromkeys(("username", "uri:username", "email", "uri:email"),
                    "Who answers is not noted; leave the row out."),
    **dict.fromkeys(("xml-external", "csv-external", "select_one_external", "select one external", "entity"), _FILE),
    **dict.fromkeys(("cascading_select", "cascading select"),
                    "Write one select_one for each level, with a choice_filter."),
    "percentage": "Write integer, with the constraint . >= 0 and . <= 100.",
    "phone number": "Write text, with the constraint regex(., '^[0-9 +]*$').",
    **dict.fromkeys(("number of days in last month", "number of days in last six months",
                     "number of days in last year"), "Write integer, with a constraint."),
}  # fmt: skip
"""Types of XLSForm that are not supported, with the way out; each is refused by its name."""


@dataclass(frozen=True)
class Control:
    """A row that begins or ends a group or a repeat."""

    begins: bool
    is_repeat: bool

    @property
    def word(self) -> str:
        return ("begin_" if self.begins else "end_") + ("repeat" if self.is_repeat else "group")


@dataclass(frozen=True)
class Asked:
    """A row that is a question: its kind, its choice list or file, and whether it has `or_other`."""

    kind: Kind
    choice_list: str = ""
    has_other: bool = False
    is_from_file: bool = False

    @property
    def word(self) -> str:
        """The type as XLSForm writes it today."""
        command = self.kind.value + ("_from_file" if self.is_from_file else "")
        return " ".join(filter(None, (command, self.choice_list, "or_other" if self.has_other else "")))


@dataclass(frozen=True)
class Refused:
    """A type that cannot be read or is not supported, as the parts of a fault."""

    code: str
    what: str
    expected: str = ""
    hint: str = ""


def read_type(written: str) -> Control | Asked | Refused:
    """Read the cell `type`.

    >>> read_type("Select one from yes_no or other").word
    'select_one yes_no or_other'
    """
    written = " ".join(written.split())
    lower = written.lower()
    if found := _BEGIN.fullmatch(lower):
        return _control(found, written)
    if lower in KINDS:
        return Asked(KINDS[lower])
    if found := _SELECT.fullmatch(written):
        return _selection(found)
    if hint := UNSUPPORTED.get(lower) or UNSUPPORTED.get(lower.split(" ")[0]):
        return unsupported_type(written, hint)
    return _unknown(written, lower)


def _control(found: re.Match[str], written: str) -> Control | Refused:
    thing = found["thing"].replace("_", " ")
    if thing == "loop" or found["rest"]:
        return unsupported_type(written, "Write begin_repeat and end_repeat, or the questions one after another.")
    return Control(found["word"] == "begin", is_repeat=thing != "group")


def _selection(found: re.Match[str]) -> Asked | Refused:
    command, name = found["command"].lower(), found["list"]
    kind, is_from_file = SELECTS[command], "file" in command
    asked = Asked(kind, name, has_other=bool(found["other"]), is_from_file=is_from_file)
    if name.startswith("${"):
        return unsupported_type(asked.word, "The choices of a question stand in the sheet choices, or in a CSV file.")
    if " " in name:
        return Refused("unknown-type", "The name of a choice list has no spaces", expected=_SELECTION,
                       hint=suggestion(name.rpartition(" ")[2], ["or_other"]))  # fmt: skip
    if is_from_file and not name.lower().endswith(".csv"):
        return unsupported_type(asked.word, "Save the list as a CSV file with the columns name and label.")
    if asked.has_other and (kind is Kind.RANK or is_from_file):
        return unsupported_type(asked.word, "Write the choice 'other' into the list, and a row text with a condition "
                                            "after it.")  # fmt: skip
    return asked


_SELECTION = "select_one, select_multiple or rank, a space, and the name of a choice list"


def unsupported_type(name: str, hint: str) -> Refused:
    return Refused("unsupported-type", f"'{name}' is not supported", expected=kinds_in_words(), hint=hint)


def _unknown(written: str, lower: str) -> Refused:
    if lower in SELECTS or lower.startswith("select"):
        near = suggestion(lower.split(" ")[0], list(SELECTS)) if lower.split(" ")[0] not in SELECTS else ""
        return Refused("unknown-type", "The type of a selection cannot be read", expected=_SELECTION, hint=near)
    first = lower.split(" ")[0]
    near = suggestion(first, [*KINDS, *SELECTS, "begin_group", "end_group", "begin_repeat", "end_repeat"])
    return Refused("unknown-type", f"Unknown type '{written}'", expected=kinds_in_words(), hint=near)


def kinds_in_words() -> str:
    return "one of " + ", ".join(
        [*(kind.value for kind in Kind), "begin_group", "end_group", "begin_repeat", "end_repeat"]
    )
