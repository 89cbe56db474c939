"""What browsers get from other hands: built into the environment, with nothing from elsewhere in it."""

from __future__ import annotations

import gzip
import json
import re
from gettext import GNUTranslations
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

from querschnitt.site import assets
from querschnitt.site.built_files import BuiltFiles
from querschnitt.site.deployment import ROOT

VENDOR = assets.ASSETS / "vendor" / "kern"


def test_the_design_system_stands_with_its_right_to_left_twin() -> None:
    left, right = ((VENDOR / name).read_text(encoding="utf-8") for name in ("kern.css", "kern.rtl.css"))
    assert ".kern-btn--primary" in left
    assert ".kern-btn--primary" in right
    # What stands on the left in one sheet stands on the right in the other.
    for one, other in (("margin-left", "margin-right"), ("padding-left", "padding-right")):
        assert left.count(one) == right.count(other) > 0
        assert left.count(other) == right.count(one)
    assert left != right


def test_the_sheets_load_nothing_from_elsewhere() -> None:
    for sheet in [*VENDOR.rglob("*.css"), *(ROOT / "src").rglob("static/**/*.css")]:
        addresses = re.findall(r"url\(([^)]*)\)", sheet.read_text(encoding="utf-8"))
        assert not [address for address in addresses if "//" in address.split("data:")[0]], sheet.name


def test_the_fonts_the_sheets_name_are_there() -> None:
    sheet = VENDOR / "fonts" / "fira-sans.css"
    named = re.findall(r"url\(['\"]?([^)'\"?#]+)", sheet.read_text(encoding="utf-8"))
    assert named
    assert all((sheet.parent / name).exists() for name in named)


def test_texts_are_compiled_as_the_catalogue_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "ASSETS", tmp_path)
    assets.compile_texts()
    with (tmp_path / "locale" / "de" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        german = GNUTranslations(file)
    assert german.gettext("Next step") == "Nächster Schritt"
    assert german.ngettext("version %(version)s, %(n)s language", "version %(version)s, %(n)s languages", 18) == (
        "Fassung %(version)s, %(n)s Sprachen"
    )


def built() -> dict[str, Path]:
    """Return our own files as they were built, by name."""
    names = json.loads((assets.ASSETS / "built.json").read_text(encoding="utf-8"))
    return {name: assets.ASSETS / "built" / target for name, target in names.items()}


def test_our_own_files_are_built_from_the_sources_as_they_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    now, packages = built(), assets.ASSETS / "node_modules"
    monkeypatch.setattr(assets, "ASSETS", tmp_path)
    assets.build_own(packages)
    anew = json.loads((tmp_path / "built.json").read_text(encoding="utf-8"))
    assert anew == {name: f"{path.parent.name}/{path.name}" for name, path in now.items()}, "Run: make setup"


def test_our_own_files_stand_beside_their_compressed_twins() -> None:
    for path in built().values():
        content = path.read_bytes()
        assert gzip.decompress(Path(f"{path}.gz").read_bytes()) == content
        assert brotli.decompress(Path(f"{path}.br").read_bytes()) == content


def test_a_new_build_keeps_the_one_before_and_no_older_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "ASSETS", tmp_path)
    for content in ("one", "two", "three"):
        monkeypatch.setattr(assets, "_bundled", lambda app, *_, content=content: [(f"{app}.js", content.encode())])
        assets.build_own(tmp_path)
    scripts = [path.read_text() for path in (tmp_path / "built" / "interview").glob("*.js")]
    assert sorted(scripts) == ["three", "two"]


def test_what_is_built_is_named_by_its_content_and_may_be_kept_for_ever(client: Client) -> None:
    for name, path in built().items():
        address = staticfiles_storage.url(name)
        assert address == f"/static/{path.parent.name}/{path.name}"
        response = client.get(address, headers={"accept-encoding": "gzip"})
        assert b"".join(response.streaming_content) == Path(f"{path}.gz").read_bytes()
        assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"


def test_before_anything_is_built_pages_load_the_sources(settings, tmp_path: Path) -> None:
    settings.ASSETS = tmp_path
    assert BuiltFiles().url("interview/interview.js") == "/static/interview/interview.js"


def test_what_the_interview_loads_is_small() -> None:
    weight = {name: Path(f"{path}.gz").stat().st_size for name, path in built().items()}
    assert weight["interview/sheet.css"] < 3000
    assert weight["interview/interview.js"] < 2500
    assert weight["interview/conditions.js"] < 7000


YOUNGER = ("replaceChildren", "structuredClone", ".at(", ".replaceAll(", ".flat(", "Object.fromEntries", "matchAll(")
"""What the oldest browsers that run our scripts do not have: Chrome 66, Firefox 67, Safari 12.1."""


def test_the_script_of_every_page_asks_nothing_of_a_browser_that_it_may_lack() -> None:
    script = built()["interview/interview.js"].read_text(encoding="utf-8")
    assert [word for word in (*YOUNGER, "?.", "??", "||=", "1n") if word in script] == []


def test_nothing_of_theirs_is_in_the_repository() -> None:
    assert not list((ROOT / "src").rglob("kern*.css"))
    assert not list((ROOT / "src").rglob("*.woff2"))
