"""The public interview service: writes its own tables in `answers` and nothing else."""

from querschnitt.site.settings.base import *  # noqa: F403
from querschnitt.site.settings.base import service

globals().update(service("interview", databases={"answers": "interview"}, apps=["querschnitt.apps.interview"]))
