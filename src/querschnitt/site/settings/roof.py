"""The roof: starts and stops services and runs the demo. Reads what the demo reports, and no answer."""

from querschnitt.site.settings.base import *  # noqa: F403
from querschnitt.site.settings.base import OFFICE_TEMPLATES, STRATEGY_APPS, SURVEY_APPS, service

globals().update(
    service(
        "roof",
        databases={"identity": "fieldwork", "statistics": "analysis", "office": "office"},
        apps=[*SURVEY_APPS, *STRATEGY_APPS, "querschnitt.rehearsal", "querschnitt.demo"],
        hall="statistics",
    )
)
TEMPLATES = OFFICE_TEMPLATES
