"""Editions: the list, one with its decisions, proposing and adopting it, corrections, the strategy on a day."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from querschnitt.apps.strategy.actions import adoption, corrections, drafts
from querschnitt.apps.strategy.forms.editions import AdoptionForm, CorrectionForm, EditionForm, ProposalForm
from querschnitt.apps.strategy.models import Edition, Field, MeasureVersion, Paper, ProgressEntry
from querschnitt.apps.strategy.queries import editions as queries
from querschnitt.apps.strategy.queries.content import content_of
from querschnitt.apps.strategy.views.access import actor, edition_for, may_write, only_integration, sees_drafts
from querschnitt.apps.strategy.views.asking import Page, ask

METHODS = ["GET", "HEAD", "POST"]
COLUMNS = {
    "title_de": gettext_lazy("Title"),
    "title_en": gettext_lazy("Title in English"),
    "text": gettext_lazy("Text"),
    "goal_de": gettext_lazy("Goal"),
    "goal_en": gettext_lazy("Goal in English"),
    "target_groups_de": gettext_lazy("Target groups"),
    "target_groups_en": gettext_lazy("Target groups in English"),
    "place_de": gettext_lazy("Spatial reference"),
    "place_en": gettext_lazy("Spatial reference in English"),
    "legal_basis": gettext_lazy("Legal basis"),
    "cost_note": gettext_lazy("Costs"),
    "number": gettext_lazy("Number"),
    "name_de": gettext_lazy("Name"),
    "name_en": gettext_lazy("Name in English"),
    "aim_de": gettext_lazy("Aim"),
    "aim_en": gettext_lazy("Aim in English"),
    "paper": gettext_lazy("Council paper"),
    "note_de": gettext_lazy("Note"),
    "note_en": gettext_lazy("Note in English"),
    "note": gettext_lazy("Status"),
    "obstacles": gettext_lazy("Obstacles"),
    "next_steps": gettext_lazy("Next steps"),
    "answer": gettext_lazy("Answer"),
    "submitted_by": gettext_lazy("Handed in by"),
}


@login_required
def editions(request: HttpRequest) -> HttpResponse:
    """Show all editions."""
    rows = queries.edition_rows(with_drafts=sees_drafts(request))
    waiting = [row for row in rows if not row.edition.is_frozen]
    context = {"rows": rows, "may_write": may_write(request), "draft": waiting[0].edition if waiting else None}
    return render(request, "strategy/editions.html", context)


@require_http_methods(METHODS)
@only_integration
def new_edition(request: HttpRequest) -> HttpResponse:
    """Open the draft of the next edition."""
    form = EditionForm(request.POST or None)

    def act() -> str:
        found = drafts.open_draft(new=form.new(), day=localdate(), actor=actor(request))
        return reverse("draft", args=[found.slug])

    page = Page(
        title=_("Open the draft of the next edition"),
        lead=_("It begins with everything that is in force today; each measure is kept until you change it."),
        button=_("Open the draft"),
        back=reverse("editions"),
        what=_("No draft was opened."),
    )
    return ask(request, form, page=page, act=act)


@login_required
def edition(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an edition with the trail of its decisions."""
    found = edition_for(request, slug)
    trail = queries.trail(found)
    rows = [(found, ("title",)), *((field, ("name",)) for field in trail.fields)]
    context = {
        "trail": trail,
        "content": content_of(rows, request.GET.get("in", get_language() or "")),
        "edition": found,
        "columns": COLUMNS,
        "may_write": may_write(request),
        "successor": found.successors.order_by("pk").first(),
    }
    return render(request, "strategy/edition.html", context)


@require_http_methods(METHODS)
@only_integration
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand a draft in under a number."""
    found = edition_for(request, slug)
    initial = {"number": found.paper, "title": found.title_de, "submitted_on": localdate()}
    form = ProposalForm(request.POST or None, initial=initial)

    def act() -> str:
        adoption.propose(edition=found, **form.cleaned_data, actor=actor(request))
        return reverse("edition", args=[slug])

    page = Page(
        title=_("Hand in edition %s") % slug,
        button=_("Hand in"),
        back=reverse("draft", args=[slug]),
        what=_("It was not handed in."),
        lead=_("The edition can still be changed until it is adopted."),
    )
    return ask(request, form, page=page, act=act)


@require_http_methods(METHODS)
@only_integration
def adopt(request: HttpRequest, slug: str) -> HttpResponse:
    """Adopt an edition."""
    found = edition_for(request, slug)
    form = AdoptionForm(request.POST or None, initial={"body": "Ratsversammlung"})

    def act() -> str:
        adoption.adopt(edition=found, decision=form.decision(), actor=actor(request))
        return reverse("edition", args=[slug])

    page = Page(
        title=_("Adopt edition %s") % slug,
        button=_("Adopt and freeze"),
        back=reverse("draft", args=[slug]),
        what=_("The edition was not adopted."),
        lead=_("From then on nobody can change it, and the edition before is superseded. This cannot be undone."),
        done=_("The edition is adopted and frozen."),
    )
    return ask(request, form, page=page, act=act)


@require_http_methods(METHODS)
@only_integration
def correction(request: HttpRequest, subject: str, row: int) -> HttpResponse:
    """Put a misprint right beside what is frozen."""
    if subject not in corrections.OF_SUBJECT:
        raise Http404
    model = corrections.OF_SUBJECT[subject]
    found = model._default_manager.filter(pk=row).first()
    if found is None:
        raise Http404
    columns = [(name, COLUMNS[name]) for name in corrections.COLUMNS[subject] if getattr(found, name)]
    column = request.GET.get("column", columns[0][0] if columns else "")
    initial = {"column": column, "right": getattr(found, column, "") if column in dict(columns) else ""}
    form = CorrectionForm(request.POST or None, columns=columns, initial=initial)
    back = _page_of(found)

    def act() -> str:
        corrections.correct(subject=subject, row=row, **form.cleaned_data, actor=actor(request))
        return back

    page = Page(
        title=_("Correct a misprint: %s") % found,
        button=_("Record the correction"),
        back=back,
        what=_("No correction was recorded."),
        lead=_("What was printed stays; pages and papers show the correction beside it, with the reason."),
    )
    return ask(request, form, page=page, act=act)


def _page_of(found: Model) -> str:
    """Return the address of the page that shows what was corrected."""
    if isinstance(found, ProgressEntry):
        found = found.version
    if isinstance(found, MeasureVersion):
        return f"{reverse('measure', args=[found.number])}?edition={found.edition.slug}"
    if isinstance(found, Paper):
        return reverse("paper", args=[found.pk])
    edition = found.edition if isinstance(found, Field) else found
    return reverse("edition", args=[edition.slug]) if isinstance(edition, Edition) else reverse("editions")


@login_required
def on_a_day(request: HttpRequest, day: str = "") -> HttpResponse:
    """Show the strategy as it stood, or stands, on a day."""
    asked = request.GET.get("day", "")
    if asked:
        return redirect("on_a_day", _day(asked).isoformat())
    when = _day(day) if day else localdate()
    context = {"found": queries.strategy_on(when), "day": when}
    return render(request, "strategy/on_a_day.html", context)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404(_("There is no such day.")) from None
