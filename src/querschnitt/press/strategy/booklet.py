"""The booklet "Vielfalt leben" and its table of measures, as blocks; and what an agency gets to lay it out anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from querschnitt.press.strategy.blocks import Block, Document, Grid, Head, Para, Picture
from querschnitt.press.strategy.content import (
    Consulted,
    FieldPart,
    IndicatorLine,
    KnownFigure,
    PictureLine,
    Report,
    as_json,
    content_sha256,
)
from querschnitt.press.strategy.council import dressed, participation
from querschnitt.press.strategy.sayings import (
    CLEAR_GRADES,
    actors,
    field_name,
    german,
    key_of_actors,
    marked,
    official,
    result_of,
    title_of,
)
from querschnitt.press.strategy.words import Words

NO_PICTURES: Mapping[str, bytes] = MappingProxyType({})


def booklet(report: Report, pictures: Mapping[str, bytes] = NO_PICTURES) -> Document:
    """Return the whole booklet: how the strategy came about, then each field with what is known and what is done.

    ``pictures`` : checksum -> the bytes of the pictures that the report names
    """
    words = Words(report.language)
    blocks: list[Block] = [
        Head(1, words("foreword"), opens=True),
        Para(words("to_write", what=words("what_foreword")), "open"),
        *_history(words, report),
        *(block for part in report.fields for block in _field(words, part, pictures)),
        *_end(words, report),
    ]
    return dressed(report, words("booklet_title"), blocks, subtitle=report.title)


def measures_table(report: Report) -> Document:
    """Return the table of measures alone: one row a measure, grouped by field, with the key of abbreviations."""
    words = Words(report.language)
    blocks: list[Block] = [Para(words("actors_note"))]
    for part in report.fields:
        blocks += [Head(1, f"{part.number} {field_name(words, part)}"), *_measures(words, part)]
    return dressed(report, words("table_title"), [*blocks, *key_of_actors(words, report)], subtitle=report.title)


def _history(words: Words, report: Report) -> list[Block]:
    blocks: list[Block] = [Head(1, words("h_history"), opens=True)]
    if report.adopted:
        blocks.append(Para(words("history", adopted=words.day(report.adopted), paper=report.paper), "lead"))
    if report.note:
        blocks.append(Para(report.note))
    if words("texts_note"):
        blocks.append(Para(words("texts_note")))
    told = participation(words, report)
    if told:
        blocks.append(Para(told))
    if report.history:
        rows = [_consulted(words, line) for line in report.history]
        heads = tuple(words(name) for name in ("body", "day", "role", "result"))
        blocks.append(Grid(words("history_caption"), heads, rows, widths=(4, 1.7, 2, 3)))
    blocks.append(Head(2, words("h_workshops")))
    if not report.workshops:
        return [*blocks, Para(words("no_workshops"))]
    rows = [
        (
            str(line.number), marked(words, line.title, invented=line.invented), words.day(line.held_on),
            words.number(line.participants) if line.participants else "–",
            ", ".join(f"{words.number(n)} {words.of('outcome', outcome)}" for outcome, n in line.outcomes) or "–",
        )
        for line in report.workshops
    ]  # fmt: skip
    heads = tuple(words(name) for name in ("number", "workshop", "held_on", "people", "proposals"))
    return [*blocks, Grid(words("workshops_caption"), heads, rows, widths=(0.6, 3, 1.6, 1.8, 3.7), figures=(3,))]


def _consulted(words: Words, line: Consulted) -> tuple[str, ...]:
    return german(words, line.body), words.day(line.on), words.of("role", line.role), result_of(words, line)


def _field(words: Words, part: FieldPart, pictures: Mapping[str, bytes]) -> list[Block]:
    blocks: list[Block] = [Head(1, f"{part.number} {field_name(words, part)}", opens=True)]
    if part.picture and part.picture.sha256 in pictures:
        blocks.append(_picture(words, part.picture, pictures))
    if part.aim:
        blocks.append(Para(marked(words, part.aim, invented=part.aim_invented), "lead"))
    if part.lead:
        blocks.append(Para(words("lead", office=german(words, part.lead)), "small"))
    blocks.append(Head(2, words("h_known")))
    blocks += [block for figure in part.known for block in _known(words, figure)] or [Para(words("no_known"))]
    blocks += [Head(2, words("h_indicators")), *_indicators(words, part)]
    blocks += [Head(2, words("h_measures")), *_measures(words, part)]
    return blocks


def _picture(words: Words, line: PictureLine, pictures: Mapping[str, bytes]) -> Picture:
    credit = words("credit", text=line.credit)
    return Picture(pictures[line.sha256], line.name, line.alt, credit, shape=line.width / line.height)


def _known(words: Words, figure: KnownFigure) -> list[Block]:
    small = [
        words("interval", text=figure.interval) if figure.interval else "",
        _comparison(words, figure),
        words("base", text=figure.base) if figure.base else "",
        figure.source,
    ]
    return [
        Para(f"{figure.figure}\t{figure.title}", "headline"),
        Para(". ".join(text.rstrip(".") for text in small if text) + ".", "small"),
    ]


def _comparison(words: Words, figure: KnownFigure) -> str:
    if not figure.grade:
        return ""
    if figure.grade not in CLEAR_GRADES:
        return words("comparison_none", grade=figure.grade)
    return words("comparison", change=figure.change, grade=figure.grade)


def _measures(words: Words, part: FieldPart) -> list[Block]:
    if not part.measures:
        return []
    rows = [
        (
            measure.number,
            f"{title_of(words, measure)}\n{official(words, measure)}",
            f"{words.of('kind', measure.kind)}\n{words.of('recurrence', measure.recurrence)}",
            actors(measure),
        )
        for measure in part.measures
    ]
    heads = tuple(words(name) for name in ("number", "measure", "kind", "actors"))
    caption = words("measures_caption", first=part.measures[0].number, last=part.measures[-1].number)
    return [Grid(caption, heads, rows, widths=(0.7, 6.5, 1.65, 1.75))]


def _indicators(words: Words, part: FieldPart) -> list[Block]:
    if not part.indicators:
        return [Para(words("no_indicators"))]
    rows = [_indicator(words, line) for line in part.indicators]
    heads = tuple(words(name) for name in ("indicator", "kind", "figures"))
    return [Grid(words("indicators_caption", name=part.name), heads, rows, widths=(5, 1.3, 2.6))]


def _indicator(words: Words, line: IndicatorLine) -> tuple[str, str, str]:
    name = marked(words, line.name, invented=line.invented)
    figures = "\n".join(f"{words.day(day)}: {value}" for day, value in line.figures) or "–"
    told = f"{name}\n{line.definition} {words('source', text=line.source)}"
    return told, words.of("indicator", line.kind), figures


def _end(words: Words, report: Report) -> list[Block]:
    signs = [(".", "dot"), ("( )", "brackets"), ("x", "x"), ("r", "r"), (words("grade_sign"), "grade")]
    rows = [(sign, words(f"sign_{name}")) for sign, name in signs]
    imprint = [
        (words("imprint_publisher"), words("publisher")),
        (words("state_date"), words.day(report.state_on)),
        (words("imprint_pictures"), _credits(report) or words("no_pictures")),
        (words("fingerprint"), content_sha256(as_json(report))),
    ]
    key = key_of_actors(words, report)
    return [
        *(Head(1, block.text, opens=True) if isinstance(block, Head) else block for block in key),
        Head(1, words("h_signs")),
        Grid(words("signs_caption"), (words("sign"), words("meaning")), rows, widths=(1, 4)),
        Head(1, words("h_imprint")),
        Grid(words("imprint_caption"), (words("statement"), words("meaning")), imprint, widths=(1.4, 4)),
    ]


def _credits(report: Report) -> str:
    return "\n".join(f"{part.number}: {part.picture.credit}" for part in report.fields if part.picture)


def picture_files(document: Document) -> dict[str, bytes]:
    """Return the pictures of a booklet as files in a folder of their own."""
    return {f"pictures/{block.name}": block.content for block in document.blocks if isinstance(block, Picture)}


def agency_zip(files: Mapping[str, bytes], report: Report) -> bytes:
    """Return what a layout agency gets: the given files and the content as JSON; the same in gives the same out."""
    content = json.dumps(as_json(report), ensure_ascii=False, indent=1, sort_keys=True).encode()
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, found in sorted({**files, "content.json": content}.items()):
            archive.writestr(ZipInfo(name, date_time=(2000, 1, 1, 0, 0, 0)), found, compress_type=ZIP_DEFLATED)
    return packed.getvalue()
