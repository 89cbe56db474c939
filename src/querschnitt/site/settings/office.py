"""The integration office: strategy, evidence, reviews. Has the database `office` and no other."""

from querschnitt.site.settings.base import *  # noqa: F403
from querschnitt.site.settings.base import OFFICE_TEMPLATES, STRATEGY_APPS, service

globals().update(service("office", databases={"office": "office"}, apps=STRATEGY_APPS, hall="office"))
TEMPLATES = OFFICE_TEMPLATES
