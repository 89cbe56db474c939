"""Pictures of the fields of action for the booklet: which there are, a new one, the picture itself."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from querschnitt.apps.strategy.actions.pictures import remove_picture, set_picture
from querschnitt.apps.strategy.forms.pictures import PictureForm
from querschnitt.apps.strategy.models import FieldPicture
from querschnitt.apps.strategy.queries.pictures import fields_with_pictures
from querschnitt.apps.strategy.views.access import actor, edition_for, only_integration
from querschnitt.core.errors import QuerschnittError

SHOWN = ("alt_de", "alt_en", "credit")


@require_safe
@only_integration
def pictures(request: HttpRequest, slug: str) -> HttpResponse:
    """List the fields of an edition with their pictures."""
    edition = edition_for(request, slug)
    return render(request, "strategy/pictures.html", {"edition": edition, "rows": fields_with_pictures(edition)})


@require_http_methods(["GET", "HEAD", "POST"])
@only_integration
def picture(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put a picture to a field, change what is said of it, or take it away."""
    field = get_object_or_404(edition_for(request, slug).fields, number=number)
    known = FieldPicture.objects.filter(field=field).defer("content").first()
    initial = {name: getattr(known, name) for name in SHOWN} if known else None
    form = PictureForm(request.POST or None, request.FILES or None, initial=initial)
    refused = None
    if "remove" in request.POST:
        remove_picture(field=field, actor=actor(request))
        return redirect("pictures", slug)
    if request.method == "POST" and form.is_valid():
        content, name = form.upload
        try:
            set_picture(field=field, words=form.words, content=content, name=name, actor=actor(request))
            return redirect("pictures", slug)
        except QuerschnittError as error:
            refused = error
    context = {"edition": field.edition, "field": field, "known": known, "form": form, "refused": refused}
    return render(request, "strategy/picture.html", context, status=422 if refused or form.errors else 200)


@require_safe
@login_required
def picture_file(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the picture itself."""
    found = get_object_or_404(FieldPicture, field__edition=edition_for(request, slug), field__number=number)
    return HttpResponse(bytes(found.content), found.media_type)
