"""From the mail to the entry: the whole way of an office, by its links."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from querschnitt.apps.strategy.models import Draft, ProgressEntry
from tests.apps.strategy.collecting.world import World, invited, links

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]


def words(client: Client, link: str, key: int, **more: str) -> dict[str, str]:
    """Return what the form of a measure sends as it stands, changed by some fields."""
    form = client.get(f"{link}measures/{key}/").context["form"]
    found = {field.html_name: "" if field.value() is None else str(field.value()) for field in form}
    return found | more


def test_an_office_reports_and_its_head_releases(client: Client, world: World, mailoutbox: list[EmailMessage]) -> None:
    link = invited(world, mailoutbox)
    first, second, *rest = (version.pk for version in world.versions)
    assert client.get(link).status_code == 200

    sent = words(client, link, first, do="ready", note="Zwölf Gruppen haben sich je zehnmal getroffen.")
    milestone = next(name for name in sent if name.endswith("_state"))
    sent |= {milestone: "done", milestone.replace("_state", "_day"): "2021-06-30"}
    assert client.post(f"{link}measures/{first}/", sent)["Location"] == f"{link}measures/{second}/"
    for key in rest:
        answer = client.post(
            f"{link}measures/{key}/", {"do": "unchanged", "because": "es läuft wie geplant weiter", "revision": "0"}
        )
    assert answer["Location"] == f"{link}measures/{second}/"
    client.post(f"{link}measures/{second}/", {"do": "question", "question": "Welcher Zeitraum?", "revision": "0"})
    client.post(f"{link}hand-in/")

    heads = links(mailoutbox, world.head)[-1]
    page = client.get(heads)
    assert "Zwölf Gruppen" in page.content.decode()
    drafts = [f"{draft.pk}:{draft.revision}" for draft in Draft.objects.filter(state="ready")]
    client.post(heads, {"do": "release", "draft": drafts})
    entries = ProgressEntry.objects.filter(round=world.round).order_by("version__position")
    assert [entry.version_id for entry in entries] == [first, *rest]
    assert {entry.written_by for entry in entries} == {"SOZ Sachbearbeitung"}
    assert {entry.released_by for entry in entries} == {"SOZ Amtsleitung"}
    assert entries[0].milestones.get().done_on.isoformat() == "2021-06-30"
    assert entries[1].note == "Maßnahme 3 läuft; 12 Monate her."
    assert entries[1].unchanged_because == "es läuft wie geplant weiter"
