"""The interface texts: whatever offices and portal say in English, they say in German too."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from querschnitt.site.assets import LOCALE

SOURCE = LOCALE.parent
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "pgettext": ((1, "c"), 2),
}  # fmt: skip
FILES = [
    path
    for path in sorted([*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py")])
    if "templates/interview" not in path.as_posix() and "migrations" not in path.parts
]
PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
CATALOGUE = read_po(
    io.BytesIO((LOCALE / "de" / "LC_MESSAGES" / "django.po").read_bytes()), locale="de", abort_invalid=True
)


def said_in(path: Path) -> Iterator[str]:
    """Yield the English texts of a file; of a plural its singular, under which it is looked up."""
    text = path.read_text(encoding="utf-8")
    code = templatize(text) if path.suffix == ".html" else text
    for _, message, _, _ in extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS):
        if message:
            yield message if isinstance(message, str) else message[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_every_text_has_its_german(path: Path) -> None:
    missing = []
    for text in said_in(path):
        found = CATALOGUE.get(text) or next((m for m in CATALOGUE if m.context and m.id == text), None)
        if found is None or not found.string:
            missing.append(text)
    assert missing == []


def test_the_extraction_finds_texts_at_all() -> None:
    assert sum(1 for path in FILES for _ in said_in(path)) > 200


def test_german_texts_have_the_same_placeholders() -> None:
    for message in CATALOGUE:
        if message.id and message.string:
            english = message.id if isinstance(message.id, tuple) else (message.id,)
            german = message.string if isinstance(message.string, tuple) else (message.string,)
            # A singular may leave its number out; what it names must be among the English names.
            for text in german:
                assert set(PLACEHOLDER.findall(text)) <= set(PLACEHOLDER.findall(" ".join(english))), message.id
            assert set(PLACEHOLDER.findall(" ".join(english))) == set(PLACEHOLDER.findall(" ".join(german))), message.id
