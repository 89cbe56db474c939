from django.apps import AppConfig


class SurveyConfig(AppConfig):
    name = "querschnitt.apps.survey"
