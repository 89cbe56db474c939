"""The languages of a draft at a glance: how many texts stand where, what is outdated, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Count, F, Max, Q, Sum

from querschnitt.apps.accounts.languages import Language, language
from querschnitt.apps.accounts.models import User
from querschnitt.apps.survey.models import Comment, Draft, DraftLanguage, Translation, Wave
from querschnitt.apps.survey.workflow import MAY, NEXT, ORDER, RESTRICTED, State, Step

ALIAS = "statistics"
OUTDATED = ~Q(state=State.OPEN) & ~Q(source_hash=F("source__source_hash"))
TRANSLATING, CONFIRMING, OPENING = "translate", "confirm", "open"


@dataclass(frozen=True)
class NextStep:
    """What a language needs next: a step of the workflow or its opening, and for how many texts."""

    step: str
    count: int = 0
    state: str = ""

    @property
    def query(self) -> str:
        """Return the part of an address that shows the texts it is about."""
        return f"?state={self.state}" if self.state else ""


@dataclass(frozen=True)
class LanguageRow:
    """A language of a draft with its counts.

    Attributes
    ----------
    texts, words : by state; words are those of the source
    people : names of the accounts that work in it, and nothing else in this house
    remarks : threads that nobody has resolved
    sent : when a file went out last
    """

    row: DraftLanguage
    texts: Mapping[State, int]
    words: Mapping[State, int]
    outdated: int = 0
    remarks: int = 0
    people: Sequence[str] = ()
    changed_at: datetime | None = None
    sent: datetime | None = None
    known: Language = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "known", language(self.row.tag))

    @property
    def tag(self) -> str:
        return self.row.tag

    @property
    def counts(self) -> list[tuple[State, int]]:
        """Return the number of texts in each state, in the order of the work."""
        return [(state, self.texts.get(state, 0)) for state in ORDER]

    @cached_property
    def total(self) -> int:
        return sum(self.texts.values())

    @property
    def words_left(self) -> int:
        """Return the words of the source that are not locked yet in this language."""
        return sum(count for state, count in self.words.items() if state != State.LOCKED)

    @property
    def is_whole(self) -> bool:
        return self.total > 0 and not self.texts.get(State.OPEN)

    @property
    def is_ready(self) -> bool:
        """Whether it may be opened: whole, pretested, locked, not outdated."""
        return self.total > 0 and self.texts.get(State.LOCKED, 0) == self.total and not self.outdated

    @cached_property
    def steps(self) -> list[NextStep]:
        """Return everything that is to be done, in the order of the work: first what has no wording of a person."""
        fresh = [NextStep(TRANSLATING, self.texts.get(state, 0), state) for state in (State.OPEN, State.MACHINE)]
        further = [NextStep(NEXT[state], self.texts.get(state, 0), state) for state in ORDER[2:-1]]
        steps = [*fresh, NextStep(CONFIRMING, self.outdated, "outdated"), *further]
        return [step for step in steps if step.count]

    @property
    def next(self) -> NextStep | None:
        """Return what it needs next, None if it is open and nothing is left to do."""
        if self.steps:
            return self.steps[0]
        return None if self.row.opened_at or not self.total else NextStep(OPENING)

    def steps_of(self, role: str) -> list[NextStep]:
        """Return what of it somebody with a role can do."""
        return [step for step in self.steps if role in MAY[Step(step.step)]]


def language_rows(draft: Draft, *, tags: Iterable[str] | None = None) -> list[LanguageRow]:
    """Return the languages of a draft in five queries, however many there are. `tags` : only these."""
    rows = DraftLanguage.objects.using(ALIAS).filter(draft=draft).order_by("position", "pk")
    if tags is not None:
        rows = rows.filter(tag__in=list(tags))
    rows = rows.annotate(sent=Max("exports__made_at"))
    texts = Translation.objects.using(ALIAS).filter(language__draft=draft, source__removed_at=None).order_by()
    counted = texts.values_list("language_id", "state").annotate(Count("pk"), Sum("source__words"))
    states: dict[int, dict[State, int]] = {}
    words: dict[int, dict[State, int]] = {}
    for one, state, count, of_words in counted:
        states.setdefault(one, {})[State(state)] = count
        words.setdefault(one, {})[State(state)] = of_words
    dated = texts.values_list("language_id").annotate(stale=Count("pk", filter=OUTDATED), at=Max("changed_at"))
    marks = {one: (stale, at) for one, stale, at in dated}
    threads = Comment.objects.using(ALIAS).filter(
        translation__language__draft=draft, translation__source__removed_at=None, thread=None, resolved_at=None
    )
    remarks = dict(threads.order_by().values_list("translation__language_id").annotate(Count("pk")))
    people = _people()
    return [
        LanguageRow(
            row=row,
            texts=states.get(row.pk, {}),
            words=words.get(row.pk, {}),
            outdated=marks.get(row.pk, (0, None))[0],
            remarks=remarks.get(row.pk, 0),
            people=people.get(row.tag, ()),
            changed_at=marks.get(row.pk, (0, None))[1],
            sent=row.sent,
        )
        for row in rows
    ]


def _people() -> Mapping[str, tuple[str, ...]]:
    """Return who works in a language: tag -> names of accounts."""
    accounts = User.objects.using(ALIAS).filter(role__in=RESTRICTED, is_active=True).order_by("username")
    found: dict[str, tuple[str, ...]] = {}
    for name, tags in accounts.values_list("username", "languages"):
        for tag in tags:
            found[tag] = (*found.get(tag, ()), name)
    return found


def find_draft(slug: str) -> Draft | None:
    """Return the draft of a wave with its wave, without its document."""
    found = Draft.objects.using(ALIAS).select_related("wave__questionnaire")
    return found.defer("document", "wave__questionnaire__document").filter(wave=slug).first()


def drafts_with(tags: Sequence[str]) -> list[tuple[Draft, list[LanguageRow]]]:
    """Return the drafts that are translated into one of the languages, the newest wave first."""
    drafts = Draft.objects.using(ALIAS).filter(languages__tag__in=tags).select_related("wave").defer("document")
    newest = drafts.order_by("-wave__field_start").distinct()
    return [(draft, language_rows(draft, tags=tags)) for draft in newest]


def find_wave(slug: str) -> Wave | None:
    return Wave.objects.using(ALIAS).filter(slug=slug).first()
