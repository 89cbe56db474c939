"""The papers of the strategy: what must stand in them, styles that officials can edit, tags that readers can hear."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document as WordFile
from docx.oxml.ns import qn

from querschnitt.core.errors import InputError
from querschnitt.press.strategy import listing
from querschnitt.press.strategy.blocks import Document, Grid, Head, Para, Picture
from querschnitt.press.strategy.booklet import agency_zip, booklet, measures_table
from querschnitt.press.strategy.content import as_json, content_sha256
from querschnitt.press.strategy.council import council_paper, tracking_paper
from querschnitt.press.strategy.editable import as_docx
from querschnitt.press.strategy.printed import as_pdf
from querschnitt.press.strategy.words import Words, _texts
from tests.press.pdf_reading import inflated, text
from tests.press.strategy.example import report

STANDARD = [
    "Beschlussvorschlag", "Anlass", "Strategische Ziele", "Sachstand im Überblick",
    "Was sich seit dem letzten Bericht geändert hat", "Was stillsteht und warum", "Folgerungen aus Befunden",
    "Beschlusskontrolle", "Auswirkungen auf Ergebnis- und Finanzhaushalt", "Folgekosten", "Stellenplan",
    "Bürgerbeteiligung", "Beratungsfolge", "Anlagen",
]  # fmt: skip


def grid(document: Document, caption: str) -> Grid:
    return next(block for block in document.blocks if isinstance(block, Grid) and caption in block.caption)


def opened(document: Document) -> WordFile:
    return docx.Document(BytesIO(as_docx(document)))


def test_every_word_stands_in_both_languages() -> None:
    words = _texts()
    assert set(words["de"]) == set(words["en"])
    for name, german in words["de"].items():
        holes = [sorted(re.findall(r"\{(\w+)\}", told)) for told in (german, words["en"][name])]
        assert holes[0] == holes[1], name
    with pytest.raises(InputError, match="German or English"):
        Words("fr")


def test_the_council_paper_has_its_standard_blocks_in_their_order() -> None:
    heads = [block.text for block in council_paper(report()).blocks if isinstance(block, Head) and block.level == 1]
    assert heads[: len(STANDARD)] == STANDARD


def test_measures_are_counted_by_field_and_phase() -> None:
    found = grid(council_paper(report()), "nach Handlungsfeld und Phase")
    assert found.heads == ("Handlungsfeld", "läuft", "ruht", "kein Sachstand", "zusammen")
    assert found.rows[0][1:] == ("0", "1", "1", "2")
    assert found.rows[-1] == ("zusammen", "1", "1", "1", "3")


def test_what_changed_and_what_stands_still() -> None:
    paper = council_paper(report())
    assert [row[0] for row in grid(paper, "Veränderungen seit dem 30.11.2021").rows] == ["1.1"]
    still = grid(paper, "die ruhen")
    assert [(row[0], row[3]) for row in still.rows] == [("1.1", "Ruht bis 01.03.2023: Sanierung der Halle")]


def test_the_age_of_each_status_is_printed_and_silence_is_told() -> None:
    paper = council_paper(report())
    told = grid(paper, "Maßnahmen 2.1 bis 2.1 mit Sachstand").rows[0]
    assert "Erfüllung nicht einschätzbar" in told[2]
    assert "Gemeldet zum 30.11.2021, 7 Monate vor dem Stichtag" in told[3]
    assert "Bisher nicht gemeldet" in grid(paper, "Maßnahmen 1.1 bis 1.2").rows[1][3]
    assert [row[0] for row in grid(paper, "nichts oder nichts Neues").rows] == ["1.2", "2.1"]


def test_a_decision_is_tracked_with_its_deadline_and_what_was_reported_since() -> None:
    row = grid(tracking_paper(report()), "Frist und Antwort").rows[0]
    assert row[2] == "31.03.2022\nüberschritten"
    assert row[3] == "offen\nNoch keine Antwort.\nMaßnahme 1.1: Sachstand paused."


def test_money_is_summed_by_year_against_the_frame_before_its_lines() -> None:
    paper = council_paper(report())
    found = grid(paper, "Summen je Jahr")
    assert found.heads == (
        "Jahr", "angemeldet", "im Entwurf", "beschlossen", "Rahmen", "Rahmen weniger Geplantes",
        "Maßnahmen ohne Betrag",
    )  # fmt: skip
    assert found.rows == [("2021", "120.000", "90.000", "–", "100.000", "10.000", "2")]
    captions = [block.caption for block in paper.blocks if isinstance(block, Grid)]
    assert captions.index(found.caption) + 1 == captions.index("Beträge in Euro nach Jahr")
    other = replace(report().money[0], funding="grant")
    lines = grid(council_paper(report(money=(other,))), "Beträge in Euro")
    assert lines.rows[0][4] == "angemeldet\nFörderung von außen"
    empty = council_paper(report(money=(), totals=()))
    assert Para("Zu dieser Ausgabe sind keine Beträge erfasst.") in empty.blocks


def test_a_text_makes_it_a_paper_for_decision_and_what_nobody_wrote_is_marked() -> None:
    assert council_paper(report()).title == "Informationsvorlage"
    asked = council_paper(report(texts={"proposal": "Der Stadtrat beschließt."}))
    assert asked.title == "Beschlussvorlage"
    assert Para("Der Stadtrat beschließt.") in asked.blocks
    open_texts = [block.text for block in asked.blocks if isinstance(block, Para) and block.style == "open"]
    assert len(open_texts) == 3  # follow-on costs, posts, participation


def test_a_change_that_does_not_compare_is_not_printed_as_a_figure() -> None:
    told = [block.text for block in booklet(report()).blocks if isinstance(block, Para) and block.style == "small"]
    assert any("95-Prozent-Konfidenzintervall 79 bis 85 %" in text and "Stufe B" in text for text in told)
    poor = next(text for text in told if "Stufe D" in text)
    assert "+9" not in poor


@pytest.mark.parametrize("make", [council_paper, booklet, measures_table])
def test_each_measure_stands_once_in_its_table(make: object) -> None:
    rows = [
        row[0] for block in make(report()).blocks if isinstance(block, Grid) for row in block.rows  # type: ignore[operator]
        if "Maßnahmen" in block.caption and " bis " in block.caption
    ]  # fmt: skip
    assert rows == ["1.1", "1.2", "2.1"]


def test_only_a_report_with_invented_data_says_so() -> None:
    assert council_paper(report()).notice == ""
    assert "(erfunden)" in council_paper(report(invented=True)).notice


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_docx_has_real_styles_marked_header_rows_and_its_language(language: str) -> None:
    paper = council_paper(report(language))
    file = opened(paper)
    assert file.core_properties.language == {"de": "de-DE", "en": "en-GB"}[language]
    assert file.core_properties.title == paper.title
    heads = [it.text for it in file.paragraphs if str(it.style.name).startswith("Heading")]
    assert heads == [block.text for block in paper.blocks if isinstance(block, Head)]
    tables = [block for block in paper.blocks if isinstance(block, Grid)]
    captions = [it.text for it in file.paragraphs if it.style.name == "Caption"]
    assert captions == [block.caption for block in tables]
    assert len(file.tables) == len(tables)
    for table, block in zip(file.tables, tables, strict=True):
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert [cell.text for cell in table.rows[0].cells] == list(block.heads)
        assert len(table.rows) == len(block.rows) + 1


def test_a_picture_has_its_alternative_text_and_credit() -> None:
    dot = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c636060606000000005"
        "0001a5f645400000000049454e44ae426082"
    )  # fmt: skip
    paper = booklet(report())
    drawn = Document(**{**vars(paper), "blocks": [Picture(dot, "dot.png", "Ein Punkt", "Foto: Stadt", shape=1.0)]})
    file = opened(drawn)
    assert file.inline_shapes[0]._inline.docPr.get("descr") == "Ein Punkt"
    assert file.paragraphs[-1].text == "Foto: Stadt"
    pdf = as_pdf(drawn, layout="square")
    assert "Foto: Stadt" in text(pdf)
    assert b"/Figure" in inflated(pdf)
    assert _alternative("Ein Punkt") in inflated(pdf)


def _alternative(told: str) -> bytes:
    return f"/Alt({told})".encode()


def test_the_square_booklet_is_21_centimetres_high_and_wide_and_has_all_that_the_other_has() -> None:
    whole = booklet(report(kind="booklet"))
    square, upright = as_pdf(whole, layout="square"), as_pdf(whole, layout="booklet")
    boxes = set(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", inflated(square)))
    assert boxes == {b"0 0 595.2756 595.2756"}
    said = [sorted(set(re.findall(r"\w{4,}", text(pdf, order="-raw")))) for pdf in (square, upright)]
    assert said[0] == said[1]


def test_german_words_in_an_english_paper_carry_their_language() -> None:
    paper = booklet(report("en"))
    assert "Wortlaut 1.1." in re.sub(r"\s+", " ", text(as_pdf(paper), order="-raw"))
    assert b"/Lang(de-DE)" in inflated(as_pdf(paper))
    assert b"/Lang(en-GB)" in inflated(as_pdf(paper))
    with ZipFile(BytesIO(as_docx(paper))) as archive:
        assert '<w:lang w:val="de-DE"/></w:rPr><w:t>Wortlaut 1.1.</w:t>' in archive.read("word/document.xml").decode()
    assert "\ue000" not in "".join(cell for row in listing.rows(report("en")) for cell in row)


def test_a_translated_text_stands_in_an_english_paper_as_english() -> None:
    given = report("en")
    first = given.fields[0]
    measures = (replace(first.measures[0], text="What was decided.", text_language="en"), *first.measures[1:])
    paper = booklet(replace(given, fields=(replace(first, measures=measures), *given.fields[1:])))
    told = [row[1] for row in grid(paper, "Measures 1.1").rows]
    assert told == ["Titel 1.1\nWhat was decided.", "Titel 1.2\n\ue000Wortlaut 1.2.\ue001"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_pdf_is_tagged_has_language_and_title_and_is_the_same_again(language: str) -> None:
    paper = council_paper(report(language))
    pdf = as_pdf(paper)
    assert pdf == as_pdf(paper)
    inside = inflated(pdf)
    for needed in (b"/StructTreeRoot", b"/Lang", b"/TH", b"/Marked true", b"pdfuaid:part", b"pdfaid:part"):
        assert needed in inside, needed
    said = re.sub(r"\s+", " ", text(pdf))
    for told in (paper.title, "1.1", "2.1", paper.facts[0][1], paper.facts[1][1]):
        assert told in said


def test_the_booklet_prints_cover_contents_fields_and_imprint() -> None:
    given = report(kind="booklet")
    said = re.sub(r"\s+", " ", text(as_pdf(booklet(given), layout="booklet"), order="-raw"))
    for told in ("Vielfalt leben", "Inhalt", "Vorwort", "Wie die Strategie entstand", "1 Bildung", "82 %",
                 "2 Sport (angenommen)", "Zeichenerklärung", "Impressum", "Turnverein"):  # fmt: skip
        assert told in said, told
    assert content_sha256(as_json(given))[:32] in said


def test_what_the_agency_gets_is_whole_and_the_same_again() -> None:
    given = report(kind="booklet")
    files = {"booklet.docx": as_docx(booklet(given))}
    packed = agency_zip(files, given)
    assert packed == agency_zip({"booklet.docx": as_docx(booklet(given))}, given)
    with ZipFile(BytesIO(packed)) as archive:
        assert archive.namelist() == ["booklet.docx", "content.json"]
        assert json.loads(archive.read("content.json")) == as_json(given)


def test_the_listing_has_one_row_a_measure_with_all_columns() -> None:
    rows = listing.rows(report())
    assert [row[0] for row in rows] == ["1.1", "1.2", "2.1"]
    assert {len(row) for row in rows} == {len(listing.heads("de"))} == {len(listing.NAMES)}
    assert rows[2][listing.NAMES.index("age_months")] == "7"
