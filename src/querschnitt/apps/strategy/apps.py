from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "querschnitt.apps.strategy"
