"""The sheet `survey` as an outline: which rows are pages, which are questions, and of what kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.model import MISSING_LIST, Kind
from querschnitt.core.instrument.xlsform.lists import ChoiceLists
from querschnitt.core.instrument.xlsform.sheet import Record, Table

KINDS: dict[str, Kind] = {kind.value: kind for kind in Kind} | {
    "select one": Kind.SELECT_ONE,
    "select multiple": Kind.SELECT_MULTIPLE,
    "select_one": Kind.SELECT_ONE,
    "select_multiple": Kind.SELECT_MULTIPLE,
    "int": Kind.INTEGER,
    "string": Kind.TEXT,
}

_UNSUPPORTED = """
    range rank time datetime geopoint geotrace geoshape image audio video file barcode acknowledge hidden start end
    today deviceid username phonenumber email simserial subscriberid audit background-audio start-geopoint
    select_one_from_file select_multiple_from_file select_one_external xml-external csv-external entity osm trigger
    begin_repeat end_repeat
"""
UNSUPPORTED = frozenset(_UNSUPPORTED.split())
"""Types of XLSForm that are not supported; each is refused by its name."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_SELECT = re.compile(r"(select[_ ]one|select[_ ]multiple)\s+(\S+)(?:\s+(or[_ ]other))?", re.IGNORECASE)


@dataclass(frozen=True)
class Draft:
    """A row that becomes a question: its record, its kind, its list, its place in the order of the sheet."""

    record: Record
    name: str
    kind: Kind
    choice_list: str
    page: str

    @property
    def order(self) -> int:
        return self.record.row


@dataclass
class DraftPage:
    """A group, or a question that stands outside of any group. `record` is the row where the group begins."""

    record: Record
    name: str
    is_group: bool
    drafts: list[Draft] = field(default_factory=list)


@dataclass
class Outline:
    """Reads the rows one after another. `open_groups` are those that have begun and not ended."""

    table: Table
    lists: ChoiceLists
    pages: list[DraftPage] = field(default_factory=list)
    open_groups: list[DraftPage] = field(default_factory=list)
    names: dict[str, Record] = field(default_factory=dict)

    @property
    def drafts(self) -> list[Draft]:
        return [draft for page in self.pages for draft in page.drafts]

    def read(self) -> None:
        for record in self.table.records:
            self._read_row(record)
        for page in self.open_groups:
            self.table.fault(
                "group-not-closed", f"Group '{page.name}' is not closed", record=page.record, column="type",
                expected="a row 'end_group' after its last question",
            )  # fmt: skip
        for page in self.pages:
            if page.is_group and not page.drafts:
                self.table.fault(
                    "empty-group", f"Group '{page.name}' has no question", record=page.record, column="type",
                    hint="Put questions into it, or delete it.",
                )  # fmt: skip

    def _read_row(self, record: Record) -> None:
        written = re.sub(r"\s+", " ", record["type"]).strip()
        word = written.lower().replace(" ", "_")
        if word in ("begin_group", "begin_repeat"):
            self._begin(record, word)
        elif word in ("end_group", "end_repeat"):
            self._end(record)
        elif not written:
            self.table.fault("missing-type", "The row has no type", record=record, column="type", expected=_kinds())
        else:
            self._read_question(record, written)

    def _begin(self, record: Record, word: str) -> None:
        if word == "begin_repeat":
            self._refuse_type(record, "begin_repeat")
        elif self.open_groups:
            self.table.fault(
                "unsupported", "A group inside a group is not supported", record=record, column="type",
                hint=f"Close group '{self.open_groups[-1].name}' first: each group is a page.",
            )  # fmt: skip
        self._take_name(record)
        if self.open_groups:
            # Noted above; its questions are read as those of the group around it, so that no fault is found twice.
            self.open_groups.append(self.open_groups[-1])
            return
        page = DraftPage(record=record, name=record["name"], is_group=True)
        self.pages.append(page)
        self.open_groups.append(page)

    def _end(self, record: Record) -> None:
        if not self.open_groups:
            self.table.fault(
                "group-not-opened", "A group ends that has not begun", record=record, column="type",
                expected="a row 'begin_group' before it",
            )  # fmt: skip
            return
        page = self.open_groups.pop()
        if record["name"] and record["name"] != page.name and page not in self.open_groups:
            self.table.warn(
                "other-group", "The end of a group has another name than its beginning", record=record, column="name",
                expected=page.name,
            )  # fmt: skip

    def _read_question(self, record: Record, written: str) -> None:
        self._take_name(record)
        found = self._kind(record, written)
        if found is None:
            return
        kind, choice_list = found
        name = record["name"]
        if not self.open_groups:
            self.pages.append(DraftPage(record=record, name=name, is_group=False))
        page = self.open_groups[-1] if self.open_groups else self.pages[-1]
        page.drafts.append(Draft(record=record, name=name, kind=kind, choice_list=choice_list, page=page.name))

    def _kind(self, record: Record, written: str) -> tuple[Kind, str] | None:
        """Return kind and choice list of a question, or None after noting what is wrong."""
        if select := _SELECT.fullmatch(written):
            if select[3]:
                self._refuse_type(record, "or_other")
            self._check_list(record, select[2])
            return KINDS[select[1].lower()], select[2]
        kind = KINDS.get(written.lower())
        if kind is not None and not kind.has_choices:
            return kind, ""
        first = written.split(" ")[0].lower()
        if first in UNSUPPORTED or written.lower().replace(" ", "_") in UNSUPPORTED:
            self._refuse_type(record, first)
        elif first.startswith("select"):
            self.table.fault(
                "unknown-type", "The type of a selection cannot be read", record=record, column="type",
                expected="select_one or select_multiple, a space, and the name of a choice list",
            )  # fmt: skip
        else:
            self.table.fault(
                "unknown-type", f"Unknown type '{written}'", record=record, column="type", expected=_kinds(),
                hint=suggestion(first, [*KINDS, "begin_group", "end_group"]),
            )  # fmt: skip
        return None

    def _refuse_type(self, record: Record, name: str) -> None:
        self.table.fault(
            "unsupported-type", f"'{name}' is not supported", record=record, column="type", expected=_kinds(),
            hint="Ask it in another way, or leave the row out.",
        )  # fmt: skip

    def _check_list(self, record: Record, name: str) -> None:
        if name == MISSING_LIST:
            self.table.fault(
                "reserved-name", f"The list '{MISSING_LIST}' cannot be asked for", record=record, column="type",
                hint="Write dk or refused into the column missing.",
            )  # fmt: skip
        elif name not in self.lists:
            self.table.fault(
                "unknown-list", f"Unknown choice list '{name}'", record=record, column="type",
                expected="a list of the sheet choices", hint=suggestion(name, self.lists),
            )  # fmt: skip

    def _take_name(self, record: Record) -> None:
        """Check a name and remember it."""
        name = record["name"]
        place = {"record": record, "column": "name"}
        if not name:
            self.table.fault("missing-name", "The row has no name", expected="a name", **place)  # type: ignore[arg-type]
            return
        if not _NAME.fullmatch(name) or "__" in name:
            self.table.fault(
                "bad-name", f"The name '{name}' cannot be used", record=record, column="name",
                expected="a letter, then letters, digits, '_', '-' or '.', without '__'",
            )  # fmt: skip
        former = self.names.setdefault(name.lower(), record)
        if former is not record:
            same = "stands twice" if former["name"] == name else f"differs from '{former['name']}' in capitals only"
            self.table.fault(
                "duplicate-name", f"The name '{name}' {same}", record=record, column="name",
                hint=f"It was given in row {former.row}; choose another one.",
            )  # fmt: skip


def _kinds() -> str:
    return "one of " + ", ".join([*(kind.value for kind in Kind), "begin_group", "end_group"])
