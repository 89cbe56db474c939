"""Who asks, for what, and whether it is theirs to see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from querschnitt.apps.accounts.languages import Language
from querschnitt.apps.accounts.languages import language as known_language
from querschnitt.apps.survey.models import Draft, DraftLanguage, Wave
from querschnitt.apps.survey.queries.languages import find_draft
from querschnitt.apps.survey.workflow import Person, Rules

OFFICE = "statistics"
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Room:
    """The room of one language, and the person in it."""

    draft: Draft
    row: DraftLanguage
    known: Language
    person: Person
    rules: Rules

    @property
    def wave(self) -> Wave:
        return self.draft.wave

    @property
    def tag(self) -> str:
        return self.row.tag


def person_of(request: HttpRequest) -> Person:
    """Return who asks, as the rules of translation know a person."""
    user = request.user
    assert user.is_authenticated
    return Person(name=user.get_username(), role=user.role, languages=frozenset(user.languages))


def room_of(request: HttpRequest, slug: str, tag: str) -> Room:
    """Return the room of a language; for somebody whose language it is not, there is none."""
    person = person_of(request)
    draft = find_draft(slug) if person.may_see(tag) else None
    row = draft.languages.filter(tag=tag).first() if draft else None
    if draft is None or row is None:
        raise Http404(_("This questionnaire is not translated into this language."))
    row.draft = draft
    return Room(draft, row, known_language(tag), person, Rules.of(draft.wave.translation_rules))


def office_only(view: View) -> View:
    """Let nobody but the statistics office do this."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if person_of(request).role != OFFICE:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
