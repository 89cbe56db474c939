"""The owner of all tables, in all four databases: for migrations and tests, never for a service."""

from querschnitt.site.deployment import DATABASES as DATABASES_OF_THE_HOUSE
from querschnitt.site.deployment import OWNER
from querschnitt.site.settings.base import *  # noqa: F403
from querschnitt.site.settings.base import OFFICE_TEMPLATES, STRATEGY_APPS, SURVEY_APPS, service

globals().update(
    service(
        "everything",
        databases=dict.fromkeys(DATABASES_OF_THE_HOUSE, OWNER),
        apps=[*SURVEY_APPS, *STRATEGY_APPS, "querschnitt.rehearsal", "querschnitt.demo"],
        hall="statistics",
    )
)
TEMPLATES = OFFICE_TEMPLATES
ROOMS_URL = "rooms"
