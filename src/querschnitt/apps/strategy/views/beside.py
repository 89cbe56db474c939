"""What is shown where there is nothing to show."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, and where to go on."""
    told = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return render(request, "strategy/not_found.html", {"told": told}, status=404)
