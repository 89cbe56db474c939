"""From the questions of a LimeSurvey group to pages.

A group is a page. It becomes several pages inside a group of their own where it holds a battery, which is a page, or
where a text shows an answer that is given on the same page: a page is written before it is answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from querschnitt.tables.limesurvey.lines import Line
from querschnitt.tables.limesurvey.names import Names
from querschnitt.tables.limesurvey.rows.writer import Block

END = Line("end_group")

_REFERENCE = re.compile(r"\$\{([^{}]+)\}")


@dataclass
class _Page:
    """Rows that stand together. `fresh` are the values that change while the page is answered."""

    group: Line | None = None
    lines: list[Line] = field(default_factory=list)
    fresh: set[str] = field(default_factory=set)

    def add(self, lines: Sequence[Line]) -> None:
        for line in lines:
            self.lines.append(line)
            spoken_of = set(_REFERENCE.findall(line.cells.get("calculation", "")))
            if line.is_asked or spoken_of & self.fresh:
                self.fresh.add(line.name)


def _needed(line: Line) -> set[str]:
    """Return the questions whose answers must be there before a row is written."""
    cells = " ".join(line.cells.get(column, "") for column in ("choice_filter", "default", "parameters"))
    return set(line.shows) | set(_REFERENCE.findall(cells))


@dataclass(frozen=True)
class Pages:
    """The rows of a group, and whether it had to be divided because of an answer on the same page."""

    lines: tuple[Line, ...]
    is_divided: bool = False


def arrange(group: Line, blocks: Sequence[Block], names: Names) -> Pages:
    """Put the rows of a group on pages. `group` is the row that begins it."""
    pages: list[_Page] = []
    is_divided = False
    for block in blocks:
        shows = set().union(*map(_needed, block.lines))
        stale = bool(pages) and bool(shows & pages[-1].fresh)
        is_divided = is_divided or (stale and block.group is None)
        if not pages or stale or block.group is not None or pages[-1].group is not None:
            pages.append(_Page(block.group))
        pages[-1].add(block.lines)
    if len(pages) == 1 and pages[0].group is None:
        return Pages((group, *pages[0].lines, END))
    lines = [group]
    for number, page in enumerate(pages, start=1):
        begin = page.group or Line("begin_group", names.free(f"{group.name}_{number}"))
        lines += [begin, *page.lines, END]
    return Pages((*lines, END), is_divided)
