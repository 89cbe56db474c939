from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "querschnitt.apps.indicators"
