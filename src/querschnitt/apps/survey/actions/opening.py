"""Open a language for interviews: only one that is whole, pretested and locked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from querschnitt.apps.accounts.actions import log_activity, system_actor
from querschnitt.apps.survey.actions.drafts import draft_of
from querschnitt.apps.survey.models import DraftLanguage, Translation, Wave
from querschnitt.core.errors import InputError, StateError, suggestion

ALIAS = "statistics"


@dataclass(frozen=True)
class Lack:
    """What a language lacks before it may be opened: numbers of texts."""

    open: int = 0
    drafts: int = 0
    outdated: int = 0
    unlocked: int = 0

    def __bool__(self) -> bool:
        return bool(self.open or self.drafts or self.outdated or self.unlocked)

    @property
    def counts(self) -> dict[str, int]:
        """Return the numbers that are not zero, by name."""
        return {name: count for name, count in asdict(self).items() if count}

    def __str__(self) -> str:
        words: Mapping[str, int] = {
            "not translated": self.open,
            "drafts that nobody has taken over": self.drafts,
            "outdated": self.outdated,
            "not locked yet": self.unlocked,
        }
        return ", ".join(f"{count} {word}" for word, count in words.items() if count) or "nothing"


def check_language(one: DraftLanguage) -> Lack:
    """Say what a language lacks. Locked texts are pretested; the steps, and a constraint, see to it."""
    state = Translation.State
    texts = Translation.objects.using(ALIAS).filter(language=one, source__removed_at=None)
    unlocked = ~Q(state__in=[state.OPEN, state.MACHINE, state.LOCKED])
    outdated = ~Q(state=state.OPEN) & ~Q(source_hash=F("source__source_hash"))
    counts = texts.aggregate(
        open=Count("pk", filter=Q(state=state.OPEN)),
        drafts=Count("pk", filter=Q(state=state.MACHINE)),
        outdated=Count("pk", filter=outdated),
        unlocked=Count("pk", filter=unlocked),
    )
    return Lack(**counts)


@transaction.atomic(using=ALIAS)
def mark_open(*, wave: Wave, tag: str, actor: str = "") -> DraftLanguage:
    """Note that a language is open: the next release will have it. Logged.

    A language of an example opens as soon as it is whole; what it lacks besides is written down and shown.

    Raises
    ------
    InputError : if the draft is not in this language
    StateError : if the language is not whole, pretested and locked
    """
    draft = draft_of(wave)
    one = DraftLanguage.objects.using(ALIAS).filter(draft=draft, tag=tag).first()
    if one is None:
        known = list(draft.languages.values_list("tag", flat=True))
        raise InputError(
            "The questionnaire is not translated into this language", got=tag, expected=", ".join(known),
            hint=suggestion(tag, known),
        )  # fmt: skip
    if one.opened_at is not None:
        return one
    lack = check_language(one)
    refuse_lack(wave, one, lack)
    one.opened_at, one.opened_by, one.opened_despite = timezone.now(), actor or system_actor(), lack.counts
    one.save(using=ALIAS)
    log_activity(
        alias=ALIAS, verb="opened language", subject=f"{wave.slug} {tag}", actor=actor,
        figures={"despite": one.opened_despite} if one.opened_despite else {},
    )  # fmt: skip
    return one


def refuse_lack(wave: Wave, one: DraftLanguage, lack: Lack) -> None:
    """Refuse a language that is not ready; of an example only one that is not whole."""
    if not lack or (wave.is_example and not lack.open):
        return
    raise StateError(
        "This language is not whole, pretested and locked", where=f"wave {wave.slug}, language {one.tag}",
        got=str(lack), expected="every text locked, none outdated",
        hint="The page of the language shows the next step.",
    )  # fmt: skip
