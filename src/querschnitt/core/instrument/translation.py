"""Translation jobs: what is sent to an agency, what comes back, and how the two are brought together.

A job is the same value whatever file it travels in; `tables.translations` writes and reads the files. Nothing here
overwrites anything: `compare` says of each text what happened to it, whoever calls it decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.texts import TextUnit, even_lines, source_hash, text_units
from querschnitt.core.instrument.word_diff import Span, word_diff
from querschnitt.core.instrument.wording_faults import Complaint, complaints


class State(StrEnum):
    """How far a translation is. `OPEN` exactly if there is no text."""

    OPEN = "open"
    DRAFT = "draft"
    OUTDATED = "outdated"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"


_UNSURE = frozenset({State.DRAFT, State.OUTDATED})
_SURE = frozenset({State.TRANSLATED, State.REVIEWED, State.FINAL})


@dataclass(frozen=True)
class JobUnit:
    """One text of a job.

    Attributes
    ----------
    key : as in `texts.TextUnit`
    source, target : the text to translate, and its translation or ""
    source_hash : of the source as it was sent (`texts.source_hash`); "" if a file has lost it
    sent_hash : of the translation as it was sent; "" if there was none, or a file has lost it
    state : of the translation. `DRAFT` is a machine's, `OUTDATED` one whose source has changed since
    context : for the translator, German, one thing a line
    note : what people say about it to each other
    max_length : in code points (NFC), or None
    link : address of a preview of the page with the text
    """

    key: str
    source: str
    target: str = ""
    source_hash: str = ""
    sent_hash: str = ""
    state: State = State.OPEN
    context: str = ""
    note: str = ""
    max_length: int | None = None
    link: str = ""


@dataclass(frozen=True)
class Job:
    """The texts of one questionnaire for one language."""

    name: str
    source_language: str
    target_language: str
    units: tuple[JobUnit, ...] = ()


@dataclass(frozen=True)
class Translation:
    """What is known of one translation when a job is written."""

    text: str = ""
    state: State = State.OPEN
    note: str = ""


_NOTHING = Translation()


def make_job(
    instrument: Instrument,
    target_language: str,
    *,
    source_language: str = "",
    translations: Mapping[str, Translation] | None = None,
    links: Mapping[str, str] | None = None,
) -> Job:
    """Write down what an agency gets, from the present state of things.

    Parameters
    ----------
    source_language : the questionnaire's default language unless another one is named
    translations : by key; None: those of the instrument, as translated
    links : key -> address of a preview
    """
    source_language = source_language or instrument.default_language
    present = _present(instrument, target_language) if translations is None else translations
    links = links or MappingProxyType({})
    units = tuple(
        _unit(unit, unit.texts.get(source_language, unit.source), present.get(unit.key, _NOTHING), links)
        for unit in text_units(instrument)
    )
    return Job(instrument.name, source_language, target_language, units)


def _present(instrument: Instrument, tag: str) -> Mapping[str, Translation]:
    units = text_units(instrument)
    return {unit.key: Translation(unit.texts[tag], State.TRANSLATED) for unit in units if unit.texts.get(tag)}


def _unit(unit: TextUnit, source: str, present: Translation, links: Mapping[str, str]) -> JobUnit:
    return JobUnit(
        key=unit.key,
        source=even_lines(source),
        target=present.text,
        source_hash=source_hash(source),
        sent_hash=source_hash(present.text) if present.text else "",
        state=present.state if present.text else State.OPEN,
        context=unit.context,
        note=present.note,
        max_length=unit.max_length,
        link=links.get(unit.key, ""),
    )


class Outcome(StrEnum):
    """What happened to a text while a job was away.

    `UNCHANGED`: nothing to do. `NEW`: a translation that can be taken over. `CONFIRMED`: the same words as here, which
    were a draft or outdated, and are said to be right now. `CONFLICT`: the translation was changed
    here too. `OUTDATED`: the source was changed here. `FAULTY`: cannot be asked. `UNKNOWN`: no such text here.
    """

    UNCHANGED = "unchanged"
    NEW = "new"
    CONFIRMED = "confirmed"
    CONFLICT = "conflict"
    OUTDATED = "outdated"
    FAULTY = "faulty"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ArrivedUnit:
    """One text that came back, beside what is here.

    Attributes
    ----------
    outcome : the gravest thing that is to be said of it; the other attributes say everything
    source, target, state, note : as they are in the file, the translation without spaces around it
    source_here, target_here, state_here : as they are here now; "" and OPEN for an unknown text
    source_diff : how the source changed here since the job was sent; empty if it did not. Where the file does not have
        the sent wording any more, the comparison is with what the file has
    is_conflict : whether the translation was changed on both sides
    is_source_edited : whether somebody changed the source in the file
    complaints : what is wrong with the translation, against the source as it is here now
    """

    key: str
    outcome: Outcome
    source: str
    target: str
    state: State = State.OPEN
    note: str = ""
    source_here: str = ""
    target_here: str = ""
    state_here: State = State.OPEN
    source_diff: tuple[Span, ...] = ()
    is_conflict: bool = False
    is_source_edited: bool = False
    complaints: tuple[Complaint, ...] = ()


@dataclass(frozen=True)
class Arrival:
    """A whole job that came back.

    Attributes
    ----------
    units : in the order of the questionnaire, unknown ones last
    absent : keys of texts that are here and not in the file: they stay as they are
    complaints : what is wrong with the job as a whole: another questionnaire, another language
    """

    units: tuple[ArrivedUnit, ...]
    absent: tuple[str, ...] = ()
    complaints: tuple[Complaint, ...] = ()

    def of(self, outcome: Outcome) -> tuple[ArrivedUnit, ...]:
        """Return the texts with this outcome."""
        return tuple(unit for unit in self.units if unit.outcome is outcome)


def compare(returned: Job, current: Job) -> Arrival:
    """Say of each text in a job that came back what happened to it.

    `current` is the job as it would be written now (`make_job`). Nothing is changed by this.
    """
    back = {unit.key: unit for unit in returned.units}
    here = {unit.key: unit for unit in current.units}
    tag = current.target_language
    known = [_arrived(back[key], unit, tag=tag) for key, unit in here.items() if key in back]
    unknown = [
        ArrivedUnit(unit.key, Outcome.UNKNOWN, unit.source, unit.target, unit.state, unit.note)
        for unit in back.values()
        if unit.key not in here
    ]
    return Arrival(
        units=(*known, *unknown),
        absent=tuple(key for key in here if key not in back),
        complaints=tuple(_job_complaints(returned, current)),
    )


def _job_complaints(returned: Job, current: Job) -> Iterator[Complaint]:
    pairs = (
        ("other-questionnaire", "The file belongs to another questionnaire", current.name, returned.name),
        ("other-source", "The file was translated from another language", current.source_language,
         returned.source_language),
        ("other-language", "The file is a translation into another language", current.target_language,
         returned.target_language),
    )  # fmt: skip
    for code, what, expected, got in pairs:
        if got and got.casefold() != expected.casefold():
            yield Complaint(code, what, expected=expected, got=got)


def _arrived(back: JobUnit, here: JobUnit, *, tag: str) -> ArrivedUnit:
    target = even_lines(back.target).strip()
    sent_source = back.source_hash or source_hash(back.source)
    step = _Step(
        is_new=bool(target) and source_hash(target) not in (_hash(here.target), back.sent_hash),
        is_confirmed=bool(target)
        and source_hash(target) == _hash(here.target)
        and here.state in _UNSURE
        and back.state in _SURE,
        is_outdated=sent_source != here.source_hash,
        is_conflict=_hash(here.target) not in ("", back.sent_hash),
    )
    is_due = step.is_new or step.is_confirmed
    found = complaints(here.source, target, tag=tag, max_length=here.max_length) if is_due else ()
    return ArrivedUnit(
        key=back.key,
        outcome=Outcome.FAULTY if found else step.outcome,
        source=back.source,
        target=target,
        state=back.state,
        note=back.note,
        source_here=here.source,
        target_here=here.target,
        state_here=here.state,
        source_diff=word_diff(back.source, here.source) if is_due and step.is_outdated else (),
        is_conflict=step.is_new and step.is_conflict,
        is_source_edited=source_hash(back.source) != sent_source,
        complaints=found,
    )


@dataclass(frozen=True)
class _Step:
    """What happened to a text on its way, on both sides."""

    is_new: bool
    is_confirmed: bool
    is_outdated: bool
    is_conflict: bool

    @property
    def outcome(self) -> Outcome:
        """The gravest thing: an outdated translation answers another question, whoever else changed it."""
        if not self.is_new and not self.is_confirmed:
            return Outcome.UNCHANGED
        if self.is_outdated:
            return Outcome.OUTDATED
        if self.is_confirmed:
            return Outcome.CONFIRMED
        return Outcome.CONFLICT if self.is_conflict else Outcome.NEW


def _hash(text: str) -> str:
    return source_hash(text) if text else ""
