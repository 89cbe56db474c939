"""Workshops with their proposals and what became of them; comments of the advisory board with their answers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from querschnitt.apps.strategy.actions.participation import (
    add_comment,
    add_proposal,
    answer_comment,
    decide_proposal,
)
from querschnitt.apps.strategy.forms.participation import AnswerForm, CommentForm, NewProposalForm, ProposalForm
from querschnitt.apps.strategy.models import Comment, Edition, Proposal, Workshop
from querschnitt.apps.strategy.queries import participation as queries
from querschnitt.apps.strategy.queries.evidence import versions_to_link
from querschnitt.apps.strategy.views.access import actor, may_write, only_integration, sees_drafts
from querschnitt.core.errors import QuerschnittError


@login_required
def participation(request: HttpRequest) -> HttpResponse:
    """Show the workshops, what became of their proposals, and the comments with their answers."""
    drafts, writes = sees_drafts(request), may_write(request)
    context = {
        "workshops": queries.workshop_rows(with_drafts=drafts),
        "comments": queries.comment_rows(with_drafts=drafts),
        "outcomes": Proposal.Outcome.choices,
        "undecided": queries.undecided() if writes else [],
        "may_write": writes,
    }
    return render(request, "strategy/participation.html", context)


@login_required
def workshop(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one workshop with groups and proposals; the integration office adds proposals here."""
    asked = get_object_or_404(Workshop.objects.select_related("edition"), pk=pk)
    if asked.edition.state == Edition.State.DRAFT and not sees_drafts(request):
        raise Http404(_("There is no such page."))
    groups = queries.groups_of(asked)
    form = NewProposalForm(request.POST or None)
    form.fields["group"].choices = [(str(it.group.pk), it.group.title) for it in groups]  # type: ignore[attr-defined]
    if request.method == "POST" and not may_write(request):
        return render(request, "strategy/refused.html", status=403)
    if form.is_valid():
        group = next(it.group for it in groups if str(it.group.pk) == form.cleaned_data["group"])
        add_proposal(group=group, text=form.cleaned_data["text"], actor=actor(request))
        messages.success(request, _("The proposal is added."))
        return redirect("workshop", pk)
    context = {
        "workshop": asked,
        "groups": groups,
        "form": form if groups else None,
        "may_write": may_write(request),
    }
    return render(request, "strategy/workshop.html", context)


@only_integration
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what became of a proposal, and why not."""
    asked = get_object_or_404(Proposal.objects.select_related("group__workshop__edition"), pk=pk)
    initial = {
        "outcome": asked.outcome,
        "answer": asked.answer,
        "measures": [str(key) for key in asked.measures.values_list("pk", flat=True)],
    }
    versions = queries.measures_that_may_take_up(asked, today=localdate())
    form = ProposalForm(request.POST or None, initial=initial, versions=versions)
    error: QuerschnittError | None = None
    if form.is_valid():
        found = form.cleaned_data
        try:
            decide_proposal(
                proposal=asked, outcome=found["outcome"], answer=found["answer"], actor=actor(request),
                measures=[form.known_measures[key] for key in found["measures"]],
            )  # fmt: skip
        except QuerschnittError as refused:
            error = refused
        else:
            messages.success(request, _("What became of the proposal is recorded."))
            return redirect("workshop", asked.group.workshop_id)
    context = {"proposal": asked, "form": form, "error": error}
    return render(request, "strategy/proposal.html", context, status=400 if error else 200)


@only_integration
def new_comment(request: HttpRequest) -> HttpResponse:
    """Record a comment of the advisory board or another body."""
    form = CommentForm(
        request.POST or None, initial={"on": localdate(), "body": _("Advisory board")},
        editions=list(Edition.objects.all()), versions=versions_to_link(localdate()),
    )  # fmt: skip
    if form.is_valid():
        found = form.cleaned_data
        add_comment(
            edition=form.editions[found["edition"]], measure=form.known_measures.get(found["measure"]),
            body=found["body"], text=found["text"], on=found["on"], actor=actor(request),
        )  # fmt: skip
        messages.success(request, _("The comment is recorded."))
        return redirect("participation")
    return render(request, "strategy/comment.html", {"form": form})


@only_integration
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a comment."""
    asked = get_object_or_404(Comment, pk=pk)
    initial = {"answer": asked.answer, "on": asked.answered_on or localdate()}
    form = AnswerForm(request.POST or None, initial=initial)
    error: QuerschnittError | None = None
    if form.is_valid():
        found = form.cleaned_data
        try:
            answer_comment(comment=asked, answer=found["answer"], on=found["on"], actor=actor(request))
        except QuerschnittError as refused:
            error = refused
        else:
            messages.success(request, _("The answer is recorded."))
            return redirect("participation")
    context = {"comment": asked, "form": form, "error": error}
    return render(request, "strategy/comment.html", context, status=400 if error else 200)
