"""Blocks as a DOCX with real styles, which officials and agencies edit: headings, captions, tables with header rows."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from querschnitt.press.strategy.blocks import (
    GERMAN_ENDS,
    GERMAN_OPENS,
    Block,
    Document,
    Grid,
    Head,
    Para,
    Picture,
    Points,
)

FACE = "Arial"
INK, QUIET, BLUE = RGBColor(0x1B, 0x1B, 0x1B), RGBColor(0x5A, 0x5A, 0x5A), RGBColor(0x0B, 0x5A, 0x9C)
WIDTH, HEIGHT = Cm(16.5), Cm(11)  # of the column, and of a picture at most
STYLES = {"lead": "Lead", "small": "Small", "open": "To be written", "headline": "Headline figure"}
TAGS = {"de": "de-DE", "en": "en-GB"}


def as_docx(document: Document) -> bytes:
    """Write a paper as DOCX; the same paper gives the same bytes."""
    file = docx.Document()
    _set_up(file, document)
    file.add_paragraph(document.title, style="Title")
    file.add_paragraph(document.subtitle, style="Subtitle")
    for name, value in document.facts:
        told = file.add_paragraph(style="Small")
        told.add_run(f"{name}: ").bold = True
        told.add_run(value)
    if document.notice:
        file.add_paragraph(document.notice, style="Small")
    for block in document.blocks:
        _write(file, block)
    kept = BytesIO()
    file.save(kept)
    return steady(kept.getvalue())


def _set_up(file: WordFile, document: Document) -> None:
    about = file.core_properties
    about.title, about.author, about.language = document.title, document.publisher, TAGS[document.language]
    about.created = about.modified = datetime.fromisoformat(f"{document.day}T00:00:00")
    about.last_modified_by, about.comments, about.revision = document.publisher, "", 1
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.2)
    _style_all(file, TAGS[document.language])
    foot = section.footer.paragraphs[0]
    foot.style = file.styles["Small"]
    foot.add_run(f"{document.title} · {document.foot} · {document.words['page']} ")
    _page_number(foot)


def _style_all(file: WordFile, tag: str) -> None:
    for name, size, colour, bold in (
        ("Normal", 10.5, INK, False), ("Title", 26, INK, False), ("Subtitle", 13, QUIET, False),
        ("Heading 1", 15, INK, True), ("Heading 2", 12.5, INK, True), ("Heading 3", 11, INK, True),
        ("Caption", 9.5, INK, True),
    ):  # fmt: skip
        _face(file.styles[name], size, colour, bold=bold)
    for name, size, colour in (
        ("Lead", 13, INK), ("Small", 9, QUIET), ("To be written", 10.5, BLUE), ("Headline figure", 13, BLUE),
        ("Table text", 9, INK),
    ):  # fmt: skip
        style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = file.styles["Normal"]
        _face(style, size, colour, bold=False)
    file.styles["Normal"].paragraph_format.space_after = Pt(6)
    file.styles["Table text"].paragraph_format.space_after = Pt(1)
    file.styles["Small"].paragraph_format.space_after = Pt(2)
    file.styles["Caption"].paragraph_format.keep_with_next = True
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), tag)
    defaults = file.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(language)


def _face(style: object, size: float, colour: RGBColor, *, bold: bool) -> None:
    font = style.font  # type: ignore[attr-defined]  # python-docx types a style by its kind
    font.name, font.size, font.bold, font.italic = FACE, Pt(size), bold, False
    font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()  # type: ignore[attr-defined]
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)


def _page_number(paragraph: Paragraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _write(file: WordFile, block: Block) -> None:
    if isinstance(block, Head):
        head = file.add_heading(block.text, level=block.level)
        head.paragraph_format.page_break_before = block.opens
    elif isinstance(block, Para):
        _runs(file.add_paragraph(style=STYLES.get(block.style, "Normal")), block.text)
    elif isinstance(block, Points):
        for item in block.items:
            _runs(file.add_paragraph(style="List Bullet"), item)
    elif isinstance(block, Picture):
        _picture(file, block)
    else:
        _table(file, block)


def _runs(paragraph: Paragraph, text: str, *, bold: bool | None = None) -> None:
    """Write a text; German words in a paper of another language carry their language."""
    before, *parts = text.split(GERMAN_OPENS)
    if before:
        paragraph.add_run(before).bold = bold
    for part in parts:
        inside, _, after = part.partition(GERMAN_ENDS)
        run = paragraph.add_run(inside)
        run.bold = bold
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), TAGS["de"])
        run._r.get_or_add_rPr().append(language)
        if after:
            paragraph.add_run(after).bold = bold


def _picture(file: WordFile, picture: Picture) -> None:
    shape = file.add_picture(BytesIO(picture.content), width=Emu(int(min(WIDTH, HEIGHT * picture.shape))))
    shape._inline.docPr.set("descr", picture.alt)
    file.add_paragraph(picture.credit, style="Caption")


def _table(file: WordFile, grid: Grid) -> None:
    file.add_paragraph(grid.caption, style="Caption")
    table = file.add_table(rows=1, cols=len(grid.heads), style="Table Grid")
    table.autofit = False
    _describe(table, grid.caption)
    _fill(table.rows[0], grid, grid.heads, is_head=True)
    for row in grid.rows:
        _fill(table.add_row(), grid, row, is_head=False)
    if grid.note:
        file.add_paragraph(grid.note, style="Small")
    file.add_paragraph(style="Small")


def _describe(table: Table, caption: str) -> None:
    about = OxmlElement("w:tblCaption")
    about.set(qn("w:val"), caption)
    table._tbl.tblPr.append(about)


def _fill(row: _Row, grid: Grid, texts: object, *, is_head: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    whole = sum(grid.widths)
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):  # type: ignore[call-overload]
        cell.width = Emu(int(WIDTH * grid.widths[place] / whole))
        _say(cell, text, is_head=is_head, is_figure=place in grid.figures)


def _say(cell: _Cell, text: str, *, is_head: bool, is_figure: bool) -> None:
    for place, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.style = "Table text"
        _runs(paragraph, line, bold=is_head)
        if is_figure:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def steady(content: bytes) -> bytes:
    """Return a ZIP file with one date for all its parts, so that it does not hang on the clock."""
    kept = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        for part in given.infolist():
            info = ZipInfo(part.filename, date_time=(2000, 1, 1, 0, 0, 0))
            archive.writestr(info, given.read(part), compress_type=ZIP_DEFLATED)
    return kept.getvalue()
