"""Papers of the council: the list with deadlines, one paper with its way, and writing one down."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from querschnitt.apps.strategy.actions import papers as actions
from querschnitt.apps.strategy.forms.papers import AnswerForm, PaperForm, SittingForm, StateForm
from querschnitt.apps.strategy.models import Paper
from querschnitt.apps.strategy.queries import papers as queries
from querschnitt.apps.strategy.views.access import actor, may_write, only_integration
from querschnitt.apps.strategy.views.asking import Page, ask, do
from querschnitt.apps.strategy.views.editions import METHODS


@login_required
def papers(request: HttpRequest) -> HttpResponse:
    """Show papers, narrowed as the address says."""
    names = ("kind", "state", "due", "words")
    chosen = queries.PaperFilter(**{name: request.GET.get(name, "") for name in names})
    context = {
        "rows": queries.paper_rows(chosen, localdate()), "chosen": chosen, "kinds": Paper.Kind.choices,
        "states": Paper.State.choices, "may_write": may_write(request),
    }  # fmt: skip
    return render(request, "strategy/papers.html", context)


@require_http_methods(METHODS)
@login_required
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one paper; take its next sitting, its answer, or the decision."""
    row = queries.paper_page(pk, localdate())
    if row is None:
        raise Http404(_("There is no such paper."))
    if request.method == "POST" and not may_write(request):
        return render(request, "strategy/refused.html", status=403)
    asked = request.POST.get("step", "")
    today = {"answered_on": localdate()}
    steps: dict[str, SittingForm | AnswerForm | StateForm] = {
        "sitting": SittingForm(request.POST if asked == "sitting" else None, prefix="sitting"),
        "answer": AnswerForm(request.POST if asked == "answer" else None, prefix="answer", initial=today),
        "state": StateForm(request.POST if asked == "state" else None, prefix="state"),
    }  # fmt: skip
    refused = None
    filled = steps.get(asked)
    if filled is not None and filled.is_valid():
        refused = do(request, lambda: _step(request, row.paper, filled), done=_("It was recorded."))
        if refused is None:
            return redirect("paper", pk)
    context = {"row": row, "paper": row.paper, "steps": steps, "refused": refused, "may_write": may_write(request)}
    return render(request, "strategy/paper.html", context)


def _step(request: HttpRequest, paper: Paper, form: SittingForm | AnswerForm | StateForm) -> object:
    who = actor(request)
    if isinstance(form, SittingForm):
        return actions.record_consultation(paper=paper, sitting=form.sitting(), actor=who)
    if isinstance(form, AnswerForm):
        return actions.answer_paper(paper=paper, **form.cleaned_data, actor=who)
    return actions.decide_paper(paper=paper, **form.cleaned_data, actor=who)


@require_http_methods(METHODS)
@only_integration
def write_paper(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Write a paper down, or change one that is open."""
    row = queries.paper_page(pk, localdate()) if pk else None
    if pk and row is None:
        raise Http404(_("There is no such paper."))
    form = PaperForm(request.POST or None, initial=_said(row) if row else {"reply_to": request.GET.get("reply_to")})

    def act() -> str:
        found = actions.save_paper(words=form.words(), paper=row.paper if row else None, actor=actor(request))
        return reverse("paper", args=[found.pk])

    page = Page(
        title=_("Change paper %s") % row.paper.number if row else _("New paper"),
        button=_("Save"),
        back=reverse("paper", args=[pk]) if row else reverse("papers"),
        what=_("The paper was not saved."),
    )
    return ask(request, form, page=page, act=act)


def _said(row: queries.PaperRow) -> dict[str, object]:
    paper = row.paper
    names = ("number", "kind", "title", "submitted_by", "submitted_on", "deadline", "url", "text")
    found: dict[str, object] = {name: getattr(paper, name) for name in names}
    numbers = ", ".join(version.number for version in row.measures)
    return found | {"edition": paper.edition_id, "reply_to": paper.reply_to_id, "measures": numbers}
