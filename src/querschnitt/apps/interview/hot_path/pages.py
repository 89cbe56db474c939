"""Pages as bytes: drawn by their templates once for each state without a typed answer, and kept compressed.

What a page shows depends on where it stands on the way, and on answers: those that stand on it, and those that its
texts and conditions refer to. Which ones is not worked out but watched: whatever drawing a page has ever asked for
belongs to the key under which it is kept. Nearly always these are no answers yet, or choices; then many people get the
same page, and nothing about one of them is kept. A page with something typed on it, or in its texts, is drawn anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from django.template.loader import render_to_string

from querschnitt.apps.interview.forms import PageState, Speech
from querschnitt.apps.interview.hot_path.memory import Memory
from querschnitt.apps.interview.hot_path.messages import Answer, Request
from querschnitt.apps.interview.hot_path.packing import Packed, once, packed
from querschnitt.apps.interview.queries import OpenInterview
from querschnitt.apps.interview.views.frame import frame_context
from querschnitt.apps.interview.views.questions import defaults_of, page_context
from querschnitt.apps.interview.visit import Visit
from querschnitt.core.instrument.model import Instrument, Page, split_name
from querschnitt.core.instrument.routing import Route
from querschnitt.core.instrument.values import Missing

MOST_PAGES = 4000
"""States of pages that a process keeps, of some three kilobytes each."""

MOST_PLACES = 20_000
"""Places of which a process remembers what they ask for; then it begins anew."""

EVERYTHING = "*"
"""Stands for a page that asks for all values there are, whichever these may be: it is kept for nobody."""

Content = TypeVar("Content")


class Watched(Mapping[str, Content]):
    """Values by name, and in ``seen`` the names that were asked for."""

    def __init__(self, values: Mapping[str, Content], seen: set[str]) -> None:
        self._values, self._seen = values, seen

    def __getitem__(self, name: str) -> Content:
        self._seen.add(name)
        return self._values[name]

    def __contains__(self, name: object) -> bool:
        self._seen.add(str(name))
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        self._seen.add(EVERYTHING)
        return iter(self._values)

    def __len__(self) -> int:
        self._seen.add(EVERYTHING)
        return len(self._values)


class Showing(NamedTuple):
    """A page that is to be shown to somebody: everything its drawing may ask for."""

    interview: OpenInterview
    visit: Visit
    way: Route
    page: Page
    from_review: bool

    @property
    def place(self) -> Hashable:
        """What the page depends on besides answers."""
        shown = tuple(
            (question.name, question.codes if question.choice_filter or question.is_randomized else None)
            for question in self.way.visible[self.page.name]
        )
        return (
            self.interview.instrument_hash, self.visit.language, self.visit.mode, self.from_review, self.page.name,
            self.way.pages.index(self.page), len(self.way.pages), shown,
        )  # fmt: skip

    @property
    def values(self) -> tuple[Mapping[str, object], ...]:
        """The answers and other values that the page may show, each kind by question name."""
        way, sheet = self.way, self.interview.sheet
        return sheet.answers, way.active, way.calculated, defaults_of(way, without=sheet.shown)

    def draw(self, seen: set[str]) -> str:
        """Draw the page with its template; the names of the values that were asked for are added to ``seen``."""
        instrument, tag = self.interview.instrument, self.visit.language
        answers, active, calculated, defaults = (Watched(values, seen) for values in self.values)
        known = Watched({**self.way.active, **self.way.calculated}, seen)
        state = PageState(answers, calculated=calculated, defaults=defaults)  # type: ignore[arg-type]
        speech = Speech(instrument, tag, known=known, mode=self.visit.mode)
        context = page_context(self.page, speech, way=self.way, state=state, from_review=self.from_review)
        return render_to_string("interview/page.html", frame_context(context, language=tag, instrument=instrument))


class Pages:
    """The pages of the questions, as bytes."""

    def __init__(self) -> None:
        self._memory: Memory[Packed] = Memory(MOST_PAGES)
        self._asked_for: defaultdict[Hashable, set[str]] = defaultdict(set)

    def answer(self, request: Request, showing: Showing) -> Answer:
        """Answer with a page, from memory if what it shows was typed by nobody."""
        place = showing.place
        if len(self._asked_for) > MOST_PLACES:
            self._asked_for.clear()
        seen = self._asked_for[place]
        key = _key(showing, seen) if seen else None
        found = self._memory.get((place, key)) if key is not None else None
        if found is None:
            text = showing.draw(seen)
            key = _key(showing, seen)
            if key is None:
                return once(request, text)
            found = self._memory.keep((place, key), packed(text))
        return found.answer(request)


def _key(showing: Showing, names: set[str]) -> Hashable | None:
    """Return the values that were asked for; None if one of them was typed or calculated."""
    if EVERYTHING in names:
        return None
    instrument, found = showing.interview.instrument, []
    for kind, values in enumerate(showing.values):
        for name in names & values.keys():
            value = values[name]
            if not _is_common(instrument, name, value):
                return None
            found.append((kind, name, value))
    return frozenset(found)


def _is_common(instrument: Instrument, name: str, value: object) -> bool:
    """Whether a value is one of a few that many people share: a choice, or the reason why there is none."""
    question = instrument.questions.get(split_name(name)[0])
    return isinstance(value, Missing) or (question is not None and question.kind.has_choices)
