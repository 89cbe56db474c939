"""What every page of the interview has in common: language, direction, headers, and the way back to where one was."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.visit import Visit, read_visit
from querschnitt.apps.interview.wording import DEFAULT, available, direction, preferred, said, wording
from querschnitt.core.instrument.model import Instrument, numbered, split_name

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
_PAGE = re.compile(r"/page/[A-Za-z_][\w.-]{0,63}(?:/[1-9]\d?){0,4}", re.ASCII)
_PLACES = re.compile(r"/(?:info|review|page/[A-Za-z_][\w.-]{0,63}(?:/\d{1,2}){0,4})")


class SeeOther(HttpResponseRedirect):
    """Go on there with GET: what follows a form that was taken."""

    status_code = 303


def language_of(request: HttpRequest, visit: Visit | None, instrument: Instrument | None) -> str:
    """Return the language of a page: the visit's, the address's, the browser's, or German."""
    offered = instrument.languages if instrument else tuple(sorted(available()))
    if visit and visit.language in offered:
        return visit.language
    asked = request.GET.get("l") or request.POST.get("l") or ""
    if asked in offered:
        return asked
    default = instrument.default_language if instrument else DEFAULT
    return preferred(request.headers.get("Accept-Language", ""), offered) or default


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    visit: Visit | None = None,
    instrument: Instrument | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw a page of the interview. ``context["heading"]`` is its title."""
    language = language_of(request, visit, instrument)
    about = {"has_visit": visit is not None, "at": place_of(request)}
    frame = frame_context({**about, **context}, language=language, instrument=instrument)
    response = render(request, f"interview/{template}.html", frame, status=status)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def frame_context(context: dict[str, Any], *, language: str, instrument: Instrument | None) -> dict[str, Any]:
    """Return what the template of a page needs besides its own content."""
    texts = wording(language)
    frame = {
        "lang": language,
        "dir": direction(language),
        "t": texts,
        "city": said(instrument.texts.get("city_name", {}), language) if instrument else "",
        "survey": said(instrument.texts.get("survey_title", {}), language) if instrument else "",
        **context,
    }
    frame["title"] = format_html(texts["page_title"], title=frame.get("page_heading") or frame["heading"])
    return frame


def see_other(address: str, **parameters: str) -> SeeOther:
    """Redirect after a form, or away from a page that is not the person's turn."""
    given = {name: value for name, value in parameters.items() if value}
    response = SeeOther(f"{address}?{urlencode(given, safe='/')}" if given else address)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def page_address(name: str) -> str:
    """Return the address of a page; the numbers of an instance of a repeat follow its name.

    >>> page_address("work"), page_address("person[2]")
    ('/page/work', '/page/person/2')
    """
    base, place = split_name(name)
    return "/".join(["/page", base, *map(str, place)])


@lru_cache(maxsize=1024)
def numbered_page(path: str) -> str | None:
    """Return the name of the page at an address, or None if it is none that we write.

    >>> numbered_page("/page/work"), numbered_page("/page/person/2/1"), numbered_page("/page/a[1]")
    ('work', 'person[2][1]', None)
    """
    if not _PAGE.fullmatch(path):
        return None
    base, *place = path.removeprefix("/page/").split("/")
    return numbered(base, tuple(map(int, place)))


def place_of(request: HttpRequest) -> str:
    """Return the page a person came from and goes back to, or "" if it is none of ours."""
    asked = request.POST.get("at") or request.GET.get("at") or ""
    return asked if _PLACES.fullmatch(asked) else ""


def is_ours(request: HttpRequest) -> bool:
    """Whether a form comes from a page of this service, not from another site; the cookie is not sent from one either.

    A browser says "null" as the origin of our own pages, because they send no referrer.
    """
    headers = request.headers
    here = f"{request.scheme}://{request.get_host()}"
    return is_from_here(headers.get("Sec-Fetch-Site", ""), headers.get("Origin", ""), here=here)


def address_of(request: HttpRequest) -> str:
    """Return the address of whoever asks, which is never kept; a reverse proxy says it last."""
    if settings.DEPLOYMENT.behind_proxy:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def is_from_here(site: str, origin: str, *, here: str) -> bool:
    """Whether what a browser says of where a form comes from is our own page; an old one says nothing.

    >>> is_from_here("same-origin", "null", here="https://x.example"), is_from_here("", "https://y", here="https://x")
    (True, False)
    """
    return site in ("", "same-origin", "none") and origin in ("", "null", here)


def hotline(instrument: Instrument | None, language: str) -> dict[str, str]:
    """Return the number and the hours of the hotline."""
    hours = said(instrument.texts.get("hotline_hours", {}), language) if instrument else ""
    phone = getattr(settings, "HOTLINE_PHONE", "0341 000-0000")
    return {"phone": format_html('<span class="whole">{}</span>', phone), "hours": hours}


def wave_text(instrument: Instrument, key: str, language: str) -> str:
    """Return a text of the wave, with the hotline filled in where it names it."""
    text = said(instrument.texts.get(key, {}), language)
    return filled_text(text, **hotline(instrument, language))


def filled_text(text: str, **values: str) -> str:
    """Escape a text and put values into it; what is no placeholder of ours stays as it is."""
    done: str = escape(text)
    for name, value in values.items():
        done = done.replace(f"{{{name}}}", f"<bdi>{conditional_escape(value)}</bdi>")
    return mark_safe(done)  # noqa: S308 - text and values are escaped above


View = Callable[..., HttpResponse]


def with_visit(view: View) -> View:
    """Give the view the visit; without one, lead to the code. A form of another site is not taken."""

    @csrf_exempt  # see `is_ours`
    @wraps(view)
    def visited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        visit = read_visit(request)
        if visit is None:
            return see_other("/", again="1", l=request.GET.get("l", ""))
        if request.method == "POST" and not is_ours(request):
            return see_other(place_of(request) or request.path)
        return view(request, visit, *args, **kwargs)

    return visited


def without_interview(visit: Visit) -> HttpResponse:
    """Lead somewhere true when there is no open interview: to the start, the end, or the closed door."""
    entry = queries.entry(visit.access)
    if entry is None:
        return see_other("/", again="1", l=visit.language)
    if entry.state == "finished":
        return see_other("/finished")
    if entry.closed_at:
        return see_other("/", closed="1", l=visit.language)
    return see_other("/continue" if entry.state else "/info")
