"""Waves, the drafts of their questionnaires, translations, and what has been released."""

from querschnitt.apps.survey.models.draft import ApprovedFeature, Draft, DraftFile, DraftLanguage, Text
from querschnitt.apps.survey.models.key import WaveKey
from querschnitt.apps.survey.models.release import Approval, QuestionnaireFile, Release
from querschnitt.apps.survey.models.translation import (
    Comment,
    Delivery,
    Export,
    Recording,
    Translation,
    TranslationEvent,
)
from querschnitt.apps.survey.models.wave import Questionnaire, Wave

__all__ = [
    "Approval",
    "ApprovedFeature",
    "Comment",
    "Delivery",
    "Draft",
    "DraftFile",
    "DraftLanguage",
    "Export",
    "Questionnaire",
    "QuestionnaireFile",
    "Recording",
    "Release",
    "Text",
    "Translation",
    "TranslationEvent",
    "Wave",
    "WaveKey",
]
