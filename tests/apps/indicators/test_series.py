"""Figures of indicators from a spreadsheet: what fits is recorded or corrected, the rest told by cell."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from querschnitt.apps.accounts.models import Activity, User
from querschnitt.apps.indicators.actions import NewObservation, plan_series, record_observation, take_series
from querschnitt.apps.indicators.models import Indicator, Observation
from querschnitt.apps.indicators.queries import series_of
from querschnitt.core.errors import InputError
from querschnitt.tables.indicator_figures import ReadIndicators, read_indicator_figures

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]
HEAD = "Indikator;Kurzname;Jahr;Wert;Zähler;Nenner;Einheit;Definition;Quelle"


def read(*rows: str) -> ReadIndicators:
    return read_indicator_figures("\n".join([HEAD, *rows]).encode(), where="figures.csv")


def told(*rows: str) -> dict[str, str]:
    return {remark.cell: remark.told for remark in plan_series(read(*rows), document="B").remarks}


@pytest.fixture
def share() -> Indicator:
    row = Indicator.objects.create(
        code="share", kind="context", name_de="Anteil", definition_de="Je 100.", unit="%", decimals=1, source="Amt"
    )
    for year, value in ((2019, "9.5"), (2020, "9.8")):
        observed = NewObservation(on=date(year, 12, 31), document="Bericht", value=Decimal(value))
        record_observation(indicator=row, observed=observed, actor="x", next_due=date(2021, 12, 31))
    return row


def test_a_known_indicator_gets_what_is_new_and_what_is_corrected(share: Indicator) -> None:
    found = read("Anteil;;2019;9,5;;;;;", "anteil;;2020;9,9;;;%;;Jahrbuch", ";;2021;10,2;;;;;")
    plan = take_series(found, document="Tabelle 3", actor="x")
    assert (plan.figures, plan.standing, plan.series[0].corrections, plan.remarks) == (2, 1, 1, ())
    assert [(row.on.year, row.value, row.document) for row in series_of(share)] == [
        (2019, Decimal("9.5"), "Bericht"), (2020, Decimal("9.9"), "Jahrbuch"), (2021, Decimal("10.2"), "Tabelle 3"),
    ]  # fmt: skip
    assert Observation.objects.count() == 4
    assert Indicator.objects.get().next_due == date(2021, 12, 31)
    assert Activity.objects.using("office").get(verb="take figures").figures == {
        "indicators": 1, "figures": 2, "left": 0,
    }  # fmt: skip


def test_a_second_time_brings_nothing(share: Indicator) -> None:
    found = read("Anteil;;2021;10,2;;;;;")
    take_series(found, document="B", actor="x")
    with pytest.raises(InputError, match="No figure comes in"):
        take_series(found, document="B", actor="x")
    assert Observation.objects.count() == 3


def test_a_new_indicator_brings_its_definition() -> None:
    found = read("Kursplätze;places;2020;120;;;Plätze;Plätze in Kursen.;VHS", ";;2021;125,50;;;;;")
    take_series(found, document="B", actor="x")
    row = Indicator.objects.get()
    assert (row.code, row.version, row.kind, row.unit, row.source, row.decimals) == (
        "places", 1, "context", "Plätze", "VHS", 1,
    )  # fmt: skip
    assert [each.value for each in series_of(row)] == [Decimal(120), Decimal("125.5")]


def test_a_share_is_worked_out_from_its_parts(share: Indicator) -> None:
    take_series(read("Anteil;;2022;;93000;604000;;;"), document="B", actor="x")
    assert series_of(share)[-1].value == Decimal("15.3974")
    assert told("Anteil;;2023;14;93000;604000;;;") == {"D2": "The value is not what numerator and denominator give"}


def test_what_does_not_fit_is_told_by_its_cell(share: Indicator) -> None:
    assert told("Neu;;2020;1;;;;;") == {
        "A2": "is no indicator that is known here, and lacks definition, unit, source",
        "D2": "belongs to an indicator that is not taken",
    }  # fmt: skip
    assert told("Anteil;;2021;1;;;Personen;;")["A2"] == "is in Personen; here it is in %"
    assert told("Anteil;;2021;1;;;;Je 1.000.;")["A2"] == "is defined otherwise here; give it a new version first"
    assert told("Share!;;2021;1;;;Fälle;D;Q")["A2"].startswith("has no short name of its own")
    assert told("Anteil;;2021;1000000000000;;;;;") == {"D2": "The number is too large for a figure"}
    assert told("Anteil;;2021;10,123456;;;;;") == {"D2": "is rounded to 4 decimals"}


def test_two_new_indicators_of_one_short_name_are_not_mixed() -> None:
    rows = ("Fälle A;;2020;1;;;F;D;Q", "Fälle (A);x;2020;2;;;F;D;Q", "Fall;falle-a;2020;3;;;F;D;Q")
    plan = plan_series(read(*rows), document="B")
    assert [(row.indicator.name_de, row.indicator.code) for row in plan.series] == [
        ("Fälle A", "falle-a"), ("Fälle (A)", "x"),
    ]  # fmt: skip


def test_the_page_shows_first_and_records_then(client: Client, share: Indicator) -> None:
    client.force_login(User.objects.create_user("integration", role=User.Role.INTEGRATION))
    page = "/indicators/figures/"
    assert client.get(page).status_code == 200
    content = f"{HEAD}\nAnteil;;2021;10,2;;;;;\nAnteil;;2022;viel;;;;;".encode()
    sent = {"file": SimpleUploadedFile("f.csv", content), "document": "Jahrbuch 2022"}
    html = client.post(page, sent, headers={"accept-language": "de"}).content.decode()
    assert "Jahrbuch 2022" in html
    assert "is no number" in html
    assert Observation.objects.count() == 2
    kept = {"kept": b64encode(content).decode(), "name": "f.csv", "document": "Jahrbuch 2022", "take": "1"}
    assert client.post(page, kept).status_code == 302
    assert Observation.objects.count() == 3
    assert client.post(page, kept).status_code == 422
    wrong = client.post(page, {"file": SimpleUploadedFile("f.csv", b"a;b\n1;2"), "document": "x"})
    assert (wrong.status_code, "No sheet looks like figures" in wrong.content.decode()) == (422, True)


@pytest.mark.parametrize("role", [User.Role.READER, User.Role.COUNCIL, User.Role.EDITOR])
def test_figures_are_brought_by_the_integration_office_alone(client: Client, role: str) -> None:
    client.force_login(User.objects.create_user("other", role=role))
    assert client.get("/indicators/figures/").status_code == 403
    assert "/indicators/figures/" not in client.get("/indicators/").content.decode()
