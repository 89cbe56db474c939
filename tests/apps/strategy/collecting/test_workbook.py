"""The workbook of an office: what goes out comes back as it is, and what is filled in becomes drafts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.test import Client

from querschnitt.apps.strategy.models import Draft
from querschnitt.tables.measure_plan import StatusRow, read_status, write_status
from tests.apps.strategy.collecting.world import World, invited

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]


def changed(content: bytes, change: Callable[[StatusRow], StatusRow]) -> bytes:
    read = read_status(content, where="stand.xlsx")
    assert read.faults == ()
    return write_status([change(row) for row in read.rows], round_and_office=read.round_and_office)


def bring(client: Client, link: str, content: bytes, **more: str) -> str:
    sent = {"file": SimpleUploadedFile("stand.xlsx", content), **more}
    return str(client.post(f"{link}workbook/", sent).content.decode())


@pytest.fixture
def link(world: World, mailoutbox: list[EmailMessage]) -> str:
    return invited(world, mailoutbox)


def test_what_goes_out_changes_nothing_when_it_comes_back(client: Client, link: str) -> None:
    content = client.get(f"{link}workbook.xlsx").content
    assert [row.number for row in read_status(content, where="stand.xlsx").rows] == [f"4.{n}" for n in range(1, 7)]
    assert "nichts wurde geändert" in bring(client, link, content)
    assert not Draft.objects.exists()


def test_a_filled_in_row_becomes_a_draft_that_is_ready(client: Client, world: World, link: str) -> None:
    def fill(row: StatusRow) -> StatusRow:
        counts = {"completion": "counted", "counted": Decimal(12), "target": Decimal(20), "counted_unit": "Kurse"}
        return replace(row, note="Zwölf Kurse.", **counts) if row.number == "4.2" else row

    content = changed(client.get(f"{link}workbook.xlsx").content, fill)
    assert "Gespeichert: Maßnahme 4.2." in bring(client, link, content, is_ready="on")
    draft = Draft.objects.get()
    assert (draft.version, draft.state, draft.note, draft.counted) == (world.versions[1], "ready", "Zwölf Kurse.", 12)
    assert draft.written_by == "SOZ Sachbearbeitung"
    again = client.get(f"{link}workbook.xlsx").content
    assert "nichts wurde geändert" in bring(client, link, again)


def test_a_bad_cell_is_named_and_nothing_is_saved(client: Client, link: str) -> None:
    def spoil(row: StatusRow) -> StatusRow:
        return replace(row, note="Neu.", phase="paused" if row.number == "4.3" else row.phase)

    page = bring(client, link, changed(client.get(f"{link}workbook.xlsx").content, spoil))
    assert "Nichts wurde gespeichert: 1 Zelle kann nicht übernommen werden." in page
    assert "O4" in page
    assert not Draft.objects.exists()


def test_what_somebody_saved_since_the_export_is_not_overwritten(client: Client, world: World, link: str) -> None:
    content = changed(client.get(f"{link}workbook.xlsx").content, lambda row: replace(row, note="Aus der Mappe."))
    client.post(
        f"{link}measures/{world.versions[0].pk}/", {"do": "unchanged", "because": "läuft weiter", "revision": "0"}
    )
    page = bring(client, link, content)
    assert "was saved by somebody else since the export" in page
    assert [draft.note for draft in Draft.objects.all()] == ["Maßnahme 1 läuft; 12 Monate her."]


def test_the_workbook_of_another_office_is_refused(client: Client, link: str) -> None:
    content = write_status([StatusRow(number="4.1", phase="done", note="Fertig.")], round_and_office="{}")
    page = bring(client, link, content)
    assert "The workbook is of another round or office" in page
    assert not Draft.objects.exists()
