"""Announce waves, work on questionnaires and their translations, release them."""

from querschnitt.apps.survey.actions.approving import Given, approve_features, record_approval
from querschnitt.apps.survey.actions.drafts import Imported, add_language, import_draft
from querschnitt.apps.survey.actions.example import take_over_questionnaire
from querschnitt.apps.survey.actions.offering import open_language
from querschnitt.apps.survey.actions.opening import check_language
from querschnitt.apps.survey.actions.releasing import Declaration, release_questionnaire
from querschnitt.apps.survey.actions.translating import comment, resolve, take_step, take_steps
from querschnitt.apps.survey.actions.waves import announce_wave, begin_wave, name_origins, origins_of

__all__ = [
    "Declaration",
    "Given",
    "Imported",
    "add_language",
    "announce_wave",
    "approve_features",
    "begin_wave",
    "check_language",
    "comment",
    "import_draft",
    "name_origins",
    "open_language",
    "origins_of",
    "record_approval",
    "release_questionnaire",
    "resolve",
    "take_over_questionnaire",
    "take_step",
    "take_steps",
]
