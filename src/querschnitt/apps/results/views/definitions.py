"""Two definitions of a background side by side: who would move."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from querschnitt.apps.register.models import Document
from querschnitt.apps.register.queries import definition_of, districts_of, groups_of
from querschnitt.apps.results.forms import CompareForm
from querschnitt.apps.results.queries.frame import FramePage, beginning, frame_page
from querschnitt.apps.results.queries.items import Origins
from querschnitt.apps.results.views.wave import state_of
from querschnitt.apps.survey.actions import origins_of
from querschnitt.core.errors import QuerschnittError
from querschnitt.tables.register import DefinitionsCompared, Groups, boroughs_of, compare_definitions

ALIAS = "statistics"


@require_safe
@login_required
def definitions(request: HttpRequest, slug: str) -> HttpResponse:
    """Run two definitions on the extract of a wave, and show the cross-table; nothing is changed."""
    state = state_of(slug)
    page = frame_page(state)
    context: dict[str, object] = {"state": state, "page": page}
    if page.extract and page.extract.people:
        form = CompareForm(request.GET or None, initial=_first_two(page))
        context["form"] = form
        if form.is_valid():
            try:
                groups = groups_of(beginning(page).fields["origins"])
                context |= {"compared": _compared(page, form, groups), "origins": Origins(origins_of(groups))}
            except QuerschnittError as error:
                context["refused"] = error
    return render(request, "results/definitions.html", context)


def _first_two(page: FramePage) -> dict[str, object]:
    known = list(Document.objects.using(ALIAS).filter(kind=Document.Kind.DEFINITION).order_by("-added_at")[:2])
    first = page.frame.rules if page.frame else None
    others = [one for one in known if one != first]
    return {"first": first or (others.pop() if others else None), "second": others[0] if others else None}


def _compared(page: FramePage, form: CompareForm, groups: Groups) -> DefinitionsCompared:
    asked, first = form.cleaned_data, beginning(page)
    assert page.extract is not None
    return compare_definitions(
        Path(page.extract.people),
        [definition_of(asked["first"]), definition_of(asked["second"])],
        groups=groups,
        boroughs=boroughs_of(districts_of(first.fields["districts"])),
        reference_date=page.extract.reference_date,
    )
