"""The questionnaire of a wave: its languages, the work on each of them, its release."""

from django.urls import path

from querschnitt.apps.survey import views

QUESTIONNAIRE = "wave/<slug:slug>/questionnaire/"
LANGUAGE = "wave/<slug:slug>/languages/<slug:tag>/"
urlpatterns = [
    path("languages/", views.rooms, name="rooms"),
    path(QUESTIONNAIRE, views.questionnaire, name="questionnaire"),
    path(f"{QUESTIONNAIRE}workbook/", views.workbook, name="workbook"),
    path(f"{QUESTIONNAIRE}release/", views.release, name="questionnaire_release"),
    path(f"{QUESTIONNAIRE}versions/<int:number>/<str:name>", views.frozen, name="frozen_file"),
    path(LANGUAGE, views.language, name="language"),
    path(f"{LANGUAGE}steps/", views.steps, name="steps"),
    path(f"{LANGUAGE}open/", views.offer, name="offer"),
    path(f"{LANGUAGE}texts/<int:text>/", views.wording, name="wording"),
    path(f"{LANGUAGE}texts/<int:text>/remarks/", views.remark, name="remark"),
    path(f"{LANGUAGE}texts/<int:text>/remarks/<int:thread>/", views.settle, name="settle"),
    path(f"{LANGUAGE}recordings/", views.recordings, name="recordings"),
    path(f"{LANGUAGE}recordings/<int:text>/", views.recording, name="recording"),
    path(f"{LANGUAGE}export/", views.export, name="export"),
    path(f"{LANGUAGE}deliveries/", views.deliver, name="deliver"),
    path(f"{LANGUAGE}deliveries/<int:number>/", views.delivery, name="delivery"),
]
