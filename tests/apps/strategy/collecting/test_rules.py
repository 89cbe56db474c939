"""The rules of a round: nothing overwritten unseen, released or sent twice, or added after the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from querschnitt.apps.accounts.models import User
from querschnitt.apps.indicators.actions import import_release
from querschnitt.apps.indicators.models import Finding
from querschnitt.apps.strategy.actions.collecting import drafts, releasing, reminding, rounds
from querschnitt.apps.strategy.actions.collecting.drafts import Told, WrittenMeanwhileError
from querschnitt.apps.strategy.actions.collecting.mails import post_all
from querschnitt.apps.strategy.models import (
    Conclusion,
    Draft,
    Handover,
    MeasureVersion,
    OfficeFunction,
    ProgressEntry,
    Referral,
    ReportingRound,
    Sent,
)
from querschnitt.apps.strategy.queries.collecting import items_of, office_states
from querschnitt.apps.strategy.queries.reporting import Door
from querschnitt.core.errors import InputError, StateError
from tests.apps.releases import SMALL, VERIFY_KEY
from tests.apps.strategy.collecting.world import NOW, TODAY, World, invited, links, make_world, planned_round

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]
WORDS = "Zwölf Gruppen haben sich je zehnmal getroffen."


@pytest.fixture
def editor(world: World) -> Door:
    return Door(world.round, world.social, "report", str(world.editor), function=world.editor)


@pytest.fixture
def head(world: World) -> Door:
    return Door(world.round, world.social, "release", str(world.head), function=world.head)


@pytest.fixture
def integration(client: Client) -> Client:
    client.force_login(User.objects.create_user("integration", role=User.Role.INTEGRATION))
    return client


def save(door: Door, version: MeasureVersion, note: str = WORDS, *, revision: int = 0, **more: Any) -> Draft:
    told = Told("running", note, **more)
    return drafts.save_words(door=door, version=version, told=told, revision=revision, is_ready=True, on=TODAY)


def release(door: Door, *found: Draft) -> releasing.Released:
    return releasing.release(door=door, revisions={draft.pk: draft.revision for draft in found}, now=NOW)


def test_the_later_of_two_is_told_and_loses_nothing(
    client: Client, world: World, mailoutbox: list[EmailMessage], editor: Door
) -> None:
    link = invited(world, mailoutbox)
    version = world.versions[0]
    save(editor, version, "Der erste Text.")
    with pytest.raises(WrittenMeanwhileError):
        save(editor, version, "Der zweite Text.")
    sent = {"do": "ready", "phase": "running", "note": "Der zweite Text.", "revision": "0"}
    sent |= {f"m{version.measure.milestones.get().pk}_state": "open"}
    page = client.post(f"{link}measures/{version.pk}/", sent)
    assert page.status_code == 409
    assert "Der erste Text." in page.content.decode()
    assert "Der zweite Text." in page.content.decode()
    assert Draft.objects.get().note == "Der erste Text."
    client.post(f"{link}measures/{version.pk}/", sent | {"revision": str(page.context["form"]["revision"].value())})
    assert Draft.objects.get().note == "Der zweite Text."


def test_the_head_releases_what_the_head_has_read(world: World, editor: Door, head: Door) -> None:
    draft = save(editor, world.versions[0])
    save(editor, world.versions[0], "Inzwischen anders.", revision=1)
    done = release(head, draft)
    assert (done.released, done.changed) == ((), ("4.1",))
    assert not ProgressEntry.objects.filter(round=world.round).exists()
    draft.refresh_from_db()
    assert release(head, draft).released == ("4.1",)
    assert release(head, draft).released == ()  # a second click releases nothing twice


def test_the_database_holds_the_four_eyes(world: World) -> None:
    with pytest.raises(IntegrityError, match="nobody_releases_what_they_wrote"), transaction.atomic(using="office"):
        ProgressEntry.objects.create(
            round=world.round, version=world.versions[0], phase="running", note=WORDS, written_by="A", released_by="A"
        )


def test_a_returned_report_says_why_and_comes_back(
    world: World, editor: Door, head: Door, mailoutbox: list[EmailMessage]
) -> None:
    draft = save(editor, world.versions[0])
    with pytest.raises(InputError, match="with a reason"):
        releasing.send_back(door=head, draft=draft, reason=" ", now=NOW)
    releasing.send_back(door=head, draft=draft, reason="Die Zahl fehlt.", now=NOW)
    draft.refresh_from_db()
    assert (draft.state, draft.told_back) == ("returned", "Die Zahl fehlt.")
    assert "Die Zahl fehlt." in mailoutbox[-1].body
    assert links(mailoutbox, world.editor)
    save(editor, world.versions[0], "Mit Zahl: 96.", revision=draft.revision)
    assert release(head, Draft.objects.get()).released == ("4.1",)


def test_a_correction_is_a_new_entry_with_a_reason(world: World, editor: Door, head: Door) -> None:
    release(head, save(editor, world.versions[0]))
    draft = Draft.objects.get()
    with pytest.raises(InputError, match="with a reason"):
        save(editor, world.versions[0], "96 Menschen.", revision=draft.revision)
    corrected = save(
        editor, world.versions[0], "96 Menschen.", revision=draft.revision, correction_reason="Zahl vergessen"
    )
    release(head, corrected)
    first, second = ProgressEntry.objects.filter(round=world.round).order_by("id")
    assert (second.corrects, second.correction_reason) == (first, "Zahl vergessen")
    assert first.note == WORDS
    [item] = [i for i in items_of(world.round, on=TODAY) if i.version == world.versions[0]]
    assert item.entry == second


def test_unchanged_needs_a_reason_and_last_words(world: World, editor: Door) -> None:
    version = world.versions[0]
    with pytest.raises(InputError, match="Unchanged needs"):
        drafts.keep_unchanged(door=editor, version=version, because=" ", revision=0, on=TODAY)
    draft = drafts.keep_unchanged(door=editor, version=version, because="es läuft", revision=0, on=TODAY)
    assert (draft.state, draft.note) == ("ready", "Maßnahme 1 läuft; 12 Monate her.")


def test_a_measure_that_is_not_ours_goes_to_another_office(
    integration: Client, world: World, mailoutbox: list[EmailMessage], editor: Door
) -> None:
    version = world.versions[1]
    drafts.decline(door=editor, version=version, belongs_to=world.school, words="", revision=0, on=TODAY)
    page = f"/rounds/{world.round.pk}/measures/{version.pk}/give/"
    integration.post(page, {"office": world.school.pk, "reason": "Schulen führen sie."})
    assert Handover.objects.get().later == world.school
    link = links(mailoutbox, world.schools_editor)[-1]
    other = Client()
    assert other.get(f"{link}measures/{version.pk}/").context["form"] is not None
    with pytest.raises(InputError, match="does not lead"):
        save(editor, version, revision=2)
    assert version.involvements.get(role="lead").office == world.social  # the edition keeps the old name


def test_a_measure_can_come_back_the_same_day(world: World) -> None:
    version = world.versions[1]
    for office in (world.school, world.social):
        rounds.give_to(opened=world.round, version=version, office=office, reason="Geklärt.", now=NOW, by="integration")
        [item] = [item for item in items_of(world.round, on=TODAY) if item.version == version]
        assert item.lead == office


def test_a_question_is_answered_by_mail(
    integration: Client, world: World, mailoutbox: list[EmailMessage], editor: Door
) -> None:
    version = world.versions[0]
    drafts.ask(door=editor, version=version, question="Welcher Zeitraum?", revision=0, on=TODAY)
    assert "Welcher Zeitraum?" in integration.get(f"/rounds/{world.round.pk}/").content.decode()
    integration.post(f"/rounds/{world.round.pk}/measures/{version.pk}/answer/", {"answer": "Das ganze Jahr."})
    assert (Draft.objects.get().state, Draft.objects.get().answer) == ("open", "Das ganze Jahr.")
    assert "Das ganze Jahr." in mailoutbox[-1].body


def test_a_closed_round_takes_nothing_more(world: World, editor: Door, head: Door, client: Client) -> None:
    release(head, save(editor, world.versions[0]))
    with pytest.raises(StateError, match="released meanwhile"):
        rounds.close_round(opened=world.round, on=TODAY, by="integration", missing_known=6)
    rounds.close_round(opened=world.round, on=TODAY, by="integration", missing_known=5)
    closed = ReportingRound.objects.get(pk=world.round.pk)
    door = Door(closed, world.social, "report", str(world.editor), function=world.editor)
    with pytest.raises(StateError, match="closed"):
        save(door, world.versions[1])
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic(using="office"):
        Draft.objects.create(round=closed, version=world.versions[1], office=world.social)
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic(using="office"):
        ReportingRound.objects.filter(pk=closed.pk).update(name_de="Anders")


def test_invitations_go_out_once_and_offices_without_mailbox_are_told_before(
    integration: Client, world: World, mailoutbox: list[EmailMessage]
) -> None:
    OfficeFunction.objects.filter(pk=world.schools_editor.pk).delete()
    page = integration.get(f"/rounds/{world.round.pk}/invite/")
    assert [state.office for state in page.context["without"]] == [world.school]
    assert mailoutbox == []
    for _time in range(2):
        integration.post(f"/rounds/{world.round.pk}/invite/")
    assert [mail.to for mail in mailoutbox] == [[world.editor.email]]
    assert [name for name, _body, _kind in mailoutbox[0].attachments] == ["termin.ics"]


def test_a_mail_that_cannot_be_sent_leaves_no_trace(world: World, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    posted = rounds.invite(opened=world.round, now=NOW, by="integration")
    assert (posted.sent, len(posted.failed)) == (0, 2)
    assert not Sent.objects.exists()
    assert not world.round.links.exists()


def test_handing_in_twice_sends_one_mail(world: World, editor: Door, mailoutbox: list[EmailMessage]) -> None:
    with pytest.raises(StateError, match="No measure is ready"):
        releasing.hand_in(door=editor, now=NOW)
    save(editor, world.versions[0])
    assert [releasing.hand_in(door=editor, now=NOW).sent for _time in range(2)] == [1, 0]
    save(editor, world.versions[1])
    assert releasing.hand_in(door=editor, now=NOW).sent == 1


@pytest.mark.parametrize(
    ("days", "kinds"),
    [
        (0, {"digest"}), (6, {"digest"}), (7, {"digest", "reminder"}), (13, {"digest", "reminder"}),
        (14, {"digest", "reminder"}), (15, {"digest"}), (17, {"digest", "escalation"}), (30, {"digest", "escalation"}),
    ],
)  # fmt: skip
def test_what_a_daily_run_sends(world: World, mailoutbox: list[EmailMessage], days: int, kinds: set[str]) -> None:
    day = (TODAY + timedelta(days=days)).isoformat()
    for _time in range(2):
        call_command("remind_offices", f"--date={day}")
    assert set(Sent.objects.values_list("kind", flat=True)) == kinds
    assert len(mailoutbox) == len(kinds)  # the office that leads; the one that takes part need not say anything
    assert all(world.editor.email not in mail.to for mail in mailoutbox if "escalation" in kinds)


def test_who_has_said_all_is_not_reminded(
    world: World, editor: Door, head: Door, mailoutbox: list[EmailMessage]
) -> None:
    for version in world.versions:
        release(head, save(editor, version))
    call_command("remind_offices", f"--date={(TODAY + timedelta(days=14)).isoformat()}")
    assert set(Sent.objects.values_list("kind", flat=True)) == {"digest"}


@pytest.mark.parametrize("number", [1, 30])
def test_a_board_takes_the_same_queries_for_one_measure_and_for_thirty(
    django_assert_num_queries: Any, number: int
) -> None:
    world = make_world(number=number)
    with django_assert_num_queries(11, using="office"):
        items = items_of(world.round, on=TODAY)
    assert len(items) == number
    with django_assert_num_queries(3, using="office"):
        office_states(world.round, items, on=TODAY)


def test_a_round_follows_its_dates(world: World) -> None:
    with pytest.raises(InputError, match="due after"):
        planned_round(due_in=-1)


def test_the_form_asks_for_what_the_database_wants(
    client: Client, world: World, mailoutbox: list[EmailMessage]
) -> None:
    link, version = invited(world, mailoutbox), world.versions[1]
    url, sent = f"{link}measures/{version.pk}/", {"do": "ready", "note": WORDS, "revision": "0"}
    wrong = {
        "phase": sent | {"phase": ""},
        "note": sent | {"phase": "running", "note": ""},
        "paused_because_de": sent | {"phase": "paused"},
        "counted": sent | {"phase": "running", "completion": "counted", "target": "10", "counted_unit": "Kurse"},
    }
    for name, data in wrong.items():
        assert name in client.post(url, data).context["form"].errors
    counted = {"phase": "running", "completion": "counted", "counted": "2,5", "target": "10", "counted_unit": "Kurse"}
    assert client.post(url, sent | counted).status_code == 302
    assert Draft.objects.get().counted * 2 == 5


def test_the_list_to_hand_over_names_what_is_open(
    client: Client, world: World, mailoutbox: list[EmailMessage], editor: Door
) -> None:
    link = invited(world, mailoutbox)
    drafts.ask(door=editor, version=world.versions[0], question="Welcher Zeitraum?", revision=0, on=TODAY)
    page = client.get(f"{link}handover/").content.decode()
    assert "Welcher Zeitraum?" in page
    assert "Zehn Gruppen" in page
    book = client.get(f"{link}handover.xlsx")
    assert book.content[:2] == b"PK"


@pytest.mark.parametrize("number", [1, 30])
def test_pages_take_the_same_queries_for_one_measure_and_for_thirty(
    django_assert_num_queries: Any, client: Client, mailoutbox: list[EmailMessage], number: int
) -> None:
    world = make_world(number=number)
    link = invited(world, mailoutbox)
    client.get(link)
    with django_assert_num_queries(13, using="office"):
        client.get(link)
    with django_assert_num_queries(13, using="office"):
        client.get(f"{link}measures/{world.versions[0].pk}/")


def test_a_conclusion_that_waits_is_asked_for(world: World, mailoutbox: list[EmailMessage]) -> None:
    import_release(SMALL, VERIFY_KEY)
    referral = Referral.objects.create(
        finding=Finding.objects.first(), field=world.versions[0].field, office=world.social,
        question="Was folgt daraus?", referred_on=TODAY, due_on=TODAY + timedelta(days=30),
    )  # fmt: skip
    told = {}
    for days in (20, 24, 30, 37):
        mailoutbox.clear()
        letters = reminding.conclusions(on=TODAY + timedelta(days=days))
        posted = post_all(letters, now=NOW)
        told[days] = [mail.to for mail in mailoutbox]
        assert posted.sent == len(letters)
    assert told == {20: [], 24: [[world.editor.email]], 30: [[world.editor.email]], 37: [[world.head.email]]}
    assert "Was folgt daraus?" in mailoutbox[-1].body
    Conclusion.objects.create(
        referral=referral, kind="nothing", text="Nichts.", recorded_by="SOZ", recorded_on=TODAY, invented=True
    )
    assert reminding.conclusions(on=TODAY + timedelta(days=37)) == []
