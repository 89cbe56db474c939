"""The draft of an edition is seen by those who work on it, and on no page by the advisory board or the council."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.actions import import_strategy
from querschnitt.apps.strategy.models import Edition, Report, ReportFile

LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig" / "strategy"
CLOSED = (
    "/editions/2023/", "/editions/2023/plan.xlsx", "/editions/2023/plan/", "/editions/2023/draft/",
    "/synopsis/2020/2023/", "/synopsis/2020/2023/synopse.docx", "/money/?edition=2023", "/money/lines.csv?edition=2023",
    "/measures/1.1/?edition=2023", "/measures/1.1/card/?edition=2023", "/measures/?edition=2023", "/review/",
)  # fmt: skip
OPEN = (
    "/", "/measures/", "/measures/6.4/", "/board/", "/timeline/", "/editions/", "/editions/2020/", "/synopsis/",
    "/synopsis/2012/2020/", "/money/", "/search/?q=Zertifikat", "/news/", "/calendar/", "/participation/", "/papers/",
    "/rounds/", "/reports/", "/on/",
)  # fmt: skip
pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]


@pytest.fixture
def strategy() -> str:
    """Import the example and return words that stand in its draft alone."""
    import_strategy(folder=LEIPZIG)
    draft = Edition.objects.get(state="draft")
    title = "Nur im Entwurf zu lesen"
    draft.versions.filter(pk=draft.versions.order_by("pk").values("pk")[:1]).update(title_de=title)
    return title


@pytest.mark.usefixtures("strategy")
@pytest.mark.parametrize("role", [User.Role.READER, User.Role.COUNCIL])
def test_pages_of_the_draft_are_not_there(client: Client, role: str) -> None:
    client.force_login(User.objects.create_user("outside", role=role))
    answers = {address: client.get(address, follow=True).status_code for address in CLOSED}
    assert {address: status for address, status in answers.items() if status not in (403, 404)} == {}


@pytest.mark.parametrize("role", [User.Role.READER, User.Role.COUNCIL])
def test_no_page_that_is_open_tells_what_stands_in_the_draft(client: Client, strategy: str, role: str) -> None:
    client.force_login(User.objects.create_user("outside", role=role))
    pages = {address: client.get(address, follow=True) for address in OPEN}
    assert {address: page.status_code for address, page in pages.items() if page.status_code != 200} == {}
    assert [address for address, page in pages.items() if strategy in page.content.decode()] == []


def test_a_report_on_the_draft_is_for_those_who_work_on_it(client: Client, strategy: str) -> None:
    draft = Edition.objects.get(state="draft")
    made = Report.objects.create(
        kind="booklet", edition=draft, state_on=date(2022, 12, 1), made_by="clerk", content={}, sha256="0" * 64
    )
    ReportFile.objects.create(report=made, name="b.pdf", media_type="application/pdf", content=b"%PDF", sha256="0" * 64)
    pages = ("/reports/", f"/reports/{made.pk}/", f"/reports/{made.pk}/b.pdf")
    client.force_login(User.objects.create_user("inside", role=User.Role.INTEGRATION))
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]
    assert f"/reports/{made.pk}/" in client.get("/reports/").content.decode()
    client.force_login(User.objects.create_user("outside", role=User.Role.COUNCIL))
    assert [client.get(page).status_code for page in pages] == [200, 404, 404]
    assert f"/reports/{made.pk}/" not in client.get("/reports/").content.decode()


@pytest.mark.usefixtures("strategy")
def test_who_works_on_the_draft_sees_it(client: Client) -> None:
    client.force_login(User.objects.create_user("inside", role=User.Role.INTEGRATION))
    assert {address: client.get(address, follow=True).status_code for address in CLOSED} == dict.fromkeys(CLOSED, 200)
