"""The synopsis of two editions on paper: as tagged PDF, and as DOCX that offices edit before they hand it in.

What was deleted is struck through on the left, what was inserted is underlined on the right: both can be read without
colour. Papers of the council are German.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from querschnitt.core.editions import Kind, Row, Segment, Synopsis, Version
from querschnitt.press.typesetting import typeset

KINDS: Mapping[Kind, str] = {
    Kind.KEPT: "unverändert",
    Kind.REWORDED: "neu gefasst",
    Kind.MOVED: "in ein anderes Handlungsfeld verschoben",
    Kind.SPLIT: "aufgeteilt",
    Kind.MERGED: "zusammengeführt",
    Kind.ENDED: "entfällt",
    Kind.NEW: "neu",
    Kind.REGROUPED: "neu gruppiert",
}
PARTS: Mapping[str, str] = {
    "goal": "Ziel",
    "target_groups": "Zielgruppen",
    "kind": "Art",
    "recurrence": "Turnus",
    "period": "Zeitraum",
    "place": "Ort",
    "lead": "Federführung",
    "involved": "Beteiligt",
    "goals": "Strategische Ziele",
    "legal_basis": "Rechtsgrundlage",
    "costs": "Kosten",
}
LEGEND = "Gestrichene Wörter sind links durchgestrichen, neue Wörter rechts unterstrichen."


@dataclass(frozen=True)
class SynopsisPaper:
    """A synopsis with what stands around it.

    Attributes
    ----------
    earlier, later : titles of both editions
    state : of the later edition where it is not adopted
    fields : key of a field of action -> its number and name, of both editions
    """

    earlier: str
    later: str
    earlier_paper: str
    later_paper: str
    fields: Mapping[str, str]
    synopsis: Synopsis
    state: str = ""
    is_invented: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A part of a measure: its name, and runs of (change, text)."""

    label: str
    runs: Sequence[tuple[str, str]]
    is_title: bool = False


@dataclass(frozen=True)
class PrintedRow:
    """What stands left and right, with the word for what became of it."""

    kind: str
    told: str
    earlier: Sequence[Paragraph]
    later: Sequence[Paragraph]


@dataclass(frozen=True)
class Section:
    """The rows of one field of action of the later edition."""

    title: str
    rows: Sequence[PrintedRow]


def sections(paper: SynopsisPaper) -> list[Section]:
    """Return the rows field by field as both printers set them; what ended stands where it stood before."""
    found: list[tuple[str, list[PrintedRow]]] = []
    for row in paper.synopsis.rows:
        field = paper.fields.get(row.later[0].field, "") if row.later else (found[-1][0] if found else "")
        field = field or paper.fields.get(row.earlier[0].field if row.earlier else "", "")
        if not found or found[-1][0] != field:
            found.append((field, []))
        found[-1][1].append(_printed(row, paper))
    return [Section(title, rows) for title, rows in found]


def _printed(row: Row, paper: SynopsisPaper) -> PrintedRow:
    told = "; ".join([*row.reasons, *(f"Beschluss {decision}" for decision in row.decisions)])
    if row.kind == Kind.MOVED:
        origin = f"bisher: {paper.fields.get(row.earlier[0].field, '')}"
        told = "; ".join(filter(None, (origin, told)))
    before, after = _sides(row)
    return PrintedRow(KINDS[row.kind], told, before, after)


def _sides(row: Row) -> tuple[list[Paragraph], list[Paragraph]]:
    if row.kind == Kind.KEPT:
        return [_title(row.earlier[0])], [_title(row.later[0])]
    if row.changes:
        old, new = row.earlier[0], row.later[0]
        return list(_changed(row, old, "deleted")), list(_changed(row, new, "inserted"))
    return _plain(row.earlier), _plain(row.later)


def _title(version: Version) -> Paragraph:
    return Paragraph("", [("same", f"{version.number} {version.part('title')}")], is_title=True)


def _changed(row: Row, version: Version, change: str) -> Iterator[Paragraph]:
    for part in row.changes:
        if part.part not in ("title", "text") and not part.is_changed:
            continue
        runs = [run for segment in part.segments if segment.change in ("same", change) for run in _runs(segment)]
        if part.part == "title":
            yield Paragraph("", [("same", f"{version.number} "), *runs], is_title=True)
        elif runs:
            yield Paragraph(PARTS.get(part.part, ""), runs)


def _runs(segment: Segment) -> list[tuple[str, str]]:
    if segment.change == "same" or not segment.space:
        return [(segment.change, segment.text)]
    return [("same", segment.space), (segment.change, segment.words)]


def _plain(versions: Iterable[Version]) -> list[Paragraph]:
    found = []
    for version in versions:
        found.append(_title(version))
        found += [
            Paragraph(PARTS.get(part, ""), [("same", text)])
            for part, text in version.words
            if text and (part == "text" or part in ("goal", "lead", "period"))
        ]
    return found


def _counts(paper: SynopsisPaper) -> list[list[str]]:
    counts = paper.synopsis.counts
    return [[KINDS[kind], str(counts[kind])] for kind in Kind if counts.get(kind)]


def _facts(paper: SynopsisPaper) -> list[list[str]]:
    later = ", ".join(filter(None, (paper.later_paper, paper.state)))
    return [[paper.earlier, paper.earlier_paper], [paper.later, later]]


def synopsis_pdf(paper: SynopsisPaper) -> bytes:
    """Set the synopsis as tagged PDF; the same editions give the same bytes."""
    data = {
        "title": "Synopse" + (" (erfunden)" if paper.is_invented else ""),
        "facts": _facts(paper),
        "heads": [paper.earlier, paper.later],
        "counts": _counts(paper),
        "legend": LEGEND,
        "sections": [asdict(section) for section in sections(paper)],
    }
    return typeset("synopsis.typ", data)


def synopsis_docx(paper: SynopsisPaper) -> bytes:
    """Write the synopsis as DOCX with styles and real headings, across, with heads repeated on each page."""
    document = Document()
    _set_up(document, paper)
    document.add_heading("Synopse" + (" (erfunden)" if paper.is_invented else ""), 0)
    for title, number in _facts(paper):
        document.add_paragraph(f"{title}" + (f" ({number})" if number else ""), style="List Bullet")
    document.add_paragraph(", ".join(f"{count} {kind}" for kind, count in _counts(paper)) + ".")
    document.add_paragraph(LEGEND)
    for section in sections(paper):
        document.add_heading(section.title, 1)
        _write_table(document, paper, section)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _set_up(document: Any, paper: SynopsisPaper) -> None:
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(20)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Noto Sans", Pt(10)
    language = normal.element.get_or_add_rPr()
    tongue = OxmlElement("w:lang")
    tongue.set(qn("w:val"), "de-DE")
    language.append(tongue)
    about = document.core_properties
    about.title, about.language, about.author = f"Synopse: {paper.earlier} – {paper.later}", "de-DE", ""


def _write_table(document: Any, paper: SynopsisPaper, section: Section) -> None:
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    table.autofit = False
    widths = (Mm(37), Mm(110), Mm(110))
    heads = ("Was wird", paper.earlier, paper.later)
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    _repeat_head(table.rows[0])
    for row in section.rows:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(row.kind).bold = True
        if row.told:
            cells[0].add_paragraph(row.told)
        for cell, paragraphs in ((cells[1], row.earlier), (cells[2], row.later)):
            _write_cell(cell, paragraphs)
    for each in table.rows:
        for cell, width in zip(each.cells, widths, strict=True):
            cell.width = width


def _repeat_head(row: Any) -> None:
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(repeated)


def _write_cell(cell: Any, paragraphs: Sequence[Paragraph]) -> None:
    if not paragraphs:
        cell.paragraphs[0].add_run("–")
    for place, each in enumerate(paragraphs):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        if each.label:
            paragraph.add_run(f"{each.label}: ").italic = True
        for change, text in each.runs:
            run = paragraph.add_run(text)
            run.bold = each.is_title or None
            run.font.strike = change == "deleted" or None
            run.font.underline = change == "inserted" or None
