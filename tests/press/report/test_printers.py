"""The page and the PDF: the same figures in both, and each readable by machines that read aloud."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

import pytest

from querschnitt.press.report import Change, change_title, numbered_tables, report_html, report_pdf
from querschnitt.press.report.document import PrintedTable
from querschnitt.press.report.presentation import compose
from tests.press.pdf_reading import inflated, text
from tests.press.report.sample import sample


class Outline(HTMLParser):
    """Headings, identifiers, links and cells of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.scopes: list[str | None] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a":
            self.links.append(str(given["href"]))
        if tag == "th":
            self.scopes.append(given.get("scope"))
        self.outside += [str(value) for name, value in attrs if name in ("src", "href") and "//" in (value or "")]


@pytest.fixture(scope="module")
def page() -> str:
    return report_html(sample()).decode()


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return report_pdf(sample())


@pytest.fixture(scope="module")
def outline(page: str) -> Outline:
    outline = Outline()
    outline.feed(page)
    return outline


def test_headings_step_down_one_at_a_time(outline: Outline):
    assert outline.levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))


def test_every_link_has_its_place_and_every_place_one_name(outline: Outline):
    assert {link.removeprefix("#") for link in outline.links} <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))


def test_every_head_of_a_table_says_what_it_heads(outline: Outline):
    assert set(outline.scopes) <= {"col", "row", "rowgroup"}
    assert outline.scopes.count("row") > 20


def test_the_page_needs_nothing_from_elsewhere(outline: Outline, page: str):
    assert outline.outside == []
    assert "<script" not in page
    assert "url(" not in page


def test_the_page_says_its_language_and_where_the_content_is(page: str):
    assert '<html lang="de">' in page
    assert '<a class="skip" href="#inhalt">' in page


def test_page_and_pdf_print_the_same_tables(page: str, pdf: bytes):
    printed = text(pdf)
    flat = " ".join(printed.split())
    tables = [block for block in compose(sample()).blocks if isinstance(block, PrintedTable)]
    assert len(tables) == 7
    for given in tables:
        assert f"{given.number} {given.title}" in flat
        assert given.title in page
        for row in given.rows:
            for figure in row.cells:
                assert figure.text in printed
                assert f">{figure.text}" in page


def test_a_suppressed_figure_is_in_neither(page: str, pdf: bytes):
    content = sample()
    chapter = content.chapters[0]
    section = chapter.sections[0]
    table = section.tables[0]
    secret = dataclasses.replace(table.rows[-1].cells[0], value=0.7531, low=0.7421, high=0.7641, sign=".")
    row = dataclasses.replace(table.rows[-1], cells=[secret] * 3)
    table = dataclasses.replace(
        table, rows=[*table.rows[:-1], row], columns=[dataclasses.replace(c, decimals=2) for c in table.columns]
    )
    section = dataclasses.replace(section, tables=[table])
    content = dataclasses.replace(content, chapters=[dataclasses.replace(chapter, sections=[section])])
    for shown in (report_html(content).decode(), text(report_pdf(content))):
        assert "82,00" in shown
        assert not re.search("75,31|74,21|76,41|0\\.7531", shown)


def test_markup_in_words_is_shown_not_obeyed():
    content = dataclasses.replace(sample(), title="A < B & <b>C</b> #strong[x]")
    assert "<title>A &lt; B &amp; &lt;b&gt;C&lt;/b&gt; #strong[x]</title>" in report_html(content).decode()
    assert "A < B & <b>C</b> #strong[x]" in " ".join(text(report_pdf(content)).split())


def test_the_pdf_is_tagged_titled_and_german(pdf: bytes):
    content = inflated(pdf)
    assert b"pdfuaid:part" in content
    assert b"/Marked true" in content
    assert b"/TH" in content
    assert re.search(rb"/Lang\s*\(de-DE\)", content)


def test_same_content_same_bytes(pdf: bytes):
    assert report_pdf(sample()) == pdf
    assert report_html(sample()) == report_html(sample())


def test_without_a_wave_before_there_is_no_chapter_of_changes():
    content = dataclasses.replace(sample(), waves=("2020",), changes=(), populations=())
    assert "Veränderungen seit" not in report_html(content).decode()


def test_the_last_chapter_is_named_after_what_it_has():
    assert "Annahmen, Zeichen, Quellen" in report_html(sample()).decode()
    bare = report_html(dataclasses.replace(sample(), sources=())).decode()
    assert "Annahmen und Zeichen" in bare
    assert "Quellen" not in bare


def test_numbered_tables_are_those_that_are_printed_in_their_order():
    content = sample()
    printed = [block.title for block in compose(content).blocks if isinstance(block, PrintedTable)]
    given = [
        change_title(table, ("2016", "2020")) if isinstance(table, Change) else table.title
        for table in numbered_tables(content)
    ]
    assert given == printed
