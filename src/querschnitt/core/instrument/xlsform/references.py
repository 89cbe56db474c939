"""What a row may refer to: questions that exist, come before, and can be seen from where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.model import Kind
from querschnitt.core.instrument.xlsform.layout import references
from querschnitt.core.instrument.xlsform.outline import Draft, Group, Outline
from querschnitt.core.instrument.xlsform.sheet import Record, Table

_DECIDING = ("relevant", "calculation", "default", "choice_filter", "repeat_count")
"""Columns that decide on whether a question comes, or on its value."""


@dataclass(frozen=True)
class Standpoint:
    """Where an expression stands: its row, and the repeats around it, outermost first."""

    record: Record
    repeats: tuple[str, ...]

    @classmethod
    def of(cls, draft: Draft) -> Standpoint:
        return cls(draft.record, draft.repeats)

    @classmethod
    def around(cls, group: Group, *, is_inside: bool = False) -> Standpoint:
        """Return the standpoint of a group's row: a repeat is decided on from outside, its heading stands inside."""
        repeats = group.repeats if is_inside or group.parent is None else group.parent.repeats
        return cls(group.record or Record(0, {}, {}), repeats)

    def is_inside(self, repeats: tuple[str, ...]) -> bool:
        """Whether a question with these repeats around it has one value here."""
        return self.repeats[: len(repeats)] == repeats


@dataclass
class References:
    """Checks the names that rows refer to.

    Attributes
    ----------
    questions : every question of the outline, by name
    """

    table: Table
    outline: Outline
    questions: dict[str, Draft] = field(init=False)
    groups: dict[str, Group] = field(init=False)

    def __post_init__(self) -> None:
        self.questions = {draft.name: draft for draft in reversed(self.outline.drafts)}
        self.groups = self.outline.groups

    def check(
        self, standpoint: Standpoint, column: str, name: str, *, tag: str = "", of_other_instance: bool = False
    ) -> None:
        """Note what is wrong with one reference.

        Parameters
        ----------
        of_other_instance : whether it is asked for in another instance of its repeat, so that it may come later
        """
        record = standpoint.record
        draft, group = self.questions.get(name), self.groups.get(name)
        if draft is not None and column == "label" and self._is_heading_of(record, draft):
            self._warn_heading(record, column, name, tag)
        elif draft is None and group is not None and group.is_repeat:
            self._check_order(record, column, name, group.record.row if group.record else 0)
        elif draft is None:
            self._note_unknown(record, column, name, tag)
        elif draft.kind is Kind.NOTE:
            what = f"'{name}' in {_place(record, column)} is a note and has no answer"
            self.table.fault("unknown-reference", what, record=record, column=column, tag=tag)
        elif draft.order == record.row and not draft.other_of:
            self._note_itself(record, column, name, tag)
        elif not (of_other_instance and standpoint.is_inside(draft.repeats)):
            self._check_order(record, column, name, draft.order, tag=tag)

    def _is_heading_of(self, record: Record, draft: Draft) -> bool:
        return any(group.record is record for group in draft.group.around)

    def _warn_heading(self, record: Record, column: str, name: str, tag: str) -> None:
        self.table.warn(
            "later-in-heading", f"The heading of '{record['name']}' shows '{name}' before it is asked", record=record,
            column=column, tag=tag, hint="Until then an ellipsis stands there.",
        )  # fmt: skip

    def _note_itself(self, record: Record, column: str, name: str, tag: str) -> None:
        if column == "constraint":
            code, hint = "later-reference", "Write '.' for the answer itself."
        else:
            code, hint = "cycle" if column in _DECIDING else "later-reference", "Refer to an earlier question."
        self.table.fault(
            code, f"'{name}' refers to itself in {column}", record=record, column=column, tag=tag, hint=hint
        )

    def _check_order(self, record: Record, column: str, name: str, row: int, *, tag: str = "") -> None:
        if row < record.row:
            return
        cycle = self._cycle(record, name) if column in _DECIDING else ()
        if cycle:
            way = " → ".join([*cycle, cycle[0]])
            self.table.fault(
                "cycle", f"'{record['name']}' depends on itself: {way}", record=record, column=column, tag=tag,
                hint="Take one of the references away.",
            )  # fmt: skip
        else:
            self.table.fault(
                "later-reference", f"'{name}' in {_place(record, column)} comes later (row {row})", record=record,
                column=column, tag=tag, expected="a question that comes before", hint="Move one of the two.",
            )  # fmt: skip

    def _cycle(self, record: Record, name: str) -> tuple[str, ...]:
        """Return the names on the way from a row back to itself, if what it refers to depends on it."""
        start = record["name"]
        came_from: dict[str, str] = {name: start}
        waiting = [name]
        while waiting:
            here = waiting.pop()
            for following in self._depends_on(here):
                if following == start:
                    return _way(came_from, start, here)
                if following not in came_from:
                    came_from[following] = here
                    waiting.append(following)
        return ()

    def _depends_on(self, name: str) -> Iterator[str]:
        """Give what decides on a question or group: what its cells name, and the groups around it."""
        draft, group = self.questions.get(name), self.groups.get(name)
        if draft is not None:
            yield from references(draft.record, *_DECIDING)
            yield from (outer.name for outer in draft.group.around)
        elif group is not None and group.record is not None:
            yield from references(group.record, *_DECIDING)
            yield from (outer.name for outer in group.around[:-1])

    def _note_unknown(self, record: Record, column: str, name: str, tag: str) -> None:
        is_group = name in self.groups
        if not is_group and self._is_noted(name):
            return
        place = _place(record, column)
        what = f"'{name}' in {place} is a group" if is_group else f"Unknown question '{name}' in {place}"
        hint = suggestion(name, self.questions)
        if name.startswith("last-saved#"):
            hint = "Answers of an earlier interview are not known."
        self.table.fault(
            "unknown-reference", what, record=record, column=column, tag=tag, expected="the name of a question",
            hint=hint,
        )  # fmt: skip

    def _is_noted(self, name: str) -> bool:
        """Whether a row of this name was refused as a question: then that is the fault, not the reference to it."""
        named = self.outline.names.get(name.lower())
        return named is not None and named.row > 0 and named["name"] == name


def _way(came_from: dict[str, str], start: str, last: str) -> tuple[str, ...]:
    way = [last]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


def _place(record: Record, column: str) -> str:
    return f"{column} of '{record['name']}'"
