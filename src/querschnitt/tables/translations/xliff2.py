"""XLIFF 2.1, with its modules Metadata and Size and Length Restriction. Version 2.0 and 2.2 are read too.

OASIS, XLIFF Version 2.1, 13 February 2018, http://docs.oasis-open.org/xliff/xliff-core/v2.1/os/xliff-core-v2.1-os.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement

from querschnitt.core.instrument.placeholders import PieceKind, pieces
from querschnitt.core.instrument.texts import even_lines
from querschnitt.core.instrument.translation import Job, JobUnit, State
from querschnitt.tables.translations.delivery import Collector, Delivery, Head, Problem
from querschnitt.tables.translations.direction import is_right_to_left
from querschnitt.tables.translations.inline import InlineReader, Numbering, write_inline
from querschnitt.tables.translations.tidying import tidy
from querschnitt.tables.translations.xml_file import attribute, child, children, local, written_xml

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
SIZES = "urn:oasis:names:tc:xliff:sizerestriction:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
CATEGORY = "querschnitt"
CONTEXT, PREVIEW = "context", "preview"

WRITTEN_STATES: Mapping[State, tuple[str, str]] = MappingProxyType(
    {
        State.DRAFT: ("initial", "qs:draft"),
        State.OUTDATED: ("initial", "qs:outdated"),
        State.TRANSLATED: ("translated", ""),
        State.REVIEWED: ("reviewed", ""),
        State.FINAL: ("final", ""),
    }
)
"""State -> the attributes `state` and `subState`. An open text has neither, so that a program that knows no states
leaves none behind."""

_ORDER = (State.OPEN, State.DRAFT, State.OUTDATED, State.TRANSLATED, State.REVIEWED, State.FINAL)


def write_xliff21(job: Job) -> bytes:
    """Write a job as XLIFF 2.1.

    Raises
    ------
    InputError : if a text has characters that no file can hold
    """
    job = tidy(job)
    head = {
        "version": "2.1",
        "srcLang": job.source_language,
        "trgLang": job.target_language,
        "xmlns": NAMESPACE,
        "xmlns:slr": SIZES,
        "xmlns:mda": METADATA,
    }
    root = Element("xliff", head)
    file = SubElement(root, "file", {"id": "f1", "original": job.name, "xml:space": "preserve"})
    for name, tag in (("srcDir", job.source_language), ("trgDir", job.target_language)):
        file.set(name, "rtl" if is_right_to_left(tag) else "ltr")
    profiles = SubElement(file, "slr:profiles", {"generalProfile": "xliff:codepoints"})
    SubElement(profiles, "slr:normalization", {"general": "nfc"})
    for number, unit in enumerate(job.units, start=1):
        file.append(_unit(unit, number))
    return written_xml(root)


def _unit(unit: JobUnit, number: int) -> Element:
    element = Element("unit", {"id": f"u{number}", "name": unit.key, "xml:space": "preserve"})
    if unit.max_length is not None:
        element.set("slr:sizeRestriction", str(unit.max_length))
    _write_metadata(element, unit)
    _write_notes(element, unit)
    codes = _Codes(unit)
    codes.write_data(element)
    segment = SubElement(element, "segment", {"id": "s1"})
    write_inline(SubElement(segment, "source"), unit.source, codes.numbering.number_source, codes.placeholder)
    if unit.target:
        state, sub_state = WRITTEN_STATES[unit.state]
        segment.set("state", state)
        if sub_state:
            segment.set("subState", sub_state)
        target = SubElement(segment, "target")
        write_inline(target, unit.target, codes.numbering.target_numbers(), codes.placeholder)
    return element


def _write_metadata(element: Element, unit: JobUnit) -> None:
    group = SubElement(SubElement(element, "mda:metadata"), "mda:metaGroup", {"category": CATEGORY})
    for name, value in (("key", unit.key), ("source-hash", unit.source_hash), ("sent-hash", unit.sent_hash)):
        if value:
            SubElement(group, "mda:meta", {"type": name}).text = value


def _write_notes(element: Element, unit: JobUnit) -> None:
    written = [(CONTEXT, unit.context, "source"), (PREVIEW, unit.link, ""), ("", unit.note, "target")]
    written = [entry for entry in written if entry[1]]
    if not written:
        return
    notes = SubElement(element, "notes")
    for number, (category, text, about) in enumerate(written, start=1):
        note = SubElement(notes, "note", {"id": f"n{number}"})
        if about:
            note.set("appliesTo", about)
        if category:
            note.set("category", category)
        note.text = text


class _Codes:
    """The placeholders of a unit: their original data, their numbers, their elements."""

    def __init__(self, unit: JobUnit) -> None:
        found = [p.text for text in (unit.source, unit.target) for p in pieces(text) if p.kind is PieceKind.PLACEHOLDER]
        self.data = {text: f"d{number}" for number, text in enumerate(dict.fromkeys(found), start=1)}
        self.numbering = Numbering()

    def write_data(self, element: Element) -> None:
        if not self.data:
            return
        original = SubElement(element, "originalData")
        for text, name in self.data.items():
            SubElement(original, "data", {"id": name}).text = text

    def placeholder(self, text: str, number: int) -> Element:
        return Element("ph", {"id": str(number), "dataRef": self.data[text], "equiv": text, "disp": text})


def read_xliff2(root: Element) -> Delivery:
    """Read XLIFF 2.0 to 2.2, as any program has left it."""
    collector = Collector("xliff-2")
    files = children(root, "file")
    for element in root.iter():
        if local(element) == "unit":
            _read_unit(element, collector)
    name = files[0].get("original", "") if files else ""
    return collector.delivery(Head(name, root.get("srcLang", ""), root.get("trgLang", "")))


def _read_unit(element: Element, collector: Collector) -> None:
    metadata = _read_metadata(element)
    key = element.get("name") or metadata.get("key", "")
    place = f"unit {element.get('id', '')}".strip()
    original = child(element, "originalData")
    data = {each.get("id", ""): "".join(each.itertext()) for each in original} if original is not None else {}
    reader = InlineReader(data=data)
    segments = children(element, "segment", "ignorable")
    source = "".join(reader.read_source(each) for part in segments for each in children(part, "source"))
    target = _read_target(segments, reader)
    if target is None:
        what = "Only some segments of the text are translated; the translation is not taken"
        hint = "Join the segments, or translate all of them."
        collector.note(Problem("partly-translated", what, place, key, "a translation of each segment", hint=hint))
    if reader.strange:
        names = ", ".join(f"<{name}>" for name in sorted(reader.strange))
        what = "The text has formatting that the questionnaire does not have; its words are taken without it"
        collector.note(Problem("formatting", what, place, key, "plain text", names, severity="warning"))
    context, link, note = _read_notes(element)
    unit = JobUnit(
        key=key,
        source=even_lines(source),
        target=even_lines(target or ""),
        source_hash=metadata.get("source-hash", ""),
        sent_hash=metadata.get("sent-hash", ""),
        state=_read_state(segments) if target else State.OPEN,
        context=context,
        note=note,
        max_length=_read_length(element),
        link=link,
    )
    collector.add(unit, place=place)


def _read_target(segments: list[Element], reader: InlineReader) -> str | None:
    """Return the translation of all segments in their order; None if some are translated and some are not."""
    parts: list[tuple[int, str]] = []
    missing = 0
    for place, segment in enumerate(segments, start=1):
        target, source = child(segment, "target"), child(segment, "source")
        text = reader.read(target) if target is not None else ""
        if target is None and local(segment) == "ignorable" and source is not None:
            text = reader.read(source)
        elif not text and local(segment) == "segment":
            missing += 1
        order = target.get("order", "") if target is not None else ""
        parts.append((int(order) if order.isdecimal() else place, text))
    count = len(_worded(segments))
    if missing == count:
        return ""
    return None if missing else "".join(text for _, text in sorted(parts, key=lambda part: part[0]))


def _worded(segments: list[Element]) -> list[Element]:
    """Return the segments that hold words to translate."""
    return [segment for segment in segments if local(segment) == "segment"]


def _read_metadata(element: Element) -> dict[str, str]:
    metadata = child(element, "metadata")
    groups = children(metadata, "metaGroup") if metadata is not None else []
    ours = [group for group in groups if group.get("category") == CATEGORY]
    return {meta.get("type", ""): (meta.text or "").strip() for group in ours for meta in group}


def _read_notes(element: Element) -> tuple[str, str, str]:
    """Return context, link, and what other people wrote."""
    notes = [
        (note.get("category", ""), even_lines("".join(note.itertext())).strip())
        for note in element.iter()
        if local(note) == "note"  # some programs put notes into segments
    ]
    named = dict(notes)
    others = [text for category, text in notes if category not in (CONTEXT, PREVIEW) and text]
    return named.get(CONTEXT, ""), named.get(PREVIEW, ""), "\n".join(others)


def _read_state(segments: list[Element]) -> State:
    """Return the state of the segment that is least far."""
    states = [_segment_state(segment) for segment in _worded(segments)]
    return min(states, key=_ORDER.index, default=State.OPEN)


def _segment_state(segment: Element) -> State:
    state, sub_state = segment.get("state", ""), segment.get("subState", "")
    if state == "initial":
        return State.OUTDATED if sub_state == "qs:outdated" else State.DRAFT
    return {
        "translated": State.TRANSLATED,
        "reviewed": State.REVIEWED,
        "final": State.FINAL,
    }.get(state, State.TRANSLATED)


def _read_length(element: Element) -> int | None:
    """Return the upper limit of `slr:sizeRestriction`, which is "max" or "min,max"."""
    written = attribute(element, "sizeRestriction").rpartition(",")[2].strip()
    return int(written) if written.isdecimal() else None
