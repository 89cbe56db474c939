import logging

from django.apps import AppConfig

from querschnitt.apps.strategy.logs import without_token

ABOUT_REQUESTS = ("django.request", "django.security.csrf", "django.server")


class StrategyConfig(AppConfig):
    name = "querschnitt.apps.strategy"

    def ready(self) -> None:
        for name in ABOUT_REQUESTS:
            logging.getLogger(name).addFilter(without_token)
