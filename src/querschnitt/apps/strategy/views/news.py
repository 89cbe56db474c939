"""What changed since the last visit."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware, now
from django.views.decorators.http import require_POST

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.actions.visits import read_until
from querschnitt.apps.strategy.queries.news import news_for
from querschnitt.apps.strategy.views.access import sees_drafts


@login_required
def news(request: HttpRequest) -> HttpResponse:
    """Show what is new to the reader, and below it what was there before."""
    moment = now()
    found = news_for(cast(User, request.user), now=moment, inside=sees_drafts(request))
    return render(request, "strategy/news.html", {"news": found, "moment": moment.isoformat()})


@require_POST
@login_required
def mark_read(request: HttpRequest) -> HttpResponse:
    """Note that what the page showed is read: what came in meanwhile stays new."""
    try:
        moment = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        moment = None
    if moment and is_aware(moment):
        read_until(user=cast(User, request.user), moment=moment, now=now())
    return redirect("news")
