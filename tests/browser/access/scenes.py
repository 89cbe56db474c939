"""The scenes: every state in which a question can stand on a page, drawn as the service draws it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.template.loader import render_to_string

from querschnitt.apps.interview.forms import PageState, Speech
from querschnitt.apps.interview.sent import as_read
from querschnitt.apps.interview.views.frame import frame_context
from querschnitt.apps.interview.views.questions import page_context
from querschnitt.core.instrument.answers import accept
from querschnitt.core.instrument.model import Instrument, Page
from querschnitt.core.instrument.routing import Route, route
from querschnitt.core.instrument.values import Answers
from tests.browser.access.questionnaire import every_type, example

ANSWERS: Answers = {
    "decimal": Decimal("1250.50"),
    "long_range": 45,
    "search_one": "GQ",
    "multiline": "Straße 12, 2. OG (links)",
    "date": datetime.date(2015, 1, 31),
}
"""What was answered before, where a scene says nothing else: texts refer to it."""


@dataclass(frozen=True)
class Scene:
    """A page of the questionnaire in one state.

    Attributes
    ----------
    name, page : its own name, and the page it shows
    answers : what is stored besides `ANSWERS`
    form : what was sent last; None if the page is only looked at
    focus : the question that was searched, if the button for it was pressed
    mode : how the interview is held
    """

    name: str
    page: str
    answers: Answers = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    focus: str = ""
    mode: str = "web"


def _shown() -> list[Scene]:
    plain = [page.name for page in every_type().pages if page.name != "member"]
    answered: dict[str, Answers] = {
        "checkbox": {"checkbox": (_code("checkbox", 0), _code("checkbox", 2))},
        "search_many": {"search_many": ("ER", "SY")},
        "other": {"means": "other", "means_other": "Zelt (2 m²)"},
        "condition": {"first": every_type().questions["first"].codes[-1]},
    }
    modes = {"spoken": "live"}
    return [
        *(Scene(name, name, answers=answered.get(name, {}), mode=modes.get(name, "web")) for name in plain),
        Scene("another one", "person[1]"),
    ]


def _code(question: str, place: int) -> str:
    return every_type().questions[question].codes[place]


def _wrong() -> list[Scene]:
    """Scenes in which something is wrong, new or found."""
    rank = {f"rank__place__{code}": "1" for code in every_type().questions["rank"].codes}
    wrong = {
        "radio": {}, "checkbox": {"checkbox": _code("checkbox", 0), "checkbox__missing": "__dk__"}, "select": {},
        "rank": rank, "search_one": {"search_one__search": "qqqq"}, "search_many": {"search_many__search": "qqqq"},
        "acknowledge": {}, "year": {"year": "19,5"}, "decimal": {"decimal": "1.250"}, "short_range": {},
        "long_range": {"long_range": "47"}, "date": {"date": "31.02.2020"}, "time": {"time": "25:10"}, "text": {},
        "multiline": {}, "other": {"means": "other"},
    }  # fmt: skip
    return [
        *(Scene(f"{page}, wrong", page, form=form) for page, form in wrong.items()),
        Scene("search_one, found", "search_one", form={"search_one__search": "Eritria"}, focus="search_one"),
        Scene("search_many, found", "search_many", form={"search_many__search": "Ir"}, focus="search_many"),
        Scene("condition, new", "condition", form={"first": _code("first", 0), "__shown__": "first"}),
    ]


SCENES = (*_shown(), *_wrong())
LANGUAGES = example().languages


def drawn(scene: Scene, language: str, *, instrument: Instrument | None = None, known: Answers = ANSWERS) -> str:
    """Return the document of a scene, of the whole questionnaire or another one that has its page."""
    instrument = instrument or every_type()
    page = instrument.page(scene.page)
    state, way = _state(instrument, page, scene, answers={**known, **scene.answers})
    speech = Speech(instrument, language, known=way.known, mode=scene.mode)
    context = page_context(page, speech, way=way, state=state, from_review=False)
    return render_to_string("interview/page.html", frame_context(context, language=language, instrument=instrument))


def sent(scene: Scene, page: Page) -> dict[str, str]:
    """Return the form of a scene with the names of what stands on the page."""
    return {"__shown__": " ".join(question.name for question in page.questions), **(scene.form or {})}


def _state(instrument: Instrument, page: Page, scene: Scene, *, answers: Answers) -> tuple[PageState, Route]:
    """Return what stands on the page, and the way: as it is looked at, or after something was sent."""
    if scene.form is None:
        way = route(instrument, answers)
        return PageState(answers, calculated=way.calculated, defaults=way.defaults), way
    read = as_read(page, {name: [entry] for name, entry in sent(scene, page).items()})
    accepted = accept(instrument, page, read, answers)
    way = route(instrument, accepted.answers)
    errors = {error.question: error for error in accepted.errors}
    state = PageState(
        accepted.answers,
        calculated=way.calculated,
        typed=read,
        errors=errors,
        retyped=frozenset(errors),
        new=frozenset(question.name for question in accepted.newly_relevant),
        focus=scene.focus,
    )
    return state, way
