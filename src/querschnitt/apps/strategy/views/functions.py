"""Functions of offices with their mailboxes: who reports, who releases, who stands in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from querschnitt.apps.strategy.actions.collecting.rounds import save_function
from querschnitt.apps.strategy.forms.rounds import FunctionForm
from querschnitt.apps.strategy.models import Office, OfficeFunction
from querschnitt.apps.strategy.views.access import actor, only_integration


@require_safe
@only_integration
def functions(request: HttpRequest) -> HttpResponse:
    """Show all functions by office, and the offices without one."""
    found = OfficeFunction.objects.select_related("office", "deputy__office").order_by("office__name", "kind", "name")
    without = Office.objects.filter(functions=None, valid_until=None).order_by("name")
    context = {"functions": found, "without": without, "today": localtime().date()}
    return render(request, "strategy/rounds/functions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@only_integration
def function(request: HttpRequest, key: int = 0) -> HttpResponse:
    """Add a function or change one."""
    known = get_object_or_404(OfficeFunction, pk=key) if key else None
    form = FunctionForm(request.POST or None, instance=known, initial={"office": request.GET.get("office", "")})
    if request.method == "POST" and form.is_valid():
        save_function(function=form.save(commit=False), by=actor(request))
        messages.success(request, _("Saved."))
        return redirect("functions")
    return render(request, "strategy/rounds/function.html", {"form": form, "function": known})
