"""The ASGI application of the interview: its hot path before Django, with the headers that every service sends."""

from __future__ import annotations

from django.conf import settings
from django.core.asgi import get_asgi_application

_django = get_asgi_application()

from querschnitt.apps.interview.hot_path import Application, BuiltFiles  # noqa: E402 - needs the settings that were just set up
from querschnitt.site.databases import reached_as  # noqa: E402
from querschnitt.site.life import Life  # noqa: E402
from querschnitt.site.security import HEADERS  # noqa: E402

_interview = Application(
    _django,
    database=reached_as(settings.DEPLOYMENT, "answers", "interview"),
    headers=HEADERS,
    files=BuiltFiles(settings.ASSETS / "built" / "interview", address=f"{settings.STATIC_URL}interview/"),
    behind_proxy=settings.DEPLOYMENT.behind_proxy,
)
application = Life(_interview, is_ready=_interview.is_ready)
