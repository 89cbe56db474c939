"""Who works for which office, in which role; a wrong word is answered with the way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from querschnitt.apps.accounts.models import Activity, User
from querschnitt.apps.strategy.actions.members import assign_office, change_person
from querschnitt.apps.strategy.models import Office, OfficeMember, OfficeSuccession
from querschnitt.apps.strategy.queries.people import person_rows
from querschnitt.core.errors import InputError, StateError

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]


@pytest.fixture
def offices() -> None:
    for slug in ("sozialamt", "vhs"):
        Office.objects.create(slug=slug, name=slug.upper(), short=slug, kind="office")


@pytest.mark.usefixtures("offices")
def test_an_editor_reports_for_the_office_named_last() -> None:
    User.objects.db_manager("office").create_user("editor", role=User.Role.EDITOR)
    assign_office(username="editor", office="sozialamt")
    assign_office(username="editor", office="vhs")
    assert OfficeMember.objects.get().office.slug == "vhs"


@pytest.mark.usefixtures("offices")
def test_what_does_not_fit_is_refused_with_the_way_out() -> None:
    users = User.objects.db_manager("office")
    users.create_user("editor", role=User.Role.EDITOR)
    users.create_user("reader", role=User.Role.READER)
    with pytest.raises(InputError, match="no such office.*Did you mean 'vhs'"):
        assign_office(username="editor", office="vsh")
    with pytest.raises(InputError, match="no such person.*add_person office"):
        assign_office(username="nobody", office="vhs")
    with pytest.raises(StateError, match="no office editor.*--role editor"):
        assign_office(username="reader", office="vhs")
    assert not OfficeMember.objects.exists()


def person(name: str, role: str = User.Role.EDITOR) -> User:
    return User.objects.db_manager("office").create_user(name, role=role)


def changed(who: User, **said: object) -> User:
    asked = {"role": who.role, "office": None, "is_active": True, "actor": "boss"} | said
    change_person(person=who, **asked)  # type: ignore[arg-type]
    return User.objects.using("office").get(pk=who.pk)


@pytest.mark.usefixtures("offices")
def test_an_account_gets_its_office_and_loses_it() -> None:
    who, vhs = person("editor"), Office.objects.get(slug="vhs")
    changed(who, office=vhs)
    assert [(row.person.username, row.office, row.lacks_office) for row in person_rows()] == [("editor", vhs, False)]
    changed(who, office=None)
    assert [(row.office, row.lacks_office) for row in person_rows()] == [(None, True)]
    told = Activity.objects.using("office").filter(verb="change account").order_by("pk")
    assert [(row.subject, row.actor, row.figures["office"]) for row in told] == [
        ("editor", "boss", "vhs"), ("editor", "boss", ""),
    ]  # fmt: skip


@pytest.mark.usefixtures("offices")
def test_only_an_editor_works_for_an_office() -> None:
    who = person("reader", User.Role.READER)
    with pytest.raises(InputError, match="Only an office editor"):
        changed(who, office=Office.objects.get(slug="vhs"))
    with pytest.raises(InputError, match="Unknown role"):
        changed(who, role=User.Role.FIELDWORK)
    assert not OfficeMember.objects.exists()


@pytest.mark.usefixtures("offices")
def test_an_office_that_ended_names_who_follows_it() -> None:
    old, new = Office.objects.get(slug="sozialamt"), Office.objects.get(slug="vhs")
    Office.objects.filter(pk=old.pk).update(valid_until=date(2022, 1, 1))
    OfficeSuccession.objects.create(predecessor=old, successor=new)
    old.refresh_from_db()
    who = person("editor")
    with pytest.raises(StateError, match="has ended.*VHS"):
        changed(who, office=old)
    with pytest.raises(StateError, match="has ended"):
        assign_office(username="editor", office="sozialamt")


def test_somebody_of_the_integration_office_is_left() -> None:
    only = person("boss", User.Role.INTEGRATION)
    for said in ({"role": User.Role.READER}, {"is_active": False}):
        with pytest.raises(StateError, match="their own role"):
            changed(only, **said)
        with pytest.raises(StateError, match="would be left"):
            changed(only, **said, actor="somebody")
    other = person("other", User.Role.INTEGRATION)
    assert changed(other, role=User.Role.READER).role == User.Role.READER
    assert changed(other, is_active=False).is_active is False


@pytest.mark.usefixtures("offices")
def test_the_page_of_the_accounts(client: Client, django_assert_num_queries: Callable[..., object]) -> None:
    client.force_login(User.objects.create_user("boss", role=User.Role.INTEGRATION))
    who, office = person("editor"), Office.objects.get(slug="vhs")
    assert "keines: kann nicht berichten" in client.get("/people/", headers={"accept-language": "de"}).content.decode()
    page = f"/people/{who.pk}/"
    assert "Veränderung" not in client.get("/people/", headers={"accept-language": "de"}).content.decode()
    assert client.get(page).status_code == 200
    assert client.post(page, {"role": "editor", "office": office.pk, "is_active": "on"}).status_code == 302
    assert OfficeMember.objects.get().office == office
    refused = client.post(page, {"role": "reader", "office": office.pk, "is_active": "on"})
    assert "Only an office editor works for an office" in refused.content.decode()
    for place in range(20):
        person(f"editor{place}")
    with django_assert_num_queries(2, using="office"):  # type: ignore[attr-defined]
        person_rows()
    assert client.get("/people/0/").status_code == 404


@pytest.mark.parametrize("role", [User.Role.EDITOR, User.Role.READER, User.Role.COUNCIL])
def test_accounts_are_for_the_integration_office_alone(client: Client, role: str) -> None:
    who = person("editor")
    client.force_login(User.objects.create_user("other", role=role))
    for page in ("/people/", f"/people/{who.pk}/"):
        for method in (client.get, client.post):
            assert method(page, {"role": "integration", "is_active": "on"}).status_code == 403
    assert User.objects.using("office").get(pk=who.pk).role == User.Role.EDITOR
