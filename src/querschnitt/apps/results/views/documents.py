"""The files that frames are made with, in versions: layouts, definitions, groups, districts, published figures."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from querschnitt.apps.register.actions import add_document
from querschnitt.apps.register.models import Document
from querschnitt.apps.register.queries import Written, definition_of
from querschnitt.apps.results.forms import DocumentForm
from querschnitt.apps.survey.views.access import OFFICE, office_only, person_of
from querschnitt.core.errors import InputError, QuerschnittError

ALIAS = "statistics"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def documents(request: HttpRequest) -> HttpResponse:
    """List every version of every document, and take a new one."""
    return _add(request) if request.method == "POST" else _show(request)


def _show(request: HttpRequest, **found: object) -> HttpResponse:
    known = Document.objects.using(ALIAS).defer("text").order_by("kind", "name", "-version")
    form = DocumentForm() if person_of(request).role == OFFICE else None
    return render(request, "results/documents.html", {"documents": known, "form": form, **found})


@office_only
def _add(request: HttpRequest) -> HttpResponse:
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form=form)
    sent = form.cleaned_data["file"]
    try:
        written = Written(form.cleaned_data["kind"], sent.name, _text(sent.read(), name=sent.name))
        made = add_document(written, by=person_of(request).name)
    except QuerschnittError as error:
        return _show(request, form=form, refused=error)
    messages.success(request, _("On record: %s") % made)
    return redirect("document", made.pk)


def _text(content: bytes, *, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("The file cannot be read", where=name, expected="text in UTF-8", got="other bytes") from error


@require_safe
@login_required
def document(request: HttpRequest, number: int) -> HttpResponse:
    """Show a document as it was written, or send it as a file."""
    found = Document.objects.using(ALIAS).filter(pk=number).first()
    if found is None:
        raise Http404(_("There is no such document."))
    if "file" in request.GET:
        ending = "csv" if found.kind in (Document.Kind.DISTRICTS, Document.Kind.STATES) else "toml"
        name = f'attachment; filename="{found}.{ending}"'
        return HttpResponse(found.text, "text/plain; charset=utf-8", headers={"Content-Disposition": name})
    definition = definition_of(found) if found.kind == Document.Kind.DEFINITION else None
    return render(request, "results/document.html", {"document": found, "definition": definition})
