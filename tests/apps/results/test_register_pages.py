"""A clerk's path without a command line: documents, wave, extract, definitions, frame, design, draw."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from querschnitt.apps.accounts.models import Activity, User
from querschnitt.apps.register.models import DesignVersion, Document, Extract, Frame, Resident, Sample, SampledUnit
from querschnitt.apps.survey.models import Wave
from querschnitt.core.sampling.protocol import commitment_of
from tests.apps.register.conftest import people
from tests.tables.register.conftest import COLUMNS, LEIPZIG, line

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.statistics"),
    pytest.mark.django_db(databases=["statistics", "identity"]),
]
FILES = {
    "profile": "profile_register.toml", "definition": "definition_background.toml", "groups": "groups.toml",
    "districts": "districts.csv", "states": "states.csv", "published": "published_2020.toml",
}  # fmt: skip
DECIDED = {
    "slug": "2020", "title": "Zweite Befragung", "population_rule": "Alle", "reference_date": "2020-09-30",
    "field_start": "2020-11-02", "field_end": "2021-02-28", "modes": ["web", "live"], "complete": "80", "partial": "50",
}  # fmt: skip
RULES = {
    "name": "Erwachsene", "groups": "listed", "main_residence": "on", "minimum_age": "18", "minimum_stay_months": "0",
    "not_drawn_again_months": "0",
}  # fmt: skip
DESIGN = {
    "do": "form", "name": "small", "stratify_by": "group", "allocation": "power", "sample_size": "6", "power": "0.5",
    "minimum": "2", "response": "50", "selection": "random",
}  # fmt: skip


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path / "var"
    return tmp_path / "var"


@pytest.fixture
def clerk(client: Client) -> Client:
    return logged_in(client, "statistics")


def logged_in(client: Client, role: str) -> Client:
    client.force_login(User.objects.create_user(username=role, password="a-long-test-password", role=role))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def extract(*more: str) -> SimpleUploadedFile:
    return sent("register.csv", "\n".join((COLUMNS, *people(), *more, "")).encode())


def with_documents(clerk: Client) -> None:
    for kind, name in FILES.items():
        content = (LEIPZIG / name).read_bytes()
        assert clerk.post("/register/documents/", {"kind": kind, "file": sent(name, content)}).status_code == 302


def begun(clerk: Client) -> None:
    with_documents(clerk)
    assert clerk.post("/new/", DECIDED)["Location"] == "/wave/2020/register/"


def imported(clerk: Client, file: SimpleUploadedFile | None = None, **more: str) -> HttpResponse:
    profile = Document.objects.get(kind="profile").pk
    return clerk.post("/wave/2020/register/extract", {"file": file or extract(), "profile": profile, **more})  # type: ignore[return-value]


def derived(clerk: Client, rules: Mapping[str, str] = RULES, **left_out: str) -> HttpResponse:
    known = {document.kind: document.pk for document in Document.objects.all()}
    chosen = {name: known[name] for name in ("definition", "districts", "states", "published")}
    forms = {"left_out-TOTAL_FORMS": "1", "left_out-INITIAL_FORMS": "0", **left_out}
    return clerk.post("/wave/2020/register/frame", {**rules, **chosen, "origins": known["groups"], **forms})  # type: ignore[return-value]


def designed(clerk: Client, **changed: Any) -> HttpResponse:
    return clerk.post("/wave/2020/design/", {**DESIGN, **changed})  # type: ignore[return-value]


def page(clerk: Client, path: str) -> str:
    answer = clerk.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_from_nothing_to_a_drawn_sample(clerk: Client) -> None:
    assert "Begin a wave" in page(clerk, "/")
    begun(clerk)
    assert imported(clerk).status_code == 302
    assert Extract.objects.get().imported_by == "statistics"
    assert "The extract is here: 12 residents" in page(clerk, "/wave/2020/register/")
    assert derived(clerk).status_code == 302
    frame = Frame.objects.get()
    assert (frame.with_background, frame.target, frame.frame, frame.drawable) == (10, 10, 9, 8)
    report = page(clerk, "/wave/2020/register/")
    assert "Poland" in report and "registry block" in report and "few for figures of their own" in report
    assert designed(clerk).status_code == 302
    assert "sample_size = 6" in DesignVersion.objects.get().text
    assert "6 of 8 people would be drawn" in page(clerk, "/wave/2020/draw/")
    assert clerk.post("/wave/2020/draw/", {"seed": "77", "is_final": "on"}).status_code == 302
    sample = Sample.objects.get()
    assert (sample.size, sample.seed, sample.drawn_by) == (6, "77", "statistics")
    assert Resident.objects.count() == 6
    assert "Protocol to be signed" in page(clerk, "/wave/2020/draw/")
    assert [name for name, _ in Wave.objects.get().origins["group"]][:2] == ["russia", "syria"]
    done = Activity.objects.filter(actor="statistics").values_list("verb", flat=True)
    assert {"imported register", "derived frame", "saved design", "drew sample"} <= set(done)


def test_a_draw_of_the_page_is_that_of_the_command(clerk: Client) -> None:
    begun(clerk), imported(clerk), derived(clerk), designed(clerk)
    clerk.post("/wave/2020/draw/", {"seed": "77", "is_final": "on"})
    first = set(SampledUnit.objects.values_list("person_id", flat=True))
    again = clerk.post("/wave/2020/draw/", {"seed": "77", "is_final": "on"})
    assert again.status_code == 302
    other = clerk.post("/wave/2020/draw/", {"seed": "78", "is_final": "on"}).content.decode()
    assert "has been drawn" in other
    assert set(SampledUnit.objects.values_list("person_id", flat=True)) == first


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"seed": "seven", "is_final": "on"}, "A whole number in digits"),
        ({"seed": "7"}, "This field is required"),
        ({"seed": "", "is_final": "on"}, "This field is required"),
    ],
)
def test_a_draw_asks_for_a_seed_and_for_being_sure(clerk: Client, asked: dict[str, str], said: str) -> None:
    begun(clerk), imported(clerk), derived(clerk), designed(clerk)
    assert said in clerk.post("/wave/2020/draw/", asked).content.decode()
    assert Sample.objects.count() == 0


def test_a_promised_seed_is_the_only_one(clerk: Client) -> None:
    begun(clerk), imported(clerk), derived(clerk), designed(clerk, commitment=commitment_of(12345))
    refused = clerk.post("/wave/2020/draw/", {"seed": "7", "is_final": "on"}).content.decode()
    assert "not the seed that was published beforehand" in refused
    assert Sample.objects.count() == 0
    assert clerk.post("/wave/2020/draw/", {"seed": "12345", "is_final": "on"}).status_code == 302


def test_a_seed_is_shown_once_and_kept_nowhere(clerk: Client) -> None:
    begun(clerk), imported(clerk), derived(clerk)
    answer = clerk.post("/wave/2020/design/", {"do": "seed"})
    seed = answer.context["seed"]
    assert len(seed) == 40 and seed in answer.content.decode()
    assert commitment_of(int(seed)) in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert DesignVersion.objects.count() == 0
    assert not Activity.objects.filter(figures__icontains=seed).exists()


def test_rows_that_cannot_be_read_are_listed_and_the_office_decides(clerk: Client) -> None:
    begun(clerk)
    broken = line(50, geburtsdatum="31.12.1980")
    answer = imported(clerk, extract(broken)).content.decode()
    assert "Nothing was imported" in answer and "line 14, column geburtsdatum" in answer
    assert Extract.objects.count() == Resident.objects.count() == 0
    listed = b"".join(clerk.get("/wave/2020/register/rejects.csv").streaming_content)  # type: ignore[attr-defined]
    assert b"14;geburtsdatum;31.12.1980" in listed
    assert imported(clerk, extract(broken), allow_rejects="on").status_code == 302
    assert Extract.objects.get().rejected == 1


def test_an_extract_that_is_none_is_refused(clerk: Client) -> None:
    begun(clerk)
    answer = imported(clerk, sent("x.csv", b"a;b\n1;2\n")).content.decode()
    assert "Columns are missing" in answer
    assert "This field is required" in clerk.post("/wave/2020/register/extract", {}).content.decode()
    assert Extract.objects.count() == 0


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ({"left_out-0-countries": "475"}, "belong together"),
        ({"left_out-0-countries": "47"}, "Codes of three digits"),
        ({"left_out-0-moved_in_from": "2015-07-01", "left_out-0-reason": "x"}, "belong together"),
    ],
)
def test_an_exclusion_is_whole_or_refused(clerk: Client, left_out: dict[str, str], said: str) -> None:
    begun(clerk), imported(clerk)
    assert said in derived(clerk, **left_out).content.decode()
    assert Frame.objects.count() == 0


def test_an_exclusion_is_counted_as_outside(clerk: Client) -> None:
    begun(clerk), imported(clerk)
    left_out = {"left_out-0-countries": "475, 438", "left_out-0-moved_in_from": "1990-01-01", "left_out-0-reason": "x"}
    assert derived(clerk, **left_out).status_code == 302
    frame = Frame.objects.get()
    assert (frame.target, frame.outside["left_out"]) == (6, 4)
    assert 'value="475 438"' in page(clerk, "/wave/2020/register/")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sample_size": "60"}, "60 persons cannot be drawn"),
        ({"sample_size": ""}, "This allocation needs it"),
        ({"selection": "systematic"}, "Systematic selection needs an order"),
        ({"batches": "many"}, "Whole numbers with commas"),
        ({"batches": "4, 3"}, "batches"),
        ({"commitment": "abc"}, "Enter a valid value"),
        ({"allocation": "fixed", "count:poland": "3"}, "Strata without a number"),
        ({"minimum:poland": "two"}, "Not a number"),
        ({"allocation": "targets", "sample_size": ""}, "This allocation needs it"),
    ],
)
def test_a_design_that_cannot_be_carried_out_is_refused(clerk: Client, changed: dict[str, str], said: str) -> None:
    begun(clerk), imported(clerk), derived(clerk)
    assert said in designed(clerk, **changed).content.decode()
    assert DesignVersion.objects.count() == 0


def test_numbers_for_single_strata_are_written_into_the_file_and_shown_again(clerk: Client) -> None:
    begun(clerk), imported(clerk), derived(clerk)
    fixed = {"allocation": "fixed", "sample_size": "", "count:poland": "3", "count:syria": "2", "response:poland": "40"}
    assert designed(clerk, **fixed, **{"response:syria": "20"}).status_code == 302
    text = DesignVersion.objects.get().text
    assert "poland = 3" in text and "poland = 0.4" in text
    shown = page(clerk, "/wave/2020/design/")
    assert 'name="count:poland" value="3"' in shown and 'name="response:syria" value="20' in shown


def test_a_file_says_what_no_field_asks_for(clerk: Client) -> None:
    begun(clerk), imported(clerk), derived(clerk), designed(clerk)
    text = DesignVersion.objects.get().text
    text = text.replace('allocation = "power"\npower = 0.5', 'allocation = "neyman"\nshare = 0.3')
    assert clerk.post("/wave/2020/design/", {"do": "text", "text": text}).status_code == 302
    assert DesignVersion.objects.count() == 2
    shown = page(clerk, "/wave/2020/design/")
    assert "says more than this form asks for" in shown
    assert clerk.get("/wave/2020/design/file").content.decode() == DesignVersion.objects.first().text  # type: ignore[union-attr]
    wrong = clerk.post("/wave/2020/design/", {"do": "text", "text": text.replace("neyman", "nyman")}).content.decode()
    assert "Unknown allocation" in wrong
    other = text.replace("Erwachsene", "Andere")
    assert "another population" in clerk.post("/wave/2020/design/", {"do": "text", "text": other}).content.decode()
    assert DesignVersion.objects.count() == 2


def test_two_definitions_are_compared_and_nothing_is_changed(clerk: Client) -> None:
    begun(clerk), imported(clerk)
    mikrozensus = (LEIPZIG / "definition_mikrozensus.toml").read_bytes()
    clerk.post("/register/documents/", {"kind": "definition", "file": sent("m.toml", mikrozensus)})
    first, second = Document.objects.filter(kind="definition").order_by("name").values_list("pk", flat=True)
    shown = page(clerk, f"/wave/2020/register/definitions/?first={second}&second={first}")
    assert "Of 12 residents 10 have a background by municipal-1" in shown
    same = page(clerk, f"/wave/2020/register/definitions/?first={first}&second={first}")
    assert "0 by the first only, 0 by the second only" in same
    assert Frame.objects.count() == 0


def test_documents_that_are_none_are_refused(clerk: Client) -> None:
    for content, said in ((b"\xff", "text in UTF-8"), (b"name = ", "not TOML"), (b'name = "x"', "missing")):
        answer = clerk.post("/register/documents/", {"kind": "definition", "file": sent("d.toml", content)})
        assert said in answer.content.decode()
    assert Document.objects.count() == 0
    assert clerk.get("/register/documents/1/").status_code == 404


def test_a_document_is_shown_and_sent_as_it_was_written(clerk: Client) -> None:
    with_documents(clerk)
    definition = Document.objects.get(kind="definition")
    shown = page(clerk, f"/register/documents/{definition.pk}/")
    for said in ("municipal, version 1", "one adult suffices", "second nationality not German"):
        assert said in shown
    answer = clerk.get(f"/register/documents/{definition.pk}/?file")
    assert answer.content == (LEIPZIG / FILES["definition"]).read_bytes()
    assert answer["Content-Disposition"] == 'attachment; filename="municipal-1.toml"'


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"field_end": "2020-11-01"}, "The field ends before it starts"),
        ({"partial": "80"}, "fewer questions"),
        ({"slug": "not a slug"}, "valid"),
        ({"modes": []}, "This field is required"),
    ],
)
def test_a_wave_that_cannot_be_is_refused(clerk: Client, changed: dict[str, Any], said: str) -> None:
    assert said in clerk.post("/new/", {**DECIDED, **changed}).content.decode()
    assert Wave.objects.count() == 0


def test_a_wave_has_one_beginning(clerk: Client) -> None:
    clerk.post("/new/", DECIDED)
    again = clerk.post("/new/", {**DECIDED, "title": "Another"})
    assert "There is a wave of this name already" in again.content.decode()
    assert Wave.objects.get().title == "Zweite Befragung"


@pytest.mark.parametrize("role", ["reader", "fieldwork"])
def test_nobody_but_the_office_writes(client: Client, role: str) -> None:
    clerk = logged_in(Client(), "statistics")
    begun(clerk), imported(clerk), derived(clerk), designed(clerk)
    other = logged_in(client, role)
    for path in ("register/extract", "register/frame", "design/", "draw/"):
        assert other.post(f"/wave/2020/{path}", {"do": "form"}).status_code == 403
    assert other.post("/new/", DECIDED).status_code == 403
    assert other.post("/register/documents/", {}).status_code == 403
    assert other.get("/wave/2020/register/rejects.csv").status_code == 404
    assert "<form" not in page(other, "/wave/2020/register/").partition("<main")[2]
    assert Sample.objects.count() == 0


def test_the_counts_of_the_frame_are_a_file(clerk: Client) -> None:
    begun(clerk), imported(clerk)
    assert clerk.get("/wave/2020/register/frame.csv").status_code == 404
    derived(clerk)
    lines = clerk.get("/wave/2020/register/frame.csv").content.decode().splitlines()
    assert lines[:2] == ["variable,level,background,target,frame,drawable", "total,,10,10,9,8"]
    assert "group,poland,6,6,5,4" in lines


def test_a_batch_is_held_back_until_it_is_released(clerk: Client) -> None:
    begun(clerk), imported(clerk), derived(clerk), designed(clerk, batches="4, 2")
    clerk.post("/wave/2020/draw/", {"seed": "77", "is_final": "on"})
    assert SampledUnit.objects.released().count() == 4
    assert "held back" in page(clerk, "/wave/2020/draw/")
    assert clerk.post("/wave/2020/draw/", {"do": "release"}).status_code == 302
    assert SampledUnit.objects.released().count() == 6
    assert "held back" not in page(clerk, "/wave/2020/draw/")
    assert "All batches are released" in clerk.post("/wave/2020/draw/", {"do": "release"}).content.decode()


def test_another_batch_is_a_draw_of_its_own_and_its_names_come_with_the_same_extract(clerk: Client) -> None:
    begun(clerk), imported(clerk), derived(clerk), designed(clerk)
    clerk.post("/wave/2020/draw/", {"seed": "77", "is_final": "on"})
    first = set(SampledUnit.objects.values_list("person_id", flat=True))
    assert "This field is required" in clerk.post("/wave/2020/draw/", {"do": "add", "total": "2"}).content.decode()
    refused = clerk.post("/wave/2020/draw/", {"do": "add", "total": "9", "is_final": "on"}).content.decode()
    assert "So many persons are not left" in refused
    assert clerk.post("/wave/2020/draw/", {"do": "add", "total": "2", "is_final": "on"}).status_code == 302
    everybody = set(SampledUnit.objects.values_list("person_id", flat=True))
    assert first < everybody and len(everybody) == 8
    assert Resident.objects.count() == 6
    assert "Import the same extract again" in page(clerk, "/wave/2020/register/")
    assert imported(clerk).status_code == 302
    assert set(Resident.objects.values_list("person_id", flat=True)) == everybody
    assert "from another extract" in imported(clerk, extract(line(70))).content.decode()
    assert Activity.objects.get(verb="drew batch").actor == "statistics"
