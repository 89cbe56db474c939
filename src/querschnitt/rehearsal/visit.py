"""One person's way through the real interview: code, information, page after page, review, and the end."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from querschnitt.core.errors import QuerschnittError, StateError
from querschnitt.core.instrument import Instrument, Kind, Missing, Question, Value
from querschnitt.core.instrument.model import numbered
from querschnitt.core.instrument.reading_time import TURNING, Reader
from querschnitt.core.instrument.rehearsal import ANSWERED, EMPTY, LEFT, Exchanges, Held
from querschnitt.rehearsal.answering import answer, known_to, mistake, think
from querschnitt.rehearsal.browser import Browser, Fields, Shown, read_fields
from querschnitt.rehearsal.people import Person
from querschnitt.rehearsal.writing import as_left, is_searched, untouched, written

MOST_POSTS = 1200
"""Forms that a person sends before we say that an interview does not come to its end."""

MOST_REFUSALS = 40
"""Refusals of one question before the person gives up, and we say that its condition can hardly be met."""

INTRODUCTION = (
    "info_who",
    "info_why",
    "info_how_long",
    "info_what_happens",
    "info_voluntary",
    "info_counts_even_if_unsent",
    "info_delete",
)
"""Texts of the wave that a person reads before the first page."""

_MISTAKABLE = (Kind.INTEGER, Kind.DECIMAL, Kind.DATE)


@dataclass(frozen=True)
class Errand:
    """A person with an access code, and the token of an interviewer if one asks the questions."""

    person: Person
    code: str
    token: str = ""


@dataclass(frozen=True)
class Ended:
    """How a visit ended: the interview for the account, and the sheet that the person believes to have filled in."""

    held: Held
    sheet: Mapping[str, Value]


def visit(instrument: Instrument, errand: Errand, *, port: int, today: datetime.date) -> Ended:
    """Let a person visit the interview. What the service must never do ends the visit and is reported, not raised."""
    browser = Browser(port)
    try:
        return Visit(instrument, errand, browser, today).run()
    finally:
        browser.close()


@dataclass
class Visit:
    """A visit while it lasts."""

    instrument: Instrument
    errand: Errand
    browser: Browser
    today: datetime.date
    sheet: dict[str, Value] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    seconds: float = 0.0
    returns: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    mistaken: set[str] = field(default_factory=set)
    to_change: set[str] = field(default_factory=set)
    timed: set[str] = field(default_factory=set)
    left_at: str = ""

    @property
    def person(self) -> Person:
        return self.errand.person

    def run(self) -> Ended:
        try:
            self._walk(self._enter())
        except (QuerschnittError, OSError) as error:
            self.faults.append(f"Interview {self.person.number} ({self.person.language}): {error}")
            self.left_at = self.left_at or (self.pages[-1] if self.pages else "?")
        return Ended(self._held(), self.sheet)

    def _held(self) -> Held:
        return Held(
            number=self.person.number,
            mode=self.person.mode,
            language=self.person.language,
            pages=tuple(self.pages),
            outcomes=self.asked,
            minutes=self.seconds * self.person.pace / 60,
            pace=self.person.pace,
            left_at=self.left_at,
            returns=self.returns,
            exchanges=Exchanges(
                dict(self.browser.statuses), dict(self.refusals), tuple(self.browser.seconds), tuple(self.faults)
            ),
        )

    def _enter(self) -> Shown:
        if self.errand.token:
            self.browser.get(f"/start/{self.errand.token}")
        return self._with_code()

    def _with_code(self) -> Shown:
        return self.browser.post("/", [("code", self.errand.code), ("l", self.person.language)])

    def _walk(self, shown: Shown) -> None:
        for _ in range(MOST_POSTS):
            if shown.status not in (200, 422):
                raise StateError("The interview answered with an error", where=shown.path, got=shown.status)
            if shown.path == "/finished":
                return
            next_shown = self._step(shown)
            if next_shown is None:
                return
            shown = next_shown
        raise StateError("The interview does not come to its end", where=shown.path)

    def _step(self, shown: Shown) -> Shown | None:
        """Do what a page asks for; None if the person has left."""
        fields = read_fields(shown.text)
        if shown.path == "/info":
            return self._start()
        if shown.path == "/review":
            return self._review(fields)
        if not shown.path.startswith("/page/"):
            raise StateError("The interview leads to a page that is none of the way", where=shown.path)
        return self._page(shown, fields)

    def _start(self) -> Shown:
        if not self.pages:
            self.seconds += introduced(self.instrument, self._reader)
        return self.browser.post("/info", [])

    def _review(self, fields: Fields) -> Shown:
        if self.pages and not self.returns and self.person.does(self.person.profile.from_review):
            again = self.browser.get(f"{self.person.chance.choice(self.addresses)}?from=review")
            self._return(read_fields(again.text))
            return again
        return self.browser.post("/send", [])

    def _return(self, fields: Fields) -> None:
        """Come back to a page; perhaps to change an answer there."""
        self.returns += 1
        self.seconds += TURNING
        changeable = [name for name in fields.shown if name in self.sheet]
        if changeable and self.person.does(self.person.profile.changes):
            self.to_change.add(self.person.chance.choice(changeable))

    @property
    def _reader(self) -> Reader:
        return Reader(self.person.language, self.person.mode)

    def _page(self, shown: Shown, fields: Fields) -> Shown | None:
        questions = [self._offered(self.instrument.question(each), fields) for each in fields.shown]
        name = numbered(questions[0].block, questions[0].place)
        is_new = name not in self.pages
        if is_new:
            self.pages.append(name)
            self.addresses.append(shown.path)
        if is_new and self.person.leaves(questions, is_first=len(self.pages) == 1):
            self.asked |= {each.name: LEFT for each in questions if each.takes_answers}
            self.left_at = name
            return None
        self._count_refusals(fields)
        entries = self._fill(questions, fields)
        self._read_time(questions)
        return self._onward(shown.path, fields, entries, is_new=is_new)

    def _offered(self, question: Question, fields: Fields) -> Question:
        """Return a question with the choices that the page offers, in the order of the questionnaire."""
        if question.kind not in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE) or question.asks_for_more:
            return question
        values = fields.offered.get(question.name, frozenset())
        offered = tuple(choice for choice in question.choices if choice.name in values)
        if not offered and not is_searched(question, fields):
            raise StateError("The page offers none of the choices of a question", where=question.name)
        return replace(question, choices=offered) if offered else question

    def _count_refusals(self, fields: Fields) -> None:
        for name in fields.wrong:
            self.refusals[name] += 1
            self.sheet.pop(name, None)
            if self.refusals[name] > MOST_REFUSALS:
                raise StateError(
                    "No answer was found that the page accepts",
                    where=f"question '{name}'",
                    got=f"{MOST_REFUSALS} refusals",
                    hint="Check whether its condition can be met.",
                )

    def _fill(self, questions: list[Question], fields: Fields) -> dict[str, list[str]]:
        """Fill in the page; what was answered before stays, unless the person came back to change it."""
        entries: dict[str, list[str]] = {}
        for question in questions:
            if question.takes_answers:
                entries |= self._fill_one(question, fields)
        return entries

    def _fill_one(self, question: Question, fields: Fields) -> dict[str, list[str]]:
        name = question.name
        if name in self.to_change:
            self.to_change.discard(name)
            value = think(self.person, question, known_to(question, self.sheet), self.today)
        elif name in self.asked and name not in fields.wrong:
            return self._untouched(question, fields)
        elif (
            question.kind in _MISTAKABLE
            and name not in self.mistaken
            and self.person.does(self.person.profile.mistakes)
        ):
            self.mistaken.add(name)
            return {name: [mistake(self.person, question)]}
        else:
            value = answer(self.person, question, known_to(question, self.sheet), self.today)
        if value is None and name in fields.wrong:
            self._note(question, None)
            return {name: [""]}
        if value is None:
            return self._untouched(question, fields)
        if is_searched(question, fields) and isinstance(value, tuple):
            value = value[:1]  # one search a page is enough
        entries = written(question, value, fields, language=self.person.language)
        self._note(question, value)
        return entries

    def _untouched(self, question: Question, fields: Fields) -> dict[str, list[str]]:
        entries = untouched(question, fields)
        if not is_searched(question, fields):
            self._note(question, as_left(question, entries))
        elif question.name not in self.sheet:
            self._note(question, None)
        return entries

    def _note(self, question: Question, value: Value | None) -> None:
        if value is None:
            self.sheet.pop(question.name, None)
            self.asked[question.name] = EMPTY
            return
        self.sheet[question.name] = value
        self.asked[question.name] = value.value if isinstance(value, Missing) else ANSWERED

    def _read_time(self, questions: list[Question]) -> None:
        """Add the time for what is new on the page."""
        fresh = [question for question in questions if question.name not in self.timed]
        self.timed |= {question.name for question in fresh}
        if fresh:
            made = {question.name: marks(self.sheet.get(question.name)) for question in fresh}
            self.seconds += self._reader.page(fresh, made)

    def _onward(self, path: str, fields: Fields, entries: Mapping[str, list[str]], *, is_new: bool) -> Shown:
        sent = [*fields.hidden.items(), *((key, value) for key, values in entries.items() for value in values)]
        profile, person = self.person.profile, self.person
        if is_new and not self.mistaken & set(fields.shown):
            if person.does(profile.back):
                shown = self.browser.post(path, [*sent, ("go", "back")])
                self._return(read_fields(shown.text))
                return shown
            if person.is_alone and person.does(profile.pause):
                return self._pause(path, sent)
            if person.does(profile.language):
                return self._change_language(path, sent)
        return self.browser.post(path, [*sent, ("go", "next")])

    def _pause(self, path: str, sent: list[tuple[str, str]]) -> Shown:
        """Save, go away, and come back with the code."""
        self.returns += 1
        self.browser.post(path, [*sent, ("go", "pause")])
        return self._with_code()

    def _change_language(self, path: str, sent: list[tuple[str, str]]) -> Shown:
        """Look at the page in another language, and go on in the first one."""
        self.returns += 1
        self.browser.post(path, [*sent, ("go", "language")])
        for language in (self.person.chance.choice(self.instrument.languages), self.person.language):
            self.browser.post("/language", [("language", language), ("at", path)])
            self.browser.get(f"/language?at={path}")
        return self.browser.get(path)


def introduced(instrument: Instrument, reader: Reader) -> float:
    """Return the seconds that the information before the first page takes."""
    texts = (instrument.texts.get(key, {}) for key in INTRODUCTION)
    return reader.read(" ".join(text.get(reader.language, "") for text in texts)) + TURNING


def marks(value: Value | None) -> int:
    """Return how many marks an answer is."""
    if value is None:
        return 0
    return len(value) if isinstance(value, tuple) else 1
