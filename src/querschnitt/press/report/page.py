"""The report as one self-contained accessible page: real headings, real tables, no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from querschnitt.press.charts import NARROW, chart_svg
from querschnitt.press.report.content import ReportContent
from querschnitt.press.report.document import (
    Block,
    ChapterHead,
    Document,
    Facts,
    Figure,
    Paragraph,
    Points,
    PrintedCell,
    PrintedFinding,
    PrintedHead,
    PrintedRow,
    PrintedTable,
    SectionHead,
)
from querschnitt.press.report.presentation import compose


def report_html(content: ReportContent) -> bytes:
    """Print the report as one HTML file (UTF-8)."""
    document = compose(content)
    style = files("querschnitt.press").joinpath("templates", "report.css").read_text(encoding="utf-8")
    parts = [
        '<!doctype html>\n<html lang="de">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(document.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>",
        '<a class="skip" href="#inhalt">Zum Inhalt springen</a>',
        _cover(document),
        _contents(document.blocks),
        '<main id="inhalt">',
        _findings(document.findings),
        *(_block(block) for block in document.blocks),
        f"</main>\n<footer><p>{escape(document.publisher)}</p></footer>\n</body>\n</html>\n",
    ]
    return "\n".join(parts).encode()


def _cover(document: Document) -> str:
    notice = f'<p class="notice">{escape(document.notice)}</p>' if document.notice else ""
    dates = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(date)}</dd></div>" for name, date in document.dates)
    return (
        f'<header class="cover">\n<p class="publisher">{escape(document.publisher)}</p>\n'
        f'<h1>{escape(document.title)}</h1>\n<p class="subtitle">{escape(document.subtitle)}</p>\n'
        f'<dl class="dates">{dates}</dl>\n{notice}</header>'
    )


def _contents(blocks: Iterable[Block]) -> str:
    """Chapters, and under each the short names of its sections."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, ChapterHead):
            lines.append("</ul></li>" if lines else "")
            lines.append(f'<li><a href="#{block.anchor}">{block.number} {escape(block.title)}</a><ul>')
        if isinstance(block, SectionHead):
            lines.append(f'<li><a href="#{block.anchor}">{escape(block.short)}</a></li>')
    lines.append("</ul></li>" if lines else "")
    head = '<h2 id="inhaltsverzeichnis">Inhalt</h2>'
    return f'<nav aria-labelledby="inhaltsverzeichnis">{head}<ul>{"".join(lines)}</ul></nav>'


def _findings(findings: Iterable[PrintedFinding]) -> str:
    items = "".join(
        f'<li><span class="figure">{escape(given.figure)}</span><div><p>{escape(given.sentence)}</p>'
        f'<p class="detail">{escape(given.detail)}</p></div></li>'
        for given in findings
    )
    return f'<h2 id="wichtigstes">Das Wichtigste</h2>\n<ul class="findings">{items}</ul>' if items else ""


def _block(block: Block) -> str:
    match block:
        case ChapterHead():
            number = f'<span class="number">{block.number}</span>'
            return f'<h2 class="chapter" id="{block.anchor}">{number} {escape(block.title)}</h2>'
        case SectionHead():
            return f'<h3 id="{block.anchor}">{escape(block.title)}</h3>'
        case Paragraph():
            return f"<p>{escape(block.text)}</p>"
        case Figure():
            return _figure(block)
        case Facts():
            return _facts(block)
        case Points():
            return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in block.items) + "</ul>"
        case PrintedTable():
            return _table(block)


def _figure(block: Figure) -> str:
    wide, narrow = chart_svg(block.chart), chart_svg(block.chart, width=NARROW)
    return f'<div class="chart wide">{wide}</div>\n<div class="chart narrow">{narrow}</div>'


def _facts(block: Facts) -> str:
    items = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(text)}</dd></div>" for name, text in block.items)
    return f'<dl class="{"facts narrow-names" if block.is_narrow else "facts"}">{items}</dl>'


def _table(table: PrintedTable) -> str:
    anchor = table.number.lower().replace(" ", "-")
    heads = "".join(_head(head) for head in table.heads)
    corner = f'<th scope="col" class="word">{escape(table.row_head)}</th>' if table.row_head else "<td></td>"
    rows = "\n".join(_row(row, table.heads) for row in table.rows)
    kind = "table stacked" if table.stacked else "table"
    label = f'<span class="label">{table.number}</span>'
    return (
        f'<div class="{kind}" role="region" tabindex="0" aria-labelledby="{anchor}">\n'
        f'<table>\n<caption id="{anchor}"><span class="title">{label} {escape(table.title)}'
        f"{_base(table.base)}</span></caption>\n"
        f"<thead><tr>{corner}{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>\n{_under(table)}"
    )


def _head(head: PrintedHead) -> str:
    unit = f' <span class="unit">{escape(head.unit)}</span>' if head.unit else ""
    left = ' class="word"' if head.is_word or head.digits else ""
    return f'<th scope="col"{left}>{escape(head.label)}{unit}</th>'


def _row(row: PrintedRow, heads: Sequence[PrintedHead]) -> str:
    if row.level == "group":
        return f'<tr class="group"><th scope="rowgroup" colspan="{len(heads) + 1}">{escape(row.label)}</th></tr>'
    cells = "".join(_cell(cell, head) for cell, head in zip(row.cells, heads, strict=True))
    return f'<tr class="{row.level}"><th scope="row">{escape(row.label)}</th>{cells}</tr>'


def _cell(cell: PrintedCell, head: PrintedHead) -> str:
    if cell.is_word:
        return f'<td class="word">{escape(cell.text)}</td>'
    interval = f' <span class="interval">{escape(cell.interval)}</span>' if cell.interval else ""
    if not head.digits:
        return f"<td>{escape(cell.text)}{interval}</td>"
    value = f'<span class="value" style="min-width:{head.digits}ch">{escape(cell.text)}</span>'
    return f'<td class="word">{value}{interval}</td>'


def _under(table: PrintedTable) -> str:
    """What stands under a table: notes, intervals, signs, source."""
    lines = [escape(note) for note in table.notes]
    if table.has_intervals:
        lines.append("Klein gesetzt: Schwankungsbreite (95-Prozent-Konfidenzintervall).")
    if table.signs:
        lines.append(
            "Zeichen: " + "; ".join(f"<b>{escape(sign)}</b> {escape(text)}" for sign, text in table.signs) + "."
        )
    if table.source:
        lines.append(f"Quelle: {escape(table.source)}")
    return "".join(f'<p class="under">{line}</p>' for line in lines)


def _base(text: str) -> str:
    return f'<span class="base">Basis: {escape(text)}</span>' if text else ""
