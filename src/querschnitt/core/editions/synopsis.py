"""Two editions side by side: rows in which every measure stands exactly once on each side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from querschnitt.core.editions.successions import Kind, Succession, kind_of
from querschnitt.core.editions.values import Edition, Version
from querschnitt.core.editions.wording import Segment, compare_words
from querschnitt.core.errors import StateError


@dataclass(frozen=True)
class PartChange:
    """One part of a measure in both editions, word by word."""

    part: str
    segments: tuple[Segment, ...]

    @property
    def is_changed(self) -> bool:
        """Return whether the part has other words."""
        return any(segment.change != "same" for segment in self.segments)


@dataclass(frozen=True)
class Row:
    """Measures that belong together: one and one, one and its parts, several and what they became, one alone."""

    kind: Kind
    earlier: tuple[Version, ...]
    later: tuple[Version, ...]
    reasons: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()

    @cached_property
    def changes(self) -> tuple[PartChange, ...]:
        """Return each part word by word where one measure stands on both sides; nothing else can be compared so."""
        if len(self.earlier) != 1 or len(self.later) != 1:
            return ()
        before, after = dict(self.earlier[0].words), dict(self.later[0].words)
        parts = list(dict.fromkeys([*before, *after]))
        return tuple(PartChange(part, compare_words(before.get(part, ""), after.get(part, ""))) for part in parts)


@dataclass(frozen=True)
class Synopsis:
    """The rows, in the order of the later edition; what ended stands behind what it stood behind before."""

    earlier: Edition
    later: Edition
    rows: tuple[Row, ...]

    @property
    def counts(self) -> Mapping[Kind, int]:
        """Return how many rows there are of each kind."""
        return Counter(row.kind for row in self.rows)


def synopsis(earlier: Edition, later: Edition, successions: Iterable[Succession]) -> Synopsis:
    """Put two editions side by side.

    Parameters
    ----------
    successions : between the two; of editions that do not follow each other directly those of `chained`

    Raises
    ------
    StateError : if a measure would vanish or come from nowhere.

    >>> before = Edition("2020", (Version("a", "1.1", "1", (("text", "Kurse"),)),))
    >>> after = Edition("2023", (Version("a", "1.1", "1", (("text", "Kurse"),)),))
    >>> [row.kind.value for row in synopsis(before, after, [Succession(Kind.KEPT, "a", "a")]).rows]
    ['kept']
    """
    linked = list(successions)
    groups = _groups(earlier, later, linked)
    rows = [_row(earlier, later, group, linked_here) for group, linked_here in groups]
    return Synopsis(earlier, later, tuple(_in_order(rows, earlier, later)))


Group = tuple[tuple[str, ...], tuple[str, ...]]


def _groups(
    earlier: Edition, later: Edition, successions: Sequence[Succession]
) -> list[tuple[Group, list[Succession]]]:
    """Return what hangs together: identities of both sides, with the successions among them."""
    root: dict[tuple[str, str], tuple[str, str]] = {}

    def find(node: tuple[str, str]) -> tuple[str, str]:
        while root.setdefault(node, node) != node:
            node = root[node]
        return node

    for each in successions:
        nodes = [node for node in (("earlier", each.earlier), ("later", each.later)) if node[1]]
        root[find(nodes[0])] = find(nodes[-1])
    gathered: dict[tuple[str, str], list[Succession]] = defaultdict(list)
    for each in successions:
        gathered[find(("later", each.later) if each.later else ("earlier", each.earlier))].append(each)
    _require_all(earlier, later, root)
    found = []
    for linked in gathered.values():
        before = sorted({each.earlier for each in linked if each.earlier}, key=earlier.place.__getitem__)
        after = sorted({each.later for each in linked if each.later}, key=later.place.__getitem__)
        found.append(((tuple(before), tuple(after)), linked))
    return found


def _require_all(earlier: Edition, later: Edition, linked: Iterable[tuple[str, str]]) -> None:
    known = {("earlier", identity) for identity in earlier.by_identity}
    known |= {("later", identity) for identity in later.by_identity}
    for side, identity in sorted(known ^ set(linked)):
        edition = earlier if side == "earlier" else later
        version = edition.by_identity.get(identity)
        raise StateError(
            "The synopsis would not be whole",
            where=f"edition {edition.name}, measure {version.number if version else identity}",
            expected="each measure once on its side",
            hint="Say what became of it: kept, split, merged, ended, or new.",
        )


def _row(earlier: Edition, later: Edition, group: Group, linked: Sequence[Succession]) -> Row:
    before = tuple(earlier.by_identity[identity] for identity in group[0])
    after = tuple(later.by_identity[identity] for identity in group[1])
    return Row(
        kind=_kind(before, after, later),
        earlier=before,
        later=after,
        reasons=tuple(dict.fromkeys(each.reason for each in linked if each.reason)),
        decisions=tuple(dict.fromkeys(each.decision for each in linked if each.decision)),
    )


def _kind(before: Sequence[Version], after: Sequence[Version], edition: Edition) -> Kind:
    if not before or not after:
        return Kind.ENDED if before else Kind.NEW
    if len(before) == 1 and len(after) == 1:
        return kind_of(before[0], after[0], edition=edition)
    if len(before) == 1:
        return Kind.SPLIT
    return Kind.MERGED if len(after) == 1 else Kind.REGROUPED


def _in_order(rows: Sequence[Row], earlier: Edition, later: Edition) -> list[Row]:
    standing = sorted((row for row in rows if row.later), key=lambda row: later.place[row.later[0].identity])
    row_of = {version.identity: row for row in rows for version in row.earlier}
    behind: dict[int, list[Row]] = defaultdict(list)
    last = 0
    for version in earlier.versions:
        row = row_of[version.identity]
        if row.later:
            last = id(row)
        else:
            behind[last].append(row)
    found = list(behind[0])
    for row in standing:
        found += [row, *behind[id(row)]]
    return found
