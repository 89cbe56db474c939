"""What became of each measure from one edition to the next. Each stands exactly once on its side; nothing vanishes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from querschnitt.core.editions.values import Edition, Version


class Kind(StrEnum):
    """What became of a measure, or where it comes from."""

    KEPT = "kept"
    REWORDED = "reworded"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    ENDED = "ended"
    NEW = "new"
    REGROUPED = "regrouped"  # several became several others; only over more than one edition


ONE_TO_ONE = (Kind.KEPT, Kind.REWORDED, Kind.MOVED)


@dataclass(frozen=True)
class Succession:
    """One measure of the edition before and one of the next, by their identity; a new one and an ended one lack one."""

    kind: Kind
    earlier: str = ""
    later: str = ""
    reason: str = ""
    decision: str = ""


class Rule(StrEnum):
    """What can be wrong with successions."""

    UNKNOWN_EARLIER = "names a measure that the edition before does not have"
    UNKNOWN_LATER = "names a measure that the edition does not have"
    VANISHED = "the measure has no succession: it would vanish"
    UNEXPLAINED = "the measure comes from nowhere: it is neither new nor follows another"
    EARLIER_TWICE = "the measure has several successions and is not split"
    LATER_TWICE = "the measure follows several and is not merged"
    SPLIT_INTO_ONE = "the measure is split into one"
    MERGED_FROM_ONE = "the measure is merged from one"
    WRONG_SIDES = "a new measure follows none, an ended one has no successor, every other has both"
    OTHER_IDENTITY = "a measure that is kept, reworded or moved stays the same measure"
    LOST_IDENTITY = "the measure was there before, but does not follow itself"
    OTHER_KIND = "the contents say another kind"


@dataclass(frozen=True)
class Inconsistency:
    """One thing that is wrong, with the numbers of the measures as their editions print them."""

    rule: Rule
    earlier: str = ""
    later: str = ""

    @property
    def measures(self) -> str:
        """Return the numbers of the measures, the earlier one first."""
        return " → ".join(filter(None, (self.earlier, self.later)))

    def __str__(self) -> str:
        return f"{self.measures}: {self.rule.value}"


def kind_of(earlier: Version, later: Version, *, edition: Edition) -> Kind:
    """Return kept, reworded or moved for a measure that stays one.

    It is moved where its field of action is another, and not just the same one under another name. Moved comes before
    reworded: the words show themselves.

    >>> one = Version("a", "1.1", "1", (("text", "Kurse"),))
    >>> kind_of(one, Version("a", "1.2", "1", (("text", "Mehr Kurse"),)), edition=Edition("2023", ()))
    <Kind.REWORDED: 'reworded'>
    """
    if earlier.field not in edition.follows.get(later.field, {later.field}):
        return Kind.MOVED
    return Kind.KEPT if earlier.words == later.words else Kind.REWORDED


def settled(earlier: Edition, later: Edition, successions: Iterable[Succession]) -> tuple[Succession, ...]:
    """Return successions with kept, reworded and moved taken from the contents, where the measure is the same."""
    return tuple(_settled(each, earlier, later) for each in successions)


def _settled(each: Succession, earlier: Edition, later: Edition) -> Succession:
    before, after = earlier.by_identity.get(each.earlier), later.by_identity.get(each.later)
    if each.kind not in ONE_TO_ONE or before is None or after is None or each.earlier != each.later:
        return each
    return replace(each, kind=kind_of(before, after, edition=later))


def check_successions(earlier: Edition, later: Edition, successions: Sequence[Succession]) -> tuple[Inconsistency, ...]:
    """Return everything that is wrong with the successions between two editions; nothing if they are whole.

    Each measure of the edition before is kept, reworded, moved, split into several, merged with others, or ended; each
    of the next is kept, reworded or moved, part of a split, what others were merged into, or new. A measure that is
    split is not merged as well: that takes two editions.

    >>> old = Edition("2020", (Version("a", "1.1", "1", ()),))
    >>> [str(found) for found in check_successions(old, Edition("2023", ()), [])]
    ['1.1: the measure has no succession: it would vanish']
    """
    numbers = (
        {version.identity: version.number for version in earlier.versions},
        {version.identity: version.number for version in later.versions},
    )
    found = [
        *_vanished(earlier, later, successions),
        *(rule for each in successions for rule in _wrong_in(each, earlier, later)),
        *_wrong_counts(successions),
        *_lost(earlier, later, successions),
    ]
    return tuple(
        Inconsistency(each.rule, numbers[0].get(each.earlier, each.earlier), numbers[1].get(each.later, each.later))
        for each in dict.fromkeys(found)
    )


def _vanished(earlier: Edition, later: Edition, successions: Sequence[Succession]) -> Iterator[Inconsistency]:
    before, after = {each.earlier for each in successions}, {each.later for each in successions}
    for version in earlier.versions:
        if version.identity not in before:
            yield Inconsistency(Rule.VANISHED, earlier=version.identity)
    for version in later.versions:
        if version.identity not in after:
            yield Inconsistency(Rule.UNEXPLAINED, later=version.identity)


def _wrong_in(each: Succession, earlier: Edition, later: Edition) -> Iterator[Inconsistency]:
    if each.earlier and each.earlier not in earlier.by_identity:
        yield Inconsistency(Rule.UNKNOWN_EARLIER, each.earlier, each.later)
    if each.later and each.later not in later.by_identity:
        yield Inconsistency(Rule.UNKNOWN_LATER, each.earlier, each.later)
    if bool(each.earlier) == (each.kind == Kind.NEW) or bool(each.later) == (each.kind == Kind.ENDED):
        yield Inconsistency(Rule.WRONG_SIDES, each.earlier, each.later)
    elif each.kind in ONE_TO_ONE and each.earlier != each.later:
        yield Inconsistency(Rule.OTHER_IDENTITY, each.earlier, each.later)
    elif each.kind == Kind.REGROUPED or _settled(each, earlier, later).kind != each.kind:
        yield Inconsistency(Rule.OTHER_KIND, each.earlier, each.later)


def _wrong_counts(successions: Sequence[Succession]) -> Iterator[Inconsistency]:
    before, after = _grouped(successions, side="earlier"), _grouped(successions, side="later")
    for identity, kinds in before.items():
        if len(kinds) > 1 and set(kinds) != {Kind.SPLIT}:
            yield Inconsistency(Rule.EARLIER_TWICE, earlier=identity)
        elif kinds == [Kind.SPLIT]:
            yield Inconsistency(Rule.SPLIT_INTO_ONE, earlier=identity)
    for identity, kinds in after.items():
        if len(kinds) > 1 and set(kinds) != {Kind.MERGED}:
            yield Inconsistency(Rule.LATER_TWICE, later=identity)
        elif kinds == [Kind.MERGED]:
            yield Inconsistency(Rule.MERGED_FROM_ONE, later=identity)


def _grouped(successions: Iterable[Succession], *, side: str) -> dict[str, list[Kind]]:
    found: dict[str, list[Kind]] = defaultdict(list)
    for each in successions:
        identity = each.earlier if side == "earlier" else each.later
        if identity:
            found[identity].append(each.kind)
    return found


def _lost(earlier: Edition, later: Edition, successions: Sequence[Succession]) -> Iterator[Inconsistency]:
    itself = {each.later for each in successions if each.earlier == each.later}
    for version in later.versions:
        if version.identity in earlier.by_identity and version.identity not in itself:
            yield Inconsistency(Rule.LOST_IDENTITY, version.identity, version.identity)


def chained(steps: Sequence[Sequence[Succession]]) -> tuple[Succession, ...]:
    """Return what became of the measures of a first edition in a last one, over all editions between.

    What came and went in between stands on neither side. Reasons and decisions on the way are kept in their order.
    The kinds are those of the shape alone; `synopsis` takes kept, reworded and moved from the contents.

    Parameters
    ----------
    steps : the successions of each edition after the first, in their order
    """
    found = list(steps[0]) if steps else []
    for step in steps[1:]:
        found = _composed(found, step)
    return tuple(found)


def _composed(first: Sequence[Succession], second: Sequence[Succession]) -> list[Succession]:
    after: Mapping[str, list[Succession]] = _by_earlier(second)
    found: list[Succession] = []
    for one in first:
        if not one.later:
            found.append(one)
        for two in after.get(one.later, ()) if one.later else ():
            if one.earlier or two.later:
                found.append(_followed(one, two))
    between = {one.later for one in first}
    # What a supplement added in between follows nothing of the first edition.
    found += [
        replace(two, kind=Kind.NEW, earlier="")
        for two in second
        if two.later and (not two.earlier or two.earlier not in between)
    ]
    return _without_ends_of_survivors(found)


def _by_earlier(successions: Iterable[Succession]) -> dict[str, list[Succession]]:
    found: dict[str, list[Succession]] = defaultdict(list)
    for each in successions:
        if each.earlier:
            found[each.earlier].append(each)
    return found


def _followed(one: Succession, two: Succession) -> Succession:
    kind = Kind.NEW if not one.earlier else Kind.ENDED if not two.later else Kind.REGROUPED
    if one.earlier and two.later:
        kinds = {one.kind, two.kind} - set(ONE_TO_ONE)
        kind = kinds.pop() if len(kinds) == 1 else Kind.REGROUPED if kinds else Kind.REWORDED
    return Succession(kind, one.earlier, two.later, _both(one.reason, two.reason), _both(one.decision, two.decision))


def _both(one: str, two: str) -> str:
    return "; ".join(dict.fromkeys(filter(None, (one, two))))


def _without_ends_of_survivors(found: Sequence[Succession]) -> list[Succession]:
    """A measure of which one part ended and another lives on has not ended; one that follows another is not new."""
    lives = {each.earlier for each in found if each.earlier and each.later}
    follows = {each.later for each in found if each.earlier and each.later}
    kept: dict[tuple[str, str], Succession] = {}
    for each in found:
        is_end_of_a_survivor = not each.later and each.earlier in lives
        is_new_that_follows = not each.earlier and each.later in follows
        if not (is_end_of_a_survivor or is_new_that_follows):
            kept.setdefault((each.earlier, each.later), each)
    return list(kept.values())
