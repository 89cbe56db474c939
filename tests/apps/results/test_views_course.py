"""The room of the field: where interviews stopped and how long they took, with bases, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from querschnitt.apps.results.models import Collection
from querschnitt.apps.survey.models import Wave
from tests.apps.results import whole_wave as made
from tests.apps.results.test_views import read

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.statistics"),
    pytest.mark.django_db(databases=["statistics"]),
]
FIELD = "/wave/2020/fieldwork/"


def stop(name: str, stopped: int | None, reached: int, *, sign: str = "", **titles: str) -> dict[str, Any]:
    value = None if stopped is None else stopped / reached
    return {"name": name, "definition": "", "numerator": stopped, "denominator": reached, "value": value, "sign": sign,
            "titles": titles}  # fmt: skip


COURSE = {
    "sent": {"name": "sent", "definition": "", "numerator": 786, "denominator": 827, "value": 786 / 827},
    "stops": [
        stop("person", 21, 827, de="Zu Ihnen", en="About you"),
        stop("search", 2, 49, sign="()", de="Arbeitssuche"),
        stop("rare", None, 12, sign=".", de="Seltenes"),
        stop("review", 1, 787),
    ],
    "durations": [
        {"mode": "web", "device": "phone", "n": 500, "median": 17.25, "sign": ""},
        {"mode": "live", "device": "tablet", "n": 34, "median": 31.0, "sign": "()"},
        {"mode": "web", "device": "", "n": 7, "median": None, "sign": "."},
    ],
    "in_sittings": {"several": 61, "told": 786},
    "files": [
        {"name": "paradata-2020.parquet", "rows": 58211, "sha256": "a" * 64},
        {"name": "pages-2020.parquet", "rows": 9874, "sha256": "b" * 64},
    ],
}  # fmt: skip


@pytest.fixture
def field() -> Wave:
    wave = made.whole_wave()
    collection = Collection.objects.get(wave=wave)
    Collection.objects.filter(pk=collection.pk).update(interviews={**collection.interviews, "course": COURSE})
    return wave


def test_where_interviews_stopped_stands_with_its_base(field: Wave, office: Client) -> None:
    rows = read(office, FIELD).rows
    for row in (
        ["About you", "21", "827", "2.5"],
        ["Arbeitssuche", "(2)", "49", "(4.1)"],
        ["Seltenes", ".", "12", "."],
        ["Review, before sending", "1", "787", "0.1"],
    ):
        assert row in rows


def test_minutes_stand_by_mode_and_device_with_their_base(field: Wave, office: Client) -> None:
    rows = read(office, FIELD).rows
    for row in (["online, phone", "500", "17.2"], ["in person, tablet", "34", "(31.0)"], ["online", "7", "."]):
        assert row in rows


def test_what_was_sent_is_said_in_both_languages(field: Wave, office: Client) -> None:
    english = " ".join(office.get(FIELD).content.decode().split())
    assert "786 of 827 interviews that were begun were sent (95.0%). 61 of 786 sent ones took more" in english
    assert "<code>paradata-2020.parquet</code> (58,211 rows)" in english
    german = " ".join(office.get(FIELD, headers={"accept-language": "de"}).content.decode().split())
    assert "786 von 827 begonnenen Interviews wurden abgeschickt (95,0 %)." in german
    assert "Anteil an denen, die bis hierher kamen, in %" in german
    assert '<th scope="row">online, Handy</th>' in german
    assert "58.211 Zeilen" in german


def test_while_the_field_is_open_it_says_so(field: Wave, office: Client) -> None:
    said = "people may still go on with the others"
    assert said in office.get(FIELD).content.decode()
    Wave.objects.filter(pk=field.pk).update(closed_at=timezone.now())
    assert said not in office.get(FIELD).content.decode()


def test_a_wave_without_paradata_says_nothing_of_them(office: Client) -> None:
    made.whole_wave()
    assert "How the interviews went" not in office.get(FIELD).content.decode()
