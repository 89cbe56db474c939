"""The work on translations: how far each language is, what is left to do in one, and the job that goes to an agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from querschnitt.apps.accounts.languages import Language
from querschnitt.apps.strategy.models import Translation
from querschnitt.apps.strategy.queries.content import ENGLISH, is_outdated, known, latest_of
from querschnitt.apps.strategy.queries.translatable import Scope, Source, SourceGroup, groups_of
from querschnitt.core.instrument.texts import even_lines, source_hash
from querschnitt.core.instrument.translation import Job, JobUnit, State
from querschnitt.core.instrument.word_diff import Span, word_diff

STATES = {
    Translation.State.DRAFT: State.DRAFT,
    Translation.State.TRANSLATED: State.TRANSLATED,
    Translation.State.REVIEWED: State.REVIEWED,
}
LEFT = (State.OPEN, State.DRAFT, State.OUTDATED)
"""States that are still work."""


@dataclass(frozen=True)
class Entry:
    """A text with its translation. ``before``: what was said earlier, the newest first; read for one group alone."""

    source: Source
    translation: Translation | None
    state: State
    before: tuple[Translation, ...] = ()

    @property
    def changes(self) -> Sequence[Span]:
        """Return how the German changed since it was translated."""
        if self.state is not State.OUTDATED or self.translation is None:
            return ()
        return word_diff(self.translation.source, self.source.text)


@dataclass(frozen=True)
class EntryGroup:
    """The texts of one measure, field, goal, edition or question in a language."""

    slug: str
    name: str
    entries: tuple[Entry, ...]

    @property
    def counts(self) -> Mapping[State, int]:
        """Return how many texts are in which state."""
        return Counter(entry.state for entry in self.entries)

    @property
    def is_done(self) -> bool:
        """Return whether nothing is left to do."""
        return not any(entry.state in LEFT for entry in self.entries)


@dataclass(frozen=True)
class LanguageRow:
    """How far a language is."""

    language: Language
    counts: Mapping[State, int]
    texts: int


@dataclass(frozen=True)
class Work:
    """All texts of a scope in one language.

    ``elsewhere`` : how many texts have their English in the edition itself
    """

    groups: tuple[EntryGroup, ...]
    elsewhere: int = 0

    @property
    def entries(self) -> list[Entry]:
        """Return all texts in their order."""
        return [entry for group in self.groups for entry in group.entries]

    @property
    def counts(self) -> Mapping[State, int]:
        """Return how many texts are in which state."""
        return Counter(entry.state for entry in self.entries)


def languages_of(scope: Scope) -> list[LanguageRow]:
    """Return how far each language is that somebody has begun; the number of queries hangs on none of them."""
    found = [source for group in groups_of(scope) for source in group.sources]
    latest = latest_of(source.key for source in found)
    tags = {tag for _key, tag in latest} | ({ENGLISH} if any(source.english for source in found) else set())
    return [_language_row(each, found, latest) for each in known(tags)]


def _language_row(
    language: Language, found: Iterable[Source], latest: Mapping[tuple[str, str], Translation]
) -> LanguageRow:
    mine = [source for source in found if is_work(source, language.tag)]
    states = Counter(_state(latest.get((source.key, language.tag)), source) for source in mine)
    return LanguageRow(language, states, len(mine))


def is_work(source: Source, tag: str) -> bool:
    """Return whether a text is translated here; English that stands in the edition itself is not."""
    return tag != ENGLISH or not source.english


def _state(row: Translation | None, source: Source) -> State:
    if row is None:
        return State.OPEN
    return State.OUTDATED if is_outdated(row, source) else STATES[Translation.State(row.state)]


def work_on(scope: Scope, tag: str) -> Work:
    """Return all texts of a scope in a language; six queries at most."""
    groups = groups_of(scope)
    latest = latest_of((source.key for group in groups for source in group.sources), tag=tag)
    entries = [_entries(group, tag, latest) for group in groups]
    elsewhere = sum(len(group.sources) for group in groups) - sum(len(group.entries) for group in entries)
    return Work(tuple(group for group in entries if group.entries), elsewhere)


def _entries(group: SourceGroup, tag: str, latest: Mapping[tuple[str, str], Translation]) -> EntryGroup:
    found = [
        Entry(source, row := latest.get((source.key, tag)), _state(row, source))
        for source in group.sources if is_work(source, tag)
    ]  # fmt: skip
    return EntryGroup(group.slug, group.name, tuple(found))


def with_history(group: EntryGroup, tag: str) -> EntryGroup:
    """Return a group with what was said earlier; one query."""
    keys = [entry.source.key for entry in group.entries]
    rows = list(Translation.objects.filter(key__in=keys, language=tag).order_by("-pk"))
    entries = [
        Entry(entry.source, entry.translation, entry.state,
              tuple(row for row in rows if row.key == entry.source.key and row != entry.translation))
        for entry in group.entries
    ]  # fmt: skip
    return EntryGroup(group.slug, group.name, tuple(entries))


def job_of(work: Work, scope: Scope, tag: str, *, states: Iterable[State] = tuple(State)) -> Job:
    """Return the texts in some states as they go to translators."""
    wanted = frozenset(states)
    units = tuple(
        _unit(entry, group.name) for group in work.groups for entry in group.entries if entry.state in wanted
    )  # fmt: skip
    return Job(f"strategy-{scope.slug}", "de", tag, units)


def _unit(entry: Entry, name: str) -> JobUnit:
    text = entry.translation.text if entry.translation else ""
    return JobUnit(
        key=entry.source.key,
        source=even_lines(entry.source.text),
        target=text,
        source_hash=source_hash(entry.source.text),
        sent_hash=source_hash(text) if text else "",
        state=entry.state,
        context=f"{name}\n{entry.source.what}",
    )
