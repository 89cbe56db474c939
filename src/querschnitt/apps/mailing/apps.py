from django.apps import AppConfig


class MailingConfig(AppConfig):
    name = "querschnitt.apps.mailing"
