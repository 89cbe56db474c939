"""Random histories of editions, with what became of each measure noted apart from the code under test."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from querschnitt.core.editions import Edition, Kind, Succession, Version

TEXTS = st.sampled_from(["Kurse", "Mehr Kurse", "Kurse für alle", "Beratung", "Beratung, auch digital", ""])


@dataclass(frozen=True)
class History:
    """Editions in a row, the successions of each after the first, and (edition, edition) -> links of identities."""

    editions: tuple[Edition, ...]
    steps: tuple[tuple[Succession, ...], ...]

    def links(self, first: int, last: int) -> set[tuple[str, str]]:
        """Follow each measure by hand, edition by edition."""
        found = {(version.identity, version.identity) for version in self.editions[first].versions}
        for step in self.steps[first:last]:
            one = {(each.earlier, each.later) for each in step if each.earlier and each.later}
            found = {(start, after) for start, here in found for before, after in one if here == before}
        return found


class _Step:
    """One edition after another: what was drawn for each measure."""

    def __init__(self, draw: st.DrawFn, before: Edition, number: int) -> None:
        self.draw, self.before, self.number = draw, before, number
        self.versions: list[Version] = []
        self.successions: list[Succession] = []
        self.new = 0
        names = sorted({version.field for version in before.versions} | {"1"})
        # Fields are renamed, two may become one; a measure moves where its field goes elsewhere.
        self.field = {name: draw(st.sampled_from([name, f"{name}'", "gathered"])) for name in names}
        self.follows: dict[str, frozenset[str]] = {
            later: frozenset(name for name in names if self.field[name] == later) for later in self.field.values()
        }

    def fresh(self) -> str:
        self.new += 1
        return f"{self.number}-{self.new}"

    def add(self, version: Version, kind: Kind, *earlier: str) -> None:
        self.versions.append(version)
        self.successions += [
            Succession(kind, each, version.identity, reason=f"{kind} {self.number}") for each in earlier
        ]

    def go(self) -> None:
        waiting = list(self.draw(st.permutations(self.before.versions)))
        while waiting:
            version = waiting.pop()
            here = replace(version, field=self.field[version.field])
            kind = self.draw(st.sampled_from([kind for kind in Kind if kind != Kind.REGROUPED]))
            if kind == Kind.ENDED:
                self.successions.append(Succession(kind, version.identity, reason="ended"))
            elif kind == Kind.SPLIT:
                own = self.draw(st.booleans())
                parts = [
                    version.identity if own else self.fresh(),
                    *(self.fresh() for _ in range(self.draw(st.integers(1, 3)))),
                ]
                for part in parts:
                    self.add(replace(here, identity=part, words=self.words()), kind, version.identity)
            elif kind == Kind.MERGED and waiting:
                others = [waiting.pop() for _ in range(self.draw(st.integers(1, min(3, len(waiting)))))]
                all_of_them = [version.identity, *(other.identity for other in others)]
                into = self.draw(st.sampled_from([*all_of_them, self.fresh()]))
                self.add(replace(here, identity=into, words=self.words()), kind, *all_of_them)
            elif kind == Kind.MOVED:
                self.add(replace(here, field=f"elsewhere {self.number}", words=self.words()), kind, version.identity)
                self.follows.setdefault(f"elsewhere {self.number}", frozenset())
            elif kind == Kind.REWORDED:
                words = (("text", version.part("text") + " anders"), ("goal", version.part("goal")))
                self.add(replace(here, words=words), kind, version.identity)
            else:
                self.add(replace(here, number=f"{self.number}.{len(self.versions)}"), Kind.KEPT, version.identity)
        for _ in range(self.draw(st.integers(0, 3))):
            identity = self.fresh()
            field = self.draw(st.sampled_from(sorted(self.follows)))
            self.versions.append(Version(identity, identity, field, self.words()))
            self.successions.append(Succession(Kind.NEW, later=identity, reason="new"))

    def words(self) -> tuple[tuple[str, str], ...]:
        return (("text", self.draw(TEXTS)), ("goal", self.draw(TEXTS)))


@st.composite
def histories(draw: st.DrawFn, *, editions: int = 4) -> History:
    """Editions in a row: kept, reworded, moved, split, merged, ended and new measures, fields renamed and regrouped."""
    first = tuple(
        Version(
            f"0-{place}", f"1.{place}", draw(st.sampled_from("123")), (("text", draw(TEXTS)), ("goal", draw(TEXTS)))
        )
        for place in range(draw(st.integers(0, 8)))
    )
    made, steps = [Edition("0", first)], []
    for number in range(1, draw(st.integers(2, editions))):
        step = _Step(draw, made[-1], number)
        step.go()
        order = draw(st.permutations(step.versions))
        made.append(Edition(str(number), tuple(order), step.follows))
        steps.append(tuple(draw(st.permutations(step.successions))))
    return History(tuple(made), tuple(steps))
