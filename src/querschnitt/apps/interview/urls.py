"""Addresses of the interview. None of them holds an answer; `c/` holds a code, and is therefore never logged."""

from django.urls import path, register_converter

from querschnitt.apps.interview.views import beside, ending, entrance, questions, recordings, wishes
from querschnitt.core.instrument.passage import MAX_INSTANCES


class PlaceConverter:
    """The numbers of an instance of a repeat, outermost first: `2` or `2/1`."""

    regex = r"[1-9][0-9]?(?:/[1-9][0-9]?){0,3}"

    def to_python(self, value: str) -> tuple[int, ...]:
        place = tuple(map(int, value.split("/")))
        if max(place) > MAX_INSTANCES:
            raise ValueError
        return place

    def to_url(self, value: tuple[int, ...]) -> str:
        return "/".join(map(str, value))


register_converter(PlaceConverter, "place")

urlpatterns = [
    path("", entrance.code, name="code"),
    path("c/<path:code>", entrance.letter_code, name="letter_code"),
    path("start/<str:token>", entrance.start, name="start"),
    path("language", entrance.language, name="language"),
    path("info", entrance.info, name="info"),
    path("continue", questions.go_on, name="continue"),
    path("page/<str:name>", questions.page, name="page"),
    path("page/<str:name>/<place:place>", questions.page, name="repeated_page"),
    path("audio/<str:name>", recordings.recording, name="recording"),
    path("review", ending.review, name="review"),
    path("send", ending.send, name="send"),
    path("finished", ending.finished, name="finished"),
    path("pause", beside.pause, name="pause"),
    path("delete", beside.delete, name="delete"),
    path("deleted", beside.deleted, name="deleted"),
    path("talk", wishes.talk, name="talk"),
    path("talk/sent", wishes.talk_sent, name="talk_sent"),
    path("results", wishes.results, name="results"),
    path("results/sent", wishes.results_sent, name="results_sent"),
    path("privacy", beside.privacy, name="privacy"),
    path("accessibility", beside.accessibility, name="accessibility"),
]
