"""Money on the pages: years side by side, a line added, a line corrected, the frame, a freeze, files, roles."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.db import IntegrityError
from django.test import Client
from python_calamine import CalamineWorkbook

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.actions import import_strategy
from querschnitt.apps.strategy.actions.money import (
    NewLine,
    add_frame,
    add_line,
    add_state,
    correct_line,
    end_state,
)
from querschnitt.apps.strategy.models import BudgetLine, BudgetState, Edition
from querschnitt.apps.strategy.queries import money as queries
from querschnitt.core.errors import InputError, StateError
from tests.apps.strategy.folders import LEIPZIG
from tests.apps.strategy.small import first_edition, version

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]
PAGES = ("/money/", "/money/?field=1", "/money/measures/1.1/", "/money/lines/", "/money/frame/", "/money/states/")
Counted = Callable[..., object]


@pytest.fixture
def edition() -> Edition:
    return first_edition()


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(User.objects.create_user("integration", role=User.Role.INTEGRATION))
    return client


def given(edition: Edition, number: str = "1.1", **other: object) -> BudgetLine:
    said = {"year": 2021, "stage": "decided", "amount": Decimal(30000), "purpose_de": "Kurse", "source": "DS-1"}
    line = NewLine(**(said | other))  # type: ignore[arg-type]
    return add_line(edition=edition, version=version(edition, number) if number else None, line=line)


def amounts(client: Client, address: str) -> dict[str, list[Decimal | None]]:
    rows = client.get(address).context["rows"]
    return {
        row.version.number if row.version else str(row.field.number) if row.field else row.name: [
            cell.amount for cell in row.cells
        ]
        for row in rows
    }


def test_what_is_published_of_leipzig(office: Client) -> None:
    """By hand from the papers: 80,000 euros in 2020; 80,000 and 100,000 decided on 31 March 2021."""
    import_strategy(folder=LEIPZIG)
    context = office.get("/money/").context
    sums = {label: [cell.amount for cell in cells] for label, cells, _ in context["sums"]}
    stages = {str(label): [cell.amount for cell in row.cells] for label, row in context["stages"]}
    assert context["book"].years[:3] == (2020, 2021, 2022)
    published = [line for line in context["book"].rows if not line.invented and line.stage == "decided"]
    assert sum(line.amount for line in published if line.year == 2020) == 80000
    assert sum(line.amount for line in published if line.year == 2021) == 80000
    assert sum(line.amount for line in published if line.year == 2022) == 100000
    assert len(sums) == 7
    assert stages


def test_stages_fields_and_measures(office: Client, edition: Edition) -> None:
    given(edition, stage="draft", amount=Decimal(20000))
    given(edition)
    given(edition, "2.1", amount=Decimal(5000))
    given(edition, "", amount=Decimal(1000), purpose_de="Puffer")
    given(edition, "1.2", amount=Decimal(7), funding="existing")
    assert amounts(office, "/money/") == {"1": [30000], "2": [5000], "without": [1000]}
    assert amounts(office, "/money/?show=draft") == {"1": [20000], "2": [None], "without": [None]}
    assert amounts(office, "/money/?field=1") == {"1.1": [30000], "1.2": [None]}
    context = office.get("/money/").context
    sums = [[cell.amount for cell in cells] for _, cells, _ in context["sums"]]
    assert sums == [[36000], [None], [None], [36000], [None], [7], [None]]
    assert context["missing"] == [(2021, 1)]


def test_the_frame_and_what_it_leaves(office: Client, edition: Edition) -> None:
    given(edition)
    add_frame(edition=edition, year=2021, amount=Decimal(20000), source="DS-2")
    add_frame(edition=edition, year=2021, amount=Decimal(25000), source="DS-3", decided_on=date(2021, 5, 1))
    book = office.get("/money/").context["book"]
    assert [cell.amount for cell in book.frame_cells + book.difference] == [25000, -5000]
    html = office.get("/money/frame/").content.decode()
    assert "<del>20.000,00</del>" in html
    assert "25.000,00" in html


def test_a_line_is_added_on_the_page(office: Client, edition: Edition) -> None:
    said = {"year": "2022", "stage": "spent", "amount": "12.345,60", "funding": "own", "purpose_de": "Kurse"}
    assert office.post("/money/measures/1.1/", said | {"source": "DS-9"}).status_code == 302
    line = BudgetLine.objects.get()
    assert (line.amount, line.purpose_en, line.version) == (Decimal("12345.60"), "Kurse", version(edition, "1.1"))
    again = office.post("/money/measures/1.1/", said | {"source": "DS-9", "amount": "1"})
    assert (again.status_code, BudgetLine.objects.count()) == (409, 1)
    for amount in ("viel", "-3"):
        wrong = office.post("/money/measures/1.1/", said | {"source": "DS-9", "amount": amount})
        assert "90.000,50" in wrong.content.decode()
    assert BudgetLine.objects.count() == 1


def test_a_line_is_corrected_with_its_reason(office: Client, edition: Edition) -> None:
    wrong = given(edition, amount=Decimal(3000))
    page = f"/money/lines/{wrong.pk}/correct/"
    assert office.post(page, {"amount": "30.000", "source": "DS-1", "reason": ""}).status_code == 200
    assert office.post(page, {"amount": "30.000", "source": "DS-1", "reason": "Null vergessen"}).status_code == 302
    assert amounts(office, "/money/") == {"1": [30000], "2": [None], "without": [None]}
    html = office.get("/money/measures/1.1/").content.decode()
    for part in ("<del>3.000,00</del>", "30.000,00", "Null vergessen"):
        assert part in html
    assert office.post(page, {"amount": "1", "source": "DS-1", "reason": "noch einmal"}).status_code == 409


def test_what_the_actions_refuse(edition: Edition) -> None:
    line = given(edition)
    with pytest.raises(StateError, match="already"):
        given(edition)
    with pytest.raises(InputError, match="changes nothing"):
        correct_line(line=line, amount=line.amount, reason="nur so")
    with pytest.raises(InputError, match="needs its reason"):
        correct_line(line=line, amount=Decimal(1), reason=" ")
    for wrong in ({"amount": Decimal(-1)}, {"year": 21}, {"source": " "}, {"purpose_de": ""}):
        with pytest.raises(InputError):
            given(edition, **wrong)
    with pytest.raises(IntegrityError):
        BudgetLine.objects.filter(pk=line.pk).update(amount=1)


def test_a_provisional_budget_and_a_freeze_in_words(office: Client, edition: Edition) -> None:
    plain = office.get("/money/", headers={"accept-language": "en"}).content.decode()
    assert "nothing is written down" in plain.lower()
    state = add_state(kind="freeze", since=date(2020, 1, 1), share_frozen=Decimal(15), source="Verfügung")
    add_state(kind="provisional", since=date(2019, 1, 1), until=date(2019, 6, 30), source="§ 78 SächsGemO")
    html = office.get("/money/", headers={"accept-language": "en"}).content.decode()
    assert "holds back 15.00 per cent" in html
    assert "provisional since" not in html
    assert office.post(f"/money/states/{state.pk}/end/", {"until": "2020-12-31"}).status_code == 302
    assert "nothing is frozen" in office.get("/money/", headers={"accept-language": "en"}).content.decode()
    with pytest.raises(StateError, match="already"):
        end_state(state=state, until=date(2021, 1, 1))
    wrong = {"kind": "freeze", "since": "2021-05-01", "until": "2021-04-01", "source": "x"}
    assert office.post("/money/states/", wrong).status_code == 409
    assert BudgetState.objects.count() == 2


def test_all_lines_as_files(office: Client, edition: Edition) -> None:
    line = given(edition, purpose_de="=1+1")
    correct_line(line=line, amount=Decimal("30000.50"), reason="Cent")
    rows = list(csv.DictReader(StringIO(office.get("/money/lines.csv").content.decode())))
    assert [(row["amount"], row["counts"], row["purpose"]) for row in rows] == [
        ("30000.00", "nein", "'=1+1"),
        ("30000.50", "ja", "'=1+1"),
    ]
    book = CalamineWorkbook.from_filelike(BytesIO(office.get("/money/lines.xlsx").content))
    sheet = book.get_sheet_by_name("Haushalt").to_python()
    assert [row[5] for row in sheet] == ["Betrag in Euro", 30000.0, 30000.5]
    assert sheet[1][7] == "=1+1"


@pytest.mark.parametrize("role", [User.Role.READER, User.Role.COUNCIL, User.Role.EDITOR])
def test_others_read_and_do_not_write(client: Client, edition: Edition, role: str) -> None:
    line = given(edition)
    client.force_login(User.objects.create_user("somebody", role=role))
    for page in PAGES:
        html = client.get(page)
        assert html.status_code == 200, page
        assert "house-form" not in html.content.decode(), page
    for page in ("/money/lines/", "/money/frame/", "/money/states/", f"/money/lines/{line.pk}/correct/"):
        assert client.post(page, {}).status_code == 403, page
    assert BudgetLine.objects.count() == 1


@pytest.mark.parametrize("page", ["/money/?edition=none", "/money/measures/9.9/", "/money/?show=all"])
def test_what_is_not_there(office: Client, edition: Edition, page: str) -> None:
    assert office.get(page).status_code == 404


COUNTS = {"/money/": 5, "/money/?field=1": 5, "/money/measures/1.1/": 3}


@pytest.mark.parametrize("page", COUNTS)
@pytest.mark.parametrize("measures", [1, 150])
def test_queries_with_2_and_300_measures(
    office: Client, page: str, measures: int, django_assert_num_queries: Counted
) -> None:
    edition = first_edition(each_field=measures)
    BudgetLine.objects.bulk_create(
        BudgetLine(
            edition=edition, version=row, year=year, stage="decided", amount=1, purpose_de="p", purpose_en="p",
            source="s",
        )
        for row in edition.versions.all()
        for year in (2021, 2022)
    )  # fmt: skip
    with django_assert_num_queries(COUNTS[page], using="office"):  # type: ignore[attr-defined]
        assert office.get(page).status_code == 200
    assert queries.book_of(edition).whole(queries.Funding.OWN, lambda found: found.planned)[0].amount == 2 * measures
