"""What browsers get from other hands: built into the environment, with nothing from elsewhere in it."""

from __future__ import annotations

import re
from gettext import GNUTranslations
from pathlib import Path

import pytest

from querschnitt.site import assets
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


def test_nothing_of_theirs_is_in_the_repository() -> None:
    assert not list((ROOT / "src").rglob("kern*.css"))
    assert not list((ROOT / "src").rglob("*.woff2"))
