"""An office editor reports for one office, and a wrong word is answered with the way out."""

from __future__ import annotations

import pytest

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.actions.members import assign_office
from querschnitt.apps.strategy.models import Office, OfficeMember
from querschnitt.core.errors import InputError, StateError

pytestmark = pytest.mark.django_db(databases=["office"])


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
