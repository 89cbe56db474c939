"""Pages of the questionnaire: languages at a glance, the room of one, the editor, deliveries, recordings, release."""

from querschnitt.apps.survey.views.editor import remark, settle, wording
from querschnitt.apps.survey.views.language import language, offer, steps
from querschnitt.apps.survey.views.overview import questionnaire, rooms
from querschnitt.apps.survey.views.recordings import recording, recordings
from querschnitt.apps.survey.views.release import frozen, release
from querschnitt.apps.survey.views.roundtrip import deliver, delivery, export
from querschnitt.apps.survey.views.workbook import workbook

__all__ = [
    "deliver",
    "delivery",
    "export",
    "frozen",
    "language",
    "offer",
    "questionnaire",
    "recording",
    "recordings",
    "release",
    "remark",
    "rooms",
    "settle",
    "steps",
    "wording",
    "workbook",
]
