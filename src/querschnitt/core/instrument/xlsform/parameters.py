"""The column `parameters`: the steps of a range, an order that is drawn, the columns of a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.model import Kind, Scale
from querschnitt.core.instrument.xlsform.outline import Draft
from querschnitt.core.instrument.xlsform.sheet import Table

_PAIR = re.compile(r"([^\s=,;]+)\s*=\s*([^\s=,;]+)")
_BETWEEN = re.compile(r"[\s,;]*")
_REFERENCE = re.compile(r"\$\{\s*[^{}\s]+\s*\}")
_TAG = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")

MAX_STEPS = 1000
"""Steps of a range; more are a number field, not a scale."""

RANGE_DEFAULTS = {"start": "1", "end": "10", "step": "1"}
"""Those of pyxform 4.5 (`question_type_dictionary.py`)."""

_DISPLAY = {"tick_interval", "placeholder", "tick_labelset"}
"""Parameters of a range that only say how a slider is drawn; ours is a list of steps."""


@dataclass(frozen=True)
class Parameters:
    """What the cell says: by name in small letters; names and columns keep their capitals."""

    given: Mapping[str, str] = field(default_factory=dict)
    scale: Scale | None = None
    is_randomized: bool = False

    @property
    def seed(self) -> str:
        return self.given.get("seed", "")

    @property
    def value_column(self) -> str:
        return self.given.get("value", "name")

    @property
    def label_column(self) -> str:
        return self.given.get("label", "label")


def split_parameters(written: str) -> dict[str, str] | None:
    """Take the cell apart; None if it cannot be read.

    >>> split_parameters("start = 1; end=10,step=2")
    {'start': '1', 'end': '10', 'step': '2'}
    """
    found: dict[str, str] = {}
    place = _end(_BETWEEN, written, 0)
    while place < len(written):
        pair = _PAIR.match(written, place)
        if pair is None:
            return None
        found[pair[1].lower()] = pair[2]
        place = _end(_BETWEEN, written, pair.end())
    return found


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def accepted(draft: Draft) -> tuple[str, ...]:
    """Return the parameters that a question may have."""
    if draft.kind.has_choices:
        return ("randomize", "seed", *(("value", "label") if draft.asked.is_from_file else ()))
    if draft.kind is Kind.RANGE:
        return ("start", "end", "step", *sorted(_DISPLAY))
    return ("rows",) if draft.kind is Kind.TEXT else ()


def read_parameters(table: Table, draft: Draft) -> Parameters:
    """Read and check the cell of one question."""
    written = draft.record["parameters"] if not draft.other_of else ""
    given = split_parameters(written)
    reader = _Reader(table, draft)
    if given is None:
        reader.fault("The parameters cannot be read", expected="name=value, with spaces between them")
        given = {}
    known = accepted(draft)
    for name in given:
        if name not in known:
            reader.fault(f"Unknown parameter '{name}'", expected=" or ".join(known) or "an empty cell",
                         hint=suggestion(name, known))  # fmt: skip
    scale = reader.scale(given) if draft.kind is Kind.RANGE else None
    is_randomized = draft.kind.has_choices and reader.is_randomized(given)
    for name in ("value", "label"):
        if name in given and draft.asked.is_from_file and not _TAG.fullmatch(given[name]):
            reader.fault(
                f"'{given[name]}' is no column", expected="a letter or '_', then letters, digits, '_', '-', '.'"
            )
    if "rows" in given and "rows" in known:
        reader.rows(given["rows"])
    return Parameters(given, scale, is_randomized)


class _Reader:
    """Reads the parameters of one question."""

    def __init__(self, table: Table, draft: Draft) -> None:
        self.table, self.draft = table, draft

    def fault(self, what: str, *, expected: str = "", hint: str = "") -> None:
        self.table.fault("bad-parameter", what, record=self.draft.record, column="parameters", expected=expected,
                         hint=hint)  # fmt: skip

    def warn(self, code: str, what: str, hint: str = "") -> None:
        self.table.warn(code, what, record=self.draft.record, column="parameters", hint=hint)

    def rows(self, written: str) -> None:
        if not written.isdecimal():
            self.fault("The number of rows is no number", expected="a whole number")
        self.warn("drawn-otherwise", "A field of several rows grows with its text", hint="multiline says the same.")

    def is_randomized(self, given: Mapping[str, str]) -> bool:
        written = given.get("randomize", "false").lower()
        if written not in ("true", "false"):
            self.fault(f"randomize cannot be '{given['randomize']}'", expected="randomize=true or randomize=false")
        if "seed" in given:
            self._check_seed(given["seed"], is_randomized=written == "true")
        return written == "true"

    def _check_seed(self, seed: str, *, is_randomized: bool) -> None:
        if not is_randomized:
            self.fault("A seed without randomize=true draws nothing", expected="randomize=true seed=...")
        elif not _REFERENCE.fullmatch(seed) and _number(seed) is None:
            self.fault(f"The seed cannot be '{seed}'", expected="a number, or a question as ${name}")

    def scale(self, given: Mapping[str, str]) -> Scale | None:
        numbers: dict[str, Decimal] = {}
        for name, default in RANGE_DEFAULTS.items():
            number = _number(given.get(name, default))
            if number is None:
                self.fault(f"{name} is no number", expected=f"{name}={default}")
            else:
                numbers[name] = number
        if "start" not in given:
            self.warn("range-default", f"No start is named: the range begins with {RANGE_DEFAULTS['start']}",
                      "Write start=... into the cell; older software began with 0.")  # fmt: skip
        for name in sorted(_DISPLAY & set(given)):
            self.warn("drawn-otherwise", f"'{name}' says how a slider is drawn; a range is drawn as a list of steps")
        return self._checked(Scale(**numbers)) if len(numbers) == len(RANGE_DEFAULTS) else None

    def _checked(self, scale: Scale) -> Scale | None:
        if scale.start >= scale.end:
            self.fault("The range ends where it begins, or before", expected="start less than end")
        elif scale.step <= 0 or scale.step > scale.end - scale.start:
            self.fault(
                "The step does not fit into the range", expected=f"more than 0, at most {scale.end - scale.start}"
            )
        elif (scale.end - scale.start) / scale.step > MAX_STEPS:
            self.fault("The range has too many steps", expected=f"at most {MAX_STEPS}",
                       hint="Ask for an integer or a decimal, with a constraint.")  # fmt: skip
        else:
            if (scale.end - scale.start) % scale.step:
                self.warn("uneven-range", f"The last step is {scale.steps[-1]}: {scale.end} is not reached")
            return scale
        return None


def _number(written: str) -> Decimal | None:
    try:
        number = Decimal(written)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
