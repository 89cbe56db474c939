from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "querschnitt.apps.fieldwork"
