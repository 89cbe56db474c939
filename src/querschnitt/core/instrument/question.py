"""One question as a value: its kind, its wording in every language, its choices and conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from querschnitt.core.errors import QuestionnaireError, suggestion
from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.expressions.tree import Call, nodes

Texts = Mapping[str, str]
"""One text in every language: language tag -> text."""

_NOTHING: Texts = MappingProxyType({})


def nothing() -> Texts:
    """No text in any language."""
    return _NOTHING


MISSING_LIST = "missing_values"
"""The choice list that holds the wording of "don't know" and "refused"."""


class Kind(StrEnum):
    """What a question asks for."""

    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    RANK = "rank"
    INTEGER = "integer"
    DECIMAL = "decimal"
    RANGE = "range"
    TEXT = "text"
    DATE = "date"
    TIME = "time"
    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"
    CALCULATE = "calculate"
    HIDDEN = "hidden"

    def __init__(self, name: str) -> None:
        self.has_choices = name in {"select_one", "select_multiple", "rank"}
        self.is_asked = name not in {"note", "calculate", "hidden"}
        self.is_shown = name not in {"calculate", "hidden"}


ACKNOWLEDGED = "OK"
"""The answer to an `acknowledge` (ODK)."""

OTHER = "other"
"""The code that `or_other` adds to a choice list; the text question beside it is called `<name>_other` (pyxform)."""

MORE_LIST = "more"
"""The choice list (codes "yes", "no", without labels) of the question that ends each instance of an open repeat."""


@dataclass(frozen=True, eq=False)
class Choice:
    """One option of a choice list. `attributes` are its further columns, for `choice_filter`."""

    name: str
    labels: Texts
    attributes: Mapping[str, str] = field(default_factory=nothing)


@dataclass(frozen=True)
class Scale:
    """The steps of a `range`: from start to end, both included, in the unit of the question."""

    start: Decimal
    end: Decimal
    step: Decimal

    @property
    def is_whole(self) -> bool:
        """Whether every step is a whole number, so that the answer is an integer."""
        return all(part == part.to_integral_value() for part in (self.start, self.end, self.step))

    @cached_property
    def steps(self) -> tuple[Decimal, ...]:
        count = int((self.end - self.start) / self.step)
        return tuple(self.start + place * self.step for place in range(count + 1))


@dataclass(frozen=True, eq=False)
class Question:
    """One question, one note or one calculated value.

    Attributes
    ----------
    choice_list, choices : the name of the list (or of the file it comes from) and its options; empty unless the kind
        has choices
    choice_filter : a choice is offered only if this holds, with its attributes; None: all are
    relevant : asked only if this holds; None: always
    required, required_if : must be answered, always or if the condition holds
    constraint : what a given answer must fulfil; `.` is the answer
    calculation : a value that is calculated. On a question that is asked it is shown and cannot be changed
    default : what stands in the field before anybody has answered; the value of a hidden one
    read_only : shown with its default or calculation, cannot be changed
    scale : the steps of a range
    is_randomized, seed : whether the choices come in an order drawn for each interview, and with which seed
    audio : names of the files in which the text is read aloud
    other_of : for the text question that `or_other` adds: the selection it belongs to
    base, place : in a repeat: its name in the workbook, and the numbers of its instance, outermost first. Then `name`
        is `base[1]` or `base[1][2]`; outside of repeats base is "" and place is ()
    missing : codes among "dk", "refused" that are offered beside the answer
    essential : counts for completeness
    sensitive : mode of interview matters for the answer, so that changes between waves are graded lower
    trend : name of the same item in the previous wave, or ""
    feature : the approved feature (Erhebungsmerkmal) that the question belongs to, or ""
    block : name of the page it stands on
    """

    name: str
    kind: Kind
    labels: Texts = field(default_factory=nothing)
    hints: Texts = field(default_factory=nothing)
    guidance: Texts = field(default_factory=nothing)
    choice_list: str = ""
    choices: tuple[Choice, ...] = ()
    choice_filter: Expression | None = None
    relevant: Expression | None = None
    required: bool = False
    required_if: Expression | None = None
    required_messages: Texts = field(default_factory=nothing)
    constraint: Expression | None = None
    constraint_messages: Texts = field(default_factory=nothing)
    calculation: Expression | None = None
    default: Expression | None = None
    read_only: bool = False
    scale: Scale | None = None
    is_randomized: bool = False
    seed: Expression | None = None
    audio: Texts = field(default_factory=nothing)
    other_of: str = ""
    essential: bool = False
    sensitive: bool = False
    missing: tuple[str, ...] = ()
    appearance: str = ""
    trend: str = ""
    feature: str = ""
    block: str = ""
    base: str = ""
    place: tuple[int, ...] = ()

    @cached_property
    def origin(self) -> str:
        """The name in the workbook, the same for every instance of a repeat."""
        return self.base or self.name

    @cached_property
    def takes_answers(self) -> bool:
        """Whether a person can write into it: asked, neither calculated nor read-only."""
        return self.kind.is_asked and self.calculation is None and not self.read_only

    @cached_property
    def is_plain(self) -> bool:
        """Whether it is simply asked: not calculated, prefilled, filtered, drawn or repeated. Most are."""
        parts = (self.calculation, self.default, self.choice_filter)
        return self.takes_answers and parts == (None, None, None) and not self.is_randomized and not self.place

    @property
    def is_searchable(self) -> bool:
        """Whether its list is searched rather than read: it comes from a file, or the author wishes so."""
        words = self.appearance.split()
        return self.choice_list.endswith(".csv") or "autocomplete" in words or "search" in words

    @cached_property
    def asks_for_more(self) -> bool:
        """Whether it is the question after an instance of a repeat: is there another one?"""
        return self.choice_list == MORE_LIST

    @cached_property
    def is_lasting(self) -> bool:
        """Whether its calculation uses `once()`: then its first value is kept in the sheet."""
        tree = None if self.calculation is None else self.calculation.tree
        return tree is not None and any(isinstance(node, Call) and node.function == "once" for node in nodes(tree))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of the choices, in order."""
        return tuple(choice.name for choice in self.choices)

    def choice(self, code: str) -> Choice:
        for choice in self.choices:
            if choice.name == code:
                return choice
        raise QuestionnaireError(
            f"Question '{self.name}' has no choice '{code}'", hint=suggestion(code, self.codes), got=code
        )

    def numbered(self, place: tuple[int, ...]) -> Question:
        """Return the question as it is asked in one instance of its repeat."""
        return replace(self, name=numbered(self.name, place), base=self.name, place=place)


def numbered(name: str, place: tuple[int, ...]) -> str:
    """Write the name of a question or page in an instance of a repeat.

    >>> numbered("age", (2,)), numbered("age", ())
    ('age[2]', 'age')
    """
    return name + "".join(f"[{number}]" for number in place)


def split_name(name: str) -> tuple[str, tuple[int, ...]]:
    """Take a numbered name apart.

    >>> split_name("age[1][2]"), split_name("age")
    (('age', (1, 2)), ('age', ()))
    """
    if not name.endswith("]"):
        return name, ()
    base, *numbers = name.removesuffix("]").replace("]", "").split("[")
    return base, tuple(int(number) for number in numbers if number.isdecimal())
