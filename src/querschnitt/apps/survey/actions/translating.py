"""The work on one text in one language: steps with their rules, remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from querschnitt.apps.survey.models import Comment, Translation, TranslationEvent
from querschnitt.apps.survey.workflow import (
    REASONED,
    WRITING,
    Landing,
    Person,
    Reason,
    RefusedError,
    Rules,
    Standing,
    State,
    Step,
    check_step,
    land,
)
from querschnitt.core.errors import InputError
from querschnitt.core.instrument.texts import source_hash
from querschnitt.core.instrument.wording_faults import Complaint, complaints

ALIAS = "statistics"
PEOPLE: Mapping[State, str] = MappingProxyType(
    {
        State.TRANSLATED: "translator",
        State.SECOND: "second_translator",
        State.REVIEWED: "reviewer",
        State.ADJUDICATED: "adjudicator",
        State.PRETESTED: "pretester",
        State.LOCKED: "locker",
    }
)
"""State -> the field with the person who brought the text there."""


class WordingError(InputError):
    """A wording that cannot be asked, with everything that is wrong with it."""

    def __init__(self, found: Sequence[Complaint], *, where: str) -> None:
        self.complaints = tuple(found)
        first = self.complaints[0]
        super().__init__(first.what, where=where, expected=first.expected, got=first.got)


@dataclass(frozen=True)
class Entry:
    """What a person enters with a step.

    Attributes
    ----------
    wording : None leaves the wording as it is; for a second translation it says that the first one is right
    note : why; needed when a text is sent back or unlocked
    revision : the one the person has seen; None takes whatever is there
    source : the wording that was translated, if it is an older one than stands there now
    """

    wording: str | None = None
    note: str = ""
    revision: int | None = None
    source: str | None = None


def standing_of(row: Translation) -> Standing:
    """Return where a translation stands; source and language must be loaded."""
    return Standing(
        state=State(row.state),
        people={state: name for state, field in PEOPLE.items() if (name := getattr(row, field))},
        is_outdated=row.is_outdated,
        where=f"{row.source.key}, {row.language.tag}",
    )


@transaction.atomic(using=ALIAS)
def take_step(*, translation: int, step: Step, person: Person, rules: Rules, entry: Entry | None = None) -> Translation:
    """Take one step with one text.

    Raises
    ------
    RefusedError : if the rules do not allow it, or somebody has changed the text meanwhile
    WordingError : if the wording cannot be asked
    """
    row = _rows([translation]).get()
    return _taken(row, step, person=person, rules=rules, entry=entry or Entry())


@dataclass(frozen=True)
class Taken:
    """What became of many texts at once: those that went, and why the others did not (key -> what is in the way)."""

    done: int
    refused: Mapping[str, RefusedError | WordingError]


@transaction.atomic(using=ALIAS)
def take_steps(*, translations: Sequence[int], step: Step, person: Person, rules: Rules, note: str = "") -> Taken:
    """Take the same step with many texts, their wordings as they are; what the rules refuse stays as it is."""
    done = 0
    refused: dict[str, RefusedError | WordingError] = {}
    for row in _rows(translations):
        try:
            _taken(row, step, person=person, rules=rules, entry=Entry(note=note))
            done += 1
        except (RefusedError, WordingError) as error:
            refused[row.source.key] = error
    return Taken(done=done, refused=refused)


def _rows(keys: Sequence[int]) -> QuerySet[Translation]:
    found = Translation.objects.using(ALIAS).select_for_update(of=("self",)).select_related("source", "language")
    return found.filter(pk__in=keys, source__removed_at=None).order_by("source__position", "pk")


def _taken(row: Translation, step: Step, *, person: Person, rules: Rules, entry: Entry) -> Translation:
    """Take a step with a row that is locked, and write down that it was taken."""
    standing = standing_of(row)
    _check_person(row, person, step)
    _check_revision(row, entry, step)
    check_step(step, standing, person, rules)
    wording = _wording(row, step, entry)
    if step in REASONED and not entry.note.strip():
        raise RefusedError(
            Reason.NO_REASON, step, "This step needs a reason", where=standing.where,
            hint="Say in a sentence what is wrong.",
        )  # fmt: skip
    if step not in REASONED:
        check_wording(row, wording)
    _write(row, step, wording=wording, landing=land(step, standing, person))
    if entry.source is not None:
        row.source_hash, row.source_text = source_hash(entry.source), entry.source
    row.changed_at, row.changed_by, row.revision = timezone.now(), person.name, row.revision + 1
    row.save(using=ALIAS)
    TranslationEvent.objects.using(ALIAS).create(
        translation=row, at=row.changed_at, actor=person.name, step=step, state=row.state, text=wording,
        source_hash=row.source_hash, note=entry.note.strip(),
    )  # fmt: skip
    return row


def _check_person(row: Translation, person: Person, step: Step) -> None:
    if not person.may_see(row.language.tag):
        raise RefusedError(
            Reason.LANGUAGE, step, "You are not asked to work in this language", got=row.language.tag,
            expected=", ".join(sorted(person.languages)), hint="Ask the statistics office.",
        )  # fmt: skip


def _check_revision(row: Translation, entry: Entry, step: Step) -> None:
    if entry.revision is not None and entry.revision != row.revision:
        raise RefusedError(
            Reason.MEANWHILE, step, f"{row.changed_by} has changed this text meanwhile", who=row.changed_by,
            where=f"{row.source.key}, {row.language.tag}", hint="Read what stands there now, and enter yours again.",
        )  # fmt: skip


def _wording(row: Translation, step: Step, entry: Entry) -> str:
    """Return the wording that the step is about: what was entered, otherwise what stands there."""
    if step in WRITING and entry.wording is not None:
        return entry.wording.replace("\r\n", "\n").strip()
    return row.text


def check_wording(row: Translation, wording: str) -> None:
    """Refuse a wording that cannot be asked.

    Raises
    ------
    WordingError : with everything that is wrong
    """
    found = complaints(row.source.source, wording, tag=row.language.tag, max_length=row.source.max_length)
    if found:
        raise WordingError(found, where=f"{row.source.key}, {row.language.tag}")


def _write(row: Translation, step: Step, *, wording: str, landing: Landing) -> None:
    row.state = landing.state
    for state, field in PEOPLE.items():
        setattr(row, field, landing.people.get(state, ""))
    if step is Step.SECOND:
        row.second_text = wording
    elif step in WRITING:
        row.text = wording
    if landing.state in (State.TRANSLATED, State.MACHINE):
        row.second_text = ""
    if step is Step.CONFIRM or (step in WRITING and step is not Step.SECOND):
        row.source_hash, row.source_text = row.source.source_hash, row.source.source


@transaction.atomic(using=ALIAS)
def comment(*, translation: Translation, person: Person, body: str, thread: int | None = None) -> Comment:
    """Write a remark on a text in a language, or an answer to one; an answer opens a resolved thread again.

    Raises
    ------
    InputError : if nothing is said
    """
    _check_person(translation, person, Step.CONFIRM)
    if not body.strip():
        raise InputError("There is nothing in the remark", hint="Write it, and send it then.")
    first = translation.comments.using(ALIAS).filter(pk=thread, thread=None).first() if thread else None
    if first is not None and first.resolved_at is not None:
        first.resolved_at, first.resolved_by = None, ""
        first.save(using=ALIAS)
    return Comment.objects.using(ALIAS).create(
        translation=translation, thread=first, author=person.name, body=body.strip()
    )


@transaction.atomic(using=ALIAS)
def resolve(*, thread: Comment, person: Person) -> None:
    """Note that a thread needs nobody's attention any more."""
    _check_person(thread.translation, person, Step.CONFIRM)
    Comment.objects.using(ALIAS).filter(pk=thread.pk, thread=None, resolved_at=None).update(
        resolved_at=timezone.now(), resolved_by=person.name
    )
