from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "querschnitt.site"
    label = "roof"
