"""Invented people: how they answer, hesitate, go back and leave. One seed gives the same people each time."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from querschnitt.core.instrument import Instrument, Kind, Question
from querschnitt.core.instrument.reading_time import WEB


@dataclass(frozen=True)
class Profile:
    """What people do, as shares; all assumed, to be replaced by what a pretest shows.

    Attributes
    ----------
    empty, dont_know, refused : of the questions asked, where it is possible; a sensitive question counts `sensitive`
        times as much
    writes : of the people who write something into an open question
    mistakes : of the numbers and dates that are first written wrong
    back, pause, language : of the pages on which a person goes back, pauses and comes back with the code, or changes
        the language; after going back an answer is changed in `changes` of the cases
    from_review : of the people who change an answer from the review
    leaves_first, leaves : of the people who leave on the first page, and on each page after it
    leaves_sensitive, leaves_open : what each sensitive and each open question adds to that
    with_interviewer : how much of it is left when an interviewer asks
    another : of the instances of an open repeat after which there is another one
    pace : spread of the pace of reading and answering (standard deviation of its logarithm)
    """

    empty: float = 0.03
    dont_know: float = 0.04
    refused: float = 0.02
    sensitive: float = 3.0
    writes: float = 0.3
    mistakes: float = 0.02
    back: float = 0.03
    changes: float = 0.5
    pause: float = 0.005
    language: float = 0.005
    from_review: float = 0.05
    leaves_first: float = 0.02
    leaves: float = 0.003
    leaves_sensitive: float = 0.003
    leaves_open: float = 0.003
    with_interviewer: float = 0.25
    another: float = 0.4
    pace: float = 0.2


MODES: Mapping[str, float] = {WEB: 0.7, "telephone": 0.15, "live": 0.15}
"""Shares of the modes; where a wave has not all of them, the others keep their proportion."""


class Habits:
    """What is common to all people of a rehearsal: which answers are popular, and which words people write."""

    def __init__(self, instrument: Instrument, *, seed: int) -> None:
        self.instrument = instrument
        self.seed = seed
        self._weights: dict[str, dict[str, float]] = {}
        self._favourites: dict[str, float] = {}
        self._words = lru_cache(maxsize=None)(self._read_words)

    def weights(self, question: Question) -> dict[str, float]:
        """Return how popular each choice is: few are chosen by many (Zipf), and chance says which."""
        known = self._weights.get(question.origin)
        if known is None:
            codes = list(self.instrument.questions[question.origin].codes)
            self._chance(question).shuffle(codes)
            known = self._weights[question.origin] = {code: 1 / (place + 1.5) for place, code in enumerate(codes)}
        return known

    def favourite(self, question: Question) -> float:
        """Return where in the range of a number its most frequent value lies, between 0.1 and 0.6."""
        if question.origin not in self._favourites:
            self._favourites[question.origin] = self._chance(question).uniform(0.1, 0.6)
        return self._favourites[question.origin]

    def words(self, language: str) -> Sequence[str]:
        """Return words of a language, as they stand in the questionnaire."""
        return self._words(language)

    def _read_words(self, language: str) -> Sequence[str]:
        labels = (question.labels.get(language, "") for question in self.instrument.questions.values())
        return sorted({word for label in labels for word in label.split() if word.isalpha()}) or ["Text"]

    def _chance(self, question: Question) -> random.Random:
        return random.Random(f"{self.seed} {question.origin}")  # noqa: S311 - a rehearsal, nothing secret


@dataclass
class Person:
    """One person of a rehearsal; the same number and seed give the same person, whatever the others do."""

    number: int
    habits: Habits
    mode: str
    language: str
    profile: Profile = Profile()
    chance: random.Random = field(init=False)
    pace: float = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.habits.seed} person {self.number}")  # noqa: S311
        self.pace = self.chance.lognormvariate(0.0, self.profile.pace)

    @property
    def is_alone(self) -> bool:
        return self.mode == WEB

    def does(self, share: float) -> bool:
        """Decide whether the person does what so many people do."""
        return self.chance.random() < share

    def leaves(self, questions: Sequence[Question], *, is_first: bool) -> bool:
        """Decide whether the person goes away when this page is shown."""
        profile = self.profile
        hazard = profile.leaves_first if is_first else profile.leaves
        for question in questions:
            hazard += profile.leaves_sensitive if question.sensitive else 0.0
            hazard += profile.leaves_open if question.kind is Kind.TEXT and not question.other_of else 0.0
        return self.does(hazard if self.is_alone else hazard * profile.with_interviewer)

    def skips(self, question: Question) -> bool:
        """Decide whether the person leaves a question empty."""
        if question.required or question.required_if is not None or question.kind is Kind.ACKNOWLEDGE:
            return False
        if question.kind is Kind.TEXT and not question.other_of:
            return not self.does(self.profile.writes)
        return self.does(self.profile.empty * self._weight(question))

    def declines(self, question: Question) -> str:
        """Return "dk" or "refused" if the person says so, else an empty text."""
        weight = self._weight(question)
        if "dk" in question.missing and self.does(self.profile.dont_know * weight):
            return "dk"
        return "refused" if "refused" in question.missing and self.does(self.profile.refused * weight) else ""

    def _weight(self, question: Question) -> float:
        return self.profile.sensitive if question.sensitive else 1.0


def gather(
    habits: Habits, *, number: int, modes: Sequence[str], languages: Sequence[str], profile: Profile | None = None
) -> list[Person]:
    """Return so many people: modes by their shares, languages equally often in each mode."""
    shares = [MODES.get(mode, 0.1) for mode in modes]
    chance = random.Random(f"{habits.seed} modes")  # noqa: S311
    counts = {mode: chance.randrange(len(languages)) for mode in modes}
    drawn = chance.choices(list(modes), shares, k=number)
    people = []
    for place, mode in enumerate(drawn):
        counts[mode] += 1
        language = languages[counts[mode] % len(languages)]
        people.append(Person(place + 1, habits, mode, language, profile or Profile()))
    return people
