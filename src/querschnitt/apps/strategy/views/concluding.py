"""Findings go to fields of action, and their leads record what follows."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from querschnitt.apps.strategy.actions.concluding import Ask, record_conclusion, refer_findings
from querschnitt.apps.strategy.forms.evidence import ConclusionForm, ReferralForm
from querschnitt.apps.strategy.queries import conclusions as queries
from querschnitt.apps.strategy.queries.evidence import versions_to_link
from querschnitt.apps.strategy.views.access import actor, may_write, office_of, only_integration
from querschnitt.core.errors import QuerschnittError


@login_required
def conclusions(request: HttpRequest) -> HttpResponse:
    """Show which findings went to which field, what was concluded, and what is overdue; one's own office first."""
    office = office_of(request)
    rows = queries.referral_rows(queries.referrals(), today=localdate())
    context = {
        "office": office,
        "own": [row for row in rows if office and row.referral.office_id == office.pk and row.latest is None],
        "overdue": [row for row in rows if row.is_overdue],
        "waiting": [row for row in rows if row.latest is None and not row.is_overdue],
        "concluded": [row for row in rows if row.latest],
        "may_write": may_write(request),
    }
    return render(request, "strategy/conclusions.html", context)


@login_required
def referral(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a finding that went to a field; the office that was asked records its conclusion here."""
    asked = get_object_or_404(queries.referrals(), pk=pk)
    office = office_of(request)
    may_record = may_write(request) or queries.may_conclude(asked, office)
    initial = {"recorded_by": office.short if office else ""}
    form = ConclusionForm(request.POST or None, initial=initial, versions=versions_to_link(localdate()))
    error: QuerschnittError | None = None
    if request.method == "POST" and not may_record:
        return render(request, "strategy/refused.html", status=403)
    if form.is_valid():
        found = form.cleaned_data
        try:
            record_conclusion(
                referral=asked, kind=found["kind"], text=found["text"], recorded_by=found["recorded_by"],
                measures=[form.known_measures[key] for key in found["measures"]], on=localdate(),
            )  # fmt: skip
        except QuerschnittError as refused:
            error = refused
        else:
            messages.success(request, _("The conclusion is recorded."))
            return redirect("referral", pk)
    row = queries.referral_rows([asked], today=localdate())[0]
    context = {"row": row, "finding": asked.finding, "form": form if may_record else None, "error": error}
    return render(request, "strategy/referral.html", context, status=400 if error else 200)


@only_integration
def refer(request: HttpRequest) -> HttpResponse:
    """Send findings to a field of action, many at once."""
    today = localdate()
    known = queries.findings_to_refer()
    asked = request.GET.get("finding", "")
    initial = {"due_on": today + timedelta(days=42), "findings": [str(row.pk) for row in known if row.key == asked]}
    form = ReferralForm(
        request.POST or None, initial=initial, choices=queries.fields_to_ask(), findings=known,
        offices=queries.offices_today(today),
    )  # fmt: skip
    error: QuerschnittError | None = None
    if form.is_valid():
        found = form.cleaned_data
        ask = Ask(
            field=form.known_fields[found["field"]],
            due_on=found["due_on"],
            question=found["question"],
            office=form.known_offices.get(found["office"]),
        )
        chosen = [form.known_findings[key] for key in found["findings"]]
        try:
            sent = refer_findings(findings=chosen, ask=ask, on=today, actor=actor(request))
        except QuerschnittError as refused:
            error = refused
        else:
            told = ngettext(
                "%(n)d finding went to the field.", "%(n)d findings went to the field.", sent.added
            )  # fmt: skip
            before = _(" The field had been asked about %(n)d of them before.") % {"n": sent.before}
            messages.success(request, told % {"n": sent.added} + (before if sent.before else ""))
            return redirect("conclusions")
    return render(request, "strategy/refer.html", {"form": form, "error": error}, status=400 if error else 200)
