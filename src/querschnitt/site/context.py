"""What each template knows: the service it belongs to, and the direction of its language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def service(request: HttpRequest) -> dict[str, Any]:
    return {"SERVICE": settings.SERVICE}
