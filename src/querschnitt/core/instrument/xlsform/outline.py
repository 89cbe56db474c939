"""The sheet `survey` as an outline: which rows are groups and repeats, which are questions, and of what kind."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.model import MISSING_LIST, MORE_LIST, Kind
from querschnitt.core.instrument.xlsform.kinds import Asked, Control, Refused, kinds_in_words, read_type
from querschnitt.core.instrument.xlsform.marks import mark
from querschnitt.core.instrument.xlsform.sheet import Record, Table

_NAME = re.compile(r"(?:[A-Za-z]|_(?!_))[A-Za-z0-9_.-]*")
RESERVED = frozenset({"meta"})
"""Names that XLSForm keeps for itself."""


@dataclass(frozen=True, eq=False)
class Group:
    """A group or repeat with what is in it. `record` is the row where it begins; None for the sheet as a whole."""

    record: Record | None
    name: str
    is_repeat: bool = False
    parent: Group | None = None
    children: list[Draft | Group] = field(default_factory=list)

    @property
    def drafts(self) -> Iterator[Draft]:
        """The questions in it and in its groups, in order."""
        for child in self.children:
            if isinstance(child, Group):
                yield from child.drafts
            else:
                yield child

    @property
    def groups(self) -> Iterator[Group]:
        """The groups in it and in those, outer ones first."""
        for child in self.children:
            if isinstance(child, Group):
                yield child
                yield from child.groups

    @property
    def around(self) -> tuple[Group, ...]:
        """The groups around it and itself, outermost first, without the sheet as a whole."""
        return () if self.parent is None else (*self.parent.around, self)

    @property
    def repeats(self) -> tuple[str, ...]:
        """The names of the repeats around its questions, outermost first."""
        return tuple(group.name for group in self.around if group.is_repeat)


@dataclass(frozen=True, eq=False)
class Draft:
    """A row that becomes a question: its record, its kind, its list, and the group it stands in.

    `other_of` is set for the text question that `or_other` adds behind a selection; it has the row of the selection.
    `heading_of` is set for the note that a group inside a page becomes.
    """

    record: Record
    name: str
    asked: Asked
    group: Group
    other_of: str = ""
    heading_of: Group | None = None

    @property
    def kind(self) -> Kind:
        return self.asked.kind

    @property
    def choice_list(self) -> str:
        return self.asked.choice_list

    @property
    def order(self) -> int:
        return self.record.row

    @property
    def repeats(self) -> tuple[str, ...]:
        return self.group.repeats


@dataclass
class Outline:
    """Reads the rows one after another.

    Attributes
    ----------
    list_names : the lists of the sheet choices
    root : the sheet as a whole
    names, spelled : the rows that have taken a name, and the name as it is written; by the name in small letters
    """

    table: Table
    list_names: Collection[str]
    root: Group = field(default_factory=lambda: Group(None, ""))
    names: dict[str, Record] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    here: Group = field(init=False)

    def __post_init__(self) -> None:
        self.here = self.root
        for record in self.table.records:
            self._read_row(record)
        for group in self.here.around:
            self.table.fault(
                "group-not-closed", f"{_speech(group)} '{group.name}' is not closed", record=group.record,
                column="type", expected=f"a row '{Control(begins=False, is_repeat=group.is_repeat).word}' after its "
                "last question",
            )  # fmt: skip
        for group in self.root.groups:
            if not any(group.drafts) and group not in self.here.around:
                self.table.fault(
                    "empty-group", f"{_speech(group)} '{group.name}' has no question", record=group.record,
                    column="type", hint="Put questions into it, or delete it.",
                )  # fmt: skip

    @property
    def drafts(self) -> list[Draft]:
        return list(self.root.drafts)

    @property
    def groups(self) -> dict[str, Group]:
        return {group.name: group for group in self.root.groups}

    def _read_row(self, record: Record) -> None:
        if record["type"].startswith("#"):
            return
        if mark(record["disabled"]):
            self.table.warn("disabled-row", "The row is switched off and not read", record=record, column="disabled")
        elif not record["type"]:
            self._read_untyped(record)
        else:
            self._read_typed(record)

    def _read_untyped(self, record: Record) -> None:
        if record["name"] or record.texts.get("label"):
            self.table.fault(
                "missing-type", "The row has no type", record=record, column="type", expected=kinds_in_words()
            )
        elif record.cells or record.texts:
            self.table.warn("row-without-type", "A row without type, name and label is not read", record=record)

    def _read_typed(self, record: Record) -> None:
        found = read_type(record["type"])
        if isinstance(found, Control):
            if found.begins:
                self._begin(record, is_repeat=found.is_repeat)
            else:
                self._end(record, found)
            return
        if isinstance(found, Refused):
            self._pass_over(record, found)
            return
        self._read_question(record, found)

    def _pass_over(self, record: Record, found: Refused) -> None:
        """Note a row that is refused, and go on so that the rows after it are read as their author meant them."""
        word = record["type"].lower()
        if word.startswith("end") and "loop" in word and self.here.parent is not None:
            self.here = self.here.parent
            return
        self.table.fault(found.code, found.what, record=record, column="type", expected=found.expected,
                         hint=found.hint)  # fmt: skip
        if word.startswith("begin"):
            self._begin(record, is_repeat=True)
        elif record["name"]:
            self._take_name(record)

    def _begin(self, record: Record, *, is_repeat: bool) -> None:
        self._take_name(record)
        group = Group(record, record["name"], is_repeat, self.here)
        self.here.children.append(group)
        self.here = group

    def _end(self, record: Record, control: Control) -> None:
        group = self.here
        if group.parent is None:
            begin = Control(begins=True, is_repeat=control.is_repeat).word
            self.table.fault(
                "group-not-opened", f"'{control.word}' closes what has not begun", record=record, column="type",
                expected=f"a row '{begin}' before it",
            )  # fmt: skip
            return
        self.here = group.parent
        row = group.record.row if group.record else 0
        if group.is_repeat is not control.is_repeat:
            self.table.fault(
                "wrong-end", f"'{control.word}' stands where '{group.name}' ends, begun in row {row}", record=record,
                column="type", expected=Control(begins=False, is_repeat=group.is_repeat).word,
            )  # fmt: skip
        elif record["name"] and record["name"] != group.name:
            self.table.warn(
                "other-group", "The end of a group has another name than its beginning", record=record, column="name",
                expected=group.name,
            )  # fmt: skip

    def _read_question(self, record: Record, asked: Asked) -> None:
        name = self._take_name(record, is_note=asked.kind is Kind.NOTE)
        self._check_list(record, asked)
        self.here.children.append(Draft(record, name, asked, self.here))
        if asked.has_other and name:
            other = f"{name}_other"
            self._claim(other, record, hint="or_other needs this name for the text question that it adds.")
            self.here.children.append(Draft(record, other, Asked(Kind.TEXT), self.here, other_of=name))

    def _check_list(self, record: Record, asked: Asked) -> None:
        name = asked.choice_list
        if not name or asked.is_from_file:
            return
        if name in (MISSING_LIST, MORE_LIST):
            self.table.fault(
                "reserved-name", f"The list '{name}' cannot be asked for", record=record, column="type",
                hint="Write dk or refused into the column missing." if name == MISSING_LIST else "Rename it.",
            )  # fmt: skip
        elif name not in self.list_names:
            self.table.fault(
                "unknown-list", f"Unknown choice list '{name}'", record=record, column="type",
                expected="a list of the sheet choices", hint=suggestion(name, self.list_names),
            )  # fmt: skip

    def _take_name(self, record: Record, *, is_note: bool = False) -> str:
        """Check a name, remember it and return it; a note may do without."""
        name = record["name"]
        if not name and is_note:
            name = f"note_{record.row}"
            self.table.warn("generated-name", f"The note has no name, it is called '{name}'", record=record,
                            column="name")  # fmt: skip
        if not name:
            self.table.fault("missing-name", "The row has no name", record=record, column="name", expected="a name")
            return ""
        if not _NAME.fullmatch(name) or "__" in name:
            self.table.fault(
                "bad-name", f"The name '{name}' cannot be used", record=record, column="name",
                expected="a letter (a to z) or '_', then letters, digits, '_', '-' or '.', without '__'",
            )  # fmt: skip
        elif name.lower() in RESERVED:
            self.table.fault("reserved-name", f"The name '{name}' is kept for XLSForm itself", record=record,
                             column="name", hint="Choose another one.")  # fmt: skip
        self._claim(name, record)
        return name

    def _claim(self, name: str, record: Record, *, hint: str = "") -> None:
        former = self.names.setdefault(name.lower(), record)
        spelled = self.spelled.setdefault(name.lower(), name)
        if former is record:
            return
        same = "stands twice" if spelled == name else f"differs from '{spelled}' in capitals only"
        self.table.fault(
            "duplicate-name", f"The name '{name}' {same}", record=record, column="name", value=name,
            hint=hint or f"It was given in row {former.row}; choose another one.",
        )  # fmt: skip


def _speech(group: Group) -> str:
    return "Repeat" if group.is_repeat else "Group"
