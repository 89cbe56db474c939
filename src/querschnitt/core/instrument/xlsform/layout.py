"""From the outline to pages and sections: which questions stand together, and where a page has to end.

A group without groups is a page, a group around groups is a section, and a question outside of any page is a page of
its own. `field-list` keeps everything of a group on one page. A page ends where a question needs the answer to another
one of the same page before it can be written: for its wording, its choices, its default.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from querschnitt.core.instrument.messages import NAME, pipes
from querschnitt.core.instrument.model import Kind
from querschnitt.core.instrument.xlsform.kinds import Asked
from querschnitt.core.instrument.xlsform.outline import Draft, Group, Outline
from querschnitt.core.instrument.xlsform.sheet import Record

_REFERENCE = re.compile(NAME)
ONE_PAGE = frozenset({"field-list", "table-list"})
_WRITTEN_FIRST = ("label", "hint", "guidance_hint")
"""Texts that are written before anybody answers; a message comes after the answer."""


@dataclass(frozen=True, eq=False)
class DraftPage:
    """A page: its questions, the section it stands in, and the group that it is (None for a part, or one question)."""

    name: str
    section: str
    drafts: tuple[Draft, ...]
    group: Group | None = None


@dataclass
class Layout:
    """Lays out an outline.

    Attributes
    ----------
    pages : in the order of the sheet
    sections : groups around pages, and repeats; outer ones first
    flattened : the groups whose condition each question carries on, since they have no page or section of their own
    """

    outline: Outline
    pages: list[DraftPage] = field(default_factory=list)
    sections: list[Group] = field(default_factory=list)
    flattened: dict[Draft, tuple[Group, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lay_out(self.outline.root, section="")

    def _lay_out(self, group: Group, *, section: str) -> None:
        for child in group.children:
            if isinstance(child, Group):
                self._lay_out_group(child, section)
            elif not child.other_of:
                others = [one for one in group.children if isinstance(one, Draft) and one.other_of == child.name]
                self.pages.append(DraftPage(child.name, section, (child, *others) if child.name else (child,)))

    def _lay_out_group(self, group: Group, section: str) -> None:
        if not any(group.drafts):
            return
        if not self._is_page(group):
            self.sections.append(group)
            self._lay_out(group, section=group.name)
            return
        drafts = tuple(self._flat(group))
        parts = list(self._parts(group, drafts))
        if len(parts) == 1 and not group.is_repeat:
            self.pages.append(DraftPage(group.name, section, drafts, group))
            return
        self.sections.append(group)
        for part in parts:
            self.pages.append(DraftPage(self._part_name(group.name), group.name, tuple(part)))

    def _is_page(self, group: Group) -> bool:
        """Whether a group is shown as a whole."""
        inner = list(group.groups)
        keeps_together = bool(ONE_PAGE & appearance_words(group.record))
        if any(one.is_repeat for one in inner):
            if keeps_together:
                self.outline.table.warn(
                    "page-break", f"The repeat inside '{group.name}' stands on pages of its own", record=group.record,
                    column="appearance", hint="A page cannot hold a repeat; take field-list away.",
                )  # fmt: skip
            return False
        return keeps_together or not (inner or group.is_repeat)

    def _flat(self, group: Group, within: tuple[Group, ...] = ()) -> Iterator[Draft]:
        """Give the questions of a page; a group inside it becomes a note with its heading, and a condition."""
        for child in group.children:
            if isinstance(child, Draft):
                self.flattened[child] = within
                yield child
                continue
            if child.record is not None and child.record.texts.get("label"):
                heading = Draft(child.record, child.name, Asked(Kind.NOTE), group, heading_of=child)
                self.flattened[heading] = within
                yield heading
            yield from self._flat(child, (*within, child))

    def _parts(self, group: Group, drafts: Sequence[Draft]) -> Iterator[list[Draft]]:
        """Break a page in front of each question that needs an answer of the same page."""
        part: list[Draft] = []
        fresh: set[str] = set()
        for draft in drafts:
            needed = sorted(fresh & set(_needs(draft)))
            if needed:
                self.outline.table.warn(
                    "page-break", f"'{group.name}' goes on on a new page with '{draft.name}'", record=draft.record,
                    column="name", value=draft.name, hint=f"It is written with the answer to '{needed[0]}'.",
                )  # fmt: skip
                yield part
                part, fresh = [], set()
            part.append(draft)
            if draft.name and (draft.kind.is_asked or fresh & set(references(draft.record, "calculation", "default"))):
                fresh.add(draft.name)
        yield part

    def _part_name(self, name: str) -> str:
        number = 1
        while f"{name}.{number}".lower() in self.outline.names:
            number += 1
        found = f"{name}.{number}"
        self.outline.names[found.lower()] = Record(0, {"name": found}, {})
        return found


def _needs(draft: Draft) -> Iterable[str]:
    """Give the names of the questions without whose answers a question cannot be written."""
    if draft.other_of:
        return
    yield from references(draft.record, "choice_filter", "default", "parameters")
    if draft.kind.is_shown:
        yield from references(draft.record, "calculation")
    for head in _WRITTEN_FIRST:
        for text in draft.record.texts.get(head, {}).values():
            yield from pipes(text)


def references(record: Record, *columns: str) -> Iterator[str]:
    """Give the names that the cells of a row refer to."""
    for column in columns:
        yield from _REFERENCE.findall(record[column])


def appearance_words(record: Record | None) -> frozenset[str]:
    return frozenset() if record is None else frozenset(record["appearance"].lower().split())
