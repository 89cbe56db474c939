"""The statistics office: frame, draw, letters, fieldwork, the wave page. Speaks as *fieldwork*.

Of `answers` this role reaches the outbox of wishes alone.
"""

from querschnitt.site.settings.base import *  # noqa: F403
from querschnitt.site.settings.base import OFFICE_TEMPLATES, SURVEY_APPS, service

globals().update(
    service(
        "statistics",
        databases={"identity": "fieldwork", "statistics": "fieldwork", "answers": "fieldwork"},
        apps=SURVEY_APPS,
        hall="statistics",
    )
)
TEMPLATES = OFFICE_TEMPLATES
ROOMS_URL = "rooms"
