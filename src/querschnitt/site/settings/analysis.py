"""Weights, estimates, tables and reports: reads the sealed answers and the cases, never a name."""

from querschnitt.site.settings.base import *  # noqa: F403
from querschnitt.site.settings.base import OFFICE_TEMPLATES, SURVEY_APPS, service

globals().update(
    service(
        "analysis", databases={"answers": "analysis", "statistics": "analysis"}, apps=SURVEY_APPS, hall="statistics"
    )
)
TEMPLATES = OFFICE_TEMPLATES
