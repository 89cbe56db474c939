import logging

from django.apps import AppConfig
from django.conf import settings

from querschnitt.apps.interview.logs import without_address


class InterviewConfig(AppConfig):
    name = "querschnitt.apps.interview"

    def ready(self) -> None:
        if getattr(settings, "SERVICE", "") == "interview":
            logging.getLogger("django.request").addFilter(without_address)
