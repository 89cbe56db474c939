"""The texts of one language: narrowed, searched, one after the other, and one with everything about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet

from querschnitt.apps.survey.models import Comment, DraftLanguage, Recording, Translation, TranslationEvent
from querschnitt.apps.survey.queries.languages import OUTDATED
from querschnitt.apps.survey.workflow import State
from querschnitt.core.instrument.word_diff import Span, word_diff

ALIAS = "statistics"
LONG = 2000
"""Longest search that is looked for."""


@dataclass(frozen=True)
class Selection:
    """Which texts of a language are shown. An empty value shows all.

    Attributes
    ----------
    state : one of the states, or "outdated", "remarks", "unlocked"
    page : of the questionnaire; "-" for the texts that stand on none
    """

    state: str = ""
    page: str = ""
    search: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Selection:
        """Read a selection as it comes with an address."""
        return cls(*(str(asked.get(name, ""))[:LONG].replace("\x00", "") for name in ("state", "page", "search")))

    @property
    def query(self) -> str:
        """Return it as the part of an address, with its question mark, or nothing."""
        given = {name: value for name in ("state", "page", "search") if (value := getattr(self, name))}
        return f"?{urlencode(given)}" if given else ""


def wordings(one: DraftLanguage, selection: Selection | None = None) -> QuerySet[Translation]:
    """Return the texts of a language in the order of the questionnaire, with their sources."""
    chosen = selection or Selection()
    threads = Comment.objects.using(ALIAS).filter(translation=OuterRef("pk"), thread=None, resolved_at=None)
    rows = Translation.objects.using(ALIAS).filter(language=one, source__removed_at=None)
    rows = rows.select_related("source", "language").annotate(has_remarks=Exists(threads))
    if chosen.state == "outdated":
        rows = rows.filter(OUTDATED)
    elif chosen.state == "remarks":
        rows = rows.filter(has_remarks=True)
    elif chosen.state == "unlocked":
        rows = rows.exclude(state=State.LOCKED)
    elif chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.page:
        rows = rows.filter(source__page="" if chosen.page == "-" else chosen.page)
    if chosen.search:
        rows = rows.filter(
            Q(source__source__icontains=chosen.search)
            | Q(text__icontains=chosen.search)
            | Q(source__key__icontains=chosen.search)
        )
    return rows.order_by("source__position", "source_id")


def pages_of(one: DraftLanguage) -> list[str]:
    """Return the names of the pages with texts, in the order of the questionnaire, "" for texts on none."""
    texts = one.draft.texts.using(ALIAS).filter(removed_at=None).order_by("position").values_list("page", flat=True)
    return list(dict.fromkeys(texts))


@dataclass(frozen=True)
class Neighbours:
    """The texts of a selection before and after one, and where it stands among them."""

    before: int | None
    after: int | None
    place: int
    of: int


def neighbours(one: DraftLanguage, selection: Selection, position: int) -> Neighbours:
    """Return what stands around a place in the questionnaire; the text itself need not be in the selection."""
    rows = wordings(one, selection).values_list("source__position", "source_id")
    listed = list(rows)
    earlier = [text for place, text in listed if place < position]
    later = [text for place, text in listed if place > position]
    return Neighbours(
        before=earlier[-1] if earlier else None,
        after=later[0] if later else None,
        place=len(earlier) + 1,
        of=len(listed),
    )


@dataclass(frozen=True)
class Thread:
    """A remark with the answers to it."""

    first: Comment
    answers: Sequence[Comment]


@dataclass(frozen=True)
class Dossier:
    """A text in a language with everything that is known about it.

    Attributes
    ----------
    source_diff : how the source changed since it was translated; empty if it did not
    """

    row: Translation
    history: Sequence[TranslationEvent]
    threads: Sequence[Thread]
    recording: Recording | None
    source_diff: Sequence[Span] = ()

    @property
    def new_words(self) -> frozenset[int]:
        """Return the events that brought another wording than the one before."""
        oldest_first = list(reversed(self.history))
        before = ["", *(event.text for event in oldest_first)]
        return frozenset(event.pk for event, text in zip(oldest_first, before, strict=False) if event.text != text)


def dossier(one: DraftLanguage, text: int) -> Dossier | None:
    """Return a text of a language with its history, remarks and read-aloud file, None if there is no such text."""
    row = wordings(one).filter(source_id=text).first()
    if row is None:
        return None
    comments = list(Comment.objects.using(ALIAS).filter(translation=row).order_by("at", "pk"))
    threads = [
        Thread(first, [answer for answer in comments if answer.thread_id == first.pk])
        for first in comments
        if first.thread_id is None
    ]
    recording = Recording.objects.using(ALIAS).defer("content").filter(source=row.source, tag=one.tag).first()
    return Dossier(
        row=row,
        history=list(TranslationEvent.objects.using(ALIAS).filter(translation=row).order_by("-at", "-pk")),
        threads=sorted(threads, key=lambda thread: thread.first.resolved_at is not None),
        recording=recording,
        source_diff=word_diff(row.source_text, row.source.source) if row.is_outdated and row.source_text else (),
    )
