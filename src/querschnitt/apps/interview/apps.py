from django.apps import AppConfig


class InterviewConfig(AppConfig):
    name = "querschnitt.apps.interview"
