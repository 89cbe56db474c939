"""Offer a language to respondents: while the field is open, a version of the questionnaire with it follows at once."""

from __future__ import annotations

from django.db import transaction

from querschnitt.apps.survey.actions.opening import mark_open
from querschnitt.apps.survey.actions.releasing import Declaration, release_questionnaire
from querschnitt.apps.survey.models import DraftLanguage, Wave
from querschnitt.core.instrument.versions import ChangeKind

ALIAS = "statistics"


@transaction.atomic(using=ALIAS)
def open_language(*, wave: Wave, tag: str, actor: str = "") -> DraftLanguage:
    """Open a language for interviews. In mid-field a new version is released with it, which changes texts only.

    Raises
    ------
    InputError : if the draft is not in this language
    StateError : if the language is not whole, pretested and locked, or if the draft has changed in more than texts
        since its release: then that change is released first, as what it is
    """
    opened = mark_open(wave=wave, tag=tag, actor=actor)
    if wave.opened_at is not None and wave.questionnaire_id is not None:
        reason = f"Opened language {tag}"
        release_questionnaire(
            wave=wave, declaration=Declaration(change=ChangeKind.TEXT_ONLY, reason=reason, actor=actor)
        )
    return opened
