"""The synopsis on paper: whole, tagged, deleted words struck through, inserted ones underlined, the same twice."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document

from querschnitt.core.editions import Edition, synopsis
from querschnitt.press.synopsis import SynopsisPaper, sections, synopsis_docx, synopsis_pdf
from tests.core.editions.test_synopsis import AFTER, BEFORE, STEP
from tests.press.pdf_reading import inflated, text


def titled(edition: Edition) -> Edition:
    titles = tuple(
        replace(version, words=(("title", f"Titel {version.identity}"), *version.words)) for version in edition.versions
    )
    return replace(edition, versions=titles)


@pytest.fixture
def paper() -> SynopsisPaper:
    return SynopsisPaper(
        earlier="Konzept 2020", later="Konzept 2023", earlier_paper="DS-1", later_paper="DS-9", state="Entwurf",
        is_invented=True, fields={"1": "1 Sprache"}, synopsis=synopsis(titled(BEFORE), titled(AFTER), STEP),
    )  # fmt: skip


def test_each_measure_stands_on_its_side_once(paper: SynopsisPaper) -> None:
    (section,) = sections(paper)
    for side, edition in (("earlier", BEFORE), ("later", AFTER)):
        titles = [each.runs[0][1].split()[0] for row in section.rows for each in getattr(row, side) if each.is_title]
        assert sorted(titles) == sorted(version.number for version in edition.versions)


def test_the_pdf_is_tagged_and_says_everything(paper: SynopsisPaper) -> None:
    pdf = synopsis_pdf(paper)
    assert pdf == synopsis_pdf(paper)
    raw = inflated(pdf)
    assert b"/StructTreeRoot" in raw
    assert b"pdfuaid:part" in raw
    said = " ".join(text(pdf, order="-raw").split())
    for words in (
        "Synopse (erfunden)", "Konzept 2020 (DS-1)", "Konzept 2023 (DS-9, Entwurf)", "1 Sprache", "gehören zusammen",
        "erledigt; Beschluss VII-", "entfällt", "Text f", "Neuer", "Beide",
    ):  # fmt: skip
        assert words in said, words


def test_the_document_strikes_and_underlines(paper: SynopsisPaper) -> None:
    document = Document(BytesIO(synopsis_docx(paper)))
    assert [each.text for each in document.paragraphs if each.style.name.startswith("Heading")] == ["1 Sprache"]
    table = document.tables[0]
    assert len(table.rows) == 1 + len(paper.synopsis.rows)
    assert "w:tblHeader" in table.rows[0]._tr.xml
    left, right = (
        {run.text.strip(): (run.font.strike, run.font.underline) for each in cell.paragraphs for run in each.runs}
        for cell in table.rows[2].cells[1:]
    )
    assert left == {"1.2": (None, None), "Titel b": (None, None), "Text b": (True, None)}
    assert right == {"1.2": (None, None), "Titel b": (None, None), "Neuer Text b": (None, True)}
