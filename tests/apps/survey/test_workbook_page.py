"""The workbook sent in at a browser: checked without a trace, imported whole, refused with the place of each fault."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from querschnitt.apps.accounts.models import User
from querschnitt.apps.survey.models import Draft, Text
from querschnitt.apps.survey.views.fault_titles import TITLES
from tests.apps.survey.real_wave import TEXTS, WORKBOOK, announced

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.statistics"),
    pytest.mark.django_db(databases=["statistics"]),
]
ADDRESS = "/wave/2027/questionnaire/workbook/"
SOURCE = Path(__file__).parents[3] / "src" / "querschnitt"


@pytest.fixture
def office() -> Client:
    announced()
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.create(username="office", role="statistics"))
    return client


def send(client: Client, do: str, *files: tuple[str, str]) -> str:
    sent = [SimpleUploadedFile(name, content.encode()) for name, content in files]
    response = client.post(ADDRESS, {"do": do, "files": sent}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def whole(book: str) -> str:
    """Fill in the Arabic that the example leaves open, so that nothing is missing."""
    return re.sub(r"\|  \|( Zum Beispiel| engagement)", r"| هل أنتم أعضاء؟ |\1", book)


def test_a_wave_without_a_questionnaire_leads_here(office: Client) -> None:
    assert f'href="{ADDRESS}"' in office.get("/wave/2027/questionnaire/").content.decode()


def test_a_check_names_each_fault_and_leaves_nothing(office: Client) -> None:
    page = send(office, "check", ("klein.md", WORKBOOK.replace("select_one yes_no", "select_one yes_know")))
    assert "“klein.md” is not ready yet" in page
    assert "An unknown list" in page
    assert "Did you mean &#x27;yes_no&#x27;?" in page
    assert not Draft.objects.exists()


def test_the_check_speaks_german(office: Client) -> None:
    office.cookies["django_language"] = "de"
    sent = [SimpleUploadedFile("klein.md", WORKBOOK.replace("yes_no | club", "yes_know | club").encode())]
    page = office.post(ADDRESS, {"do": "check", "files": sent}, headers={"accept-language": "de"}).content.decode()
    assert "Eine unbekannte Liste" in page
    assert "ist noch nicht fertig" in page


def test_an_import_makes_the_draft(office: Client) -> None:
    page = send(office, "import", ("klein.md", WORKBOOK))
    assert f"Imported with {TEXTS} texts." in page
    assert Text.objects.count() == TEXTS
    assert Draft.objects.get().imported_by == "office"


def test_a_broken_workbook_is_not_imported(office: Client) -> None:
    page = send(office, "import", ("klein.md", WORKBOOK.replace("${age}", "${agee}")))
    assert "An unknown question" in page
    assert not Draft.objects.exists()


def test_lists_travel_beside_the_workbook(office: Client) -> None:
    book = WORKBOOK.replace("| integer | age |", "| select_one_from_file towns.csv | age |")
    assert "There is no file" in send(office, "check", ("klein.md", book))
    found = send(office, "check", ("klein.md", book), ("towns.csv", "name,label\na,Leipzig\nb,Halle\n"))
    assert "There is no file" not in found


@pytest.mark.parametrize(
    "files", [[], [("a.pdf", "x")], [("a.md", "x"), ("b.md", "x")], [("list.csv", "name\n"), ("sound.mp3", "x")]]
)
def test_what_is_no_single_workbook_is_refused(office: Client, files: list[tuple[str, str]]) -> None:
    assert "Choose exactly one workbook" in send(office, "check", *files)


def test_a_damaged_workbook_is_told_in_words(office: Client) -> None:
    page = send(office, "check", ("a.xlsx", "no zip at all"))
    assert "a.xlsx" in page
    assert re.search(r"role=\"alert\" lang=\"en\">[^<]{20,}", page)


def test_a_file_cannot_lead_out_of_its_folder(office: Client, tmp_path: Path) -> None:
    send(office, "check", ("klein.md", WORKBOOK), (f"../../{tmp_path.name}.csv", "name\n"))
    assert not list(tmp_path.parent.glob(f"{tmp_path.name}.csv"))


def test_only_the_statistics_office_sends_workbooks() -> None:
    announced()
    client = Client()
    client.force_login(User.objects.create(username="reader", role="reader"))
    assert client.post(ADDRESS, {"do": "check"}).status_code == 403
    assert 'type="file"' not in client.get(ADDRESS).content.decode()


def _codes() -> set[str]:
    """Return every code of a fault that stands in the source: the first argument of what notes one."""
    found = set()
    files = [*(SOURCE / "core" / "instrument").rglob("*.py"), *(SOURCE / "tables").glob("xlsform*.py")]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("fault", "warn", "note", "Fault") and re.fullmatch("[a-z-]+", str(node.args[0].value)):
                found.add(node.args[0].value)
    return found


def test_every_fault_has_a_title() -> None:
    codes = _codes()
    assert len(codes) > 60
    assert codes <= set(TITLES)
