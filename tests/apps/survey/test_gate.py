"""The gate: people from outside see the rooms of their languages, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from querschnitt.apps.survey.actions import add_language
from querschnitt.apps.survey.models import (
    Text,
    Wave,
)
from querschnitt.apps.survey.workflow import Step
from tests.apps.survey.real_wave import (
    ADA,
    WORDINGS,
    row,
    step,
)
from tests.apps.survey.visiting import AGE, CLUB, as_person, editor, save

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.statistics"),
    pytest.mark.django_db(databases=["statistics", "answers", "identity"]),
]


class TestGate:
    """A person from outside sees the rooms of their languages, and every other address is shut."""

    OPEN = frozenset(
        {"rooms", "language", "steps", "wording", "remark", "settle", "export", "deliver", "delivery", "recordings",
         "recording", "preview", "login", "logout", "set_language", "health"}
    )  # fmt: skip

    def addresses(self, patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from self.addresses(pattern.url_patterns)
            else:
                known = {
                    "slug": "2027", "tag": "ar", "kind": "release", "name": "x", "page": "person", "key": UUID(int=1),
                }  # fmt: skip
                kwargs = {one: known.get(one, 1) for one in pattern.pattern.converters}
                name = pattern.name or "health"
                yield name, reverse(pattern.name, kwargs=kwargs) if pattern.name else "/health"

    @pytest.mark.parametrize("role", ["translator", "reviewer"])
    def test_every_address_that_is_no_room_is_refused(self, wave: Wave, role: str) -> None:
        client = as_person("ada", role, "ar")
        found = dict(self.addresses(get_resolver("querschnitt.site.urls.statistics").url_patterns))
        assert len(found) > 25
        shut = {}
        for name, address in found.items():
            for method in ("get", "post"):
                response = getattr(client, method)(address)
                if name not in self.OPEN:
                    shut[name, method] = (response.status_code, response.headers.get("Location", ""))
        assert shut.pop(("home", "get")) == (302, "/languages/")
        assert shut.pop(("home", "post")) == (302, "/languages/")
        assert set(shut.values()) == {(403, "")}
        assert {name for name, _ in shut} >= {
            "wave", "register", "draw", "fieldwork", "weights", "results", "item", "files", "published_file",
            "questionnaire", "questionnaire_release", "frozen_file", "offer",
        }  # fmt: skip

    def test_the_rooms_of_other_languages_are_not_there(self, wave: Wave) -> None:
        add_language(wave=wave, tag="fa")
        client = as_person("rim", "reviewer", "ar")
        text = Text.objects.get(key=AGE).pk
        for path in ("", f"texts/{text}/", "recordings/", "pages/person/"):
            assert client.get(f"/wave/2027/languages/fa/{path}").status_code == 404
            assert client.get(f"/wave/2027/languages/ar/{path}").status_code == 200
        assert client.post(f"/wave/2027/languages/fa/texts/{text}/", {"go": "translate/stay/"}).status_code == 404
        assert client.post("/wave/2027/languages/fa/export/", {"kind": "po", "only": "all"}).status_code == 404

    def test_a_role_of_the_house_that_does_not_translate_looks_and_changes_nothing(self, wave: Wave) -> None:
        reader = as_person("leser", "reader")
        assert reader.get("/wave/2027/languages/ar/").status_code == 200
        assert save(reader, CLUB, "translate/stay/", WORDINGS[CLUB]).status_code == 422
        assert row(CLUB).state == "open"
        for path in (
            "languages/ar/open/",
            "languages/ar/export/",
            "languages/ar/deliveries/",
            "questionnaire/release/",
        ):
            assert reader.post(f"/wave/2027/{path}", {"do": "release"}).status_code == 403
        assert reader.post("/wave/2027/questionnaire/", {"tag": "ti"}).status_code == 403

    def test_nobody_sees_anything_without_login(self, wave: Wave, client: Client) -> None:
        for path in ("/languages/", "/wave/2027/questionnaire/", "/wave/2027/languages/ar/", editor(AGE)):
            assert client.get(path).headers["Location"] == f"/login/?next={path}"

    def test_the_rooms_show_what_waits_for_whom(self, wave: Wave) -> None:
        step(AGE, Step.TRANSLATE, ADA)
        translator = as_person("ben", "translator", "ar").get("/languages/").content.decode()
        assert "Translate (3)" in translator
        assert "Translate a second time (1)" in translator
        assert "Nothing here waits for you" in as_person("rim", "reviewer", "ar").get("/languages/").content.decode()
