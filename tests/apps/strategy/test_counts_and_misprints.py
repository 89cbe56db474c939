"""Pages count what there is: phases, supplements, links; a moved measure is told so; misprints stand on their page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from querschnitt.apps.accounts.models import User
from querschnitt.apps.indicators.models import Indicator
from querschnitt.apps.strategy.actions.bulk import apply_change, plan_change
from querschnitt.apps.strategy.actions.corrections import correct
from querschnitt.apps.strategy.actions.papers import PaperWords, save_paper
from querschnitt.apps.strategy.actions.plan import take_plan
from querschnitt.apps.strategy.actions.supplements import adopt_supplement, open_supplement, supplement_changes
from querschnitt.apps.strategy.models import Edition, Evidence, Field, ProgressEntry, ReportingRound
from querschnitt.apps.strategy.queries.bulk import Wish
from querschnitt.apps.strategy.queries.measure_table import place_on, table_rows
from querschnitt.apps.strategy.queries.measures import field_summaries
from querschnitt.apps.strategy.queries.plan import plan_rows
from querschnitt.tables.measure_plan import read_plan, write_plan
from tests.apps.strategy.small import draft, first_edition, version, words_of
from tests.apps.strategy.test_drafts import kinds

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]
TODAY = date(2022, 6, 1)


@pytest.fixture
def old() -> Edition:
    return first_edition(each_field=3)


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(User.objects.create_user("integration", role=User.Role.INTEGRATION))
    return client


def shown(client: Client, page: str) -> str:
    response = client.get(page, headers={"accept-language": "de"})
    assert response.status_code == 200, page
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", response.content.decode()))


def supplemented(old: Edition) -> None:
    paper = save_paper(words=PaperWords(number="A-7", kind="motion", title="Antrag", edition=old))
    extra = open_supplement(edition=old, paper=paper, reason="Antrag", applies_from=date(2021, 5, 1))
    it = version(old, "1.1")
    supplement_changes(supplement=extra, measure=it.measure, words=words_of(it, title_de="Sprachkurse, neu"))
    adopt_supplement(supplement=extra, adopted_on=date(2021, 4, 20))


def test_each_measure_has_one_phase_or_no_status(office: Client, old: Edition) -> None:
    asked = ReportingRound.objects.create(edition=old, slug="r", name_de="R", state_on=date(2021, 11, 30))
    phases = {"1.1": "planned", "1.2": "running", "1.3": "ended", "2.1": "done", "2.2": "paused"}
    for number, phase in phases.items():
        because = {"paused_because_de": "kein Geld"} if phase == "paused" else {}
        ProgressEntry.objects.create(round=asked, version=version(old, number), phase=phase, note="N", **because)
    place = place_on(TODAY)
    assert place is not None
    names = ("planned", "running", "paused", "done", "ended", "without_status")
    for summary in field_summaries(old, table_rows(place)):
        assert sum(getattr(summary, name) for name in names) == summary.measures == 3
    assert "beendet" in shown(office, "/")
    assert "Maßnahmen 3 geplant 1 in Umsetzung 1" in shown(office, "/fields/1/").replace("  ", " ")


def test_a_measure_that_a_supplement_words_anew_counts_once(office: Client, old: Edition) -> None:
    supplemented(old)
    html = shown(office, "/fields/1/")
    assert html.count("Sprachkurse, neu") == 1
    assert len(re.findall(r"\b1\.1\b", html)) == 1
    assert "Maßnahmen 3" in html


def test_evidence_counts_findings_and_indicators_and_is_named_so(office: Client, old: Edition) -> None:
    row = Indicator.objects.create(
        code="places", kind="output", name_de="Plätze", definition_de="D", unit="Plätze", source="Amt"
    )
    Evidence.objects.create(version=version(old, "1.1"), indicator=row, role="output")
    place = place_on(TODAY)
    assert place is not None
    assert [each.with_evidence for each in field_summaries(old, table_rows(place))] == [1, 0]
    for page in ("/", "/fields/1/"):
        assert "mit Belegen" in shown(office, page)
    assert "Belege" in shown(office, "/measures/")


def test_a_bulk_move_tells_that_measures_have_moved(old: Edition) -> None:
    new = draft()
    keys = [version(new, number).pk for number in ("1.1", "1.2")]
    wish = Wish(field=new.fields.get(number=2))
    seen = plan_change(edition=new, keys=keys, wish=wish).digest
    apply_change(edition=new, keys=keys, wish=wish, seen=seen, actor="x")
    assert sorted(kinds(new).values()) == ["kept"] * 4 + ["moved"] * 2


def test_a_bulk_change_of_words_tells_that_measures_are_reworded(old: Edition) -> None:
    new = draft()
    keys, wish = [version(new, "1.1").pk], Wish(recurrence="continuous")
    seen = plan_change(edition=new, keys=keys, wish=wish).digest
    apply_change(edition=new, keys=keys, wish=wish, seen=seen, actor="x")
    assert kinds(new)["1.1→1.1"] == "reworded"


def test_a_workbook_that_moves_and_rewords_tells_so(old: Edition) -> None:
    new = draft()
    read = read_plan(write_plan(plan_rows(new), edition=new.slug), where="plan.xlsx")
    by = {row.number: row for row in read.rows}
    by["1.1"] = replace(by["1.1"], field="2", number="2.9")
    by["1.2"] = replace(by["1.2"], text="Anders.")
    take_plan(edition=new, read=replace(read, rows=tuple(by.values())), actor="x")
    assert (kinds(new)["1.1→2.9"], kinds(new)["1.2→1.2"]) == ("moved", "reworded")


def test_a_misprint_stands_on_the_page_of_its_measure_and_of_its_field(office: Client, old: Edition) -> None:
    it, field = version(old, "1.1"), Field.objects.get(edition=old, number=1)
    page = f"/corrections/version/{it.pk}/"
    assert f'href="{page}"' in office.get("/measures/1.1/").content.decode()
    assert office.get(page).context["form"].initial["column"] == "title_de"
    sent = {"column": "text", "right": "Wortlaut von 1.1.", "reason": "Druckfehler"}
    assert office.post(page, sent)["Location"] == "/measures/1.1/?edition=2020"
    html = shown(office, "/measures/1.1/")
    assert "Druckfehler (Text): gedruckt Text von 1.1. , richtig Wortlaut von 1.1." in html
    correct(subject="field", row=field.pk, column="name_de", right="Sprache", reason="falscher Name")
    assert "richtig Sprache" in shown(office, "/fields/1/")


def test_a_status_is_corrected_from_the_story_and_a_draft_is_not(office: Client, old: Edition) -> None:
    asked = ReportingRound.objects.create(edition=old, slug="r", name_de="R", state_on=date(2021, 11, 30))
    entry = ProgressEntry.objects.create(round=asked, version=version(old, "1.1"), phase="running", note="Leuft.")
    page = f"/corrections/entry/{entry.pk}/"
    assert f'href="{page}"' in office.get("/measures/1.1/").content.decode()
    sent = {"column": "note", "right": "Läuft.", "reason": "Tippfehler"}
    assert office.post(page, sent)["Location"] == "/measures/1.1/?edition=2020"
    assert "richtig Läuft." in shown(office, "/measures/1.1/")
    new = draft()
    html = office.get("/measures/1.1/?edition=2023").content.decode()
    assert f"/corrections/version/{version(new, '1.1').pk}/" not in html


@pytest.mark.parametrize("role", [User.Role.READER, User.Role.COUNCIL])
def test_readers_see_misprints_and_no_way_to_correct(client: Client, old: Edition, role: str) -> None:
    correct(subject="version", row=version(old, "1.1").pk, column="text", right="Richtig.", reason="Druckfehler")
    client.force_login(User.objects.create_user("other", role=role))
    html = client.get("/measures/1.1/").content.decode()
    assert "Richtig." in html
    assert "/corrections/" not in html
