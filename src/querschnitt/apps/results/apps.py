from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "querschnitt.apps.results"
