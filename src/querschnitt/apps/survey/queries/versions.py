"""The released versions of a wave's questionnaire."""

from __future__ import annotations

from querschnitt.apps.survey.models import QuestionnaireFile, Release, Wave

ALIAS = "statistics"


def versions_of(wave: Wave) -> list[Release]:
    """Return the releases of a wave, oldest first, without the documents of their questionnaires."""
    releases = Release.objects.using(ALIAS).filter(wave=wave).select_related("questionnaire")
    return list(releases.defer("questionnaire__document").order_by("number"))


def frozen_file(wave: Wave, number: int, name: str) -> QuestionnaireFile | None:
    """Return a file frozen with a release of a wave."""
    files = QuestionnaireFile.objects.using(ALIAS).filter(questionnaire__releases__wave=wave, name=name)
    return files.filter(questionnaire__releases__number=number).first()
