"""A questionnaire on phones: one file that needs nothing else, every page, each language in its own direction."""

from __future__ import annotations

import re
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from querschnitt.core.errors import InputError

WORKBOOK = """
| survey |          |         |                        |                       |
|        | type     | name    | label::Deutsch (de)    | label::العربية (ar)   |
|        | begin_group | one  | Eins                   | واحد                  |
|        | integer  | age     | Wie alt sind Sie?      | كم عمركم؟             |
|        | end_group |        |                        |                       |
|        | text     | wish    | Was wünschen Sie sich? | ماذا تتمنون؟          |
| settings |        |         |                        |                       |
|        | form_title | default_language |             |                       |
|        | Test     | Deutsch (de) |                   |                       |
"""


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    file = tmp_path / "form.md"
    file.write_text(WORKBOOK, encoding="utf-8")
    return file


def test_every_page_in_both_languages(workbook: Path) -> None:
    call_command("preview_questionnaire", workbook, stdout=StringIO())
    page = workbook.with_suffix(".html").read_text(encoding="utf-8")
    phones = [unescape(found) for found in re.findall(r'srcdoc="([^"]*)"', page)]
    assert [re.search(r'<html lang="(\w+)" dir="(\w+)"', phone).groups() for phone in phones] == [  # type: ignore[union-attr]
        ("de", "ltr"), ("ar", "rtl"), ("de", "ltr"), ("ar", "rtl"),
    ]  # fmt: skip
    assert ["كم عمركم؟" in phones[1], "Was wünschen Sie sich?" in phones[2]] == [True, True]
    assert not re.search(r'<(link|script|img)\b[^>]*(src|href)="(?!data:)', "".join(phones))


def test_only_the_languages_wished_for(workbook: Path, tmp_path: Path) -> None:
    call_command("preview_questionnaire", workbook, languages=["ar"], out=tmp_path / "a.html", stdout=StringIO())
    assert (tmp_path / "a.html").read_text(encoding="utf-8").count("srcdoc=") == 2


def test_language_that_is_not_there(workbook: Path) -> None:
    with pytest.raises(InputError) as caught:
        call_command("preview_questionnaire", workbook, languages=["tr"], stdout=StringIO())
    assert (caught.value.got, caught.value.expected) == ("tr", "de, ar")
