"""The released versions of a wave's questionnaire."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch

from querschnitt.apps.survey.models import Draft, QuestionnaireFile, Release, Wave
from querschnitt.core.errors import StateError

ALIAS = "statistics"


def versions_of(wave: Wave) -> list[Release]:
    """Return the releases of a wave, oldest first, with the names of their files (`files`), in two queries."""
    files = QuestionnaireFile.objects.using(ALIAS).exclude(kind=QuestionnaireFile.Kind.AUDIO).defer("content")
    named = Prefetch("questionnaire__files", queryset=files.order_by("-kind", "name"), to_attr="named")
    releases = Release.objects.using(ALIAS).filter(wave=wave).select_related("questionnaire")
    found = list(releases.defer("questionnaire__document").prefetch_related(named).order_by("number"))
    for one in found:
        one.files = one.questionnaire.named  # type: ignore[attr-defined]
    return found


def frozen_file(wave: Wave, number: int, name: str) -> QuestionnaireFile | None:
    """Return a file frozen with a release of a wave."""
    files = QuestionnaireFile.objects.using(ALIAS).filter(questionnaire__releases__wave=wave, name=name)
    return files.filter(questionnaire__releases__number=number).first()


def frozen_audio(wave: Wave) -> list[QuestionnaireFile]:
    """Return the read-aloud files of the questionnaire in force."""
    files = QuestionnaireFile.objects.using(ALIAS).filter(questionnaire=wave.questionnaire_id)
    return list(files.filter(kind=QuestionnaireFile.Kind.AUDIO).order_by("name"))


def check_open_languages(wave: Wave, languages: Sequence[str]) -> None:
    """Refuse a questionnaire in a language that nobody has opened.

    Raises
    ------
    StateError : with the languages that are not open
    """
    draft = Draft.objects.using(ALIAS).filter(wave=wave).only("source_language").first()
    opened = set(draft.languages.filter(opened_at__isnull=False).values_list("tag", flat=True)) if draft else set()
    closed = [tag for tag in languages if tag not in opened and tag != (draft.source_language if draft else "")]
    if draft is not None and closed:
        raise StateError(
            "The questionnaire is in languages that are not open", where=f"wave {wave.slug}", got=", ".join(closed),
            hint="Open them on the page of the language, or release the questionnaire without them.",
        )  # fmt: skip
