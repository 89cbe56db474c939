"""A form on a page of its own: shown, filled in, done or told why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from querschnitt.core.errors import QuerschnittError


@dataclass(frozen=True)
class Page:
    """What stands around a form, in the language of the page."""

    title: str
    button: str
    back: str
    lead: str = ""
    what: str = ""  # the sentence that comes first where it is refused
    done: str = ""
    figures: Sequence[tuple[str, int]] = ()  # what the step is about, counted: name and number


def ask(request: HttpRequest, form: forms.Form, *, page: Page, act: Callable[[], str]) -> HttpResponse:
    """Show a form; once it is right, do what it asks and go on to the address that ``act`` returns."""
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            address = act()
        except QuerschnittError as error:
            refused = error
        else:
            if page.done:
                messages.success(request, page.done)
            return redirect(address)
    return render(request, "strategy/form.html", {"form": form, "page": page, "refused": refused})


def do(request: HttpRequest, act: Callable[[], object], *, done: str) -> QuerschnittError | None:
    """Do one thing that a button asks for, and say so; return why it was refused."""
    try:
        act()
    except QuerschnittError as error:
        return error
    messages.success(request, done)
    return None
