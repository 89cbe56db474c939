from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "querschnitt.apps.register"
