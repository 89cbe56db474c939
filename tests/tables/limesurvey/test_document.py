from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from querschnitt.core.errors import InputError
from querschnitt.tables.limesurvey import document, read_limesurvey
from querschnitt.tables.limesurvey.document import parse_document, read_document
from tests.tables.limesurvey.files import G, Q, survey

SOUND = survey(G("Gruppe", [Q("S", "name", "Wie heißen Sie?")]))


def _zip(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, SOUND)
    return buffer.getvalue()


def _with_type(kind: str) -> bytes:
    return SOUND.replace(b">Survey<", f">{kind}<".encode())


def test_a_file_is_taken_apart_into_tables() -> None:
    found = parse_document(SOUND, where="x.lss")
    assert found.version == 623
    assert found.languages == ("de",)
    assert found.rows("questions")[0]["title"] == "name"
    assert found.rows("question_l10ns")[0]["question"] == "Wie heißen Sie?"
    assert found.rows("nothing") == ()


def test_an_empty_cell_is_empty_and_a_missing_one_absent() -> None:
    row = parse_document(SOUND, where="x.lss").rows("questions")[0]
    assert row["preg"] == ""
    assert "language" not in row


def test_other_encodings_are_read() -> None:
    text = SOUND.decode()
    for encoding in ("utf-16", "utf-8-sig"):
        content = text.replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"').encode(encoding)
        assert parse_document(content, where="x.lss").rows("question_l10ns")[0]["question"] == "Wie heißen Sie?"


BAD = [
    (b"", "The file is empty"),
    (b"  \n", "The file is empty"),
    (_zip("survey.lss"), "This is an archive"),
    (b"id\tquestion\n1\tName", "This is not an .lss file"),
    (b"\x89PNG\r\n\x1a\n", "This is not an .lss file"),
    (b"<html><body>Login</body></html>", "This XML file is not from LimeSurvey"),
    (b"<document></document>", "This XML file is not from LimeSurvey"),
    (_with_type("Question"), "The file holds one question (.lsq)"),
    (_with_type("Group"), "The file holds one question group (.lsg)"),
    (_with_type("Label set"), "The file holds a label set (.lsl)"),
    (_with_type("Theme"), "The file holds a file of the kind 'Theme'"),
    (SOUND.replace(b">623<", b">120<"), "comes from a LimeSurvey that is too old"),
    (SOUND.replace(b">623<", b">neu<"), "does not say its database version"),
    (SOUND.replace(b" <DBVersion>623</DBVersion>\n", b""), "does not say its database version"),
    (SOUND[: len(SOUND) // 2], "The file is damaged"),
    (SOUND.replace(b"</rows>", b"", 1), "The file is damaged"),
    (SOUND.replace(b"UTF-8", b"KLINGON"), "unknown encoding"),
    (SOUND.replace("ß".encode(), b"\xdf"), "The file is damaged"),
    (SOUND.replace(b"questions>", b"nothing>"), "The survey has no questions"),
]


@pytest.mark.parametrize(("content", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_what_is_no_survey_is_refused_in_a_sentence(content: bytes, reason: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_document(content, where="x.lss")
    assert reason in str(refused.value)
    assert "x.lss" in str(refused.value)


def test_a_damaged_file_says_where() -> None:
    with pytest.raises(InputError, match=r"x\.lss, line 3, column"):
        parse_document(b"<document>\n<a>\n</b>\n</document>", where="x.lss")


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b"]><document><LimeSurveyDocType>&b;</LimeSurveyDocType></document>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE document SYSTEM "file:///etc/passwd"><document>'
    b"<LimeSurveyDocType>Survey</LimeSurveyDocType></document>"
)


@pytest.mark.parametrize("content", [BOMB, OUTSIDE], ids=["entities", "outside"])
def test_a_document_type_is_refused_before_it_does_anything(content: bytes) -> None:
    with pytest.raises(InputError, match="declares a document type"):
        parse_document(content, where="x.lss")


def test_deep_nesting_is_refused() -> None:
    content = b"<document>" + b"<a>" * 10000 + b"</a>" * 10000 + b"</document>"
    with pytest.raises(InputError, match="nested deeper"):
        parse_document(content, where="x.lss")


def test_files_that_cannot_be_opened_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        read_limesurvey(tmp_path / "nothing.lss")
    with pytest.raises(InputError, match="This is a folder"):
        read_document(tmp_path)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.lss"
    path.write_bytes(SOUND)
    monkeypatch.setattr(document, "MAX_BYTES", 100)
    with pytest.raises(InputError, match="too large"):
        read_document(path)
    monkeypatch.undo()
    assert read_document(path).version == 623
