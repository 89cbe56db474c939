"""Files as they come back from the world: refused in one sentence, or read with everything odd about them named."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import InputError
from querschnitt.core.instrument.translation import Job, JobUnit, State
from querschnitt.tables.translations import WRITERS, Delivery, read
from querschnitt.tables.translations.reading import MOST_BYTES
from tests.tables.translations.jobs import JOB, LETTER, MANY, OPEN, job_of

FORMS = sorted(WRITERS)
FILES = {form: write(JOB) for form, (write, _, _) in WRITERS.items()}
TEXT_FORMS = [form for form in FORMS if form != "xlsx"]

BOMB = """<?xml version="1.0"?><!DOCTYPE xliff [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<xliff version="1.2"><file><body><trans-unit id="a"><source>&b;</source></trans-unit></body></file></xliff>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE xliff [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<xliff version="1.2"><file><body><trans-unit id="a"><source>&a;</source></trans-unit></body></file></xliff>"""

REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "no translation file"),
    "words": (b"Hallo Welt", "XLIFF 1.2 or 2.1, PO, XLSX or ODS"),
    "a PDF": (b"%PDF-1.7 \x00\xff", "no translation file"),
    "another XML": (b"<html><body/></html>", "This XML is no XLIFF"),
    "a future XLIFF": (b'<xliff version="3.0" xmlns="urn:oasis:names:tc:xliff:document:3.0"/>', "Expected: 1.2 or 2.1"),
    "XML cut in the middle": (FILES["xliff-1.2"][:900], "line"),
    "XML with a bare ampersand": (b'<xliff version="1.2">a & b</xliff>', "no well-formed XML"),
    "XML in an unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><xliff/>', "encoding"),
    "XML that is not in the encoding it names": (FILES["xliff-1.2"].replace("ö".encode(), b"\xf6"), "well-formed"),
    "an entity bomb": (BOMB.encode(), "declares entities"),
    "an entity from outside": (OUTSIDE.encode(), "declares entities"),
    "XML of a thousand levels": (b"<xliff>" + b"<g>" * 1000 + b"</g>" * 1000 + b"</xliff>", "nested too deeply"),
    "a huge file": (b"<xliff>" + b" " * MOST_BYTES, "too large"),
    "PO in Latin-1 that says UTF-8": (FILES["po"].replace("Ö".encode(), b"\xd6"), "encoding"),
    "PO in an unknown encoding": (FILES["po"].replace(b"charset=UTF-8", b"charset=klingon"), "klingon"),
    "PO without quotation marks": (b"msgid Hallo\nmsgstr Welt\n", "line 1"),
    "PO with an open string": (b'msgid ""\nmsgstr ""\n\nmsgid "a\nmsgstr "b"\n', "line 4"),
    "PO that ends in the middle": (b'msgid ""\nmsgstr ""\n\nmsgctxt "a"\nmsgid "b"\n', "the end of the file"),
    "PO without msgid": (b'# msgid\nmsgstr "a"\n', "damaged"),
    "PO with a string from nowhere": (b'"Hallo"\nmsgid "a"\nmsgstr "b"\n', "line 1"),
    "a zip of something else": (b"PK\x03\x04 nothing more", "damaged"),
    "a spreadsheet cut in the middle": (FILES["xlsx"][:3000], "damaged"),
    "an Excel file of before 2007": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "Save it without a password"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_cannot_be_read_is_refused_in_one_sentence(name: str) -> None:
    content, words = REFUSED[name]
    with pytest.raises(InputError) as caught:
        read(content, name="lieferung.xlf")
    assert words in str(caught.value)
    assert "lieferung.xlf" in str(caught.value)
    assert "/etc" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nirgends.xlf"):
        read(tmp_path / "nirgends.xlf")


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_known_by_its_content_not_its_name(form: str, tmp_path: Path) -> None:
    path = tmp_path / "lieferung.doc"
    path.write_bytes(FILES[form])
    assert read(path).job == JOB


@pytest.mark.parametrize("form", FORMS)
@given(seed=st.integers(0, 10**9))
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(form: str, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(FILES[form])
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(content))
        content[place : place + chance.choice([0, 1, 1, 20])] = chance.choice(
            [b"", bytes([chance.randrange(256)]), b"<", b'"', b"&", b"\\", b"\n", b"}", b"</target>"]
        )
    try:
        assert isinstance(read(bytes(content)), Delivery)
    except InputError as error:
        assert str(error)


@pytest.mark.parametrize("form", TEXT_FORMS)
def test_line_ends_of_windows_and_a_mark_at_the_beginning_change_nothing(form: str) -> None:
    content = b"\xef\xbb\xbf" + FILES[form].replace(b"\n", b"\r\n")
    assert read(content).job == JOB


@pytest.mark.parametrize("form", TEXT_FORMS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_file_saved_as_unicode_is_read(form: str, encoding: str) -> None:
    text = FILES[form].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    mark = b"" if encoding == "utf-16" else b"\xfe\xff"
    assert read(mark + text.encode(encoding)).job == JOB


def test_po_in_the_encoding_of_an_old_program_is_read() -> None:
    job = Job("a", "de", "fr", (JobUnit("survey/a/label", "Öl", "là", state=State.TRANSLATED),))
    content = WRITERS["po"][0](job).decode().replace("charset=UTF-8", "charset=ISO-8859-1").encode("latin-1")
    assert read(content).job == job


@pytest.mark.parametrize("form", FORMS)
def test_a_partial_file_comes_back_safely(form: str) -> None:
    part = replace(JOB, units=JOB.units[1:3])
    assert read(WRITERS[form][0](part)).job == part


@pytest.mark.parametrize("form", FORMS)
def test_another_order_changes_nothing(form: str) -> None:
    turned = replace(JOB, units=JOB.units[::-1])
    assert read(WRITERS[form][0](turned)).job.units == JOB.units[::-1]


@pytest.mark.parametrize("form", FORMS)
def test_an_edited_source_is_noticed(form: str) -> None:
    edited = replace(LETTER, source=LETTER.source.replace("Öffnen", "Besuchen"))
    delivery = read(WRITERS[form][0](job_of(edited)))
    assert [(problem.code, problem.key) for problem in delivery.problems] == [("source-edited", LETTER.key)]
    assert delivery.job.units == (edited,)


def _twice(form: str, first: JobUnit, second: JobUnit) -> bytes:
    """Return a file with the key of the first unit in it twice; the second one's key has the same length."""
    content = WRITERS[form][0](job_of(first, second))
    return content.replace(second.key.encode(), first.key.encode())


@pytest.mark.parametrize("form", TEXT_FORMS)
def test_a_text_that_is_there_twice_with_two_translations_is_not_taken(form: str) -> None:
    other = replace(MANY, key="survey/mani/label", target="آخر")
    delivery = read(_twice(form, MANY, other))
    assert [problem.code for problem in delivery.problems] == ["duplicate-key"]
    assert delivery.job.units == ()


@pytest.mark.parametrize("form", TEXT_FORMS)
def test_a_text_that_is_there_twice_alike_is_taken_once(form: str) -> None:
    delivery = read(_twice(form, MANY, replace(MANY, key="survey/mani/label")))
    assert delivery.problems == ()
    assert delivery.job.units == (MANY,)


def test_a_text_without_its_key_is_named_and_the_rest_is_taken() -> None:
    content = FILES["po"].replace(f'msgctxt "{MANY.key}"\n'.encode(), b"")
    delivery = read(content)
    assert [(p.code, p.got) for p in delivery.problems] == [("no-key", MANY.source)]
    assert delivery.job.units == tuple(unit for unit in JOB.units if unit != MANY)


def test_xliff_with_empty_targets_that_are_said_to_be_done_leaves_them_open() -> None:
    content = FILES["xliff-1.2"].replace("شكرا".encode(), b" ")
    delivery = read(content)
    assert [problem.code for problem in delivery.problems] == ["empty-target"]
    assert delivery.job.units[-1].target == ""
    assert delivery.job.units[-1].state is State.OPEN


@pytest.mark.parametrize("form", ["xliff-1.2", "xliff-2.1"])
def test_a_file_without_the_language_of_the_translation_says_so(form: str) -> None:
    content = FILES[form].replace(b'target-language="ar"', b"").replace(b'trgLang="ar"', b"")
    delivery = read(content)
    assert [problem.code for problem in delivery.problems] == ["no-language"]
    assert delivery.job.target_language == ""


def test_a_language_tag_that_a_program_has_respelled_is_the_same_tag() -> None:
    job = replace(JOB, target_language="fa-AF")
    content = WRITERS["xliff-1.2"][0](job).replace(b"fa-AF", b"fa_af")
    assert read(content).job.target_language == "fa-AF"


def test_po_with_plurals_of_gettext_says_how_ours_are_written() -> None:
    content = b'msgctxt "survey/a/label"\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\n'
    problems = read(content).problems
    assert [problem.code for problem in problems] == ["gettext-plural", "no-language"]
    assert "plural, one" in str(problems[0])


def test_po_leaves_obsolete_entries_and_their_comments_alone() -> None:
    content = '# alt\n#, fuzzy\n#~ msgid "x"\n#~ msgstr "y"\n\nmsgctxt "survey/a/label"\nmsgid "a"\nmsgstr "b"\n'
    (unit,) = read(content.encode()).job.units
    assert (unit.target, unit.note, unit.state) == ("b", "", State.TRANSLATED)


def test_po_keeps_to_what_programs_write_beside_our_marks() -> None:
    entry = (
        b'#| msgid "Nein"\n#, fuzzy, no-wrap\nmsgctxt "%b"\nmsgid "Ja"\nmsgstr "Da"\n\n#~ msgid "x"\n#~ msgstr "y"\n'
    )
    unit = read(entry % OPEN.key.encode()).job.units[0]
    assert (unit.target, unit.state, unit.note) == ("Da", State.OUTDATED, "")
