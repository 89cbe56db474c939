"""The questions: page by page, there and back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from querschnitt.apps.interview import actions, queries
from querschnitt.apps.interview.actions import NEXT, SAVE, Saved, occasion_of
from querschnitt.apps.interview.forms import PageState, Speech, conditions_of, fields
from querschnitt.apps.interview.queries import OpenInterview
from querschnitt.apps.interview.sheet import Sheet
from querschnitt.apps.interview.views.frame import (
    HEADERS,
    page_address,
    see_other,
    show,
    with_visit,
    without_interview,
)
from querschnitt.apps.interview.visit import Visit, write_visit
from querschnitt.apps.interview.wording import filled
from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument.answers import SHOWN_FIELD
from querschnitt.core.instrument.model import Instrument, Page, numbered
from querschnitt.core.instrument.routing import Route, order_of, route
from querschnitt.core.instrument.values import Answers

ASIDES = ("language", "talk", "privacy", "accessibility", "delete", "pause")
"""Where a button of a page may lead beside the way; what was typed is kept first."""

SEARCH = "search"


def first_unpassed(way: Route, sheet: Sheet) -> Page | None:
    """Return the first page of the way with something that the person has not passed yet; None at the end."""
    for page in way.pages:
        if not way.names[page.name] <= sheet.shown:
            return page
    return None


def way_of(interview: OpenInterview, visit: Visit) -> Route:
    """Return the way through the questionnaire with the answers so far."""
    occasion = occasion_of(interview.sheet, language=visit.language)
    return route(interview.instrument, interview.sheet.answers, occasion=occasion)


def speech_of(instrument: Instrument, visit: Visit, way: Route) -> Speech:
    """Return how the questionnaire speaks to this visit."""
    tag = visit.language if visit.language in instrument.languages else instrument.default_language
    return Speech(instrument, tag, known=way.known, mode=visit.mode)


def place_on(way: Route, sheet: Sheet) -> str:
    """Return the address of where the interview was left."""
    page = first_unpassed(way, sheet)
    return page_address(page.name) if page else "/review"


@require_safe
@with_visit
def go_on(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Lead to where the interview was left."""
    interview = queries.open_interview(visit)
    if interview is None:
        return _with_its_key(request, visit)
    if not visit.language:
        return see_other("/language")
    return see_other(place_on(way_of(interview, visit), interview.sheet))


def _with_its_key(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Go on with the key of an interview that was begun elsewhere; without one that fits, lead to the code."""
    entry = queries.entry(visit.access)
    if entry is None or not entry.is_open:
        return without_interview(visit)
    found = queries.with_key(visit, entry)
    if found is None or found.key == visit.key:
        return see_other("/", again="1", l=visit.language)
    response = see_other("/continue")
    write_visit(request, response, found)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@with_visit
def page(request: HttpRequest, visit: Visit, name: str, place: tuple[int, ...] = ()) -> HttpResponse:
    """Show a page, or take what was written on it."""
    if "[" in name:
        return see_other("/continue")
    name = numbered(name, place)
    if request.method == "POST":
        return _take_page(request, visit, name)
    interview = queries.open_interview(visit)
    if interview is None:
        return without_interview(visit)
    way = way_of(interview, visit)
    shown = next((entry for entry in way.pages if entry.name == name), None)
    if shown is None or not is_reached(way, interview.sheet, shown):
        return see_other(place_on(way, interview.sheet))
    defaults = defaults_of(way, without=interview.sheet.shown)
    state = PageState(interview.sheet.answers, calculated=way.calculated, defaults=defaults)
    return _show_page(request, visit, interview.instrument, shown, way=way, state=state)


def defaults_of(way: Route, *, without: frozenset[str]) -> Answers:
    """Return the defaults of fields that have not been passed: one that was emptied stays empty."""
    return {name: value for name, value in way.defaults.items() if name not in without}


def is_reached(way: Route, sheet: Sheet, page: Page) -> bool:
    first = first_unpassed(way, sheet)
    return first is None or way.pages.index(page) <= way.pages.index(first)


def _take_page(request: HttpRequest, visit: Visit, name: str) -> HttpResponse:
    form = dict(request.POST.lists())
    if not form:
        # None of our pages sends nothing: what was meant was lost on its way, and must not empty the page.
        return see_other("/continue")
    goes, _ = _button(request)
    try:
        saved = actions.save_page(visit=visit, page=name, form=form, went=goes)
    except QuestionnaireError:
        return see_other("/continue")
    response = without_interview(visit) if saved is None else _after(request, visit, name, saved)
    if visit.is_to_be_renewed:
        write_visit(request, response, visit)
    return response


def _after(request: HttpRequest, visit: Visit, name: str, saved: Saved) -> HttpResponse:
    """Answer a page that was taken: lead on, or show it again."""
    goes, focus = _button(request)
    if goes == SAVE:
        return HttpResponse(status=204, headers=HEADERS)
    onward = led_to(name, saved, visit, goes=goes, from_review=_is_from_review(request))
    if onward is not None:
        address, marks = onward
        return see_other(address, **marks)
    state = state_after(saved, goes=goes, focus=focus)
    return _show_page(request, visit, saved.instrument, saved.instrument.page(name), way=saved.route, state=state)


def led_to(name: str, saved: Saved, visit: Visit, *, goes: str, from_review: bool) -> tuple[str, dict[str, str]] | None:
    """Return the address to which a page leads that was taken, and its parameters; None if it must be shown again."""
    if goes not in (NEXT, SEARCH):
        return _beside(goes, name, saved, from_review=from_review), _marks(goes, name, visit)
    if name not in saved.route.visible or (goes == NEXT and saved.accepted.is_done):
        return following(name, saved, from_review=from_review), {}
    return None


def _button(request: HttpRequest) -> tuple[str, str]:
    """Return the button that was pressed, and the question that it belongs to, if it does."""
    goes, _, focus = (request.POST.get("go") or NEXT).partition(" ")
    return goes, focus


def state_after(saved: Saved, *, goes: str, focus: str) -> PageState:
    """Return what a page shows that comes again: everything as it was typed, and what is wrong or new.

    After a search only what was not found is said: the person has not finished the page.
    """
    errors = {error.question: error for error in saved.accepted.errors}
    said = {name: error for name, error in errors.items() if goes == NEXT or error.code == "not_found"}
    were_shown = frozenset(" ".join(saved.form.get(SHOWN_FIELD, ())).split())
    return PageState(
        saved.sheet.answers,
        calculated=saved.route.calculated,
        defaults=defaults_of(saved.route, without=were_shown),
        typed=saved.form,
        errors=said,
        retyped=frozenset(errors),
        new=frozenset(question.name for question in saved.accepted.newly_relevant) if goes == NEXT else frozenset(),
        focus=focus,
    )


def _beside(goes: str, name: str, saved: Saved, *, from_review: bool) -> str:
    """Return the address of a button that does not lead on."""
    if goes in ASIDES:
        return f"/{goes}"
    if from_review:
        return "/review"
    here = order_of(saved.instrument, name)
    before = [page for page in saved.route.pages if order_of(saved.instrument, page) < here]
    return page_address(before[-1].name) if before else "/info"


def _marks(goes: str, name: str, visit: Visit) -> dict[str, str]:
    """Return what the address beside the way must know: where to come back to, and the language where a visit ends."""
    if goes == "pause":
        return {"l": visit.language}
    return {"at": page_address(name)} if goes in ASIDES else {}


def following(name: str, saved: Saved, *, from_review: bool) -> str:
    """Return what comes after a page: the next one; back to the review if it was only changed from there."""
    here = order_of(saved.instrument, name)
    after = next((page for page in saved.route.pages if order_of(saved.instrument, page) > here), None)
    if from_review or after is None:
        return place_on(saved.route, saved.sheet)
    return page_address(after.name)


def _is_from_review(request: HttpRequest) -> bool:
    return "review" in (request.GET.get("from"), request.POST.get("from"))


def _show_page(
    request: HttpRequest, visit: Visit, instrument: Instrument, page: Page, *, way: Route, state: PageState
) -> HttpResponse:
    speech = speech_of(instrument, visit, way)
    context = page_context(page, speech, way=way, state=state, from_review=_is_from_review(request))
    return show(request, "page", context, visit=visit, instrument=instrument, status=422 if context["wrong"] else 200)


def page_context(page: Page, speech: Speech, *, way: Route, state: PageState, from_review: bool) -> dict[str, object]:
    """Return what the template of a page draws in an interview: its content, and where it is sent to."""
    content = page_content(page, speech, way=way, state=state)
    rules = conditions_of(speech.instrument, page, speech.known)
    return {**content, **rules, "at": page_address(page.name), "has_visit": True, "from_review": from_review}


def page_content(page: Page, speech: Speech, *, way: Route, state: PageState) -> dict[str, object]:
    """Return what the template of a page draws."""
    shown = fields(page, way.visible[page.name], state, speech)
    every = [part for field in shown for part in field.parts]
    title = speech.title(page)
    emphasised = format_html("<b>{}</b>", title)
    progress = {"number": way.pages.index(page) + 1, "total": len(way.pages), "title": emphasised}
    wrong = [] if state.focus else [field for field in every if field.error]
    return {
        "heading": filled(speech.texts["progress"], **progress),
        "page_heading": format_html("{} {}", speech.texts["error_prefix"], title) if wrong else title,
        "fields": shown,
        "wrong": wrong,
        "new": [field for field in every if field.is_new],
        "shown": " ".join(field.name for field in every),
    }
