"""The public interview service: writes its own tables in `answers` and nothing else."""

from typing import Any

from querschnitt.site.settings.base import *  # noqa: F403
from querschnitt.site.settings.base import DEPLOYMENT, LOGGING, PUBLIC_MIDDLEWARE, service

DATABASES: dict[str, dict[str, Any]] = {}
globals().update(service("interview", databases={"answers": "interview"}, apps=["querschnitt.apps.interview"]))
# Its pages and forms are small; a form of a megabyte comes from no page of ours.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
MIDDLEWARE = [*PUBLIC_MIDDLEWARE, "querschnitt.apps.interview.views.away.Away"]
# Requests beside the hot path come in threads that change: they share connections.
POOL = {"min_size": 1, "max_size": 4, "timeout": 8}
# A connection of before the database was started anew is found out before it is used.
DATABASES["answers"] |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True, "OPTIONS": {"pool": POOL}}
if DEPLOYMENT.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
LINE = {**LOGGING["formatters"]["line"], "class": "querschnitt.apps.interview.logs.Discreet"}
LOGGING = {**LOGGING, "formatters": {"line": LINE}}
