"""Says whether a service is up and reaches its databases."""

from __future__ import annotations

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse


def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 if each of the service's databases answers."""
    for alias in settings.DATABASES:
        if alias != "default":
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
