import logging

from django.apps import AppConfig
from django.conf import settings


class InterviewConfig(AppConfig):
    name = "querschnitt.apps.interview"

    def ready(self) -> None:
        if getattr(settings, "SERVICE", "") == "interview":
            logging.getLogger("django.request").addFilter(without_address)


def without_address(record: logging.LogRecord) -> bool:
    """Take the address out of what is logged about a request: the one from a letter holds an access code."""
    if record.args:
        record.args = tuple("(address not kept)" if str(part).startswith("/") else part for part in record.args)
    return True
