"""From the content of a report to the sequence of its blocks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count as counter

from querschnitt.press.numbers import number, percent
from querschnitt.press.report.content import Change, Chapter, Rate, ReportContent, Section, Table
from querschnitt.press.report.document import (
    Block,
    ChapterHead,
    Document,
    Facts,
    Figure,
    Paragraph,
    Points,
    PrintedTable,
    SectionHead,
)
from querschnitt.press.report.tables import accounting_table, populations_table, rates_table
from querschnitt.press.report.writing import change_table, common_reasons, finding, table


def compose(content: ReportContent) -> Document:
    """Write, number and order everything once; both printers print this."""
    dates = (
        ("Stichtag", content.reference_date),
        ("Feldzeit", content.field_period),
        ("Stand", content.state_date),
    )
    return Document(
        title=content.title,
        subtitle=content.subtitle,
        publisher=content.publisher,
        dates=tuple((name, date) for name, date in dates if date),
        notice=content.notice,
        findings=tuple(finding(given) for given in content.findings),
        blocks=tuple(_Composer(content).blocks()),
    )


class _Composer:
    """Counts chapters, sections and tables while it goes through the content."""

    def __init__(self, content: ReportContent) -> None:
        self.content = content
        self.chapters, self.sections, self.tables = counter(1), counter(1), counter(1)

    def blocks(self) -> Iterator[Block]:
        for chapter in self.content.chapters:
            yield from self.chapter(chapter)
        if self.content.changes:
            yield from self.comparison()
        yield from self.people()
        yield from self.method()
        yield from self.closing()

    def chapter_head(self, title: str) -> ChapterHead:
        number_ = next(self.chapters)
        return ChapterHead(f"kapitel-{number_}", str(number_), title)

    def section_head(self, title: str, short: str = "") -> SectionHead:
        return SectionHead(f"abschnitt-{next(self.sections)}", title, short or title)

    def table_label(self) -> str:
        return f"Tabelle {next(self.tables)}"

    def chapter(self, chapter: Chapter) -> Iterator[Block]:
        yield self.chapter_head(chapter.title)
        if chapter.lead:
            yield Paragraph(chapter.lead)
        for section in chapter.sections:
            yield from self.section(section)

    def section(self, section: Section) -> Iterator[Block]:
        yield self.section_head(section.headline, section.short)
        yield Paragraph(section.sentence)
        if section.chart is not None:
            yield Figure(section.chart)
        for given in section.tables:
            yield self.numbered(given)

    def comparison(self) -> Iterator[Block]:
        before = self.content.waves[-2]
        yield self.chapter_head(f"Veränderungen seit {before}")
        if self.content.changes_lead:
            yield Paragraph(self.content.changes_lead)
        if self.content.grades:
            yield self.section_head("Wie vergleichbar die Wellen sind", "Stufen der Vergleichbarkeit")
            yield Facts(tuple(self.content.grades), is_narrow=True)
        if self.content.changes_facts:
            yield self.section_head("Wer in den beiden Wellen wie befragt wurde", "Die beiden Wellen")
            yield Facts(tuple(self.content.changes_facts))
        for change in self.content.changes:
            yield from self.change(change)

    def change(self, change: Change) -> Iterator[Block]:
        waves = (self.content.waves[-2], self.content.waves[-1])
        yield self.section_head(change.headline, change.short)
        yield Paragraph(change.sentence)
        reasons = common_reasons(change.rows)
        if reasons:
            yield Paragraph("Zur Vergleichbarkeit: " + "; ".join(reasons) + ".")
        if change.chart is not None:
            yield Figure(change.chart)
        yield change_table(change, label=self.table_label(), waves=waves, legend=self.content.legend)

    def people(self) -> Iterator[Block]:
        yield self.chapter_head("Wer gefragt wurde und wer geantwortet hat")
        yield self.section_head("Vier Grundgesamtheiten, vier Zahlen", "Vier Grundgesamtheiten")
        yield self.numbered(populations_table(self.content))
        yield Facts(tuple((given.name, given.definition) for given in self.content.populations))
        yield self.section_head("Von der Bruttostichprobe zu den auswertbaren Interviews", "Ausschöpfung")
        if self.content.rates:
            yield Paragraph(_rate_sentence(self.content.rates[0]))
        yield self.numbered(accounting_table(self.content))
        yield self.numbered(rates_table(self.content))
        yield Facts(tuple((rate.name, rate.definition) for rate in self.content.rates))
        if self.content.rates_note:
            yield Paragraph(self.content.rates_note)

    def numbered(self, given: Table) -> PrintedTable:
        return table(given, label=self.table_label(), legend=self.content.legend)

    def method(self) -> Iterator[Block]:
        yield self.chapter_head("Methode")
        for section in self.content.method:
            yield self.section_head(section.title)
            yield from (Paragraph(text) for text in section.paragraphs)
            if section.facts:
                yield Facts(tuple(section.facts))

    def closing(self) -> Iterator[Block]:
        yield self.chapter_head("Annahmen, Zeichen, Quellen" if self.content.sources else "Annahmen und Zeichen")
        if self.content.assumptions:
            yield self.section_head("Annahmen")
            yield Points(tuple(self.content.assumptions))
        yield self.section_head("Zeichenerklärung")
        yield Facts(tuple(self.content.legend), is_narrow=True)
        if self.content.sources:
            yield self.section_head("Quellen")
            yield Points(tuple(self.content.sources))


def _count(value: float) -> str:
    return number(value, decimals=0 if float(value).is_integer() else 1)


def _rate_sentence(rate: Rate) -> str:
    return f"{rate.name}: {percent(rate.value, decimals=1)} ({_count(rate.numerator)} von {_count(rate.denominator)})."
