"""The report as a tagged PDF (PDF/UA-1), set by Typst."""

from __future__ import annotations

from dataclasses import asdict

from querschnitt.press.charts import chart_svg
from querschnitt.press.report.content import ReportContent
from querschnitt.press.report.document import Block, Figure
from querschnitt.press.report.presentation import compose
from querschnitt.press.typesetting import typeset


def report_pdf(content: ReportContent) -> bytes:
    """Print the report as a PDF; the same content gives the same bytes."""
    document = compose(content)
    data = asdict(document) | {"blocks": [_block(block) for block in document.blocks]}
    return typeset("report.typ", data)


def _block(block: Block) -> dict[str, object]:
    kind = type(block).__name__
    if isinstance(block, Figure):
        return {"kind": kind, "svg": chart_svg(block.chart)}
    return {"kind": kind} | asdict(block)
