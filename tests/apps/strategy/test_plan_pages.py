"""The pages for plans: export, look, take; and another city's plan from the file to the draft."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.actions import import_strategy
from querschnitt.apps.strategy.models import Edition
from querschnitt.core.errors import InputError
from querschnitt.tables.measure_plan import read_plan, write_plan
from tests.apps.strategy.test_plan import foreign

LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig" / "strategy"
pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]


@pytest.fixture
def clerk(client: Client) -> Client:
    import_strategy(folder=LEIPZIG)
    client.force_login(User.objects.create(username="clerk", role=User.Role.INTEGRATION))
    return client


def test_the_plan_of_the_draft_goes_out_and_comes_back(clerk: Client) -> None:
    draft = Edition.objects.get(state="draft")
    answer = clerk.get(f"/editions/{draft.slug}/plan.xlsx")
    read = read_plan(answer.content, where="plan.xlsx")
    assert len(read.rows) == draft.versions.count()
    same = clerk.post(f"/editions/{draft.slug}/plan/", {"file": SimpleUploadedFile("plan.xlsx", answer.content)})
    assert "Die Arbeitsmappe sagt dasselbe wie die Fassung." in same.content.decode()


def test_a_change_is_shown_first_and_taken_then(clerk: Client) -> None:
    draft = Edition.objects.get(state="draft")
    read = read_plan(clerk.get(f"/editions/{draft.slug}/plan.xlsx").content, where="plan.xlsx")
    rows = [row.__class__(**{**vars(row), "title_de": "Anders"}) if row.row == 1 else row for row in read.rows]
    changed = write_plan(rows, edition=draft.slug)
    shown = clerk.post(f"/editions/{draft.slug}/plan/", {"file": SimpleUploadedFile("plan.xlsx", changed)})
    assert "<ins>Anders</ins>" in shown.content.decode()
    assert not draft.versions.filter(title_de="Anders").exists()
    kept = shown.context["kept"]
    clerk.post(f"/editions/{draft.slug}/plan/", {"kept": kept, "name": "plan.xlsx", "take": "1"})
    assert draft.versions.filter(title_de="Anders").count() == 1


def test_a_frozen_edition_gives_its_plan_and_takes_none(clerk: Client) -> None:
    content = clerk.get("/editions/2020/plan.xlsx").content
    assert len(read_plan(content, where="plan.xlsx").rows) == 89
    refused = clerk.post("/editions/2020/plan/", {"file": SimpleUploadedFile("p.xlsx", content), "take": "1"})
    assert refused.status_code == 422
    assert "The edition is adopted and stays as it is" in refused.content.decode()


def test_another_citys_plan_is_looked_at_and_becomes_a_draft(clerk: Client) -> None:
    filled = {"slug": "andere", "title": "Plan", "state_on": "2024-06-30"}
    shown = clerk.post("/plans/", {**filled, "file": SimpleUploadedFile("plan.xlsx", foreign())})
    assert "names no phase that the strategy knows" in shown.content.decode()
    assert not Edition.objects.filter(slug="andere").exists()
    made = clerk.post("/plans/", {**filled, "kept": shown.context["kept"], "name": "plan.xlsx", "take": "1"})
    assert made.headers["Location"] == "/editions/andere/plan/"
    assert Edition.objects.get(slug="andere").versions.count() == 3


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Wählen Sie eine Datei."),
        ({"kept": "%%"}, "Wählen Sie die Datei noch einmal."),
        ({"file": SimpleUploadedFile("plan.xlsx", b"kein Buch\0")}, "The spreadsheet is damaged"),
    ],
)
def test_a_wrong_file_is_told_and_nothing_is_done(clerk: Client, sent: dict[str, object], told: str) -> None:
    before = Edition.objects.count()
    answer = clerk.post("/plans/", {"slug": "andere", "title": "Plan", "take": "1", **sent})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Edition.objects.count() == before


def test_a_reader_may_export_but_bring_nothing(clerk: Client, client: Client) -> None:
    client.force_login(User.objects.create(username="reader", role=User.Role.READER))
    assert client.get("/editions/2020/plan.xlsx").status_code == 200
    assert client.get("/editions/2020/plan/").status_code == 403
    assert client.post("/plans/", {"slug": "x", "title": "x"}).status_code == 403


def test_the_command_names_each_cell_and_makes_the_draft(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plan.xlsx"
    file.write_bytes(foreign())
    call_command("import_plan", str(file), "--check")
    told = capsys.readouterr().out
    assert "Cell Maßnahmenplan E4 left: names no phase that the strategy knows. Found: lila" in told
    assert "2 fields of action, 3 measures; of 22 filled cells 21 taken, 1 left." in told
    assert not Edition.objects.exists()
    call_command("import_plan", str(file), "--edition", "andere", "--state-on", "2024-06-30")
    assert "Draft andere: 3 measures, 2 new offices, 2 status entries, 1 lines of money." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["plan.xlsx"], "The edition needs a short name. Place: --edition."),
        (["plan.xlsx", "--edition", "Plan 25"], "Found: Plan 25"),
        (["none.xlsx", "--check"], "The file cannot be read"),
        (["plan.xlsx", "--state-on", "gestern"], "Not a day. Place: --state-on. Expected: a day such as 2024-06-30"),
    ],
)
def test_the_command_refuses_what_is_wrong_before_it_begins(tmp_path: Path, arguments: list[str], told: str) -> None:
    (tmp_path / "plan.xlsx").write_bytes(foreign())
    with pytest.raises(InputError) as refused:
        call_command("import_plan", str(tmp_path / arguments[0]), *arguments[1:])
    assert told in str(refused.value)
    assert not Edition.objects.exists()
