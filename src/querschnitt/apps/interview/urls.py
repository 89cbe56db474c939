"""Addresses of the interview. None of them holds an answer; `c/` holds a code, and is therefore never logged."""

from django.urls import path

from querschnitt.apps.interview.views import beside, entrance, questions

urlpatterns = [
    path("", entrance.code, name="code"),
    path("c/<path:code>", entrance.letter_code, name="letter_code"),
    path("start/<str:token>", entrance.start, name="start"),
    path("language", entrance.language, name="language"),
    path("info", entrance.info, name="info"),
    path("continue", questions.go_on, name="continue"),
    path("page/<str:name>", questions.page, name="page"),
    path("review", questions.review, name="review"),
    path("send", questions.send, name="send"),
    path("finished", questions.finished, name="finished"),
    path("pause", beside.pause, name="pause"),
    path("delete", beside.delete, name="delete"),
    path("deleted", beside.deleted, name="deleted"),
    path("talk", beside.talk, name="talk"),
    path("privacy", beside.privacy, name="privacy"),
    path("accessibility", beside.accessibility, name="accessibility"),
    path("health", beside.health, name="health"),
]
