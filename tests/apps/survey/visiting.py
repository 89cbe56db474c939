"""People at the pages of the questionnaire: who they are, and how they press a button."""

from __future__ import annotations

from django.test import Client

from querschnitt.apps.accounts.models import User
from tests.apps.survey.real_wave import row

AGE, CLUB = "survey/age/label", "survey/club/label"


def as_person(name: str, role: str, *tags: str) -> Client:
    """Somebody logged in, reading English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.create(username=name, role=role, languages=list(tags)))
    return client


def editor(key: str, tag: str = "ar") -> str:
    return f"/wave/2027/languages/{tag}/texts/{row(key, tag).source_id}/"


def save(client: Client, key: str, go: str, wording: str = "", **more: str):
    """Press a button of the editor."""
    content = {"go": go, "wording": wording, "revision": str(row(key).revision), **more}
    return client.post(editor(key), content)
