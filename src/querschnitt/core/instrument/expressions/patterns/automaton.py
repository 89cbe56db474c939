"""The automaton of a pattern: its states are the characters that are written in it.

References
----------
Glushkov (1961), Russian Mathematical Surveys 16(5), 1-53.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.expressions.patterns.parts import Characters, Choice, Part, Repetition, Row
from querschnitt.core.instrument.expressions.patterns.syntax import read

MAX_STATES = 2000
"""Characters of a pattern with its repetitions written out; more is a mistake like {1,100000}."""

MAX_PARTS = 10 * MAX_STATES
"""The same, with groups and with parts that are empty."""

_CACHED_STEPS = 5000

States = tuple[int, int, bool]
"""The first states of a part, its last states, and whether it may be empty."""


@dataclass
class Automaton:
    """The states of a pattern: bit n stands for its n-th character."""

    tests: list[Callable[[str], bool]] = field(default_factory=list)
    follow: list[int] = field(default_factory=list)
    steps: dict[tuple[int, str], int] = field(default_factory=dict)
    first: int = 0
    last: int = 0
    is_empty_possible: bool = False
    added: int = 0

    @classmethod
    def of(cls, part: Part) -> Automaton:
        made = cls()
        made.first, made.last, made.is_empty_possible = made.add(part)
        return made

    def add(self, part: Part) -> States:
        """Add a part."""
        self.added += 1
        if self.added > MAX_PARTS or len(self.tests) > MAX_STATES:
            raise ExpressionError("The pattern is too long", expected=f"at most {MAX_STATES} characters written out")
        if isinstance(part, Characters):
            return self._character(part)
        if isinstance(part, Repetition):
            return self._repetition(part)
        if isinstance(part, Choice):
            added = [self.add(each) for each in part.parts]
            first, last = 0, 0
            for one, other, _ in added:
                first, last = first | one, last | other
            return first, last, any(is_empty for *_, is_empty in added)
        if isinstance(part, Row):
            return self._row([partial(self.add, each) for each in part.parts])
        return 0, 0, True

    def _character(self, part: Characters) -> States:
        state = 1 << len(self.tests)
        self.tests.append(part.test)
        self.follow.append(0)
        return state, state, False

    def _row(self, additions: Sequence[Callable[[], States]]) -> States:
        first, last, is_empty = 0, 0, True
        for addition in additions:
            then_first, then_last, then_empty = addition()
            self._connect(last, then_first)
            first |= then_first if is_empty else 0
            last = then_last | (last if then_empty else 0)
            is_empty = is_empty and then_empty
        return first, last, is_empty

    def _repetition(self, part: Repetition) -> States:
        """Write a repetition out: a{2,} is aa+, a{1,3} is a(a(a)?)?."""
        copies = max(part.least, 1) if part.most is None else part.most
        return self._row(
            [
                partial(
                    self._copy,
                    part.part,
                    optional=number >= part.least,
                    endless=part.most is None and number == copies - 1,
                )
                for number in range(copies)
            ]
        )

    def _copy(self, part: Part, *, optional: bool, endless: bool) -> States:
        first, last, is_empty = self.add(part)
        if endless:
            self._connect(last, first)
        return first, last, is_empty or optional

    def _connect(self, last: int, first: int) -> None:
        for state in _numbers(last):
            self.follow[state] |= first

    def run(self, text: str, *, whole: bool) -> bool:
        """Whether the text matches, or, with `whole` false, some beginning of it."""
        if self.is_empty_possible and (not text or not whole):
            return True
        reached = self.first
        for place, character in enumerate(text, start=1):
            states = self._step(reached, character)
            if states & self.last and (not whole or place == len(text)):
                return True
            reached = self._after(states)
            if not reached:
                return False
        return False

    def _step(self, states: int, character: str) -> int:
        """Return those of the states that take the character."""
        key = (states, character)
        if key not in self.steps:
            if len(self.steps) >= _CACHED_STEPS:
                self.steps.clear()
            self.steps[key] = sum(1 << state for state in _numbers(states) if self.tests[state](character))
        return self.steps[key]

    def _after(self, states: int) -> int:
        reached = 0
        for state in _numbers(states):
            reached |= self.follow[state]
        return reached


def _numbers(states: int) -> Iterator[int]:
    """Give the numbers of the bits that are set."""
    while states:
        lowest = states & -states
        yield lowest.bit_length() - 1
        states ^= lowest


@dataclass(frozen=True)
class Pattern:
    """A pattern that was read.

    Attributes
    ----------
    portable : the pattern as every engine understands it
    automaton : what matches the whole text
    looks : what a beginning of the text must match, or must not: the automaton, whether it is forbidden, and whether
        it speaks of the whole text
    """

    portable: str
    automaton: Automaton
    looks: tuple[tuple[Automaton, bool, bool], ...]

    def matches(self, text: str) -> bool:
        """Whether the whole text matches."""
        for automaton, is_forbidden, whole in self.looks:
            if automaton.run(text, whole=whole) is is_forbidden:
                return False
        return self.automaton.run(text, whole=True)


@lru_cache(maxsize=500)
def pattern(written: str) -> Pattern:
    """Read a pattern.

    Raises
    ------
    ExpressionError : if it cannot be read, or uses what not every engine has; `position` counts inside the pattern

    >>> pattern("^[0-9]{2,3}$").matches("117"), pattern(r"\\d+|x").portable
    (True, '[0-9]+|x')
    """
    looks, body = read(written)
    return Pattern(
        portable="".join(look.portable for look in looks) + body.portable,
        automaton=Automaton.of(body),
        looks=tuple((Automaton.of(look.part), look.is_forbidden, look.is_whole) for look in looks),
    )
