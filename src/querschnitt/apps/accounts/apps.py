from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "querschnitt.apps.accounts"
