"""What comes back from translators: a job, whatever the file was, and everything that is odd about the file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from querschnitt.core.instrument.texts import source_hash
from querschnitt.core.instrument.translation import Job, JobUnit, State
from querschnitt.core.instrument.xlsform.columns import canonical_tag

Form = Literal["xliff-1.2", "xliff-2", "po", "spreadsheet"]


@dataclass(frozen=True)
class Problem:
    """One thing in a file that somebody should look at. The rest of the file is read all the same.

    Attributes
    ----------
    code : a stable short name
    place : as a person would look for it in the file
    key : of the text it is about, or ""
    severity : "error" if something in the file was not taken, "warning" if it was
    """

    code: str
    what: str
    place: str
    key: str = ""
    expected: str = ""
    got: str = ""
    hint: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        parts = [f"{self.what} ({self.place})."]
        parts += [f"Expected: {self.expected}."] if self.expected else []
        parts += [f"Found: {_shortened(self.got)}."] if self.got else []
        return " ".join([*parts, self.hint]).strip()


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


@dataclass(frozen=True)
class Delivery:
    """A file, read. Texts that are not in the job were not in the file, or not usable: they stay as they are."""

    job: Job
    problems: tuple[Problem, ...]
    form: Form


@dataclass(frozen=True)
class Head:
    """What a file says of itself."""

    name: str = ""
    source_language: str = ""
    target_language: str = ""


@dataclass
class Collector:
    """Collects the units of a file while it is read, and says what is odd about them."""

    form: Form
    units: dict[str, JobUnit] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    def note(self, problem: Problem) -> None:
        if problem not in self.problems:
            self.problems.append(problem)

    def add(self, unit: JobUnit, *, place: str) -> None:
        """Take a unit as it stands in the file."""
        if not unit.key:
            self._no_key(unit, place)
            return
        unit = self._with_plausible_state(unit, place)
        if unit.source_hash and source_hash(unit.source) != unit.source_hash:
            self.note(
                Problem(
                    "source-edited", "The source text was changed in the file", place, unit.key, got=unit.source,
                    hint="The translation is taken, please check that it fits the questionnaire.", severity="warning",
                )
            )  # fmt: skip
        known = self.units.get(unit.key)
        if unit.key in self.refused or (known is not None and known.target != unit.target):
            self._duplicate(unit, place)
            return
        self.units.setdefault(unit.key, unit)

    def delivery(self, head: Head) -> Delivery:
        """Close the file."""
        if not head.target_language:
            hint = "Check that it belongs to the language you expect."
            self.note(
                Problem("no-language", "The file does not name the language of the translation", "head of the file",
                        hint=hint, severity="warning")
            )  # fmt: skip
        source, target = _tag(head.source_language), _tag(head.target_language)
        job = Job(head.name, source, target, units=tuple(self.units.values()))
        return Delivery(job, tuple(self.problems), self.form)

    def _no_key(self, unit: JobUnit, place: str) -> None:
        if not unit.target and not unit.source:
            return
        what = "A text has lost its key, so nobody knows where it belongs"
        hint = "Send the translator the file again, or enter the text by hand."
        self.note(Problem("no-key", what, place, expected="the key as it was sent", got=unit.source, hint=hint))

    def _duplicate(self, unit: JobUnit, place: str) -> None:
        self.refused.add(unit.key)
        self.units.pop(unit.key, None)
        what = "The same text is in the file twice, with two translations; neither is taken"
        hint = "Decide on one of them and delete the other."
        self.note(Problem("duplicate-key", what, place, unit.key, "one translation", unit.target, hint))

    def _with_plausible_state(self, unit: JobUnit, place: str) -> JobUnit:
        if not unit.target.strip():
            if unit.state not in (State.OPEN, State.DRAFT):
                what = f"The translation is said to be {unit.state.value}, and it is empty"
                hint = "It counts as not translated; what is here stays."
                self.note(Problem("empty-target", what, place, unit.key, "a text", hint=hint, severity="warning"))
            return replace(unit, target="", state=State.OPEN)
        return replace(unit, state=State.TRANSLATED) if unit.state is State.OPEN else unit


def _tag(written: str) -> str:
    """Write a language tag in the usual way, whatever a program has made of it.

    >>> _tag("fa_af")
    'fa-AF'
    """
    return canonical_tag(written.strip().replace("_", "-"))
