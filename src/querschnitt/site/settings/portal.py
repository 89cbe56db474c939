"""The public site: reads released rows of `office`, without sessions or cookies."""

from querschnitt.site.settings.base import *  # noqa: F403
from querschnitt.site.settings.base import STRATEGY_APPS, service

globals().update(service("portal", databases={"office": "portal"}, apps=STRATEGY_APPS))
