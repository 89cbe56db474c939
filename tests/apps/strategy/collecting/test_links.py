"""Who may come in, and what each door opens: expired, revoked and foreign links, the head's and the editor's."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils.timezone import localtime

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.actions.collecting.drafts import Told, save_words
from querschnitt.apps.strategy.actions.collecting.links import open_link
from querschnitt.apps.strategy.actions.collecting.releasing import release
from querschnitt.apps.strategy.models import Draft, OfficeMember, ProgressEntry, Sent, StatusLink
from querschnitt.apps.strategy.queries.reporting import Door, door_of_link, hashed
from querschnitt.apps.strategy.views import doors
from querschnitt.core.errors import InputError
from tests.apps.strategy.collecting.world import TODAY, World, function, invited, links

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]


def released_by_head(world: World, mailbox: list[EmailMessage], client: Client) -> str:
    """Report on the first measure and return the head's link."""
    link = invited(world, mailbox)
    key = world.versions[0].pk
    client.post(f"{link}measures/{key}/", {"do": "unchanged", "because": "es läuft", "revision": "0"})
    client.post(f"{link}hand-in/")
    return links(mailbox, world.head)[-1]


def test_only_the_hash_of_a_token_is_kept(world: World, mailoutbox: list[EmailMessage]) -> None:
    token = invited(world, mailoutbox).split("/")[2]
    link = StatusLink.objects.get(function=world.editor)
    assert link.token_sha256 == hashed(token)
    assert len(token) >= 43  # 256 bits in base64
    assert token not in str(list(StatusLink.objects.values())) + str(list(Sent.objects.values()))


@pytest.mark.parametrize("how", ["expired", "revoked", "function ended", "mistyped"])
def test_what_does_not_open_looks_the_same(
    client: Client, world: World, mailoutbox: list[EmailMessage], how: str
) -> None:
    link = invited(world, mailoutbox)
    past = localtime() - timedelta(seconds=1)
    if how == "expired":
        StatusLink.objects.update(expires_at=past)
    if how == "revoked":
        StatusLink.objects.update(revoked_at=past)
    if how == "function ended":
        type(world.editor).objects.update(valid_until=TODAY - timedelta(days=1))
    if how == "mistyped":
        link = link[:-2] + ("a/" if link[-2] != "a" else "b/")
    found, nothing = client.get(link), client.get("/report/nothing/")
    assert found.status_code == nothing.status_code == 404
    assert found.content == nothing.content.replace(b"/report/nothing/", link.encode())


def test_too_many_wrong_links_wait_and_right_ones_open(
    client: Client, world: World, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "WRONG", doors.WrongLinks(clock=lambda: 0.0))
    link = invited(world, mailoutbox)
    seen = [client.get(f"/report/wrong{number}/").status_code for number in range(doors.MOST_WRONG + 1)]
    assert seen == [404] * doors.MOST_WRONG + [429]
    assert client.get(link).status_code == 200


def test_a_room_is_kept_by_nobody(client: Client, world: World, mailoutbox: list[EmailMessage]) -> None:
    response = client.get(invited(world, mailoutbox))
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "strict-origin"
    assert "noindex" in response["X-Robots-Tag"]


def test_no_token_stands_in_the_log(
    world: World, mailoutbox: list[EmailMessage], caplog: pytest.LogCaptureFixture
) -> None:
    token = invited(world, mailoutbox).split("/")[2]
    strict = Client(enforce_csrf_checks=True)
    with caplog.at_level(logging.DEBUG):
        strict.get(f"/report/{token}/measures/999999/")
        assert strict.post(f"/report/{token}/hand-in/").status_code == 403
        strict.get("/report/some-other-token/")
    told = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("django."))
    assert "token not kept" in told
    assert token not in told
    assert "some-other-token" not in told


def test_a_link_shows_its_office_alone(client: Client, world: World, mailoutbox: list[EmailMessage]) -> None:
    invited(world, mailoutbox)
    school = links(mailoutbox, world.schools_editor)[-1]
    page = client.get(school).content.decode()
    assert "Maßnahme 1" in page
    assert "Maßnahme 2" not in page
    other = f"{school}measures/{world.versions[1].pk}/"
    assert client.get(other).status_code == 404
    assert (
        client.post(other, {"do": "ready", "phase": "done", "note": "Von außen.", "revision": "0"}).status_code == 404
    )
    assert not Draft.objects.exists()


def test_an_involved_office_contributes_and_cannot_report(
    client: Client, world: World, mailoutbox: list[EmailMessage]
) -> None:
    link = invited(world, mailoutbox)
    key = world.versions[0].pk
    school = links(mailoutbox, world.schools_editor)[-1]
    client.post(f"{school}measures/{key}/", {"do": "ready", "phase": "done", "note": "Unsere Sicht.", "revision": "0"})
    client.post(f"{school}measures/{key}/", {"text": "Drei Räume bereitgestellt.", "seen": ""})
    assert not Draft.objects.exists()
    assert "Drei Räume bereitgestellt." in client.get(f"{link}measures/{key}/").content.decode()


def test_a_heads_link_cannot_write(client: Client, world: World, mailoutbox: list[EmailMessage]) -> None:
    head = released_by_head(world, mailoutbox, client)
    before = list(Draft.objects.values_list("note", "revision"))
    url = f"{head}measures/{world.versions[0].pk}/"
    client.post(url, {"do": "ready", "phase": "done", "note": "Anders.", "revision": "1"})
    assert list(Draft.objects.values_list("note", "revision")) == before
    door = door_of_link(StatusLink.objects.get(purpose="release"))
    with pytest.raises(InputError, match="not made for that"):
        save_words(
            door=door, version=world.versions[0], told=Told("done", "Anders."), revision=1, is_ready=True, on=TODAY
        )


def test_an_editors_link_cannot_release(client: Client, world: World, mailoutbox: list[EmailMessage]) -> None:
    released_by_head(world, mailoutbox, client)
    link = links(mailoutbox, world.editor)[-1]
    draft = Draft.objects.get()
    client.post(link, {"do": "release", "draft": f"{draft.pk}:{draft.revision}"})
    with pytest.raises(InputError, match="not made for that"):
        release(
            door=door_of_link(StatusLink.objects.get(function=world.editor)), revisions={draft.pk: draft.revision},
            now=localtime(),
        )  # fmt: skip
    assert not ProgressEntry.objects.filter(round=world.round).exists()


def test_the_same_function_cannot_write_and_release(
    client: Client, world: World, mailoutbox: list[EmailMessage]
) -> None:
    released_by_head(world, mailoutbox, client)
    draft = Draft.objects.get()
    door = Door(world.round, world.social, "release", str(world.editor), function=world.editor)
    with pytest.raises(InputError, match="cannot release it"):
        release(door=door, revisions={draft.pk: draft.revision}, now=localtime())


def test_a_link_is_passed_on_and_both_open(client: Client, world: World, mailoutbox: list[EmailMessage]) -> None:
    link = invited(world, mailoutbox)
    colleague = function(world.social, "Vertretung", "editor")
    client.post(f"{link}pass-on/", {"to": colleague.pk, "keeps": "both", "note": "Bitte 4.2."})
    passed = links(mailoutbox, colleague)[-1]
    assert "Bitte 4.2." in mailoutbox[-1].body
    assert client.get(passed).status_code == client.get(link).status_code == 200
    assert StatusLink.objects.get(function=colleague).passed_on_from.function == world.editor


def test_whoever_hands_over_is_out(client: Client, world: World, mailoutbox: list[EmailMessage]) -> None:
    link = invited(world, mailoutbox)
    successor = function(world.social, "Nachfolge", "editor")
    page = client.post(f"{link}pass-on/", {"to": successor.pk, "keeps": "hand_over", "note": ""})
    assert page.status_code == 200
    assert client.get(link).status_code == 404
    assert client.get(links(mailoutbox, successor)[-1]).status_code == 200


def test_a_link_is_not_passed_to_another_office(client: Client, world: World, mailoutbox: list[EmailMessage]) -> None:
    link = invited(world, mailoutbox)
    before = StatusLink.objects.count()
    for function_of_others in (world.schools_editor, world.head):
        client.post(f"{link}pass-on/", {"to": function_of_others.pk, "keeps": "both", "note": ""})
    assert StatusLink.objects.count() == before


def test_who_stands_in_gets_a_link_only_meanwhile(world: World, mailoutbox: list[EmailMessage], client: Client) -> None:
    deputy = function(world.social, "Abwesenheitsvertretung", "editor")
    world.editor.deputy, world.editor.deputy_from = world.schools_editor, TODAY
    world.editor.deputy_until = TODAY
    world.editor.save()
    assert world.editor.deputy_on(TODAY) == world.schools_editor
    assert world.editor.deputy_on(TODAY + timedelta(days=1)) is None
    invited(world, mailoutbox)
    assert len(links(mailoutbox, world.schools_editor)) == 2  # its own office's, and the one it stands in for
    assert len(links(mailoutbox, deputy)) == 1


def test_an_account_of_an_office_reaches_the_same_room(client: Client, world: World, settings: Any) -> None:
    settings.HALL_DATABASE = "office"  # as in the service of the integration office
    person = User.objects.create_user("sachbearbeitung", role=User.Role.EDITOR)
    assert client.get(f"/reporting/{world.round.pk}/").status_code == 302
    client.force_login(person)
    assert client.get(f"/reporting/{world.round.pk}/").status_code == 404
    OfficeMember.objects.create(user=person, office=world.social)
    assert client.get("/reporting/")["Location"] == f"/reporting/{world.round.pk}/"
    url = f"/reporting/{world.round.pk}/measures/{world.versions[0].pk}/"
    client.post(url, {"do": "unchanged", "because": "es läuft", "revision": "0"})
    assert Draft.objects.get().written_by == "SOZ Sachbearbeitung"  # the function, not the person
    assert client.get("/rounds/new/").status_code == 403


def test_a_link_is_noted_when_it_is_first_opened(client: Client, world: World, mailoutbox: list[EmailMessage]) -> None:
    token = invited(world, mailoutbox).split("/")[2]
    first = open_link(token, now=localtime())
    assert first is not None
    again = open_link(token, now=localtime() + timedelta(days=1))
    assert again is not None
    assert again.opened_at == first.opened_at


def test_mails_speak_the_language_of_the_mailbox(world: World, mailoutbox: list[EmailMessage], client: Client) -> None:
    type(world.editor).objects.filter(pk=world.editor.pk).update(language="en")
    link = invited(world, mailoutbox)
    mails = {mail.to[0]: mail.subject for mail in mailoutbox}
    assert mails[world.editor.email].startswith("Status report SOZ")
    assert mails[world.schools_editor.email].startswith("Sachstand SCH")
    assert "You report on" in client.get(link).content.decode()
