"""The protocol of a review as a PDF: tagged, whole, the same bytes twice."""

from __future__ import annotations

from datetime import date, datetime

import pypdfium2

from querschnitt.press.review_protocol import Protocol, ProtocolLine, protocol_pdf

PROTOCOL = Protocol(
    title="Konzept 2023",
    lines=(
        ProtocolLine("1.1", "Sprachkurse", "zusammenlegen", "2.1", "Doppelt", "referat", datetime(2022, 9, 1, 14, 30)),
        ProtocolLine("1.2", "Lotsinnen"),
    ),
    invented=True,
)


def test_what_the_protocol_says() -> None:
    pdf = protocol_pdf(PROTOCOL, printed_on=date(2022, 9, 2))
    text = " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))
    words = " ".join(text.split())
    for part in ("Stand 02.09.2022", "2 Maßnahmen, davon 1 noch nicht entschieden", "Doppelt", "01.09.2022, 14.30 Uhr",
                 "in 2.1", "offen", "erfunden"):  # fmt: skip
        assert part in words, part
    assert pdf == protocol_pdf(PROTOCOL, printed_on=date(2022, 9, 2))
    assert b"pdfuaid" in pdf
