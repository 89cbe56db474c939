"""The integration office: strategy, evidence, reviews. Has the database `office` and no other."""

from querschnitt.site.settings.base import *  # noqa: F403
from querschnitt.site.settings.base import OFFICE_TEMPLATES, STRATEGY_APPS, service

globals().update(service("office", databases={"office": "office"}, apps=STRATEGY_APPS, hall="office"))
TEMPLATES = OFFICE_TEMPLATES
# A letter list comes back with the form that opens it, still encrypted: the server keeps nothing between two pages.
DATA_UPLOAD_MAX_MEMORY_SIZE = 72 * 2**20
