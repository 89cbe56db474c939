"""Reports for council and print: the list, a new one, one with its files; requests for the printed booklet."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from querschnitt.apps.strategy.actions.booklet_requests import Asked, finish_request, note_request
from querschnitt.apps.strategy.actions.reports import make_report, verify_report
from querschnitt.apps.strategy.forms.reports import BookletRequestForm, ReportForm
from querschnitt.apps.strategy.models import BookletRequest, Report, ReportFile
from querschnitt.apps.strategy.queries.reports import OLD, gaps, gather, list_reports
from querschnitt.apps.strategy.views.access import actor, editions_for, may_write, only_integration
from querschnitt.apps.strategy.views.files import attachment
from querschnitt.core.errors import QuerschnittError

MOST_REQUESTS = 200
"""So many requests that are done stand on the page; their sum is of all."""


@require_safe
@login_required
def reports(request: HttpRequest) -> HttpResponse:
    """List all reports, the latest first."""
    context = {"reports": list_reports(editions_for(request)), "may_write": may_write(request)}
    return render(request, "strategy/reports/all.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@only_integration
def new_report(request: HttpRequest) -> HttpResponse:
    """Show what would be missing in a report, then make it."""
    form = ReportForm(request.POST or None)
    context: dict[str, object] = {"form": form, "gaps": None, "months": OLD, "refused": None}
    if request.method == "POST" and form.is_valid():
        try:
            if "make" in request.POST:
                return redirect("report_made", make_report(wanted=form.wanted, actor=actor(request)).pk)
            context["gaps"] = gaps(gather(form.wanted))
        except QuerschnittError as error:
            context["refused"] = error
    status = 422 if context["refused"] or form.errors else 200
    return render(request, "strategy/reports/new.html", context, status=status)


@require_safe
@login_required
def report(request: HttpRequest, key: int) -> HttpResponse:
    """Show one report: its dates, its checksum and whether it still agrees, its files."""
    seen = Report.objects.filter(edition__in=editions_for(request)).select_related("edition", "paper")
    row = get_object_or_404(seen, pk=key)
    files = [(file, len(file.content)) for file in row.files.order_by("name")]
    context = {"report": row, "files": files, "verified": verify_report(row)}
    return render(request, "strategy/reports/one.html", context)


@require_safe
@login_required
def report_file(request: HttpRequest, key: int, name: str) -> HttpResponse:
    """Give a file of a report as it was made."""
    file = get_object_or_404(ReportFile, report=key, name=name, report__edition__in=editions_for(request))
    return attachment(bytes(file.content), name=file.name, media_type=file.media_type)


@require_http_methods(["GET", "HEAD", "POST"])
@only_integration
def booklet_requests(request: HttpRequest) -> HttpResponse:
    """List the requests for the printed booklet and note a new one."""
    form = BookletRequestForm(request.POST or None)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            note_request(asked=Asked(**form.cleaned_data), actor=actor(request))
            return redirect("booklet_requests")
        except QuerschnittError as error:
            refused = error
    return _requests(request, form=form, refused=refused)


def _requests(
    request: HttpRequest, *, form: BookletRequestForm, refused: QuerschnittError | None = None
) -> HttpResponse:
    rows = BookletRequest.objects.select_related("edition")
    sent = BookletRequest.objects.filter(state=BookletRequest.State.SENT)
    context = {
        "form": form,
        "refused": refused,
        "open": list(rows.filter(state=BookletRequest.State.OPEN)),
        "done": list(rows.exclude(state=BookletRequest.State.OPEN).order_by("-done_on", "-pk")[:MOST_REQUESTS]),
        "sent": sent.aggregate(copies=Sum("copies"))["copies"] or 0,
    }
    return render(request, "strategy/reports/requests.html", context, status=422 if refused or form.errors else 200)


@require_POST
@only_integration
def finish_booklet_request(request: HttpRequest, key: int) -> HttpResponse:
    """Mark a request as sent or declined."""
    get_object_or_404(BookletRequest, pk=key)
    is_sent = request.POST.get("state") == BookletRequest.State.SENT
    try:
        finish_request(
            key=key, state=BookletRequest.State.SENT if is_sent else BookletRequest.State.DECLINED, on=localdate(),
            reason=request.POST.get("reason", "")[:300], actor=actor(request),
        )  # fmt: skip
    except QuerschnittError as error:
        return _requests(request, form=BookletRequestForm(), refused=error)
    return redirect("booklet_requests")


@require_safe
@only_integration
def booklet_labels(request: HttpRequest) -> HttpResponse:
    """Show the addresses of open requests as labels to be printed."""
    rows = list(BookletRequest.objects.filter(state=BookletRequest.State.OPEN))
    return render(request, "strategy/reports/labels.html", {"requests": rows})
