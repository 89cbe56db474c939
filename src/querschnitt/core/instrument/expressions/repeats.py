"""Functions of the values of a repeat, seen from outside of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.operations import number, plain, single, strongest, text
from querschnitt.core.instrument.values import Instances, Missing, NodeSet

Compiled = Callable[[Environment], object]


def members(value: object) -> tuple[object, ...]:
    """Return the values of a set: of all instances, the codes of a list, or one value alone."""
    if isinstance(value, NodeSet):
        return tuple(map(plain, value))
    found = single(value)
    return found if isinstance(found, tuple) else (found,)


def count(value: object) -> int:
    """Count the instances of a repeat, or the values of a question in them; nothing there is none."""
    if isinstance(value, (NodeSet, Instances)):
        return len(value)
    return 0 if value is Missing.NOT_ASKED else len(members(value))


def count_non_empty(value: object) -> int:
    """Count the values that are an answer. "Don't know" is one: it was chosen."""
    if isinstance(value, Instances):
        return len(value)
    return sum(1 for member in members(value) if member not in (Missing.NOT_ASKED, "", ()))


def concat(*values: object) -> str:
    """Write the values one after the other, those of all instances, too. A list of codes is one value here."""
    return "".join(
        text(part) for value in values for part in (members(value) if isinstance(value, NodeSet) else [value])
    )


def join(separator: object, *values: object) -> str:
    """Write the values with a separator between them."""
    return text(separator).join(text(member) for value in values for member in members(value))


def indexed(target: str, repeats: Sequence[str], places: Sequence[Compiled]) -> Compiled:
    """Make `indexed-repeat()`: the value of a question in the instance with these numbers, from outside inwards."""

    def find(environment: Environment) -> object:
        numbers = [number(place(environment)) for place in places]
        missing = strongest(numbers)
        if missing is not None:
            return missing
        scope: Mapping[str, object] = environment.answers
        for repeat, place in zip(repeats, numbers, strict=True):
            row = scope.get(repeat)
            if not isinstance(row, Instances):
                row = _without_instances(scope, target) if len(repeats) == 1 else Instances()
            if isinstance(place, Missing) or place not in range(1, len(row) + 1):
                return Missing.NOT_ASKED
            scope = row[int(place) - 1]
        return _value_in(scope, target)

    return find


def _without_instances(scope: Mapping[str, object], target: str) -> Instances:
    """Put the values of a question into instances, where only the values are known."""
    values = scope.get(target)
    return Instances({target: value} for value in values) if isinstance(values, NodeSet) else Instances()


def _value_in(scope: Mapping[str, object], target: str) -> object:
    if target in scope:
        return single(plain(scope[target]))
    return single(NodeSet(values_within(scope, target)))


def values_within(scope: Mapping[str, object], target: str) -> Iterator[object]:
    """Give the values that a question has in an instance and in the repeats inside it."""
    for name, value in scope.items():
        if name == target:
            yield value
        elif isinstance(value, Instances):
            for instance in value:
                yield from values_within(instance, target)
