"""The questions: page by page, the review, and the end."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from querschnitt.apps.interview import actions, queries
from querschnitt.apps.interview.actions import Saved, occasion_of
from querschnitt.apps.interview.codes import grouped
from querschnitt.apps.interview.forms import PageState, fields, review_line
from querschnitt.apps.interview.queries import OpenInterview
from querschnitt.apps.interview.sheet import Sheet
from querschnitt.apps.interview.views.frame import see_other, show, wave_text, with_visit, without_interview
from querschnitt.apps.interview.visit import Visit
from querschnitt.apps.interview.wording import filled, said, wording
from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument.model import Instrument, Page
from querschnitt.core.instrument.routing import Route, previous_page, route

ASIDES = ("language", "talk", "privacy", "accessibility", "delete", "pause")
"""Where a button of a page may lead beside the way; what was typed is kept first."""


def first_unpassed(way: Route, sheet: Sheet) -> Page | None:
    """Return the first page of the way with something that the person has not passed yet; None at the end."""
    for page in way.pages:
        if any(question.name not in sheet.shown for question in way.visible[page.name]):
            return page
    return None


def _place(way: Route, sheet: Sheet) -> str:
    page = first_unpassed(way, sheet)
    return f"/page/{page.name}" if page else "/review"


def _way(interview: OpenInterview) -> Route:
    return route(interview.instrument, interview.sheet.answers, occasion=occasion_of(interview.sheet))


@require_safe
@with_visit
def go_on(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Lead to where the interview was left."""
    interview = queries.open_interview(visit)
    if interview is None:
        return without_interview(visit)
    if not visit.language:
        return see_other("/language")
    return see_other(_place(_way(interview), interview.sheet))


@require_http_methods(["GET", "HEAD", "POST"])
@with_visit
def page(request: HttpRequest, visit: Visit, name: str) -> HttpResponse:
    """Show a page, or take what was written on it."""
    if request.method == "POST":
        return _take_page(request, visit, name)
    interview = queries.open_interview(visit)
    if interview is None:
        return without_interview(visit)
    way = _way(interview)
    shown = next((entry for entry in way.pages if entry.name == name), None)
    if shown is None or not _is_reached(way, interview.sheet, shown):
        return see_other(_place(way, interview.sheet))
    return _show_page(request, visit, interview.instrument, shown, way=way, state=PageState(interview.sheet.answers))


def _is_reached(way: Route, sheet: Sheet, page: Page) -> bool:
    first = first_unpassed(way, sheet)
    return first is None or way.pages.index(page) <= way.pages.index(first)


def _take_page(request: HttpRequest, visit: Visit, name: str) -> HttpResponse:
    form = dict(request.POST.lists())
    goes = request.POST.get("go", "next")
    try:
        saved = actions.save_page(visit=visit, page=name, form=form, moves_on=goes == "next")
    except QuestionnaireError:
        return see_other("/continue")
    if saved is None:
        return without_interview(visit)
    if goes != "next":
        return see_other(_beside(goes, name, saved, from_review=_is_from_review(request)), **_marks(goes, name, visit))
    if saved.accepted.is_done or name not in saved.route.visible:
        return see_other(_following(name, saved, from_review=_is_from_review(request)))
    state = PageState(
        saved.sheet.answers,
        typed=form,
        errors={error.question: error for error in saved.accepted.errors},
        new=frozenset(question.name for question in saved.accepted.newly_relevant),
    )
    again = saved.instrument.page(name)
    return _show_page(request, visit, saved.instrument, again, way=saved.route, state=state)


def _beside(goes: str, name: str, saved: Saved, *, from_review: bool) -> str:
    """Return the address of a button that does not lead on."""
    if goes in ASIDES:
        return f"/{goes}"
    if from_review:
        return "/review"
    before = previous_page(saved.instrument, saved.sheet.answers, name, occasion=occasion_of(saved.sheet))
    return f"/page/{before.name}" if before else "/info"


def _marks(goes: str, name: str, visit: Visit) -> dict[str, str]:
    """Return what the address beside the way must know: where to come back to, and the language where a visit ends."""
    if goes == "pause":
        return {"l": visit.language}
    return {"at": f"/page/{name}"} if goes in ASIDES else {}


def _following(name: str, saved: Saved, *, from_review: bool) -> str:
    """Return what comes after a page: the next one; back to the review if it was only changed from there."""
    pages, place = saved.instrument.pages, saved.instrument.pages.index(saved.instrument.page(name))
    after = next((page for page in saved.route.pages if pages.index(page) > place), None)
    if from_review or after is None:
        return _place(saved.route, saved.sheet)
    return f"/page/{after.name}"


def _is_from_review(request: HttpRequest) -> bool:
    return "review" in (request.GET.get("from"), request.POST.get("from"))


def _show_page(
    request: HttpRequest, visit: Visit, instrument: Instrument, page: Page, *, way: Route, state: PageState
) -> HttpResponse:
    tag = visit.language or instrument.default_language
    texts = wording(tag)
    shown = fields(instrument, way.visible[page.name], state, language=tag)
    name = said(page.labels, tag)
    number = way.pages.index(page) + 1
    progress = filled(texts["progress"], number=number, total=len(way.pages), title=name)
    wrong = [field for field in shown if field.error]
    context = {
        "heading": progress,
        "page_heading": format_html("{} {}", texts["error_prefix"], name) if wrong else name,
        "fields": shown,
        "wrong": wrong,
        "new": [field for field in shown if field.is_new],
        "page": page.name,
        "at": f"/page/{page.name}",
        "from_review": _is_from_review(request),
        "shown": " ".join(field.name for field in shown),
    }
    return show(request, "page", context, visit=visit, instrument=instrument, status=422 if wrong else 200)


@require_safe
@with_visit
def review(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show all answers, each with a way back to its page."""
    interview = queries.open_interview(visit)
    if interview is None:
        return without_interview(visit)
    instrument, way, tag = interview.instrument, _way(interview), visit.language
    unpassed = first_unpassed(way, interview.sheet)
    if unpassed:
        return see_other(f"/page/{unpassed.name}")
    parts = [
        {
            "page": page.name,
            "title": said(page.labels, tag),
            "change": filled(wording(tag)["change_what"], title=said(page.labels, tag)),
            "lines": [
                review_line(instrument, question, way.active, language=tag)
                for question in way.visible[page.name]
                if question.kind.is_asked
            ],
        }
        for page in way.pages
    ]
    context = {"heading": wording(tag)["review_title"], "parts": parts, "at": "/review"}
    return show(request, "review", context, visit=visit, instrument=instrument)


@require_POST
@with_visit
def send(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Send the interview, if the person has been on every page of the way."""
    interview = queries.open_interview(visit)
    if interview is None:
        return without_interview(visit)
    unpassed = first_unpassed(_way(interview), interview.sheet)
    if unpassed:
        return see_other(f"/page/{unpassed.name}")
    actions.finish(visit=visit, now=timezone.now())
    return see_other("/finished")


@require_safe
@with_visit
def finished(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Thank, and give the receipt: the same one whenever the code is entered again."""
    entry = queries.entry(visit.access)
    if entry is None or entry.state != "finished":
        return see_other("/continue")
    instrument = queries.instrument(entry.instrument_hash)
    tag = visit.language or entry.language or instrument.default_language
    context = {
        "heading": wording(tag)["finished_title"],
        "receipt": grouped(visit.receipt),
        "paragraphs": [wave_text(instrument, key, tag) for key in ("finish_thanks", "finish_results_wish")],
    }
    return show(request, "finished", context, visit=replace(visit, language=tag), instrument=instrument)
