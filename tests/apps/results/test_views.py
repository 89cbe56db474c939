"""The statistics office's pages: what stands on them, who sees them, and how many queries they take."""

from __future__ import annotations

from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from querschnitt.apps.register.models import Sample
from querschnitt.apps.results.models import Publication, Weighting
from querschnitt.core.sampling.design import Design
from querschnitt.core.sampling.protocol import COUNTS, Protocol, Stratum, parse_protocol
from querschnitt.site.deployment import Deployment
from tests.apps.results import whole_wave as made

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.statistics"),
    pytest.mark.django_db(databases=["statistics"]),
]
ROOMS = ("", "register/", "plan/", "draw/", "letters/", "fieldwork/", "weights/", "results/", "changes/", "files/")
# Session, person, list of waves, the wave with its parts, frame, cases, grades, files.
QUERIES_OF_THE_WAVE = 8


class Reader(HTMLParser):
    """Rows of tables, terms with their figures, and headings, as a reader of the page meets them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.pairs: dict[str, str] = {}
        self.links: list[str] = []
        self._inside = ""
        self._text = ""
        self._term = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th", "dt", "dd"):
            self._inside, self._text = tag, ""
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        text = " ".join(self._text.split())
        if tag in ("td", "th") and self._inside == tag:
            self.rows[-1].append(text)
        if tag == "dt":
            self._term = text
        if tag == "dd":
            self.pairs[self._term] = text


def read(client: Client, path: str) -> Reader:
    response = client.get(path)
    assert response.status_code == 200
    reader = Reader()
    reader.feed(response.content.decode())
    return reader


def states(client: Client, path: str = "/") -> list[str]:
    return [stage.state for stage in client.get(path).context["state"].stages]


@pytest.mark.parametrize(
    "path", ["/", "/wave/2020/", *(f"/wave/2020/{room}" for room in ROOMS[1:]), "/wave/2020/files/release/"]
)
def test_nobody_sees_anything_without_login(client: Client, path: str) -> None:
    made.whole_wave()
    response = client.get(path)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/login/?next={path}"


def test_no_wave_says_what_to_do_first(office: Client) -> None:
    assert "querschnitt announce_wave" in office.get("/").content.decode()


def test_the_stages_of_a_wave_one_after_the_other(office: Client) -> None:
    wave = made.with_questionnaire(made.announced())
    assert states(office) == ["not_begun"] * 8
    frame = made.with_frame(wave)
    made.with_sample(wave, frame)
    assert states(office) == ["done"] * 2 + ["not_begun"] * 6
    made.with_fieldwork(wave)
    assert states(office) == ["done"] * 4 + ["not_begun"] * 4
    made.with_weights(wave)
    made.with_figures(wave)
    made.with_files(wave)
    assert states(office) == ["done"] * 8


def test_a_field_without_collected_answers_is_under_way(office: Client) -> None:
    wave = made.with_questionnaire(made.announced())
    made.with_sample(wave, made.with_frame(wave))
    made.with_fieldwork(wave).delete()
    assert states(office)[3] == "under_way"
    page = office.get("/wave/2020/fieldwork/").content.decode()
    assert "querschnitt open_field" in page
    assert "querschnitt collect 2020" in page


def test_weights_older_than_the_answers_are_outdated_and_the_next_step(office: Client) -> None:
    wave = made.whole_wave()
    Weighting.objects.update(weighted_at=wave.weighting.weighted_at - timedelta(days=400))
    response = office.get("/")
    assert states(office) == ["done"] * 4 + ["outdated"] + ["done"] * 3
    assert response.context["state"].next_stage.key == "weights"
    assert response.content.decode().count("kern-btn--primary") == 1


def test_a_wave_taken_over_had_its_letters_elsewhere(office: Client) -> None:
    wave = made.announced("2016")
    made.with_sample(wave, made.with_frame(wave))
    made.with_fieldwork(wave)
    wave.letterrun.delete()
    assert states(office)[2:4] == ["elsewhere", "done"]


def test_the_wave_shows_its_key_figures(office: Client) -> None:
    made.whole_wave()
    reader = read(office, "/")
    assert reader.pairs["residents with migration background"] == "2,100"
    assert reader.pairs["target population"] == "1,440"
    assert reader.pairs["drawable frame"] == "1,380"
    assert reader.pairs["people drawn"] == "10"
    assert reader.pairs["usable interviews"] == "4"
    # 4 usable of 9 eligible: one of the ten drawn has moved away.
    assert reader.pairs["response rate RR2: 4 of 9"] == "44.4%"
    assert reader.pairs["smallest to largest weight, in persons"] == "100.5–1,234.5"
    assert reader.pairs["n_eff, of 4 interviews"] == "3"
    assert reader.rows[2][0] == "power (chosen)"
    assert "/wave/2020/files/report_html/" in reader.links


def test_numbers_and_dates_follow_the_language(office: Client) -> None:
    made.whole_wave()
    german = office.get("/", headers={"accept-language": "de"}).content.decode()
    assert "100,5–1.234,5" in german
    assert "44,4\N{NO-BREAK SPACE}%" in german
    assert "30.09.2020" in german
    assert "30 September 2020" in office.get("/").content.decode()


def test_the_newest_wave_comes_first_and_the_others_are_listed(office: Client) -> None:
    made.announced("2016", start=date(2016, 5, 2))
    made.announced("2020")
    response = office.get("/")
    assert response.context["state"].wave.slug == "2020"
    assert "/wave/2016/" in read(office, "/").links
    assert office.get("/wave/2016/").context["state"].wave.slug == "2016"


@pytest.mark.parametrize("items", [1, 30])
def test_the_wave_takes_as_many_queries_with_30_items_and_log_entries_as_with_one(
    office: Client, django_assert_num_queries, items: int
) -> None:
    made.whole_wave(items=items)
    made.log(items)
    with django_assert_num_queries(QUERIES_OF_THE_WAVE, using="statistics"):
        office.get("/")


@pytest.mark.parametrize("items", [1, 30])
@pytest.mark.parametrize(("room", "queries"), [("results/", 10), ("changes/", 9), ("results/item_0/", 9), ("draw/", 9)])
def test_the_rooms_take_as_many_queries_with_30_items_as_with_one(
    office: Client, django_assert_num_queries, *, room: str, queries: int, items: int
) -> None:
    wave = made.whole_wave(items=items)
    made.with_changes(wave, made.announced("2016", start=date(2016, 5, 2)))
    with django_assert_num_queries(queries, using="statistics"):
        office.get(f"/wave/2020/{room}")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_with_nothing_in_it_says_what_to_do(office: Client, room: str) -> None:
    made.announced()
    page = office.get(f"/wave/2020/{room}").content.decode()
    assert "querschnitt " in page or "house-lead" in page or "kern-btn--primary" in page


def test_the_register_room_counts_each_population(office: Client) -> None:
    made.whole_wave()
    rows = read(office, "/wave/2020/register/").rows
    assert [row[-1] for row in rows[1:5]] == ["2,100", "1,440", "1,410", "1,380"]
    assert ["registry block (§ 51 BMG)", "20"] in rows
    assert ["Poland", "1,220", "1,020", "1,010", "1,000", "2.0"] in rows


def test_the_draw_room_gives_size_and_probability_of_each_stratum(office: Client) -> None:
    made.whole_wave()
    rows = read(office, "/wave/2020/draw/").rows
    # 5 of 1,000, 3 of 300, 2 of 80.
    assert rows[-3:] == [
        ["Poland", "1,000", "5", "0.0050"],
        ["Vietnam", "300", "3", "0.0100"],
        ["China", "80", "2", "0.0250"],
    ]


def test_the_draw_room_says_how_people_were_selected(office: Client) -> None:
    made.whole_wave()
    assert read(office, "/wave/2020/draw/").pairs["Selection"] == "at random in each stratum"
    sample = Sample.objects.get(wave="2020")
    sample.design |= {"selection": "systematic", "sort_by": ["borough", "age"]}
    sample.save()
    said = read(office, "/wave/2020/draw/").pairs["Selection"]
    assert said == "systematic in each stratum, sorted by borough, age in years"


def test_the_protocol_of_the_draw_is_sent_to_be_signed_and_to_be_checked(office: Client) -> None:
    made.whole_wave()
    assert office.get("/wave/2020/draw/protocol.pdf").status_code == 404, "drawn before there were protocols"
    sample = Sample.objects.get(wave="2020")
    protocol = Protocol(
        wave="2020", reference_date="2020-06-30", definition="d", populations=dict.fromkeys(COUNTS, 1), undrawable={},
        frame_sha256="ab" * 32, design=Design("Plan", "group", 10), seed=7, program="querschnitt",
        strata=(Stratum("poland", 1000, 10),), sample_sha256="cd" * 32,
    )  # fmt: skip
    sample.protocol = protocol.document()
    sample.save()
    page = read(office, "/wave/2020/draw/")
    assert [link for link in page.links if "protocol" in link] == [
        "/wave/2020/draw/protocol.pdf",
        "/wave/2020/draw/protocol.json",
    ]
    pdf, file = (office.get(f"/wave/2020/draw/protocol.{kind}") for kind in ("pdf", "json"))
    assert pdf.content.startswith(b"%PDF") and pdf.headers["Content-Disposition"].endswith('"draw-2020.pdf"')
    assert parse_protocol(file.content.decode(), where="x") == protocol
    assert office.get("/wave/2020/draw/protocol.csv").status_code == 404
    assert Client().get("/wave/2020/draw/protocol.json").status_code == 302


def test_the_account_of_the_field_adds_up(office: Client) -> None:
    made.whole_wave()
    rows = {row[0]: row[1:] for row in read(office, "/wave/2020/fieldwork/").rows if len(row) == 4}
    assert rows["gross sample"] == ["10", "100.0", "x"]
    assert rows["eligible sample"] == ["9", "90.0", "100.0"]
    assert rows["usable interviews"] == ["4", "40.0", "44.4"]
    assert rows["− break-offs (under 50% of the applicable essential questions)"] == ["1", "10.0", "11.1"]
    assert "died" not in rows  # a part nobody belongs to is left out


def test_the_weights_room_names_the_classes_that_were_merged(office: Client) -> None:
    made.whole_wave()
    rows = read(office, "/wave/2020/weights/").rows
    assert rows[-1] == [
        "China, 30 to 44 years, 4 to 9 years in Leipzig",
        "Poland, 30 to 44 years, 4 to 9 years in Leipzig",
        "1 respondents, fewer than 20",
    ]


def test_the_weights_room_reports_every_step(office: Client) -> None:
    made.whole_wave()
    page = read(office, "/wave/2020/weights/")
    rows = {row[0]: row[1:] for row in page.rows}
    assert rows["Response propensity"] == ["1.50", "3", "0.016", "0.053"]
    assert rows["without adjustment"][2:] == ["0.066", "0.290"]
    assert rows["China, Women, 30 to 44 years, ost"] == ["1", "76.5", "321.6", "4.20"]
    # a known share of 0.6 and one of 0.5 among the respondents: -0.1 / sqrt(0.24) = -0.20
    assert ["Women", "−0.20 0.00", "60.0", "50.0", "55.0", "60.0"] in page.rows
    assert ["Women", "", "2", "100.5", "432.1", "1,234.5"] in page.rows
    text = office.get("/wave/2020/weights/").content.decode()
    assert "R-indicator of the propensities: 0.816 (95% interval 0.791 to 0.840)" in text
    assert "Found after 5 rounds; the largest relative gap to a known total is 2e-11." in text
    assert "500 sets of weights (bootstrap)" in text
    german = office.get("/wave/2020/weights/", headers={"accept-language": "de"}).content.decode()
    assert "500 Sätze von Gewichten (Bootstrap)" in german
    assert "1 Zelle aus zwei Rändern ist ohne Befragte." in german


def test_the_long_list_of_merged_classes_opens_on_demand(office: Client) -> None:
    made.whole_wave()
    page = office.get("/wave/2020/weights/").content.decode()
    folded = page[page.rindex("<details") : page.rindex("</details>")]
    assert "Classes that were merged (1)" in folded
    assert folded.count("<table") == 1


def test_the_legend_of_signs_gives_the_thresholds_of_the_profile(office: Client) -> None:
    made.whole_wave()
    pairs = read(office, "/wave/2020/results/").pairs
    assert pairs["."] == "too few cases in the subgroup (under 20 respondents)"
    assert "r" not in pairs


def test_a_reason_of_a_change_names_both_waves(office: Client) -> None:
    made.with_changes(made.whole_wave(), made.announced("2016", start=date(2016, 5, 2)))
    page = office.get("/wave/2020/changes/").content.decode()
    assert "the mode has changed (2016 in person, 2020 online first)" in page


def test_an_item_shows_signs_instead_of_weak_figures(office: Client) -> None:
    made.whole_wave()
    rows = read(office, "/wave/2020/results/item_0/").rows
    assert ["Total", "120", "82.277.2–87.2"] in rows
    assert ["European Union", "30", "(75.0)70.0–80.0"] in rows
    assert ["Asia", "12", "."] in rows


def test_a_change_that_cannot_be_compared_is_not_given(office: Client) -> None:
    made.with_changes(made.whole_wave(), made.announced("2016", start=date(2016, 5, 2)))
    rows = read(office, "/wave/2020/changes/").rows
    assert ["Total", "78.0", "200", "83.0", "120", "+5.0", "−2.0 to +12.0", "< 0.001", "C"] in rows
    assert ["European Union", "78.0", "200", "98.0", "60", "x", "x", "x", "E"] in rows
    assert ["Asia", "78.0", "200", ".", "12", ".", ".", ".", "C"] in rows


def test_unknown_waves_items_and_files_are_not_found_and_say_so(office: Client) -> None:
    made.whole_wave()
    for path in ("/wave/1999/", "/wave/2020/results/nothing/", "/wave/2020/files/nothing/", "/elsewhere"):
        response = office.get(path)
        assert response.status_code == 404
        assert "There is no such page" in response.content.decode()


def test_files_are_handed_out_to_those_who_are_logged_in(office: Client) -> None:
    made.whole_wave()
    page = office.get("/wave/2020/files/report_html/")
    assert b"".join(page.streaming_content) == b"content of bericht.html"
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert (
        office.get("/wave/2020/files/report_xlsx/").headers["Content-Disposition"]
        == 'attachment; filename="bericht.xlsx"'
    )


def test_a_record_that_points_outside_the_variable_folder_gives_nothing(office: Client, tmp_path: Path) -> None:
    wave = made.announced()
    outside = tmp_path / "elsewhere.html"
    outside.write_text("secret")
    assert not outside.is_relative_to(settings.VAR)
    Publication.objects.create(wave=wave, kind="report_html", file=str(outside), sha256="0" * 64)
    assert office.get("/wave/2020/files/report_html/").status_code == 404


def test_pages_that_only_read_take_nothing(office: Client) -> None:
    made.whole_wave()
    for page in ("/", "/wave/2020/", "/wave/2020/plan/", "/wave/2020/register/", "/wave/2020/results/"):
        assert office.post(page).status_code == 405


@pytest.mark.django_db(databases=["statistics", "identity"], transaction=True)
def test_the_pages_need_no_more_than_the_role_fieldwork_may(office: Client, deployment: Deployment) -> None:
    made.with_changes(made.whole_wave(), made.announced("2016", start=date(2016, 5, 2)))
    for alias in ("statistics", "identity"):
        connections[alias].close()
    own = {alias: connections[alias].settings_dict for alias in ("statistics", "identity")}
    try:
        for alias, known in own.items():
            role = {"USER": "fieldwork", "PASSWORD": deployment.passwords["fieldwork"]}
            connections[alias].settings_dict = {**known, **role}
        with connections["statistics"].cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("fieldwork",)
        for path in ("/", *(f"/wave/2020/{room}" for room in ROOMS), "/wave/2020/results/item_0/"):
            assert office.get(path).status_code == 200
        office.post("/logout/")
        assert office.get("/").status_code == 302
    finally:
        for alias, known in own.items():
            connections[alias].close()
            connections[alias].settings_dict = known
