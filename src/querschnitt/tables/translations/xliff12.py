"""XLIFF 1.2, which every translation program reads.

OASIS, XLIFF Version 1.2, 1 February 2008, http://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement

from querschnitt.core.instrument.texts import even_lines
from querschnitt.core.instrument.translation import Job, JobUnit, State
from querschnitt.tables.translations.delivery import Collector, Delivery, Head, Problem
from querschnitt.tables.translations.inline import InlineReader, Numbering, write_inline
from querschnitt.tables.translations.tidying import tidy
from querschnitt.tables.translations.xml_file import attribute, child, children, local, written_xml

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
OURS = "urn:querschnitt:translation:1"
"""The namespace of our attributes, which the standard allows on a unit: the hashes of source and translation."""

CONTEXT, PREVIEW = "querschnitt-context", "querschnitt-preview"
_OUR_NOTES = (CONTEXT, PREVIEW)

WRITTEN_STATES: Mapping[State, tuple[str, str]] = MappingProxyType(
    {
        State.DRAFT: ("needs-review-translation", "mt-suggestion"),
        State.OUTDATED: ("needs-review-translation", ""),
        State.TRANSLATED: ("translated", ""),
        State.REVIEWED: ("signed-off", ""),
        State.FINAL: ("final", ""),
    }
)
"""State -> the attributes `state` and `state-qualifier`. An open text has no target."""

_READ_STATES: Mapping[str, State] = MappingProxyType(
    {
        "translated": State.TRANSLATED,
        "signed-off": State.REVIEWED,
        "final": State.FINAL,
        "new": State.DRAFT,
        "needs-translation": State.DRAFT,
    }
)
_MACHINE = frozenset({"mt-suggestion", "leveraged-mt"})


def write_xliff12(job: Job) -> bytes:
    """Write a job as XLIFF 1.2.

    Raises
    ------
    InputError : if a text has characters that no file can hold
    """
    job = tidy(job)
    root = Element("xliff", {"version": "1.2", "xmlns": NAMESPACE, "xmlns:qs": OURS})
    head = {
        "original": job.name,
        "source-language": job.source_language,
        "target-language": job.target_language,
        "datatype": "plaintext",
        "tool-id": "querschnitt",
    }
    file = SubElement(root, "file", head)
    header = SubElement(file, "header")
    SubElement(header, "tool", {"tool-id": "querschnitt", "tool-name": "Querschnitt"})
    body = SubElement(file, "body")
    for unit in job.units:
        body.append(_unit(unit, job))
    return written_xml(root)


def _unit(unit: JobUnit, job: Job) -> Element:
    element = Element("trans-unit", {"id": unit.key, "resname": unit.key, "xml:space": "preserve"})
    if unit.max_length is not None:
        element.set("maxwidth", str(unit.max_length))
        element.set("size-unit", "char")
    if unit.state in (State.REVIEWED, State.FINAL):  # programs that know no states call everything else uncertain
        element.set("approved", "yes")
    for name, value in (("qs:source-hash", unit.source_hash), ("qs:sent-hash", unit.sent_hash)):
        if value:
            element.set(name, value)
    numbering = Numbering()
    source = SubElement(element, "source", {"xml:lang": job.source_language})
    write_inline(source, unit.source, numbering.number_source, _placeholder)
    if unit.target:
        state, qualifier = WRITTEN_STATES[unit.state]
        target = SubElement(element, "target", {"xml:lang": job.target_language, "state": state})
        if qualifier:
            target.set("state-qualifier", qualifier)
        write_inline(target, unit.target, numbering.target_numbers(), _placeholder)
    for sender, text, about in ((CONTEXT, unit.context, "source"), (PREVIEW, unit.link, "general")):
        if text:
            SubElement(element, "note", {"from": sender, "annotates": about}).text = text
    if unit.note:
        SubElement(element, "note", {"annotates": "target"}).text = unit.note
    return element


def _placeholder(text: str, number: int) -> Element:
    element = Element("ph", {"id": str(number), "ctype": "x-placeholder", "equiv-text": text})
    element.text = text
    return element


def read_xliff12(root: Element) -> Delivery:
    """Read XLIFF 1.0 to 1.2, as any program has left it."""
    collector = Collector("xliff-1.2")
    files = [element for element in root.iter() if local(element) == "file"]
    for file in files:
        for element in file.iter():
            if local(element) == "trans-unit":
                _read_unit(element, collector)
    heads = [Head(file.get("original", ""), file.get("source-language", ""), file.get("target-language", ""))
             for file in files]  # fmt: skip
    head = heads[0] if heads else Head()
    if len({each.target_language for each in heads}) > 1:
        found = ", ".join(each.target_language for each in heads)
        what = "The file holds several languages; it is read as one"
        collector.note(Problem("several-languages", what, "file", "", "one target-language", found, severity="warning"))
    return collector.delivery(head)


def _read_unit(element: Element, collector: Collector) -> None:
    key = element.get("resname") or element.get("id") or ""
    place = f"trans-unit {element.get('id', '')}".strip()
    reader = InlineReader()
    source, target = child(element, "source"), child(element, "target")
    context, link, note = _read_notes(element)
    unit = JobUnit(
        key=key,
        source=even_lines(reader.read_source(source)) if source is not None else "",
        target=even_lines(reader.read(target)) if target is not None else "",
        source_hash=attribute(element, "source-hash"),
        sent_hash=attribute(element, "sent-hash"),
        state=_read_state(element, target),
        context=context,
        note=note,
        max_length=_read_length(element),
        link=link,
    )
    if reader.strange:
        names = ", ".join(f"<{name}>" for name in sorted(reader.strange))
        what = "The text has formatting that the questionnaire does not have; its words are taken without it"
        collector.note(Problem("formatting", what, place, key, "plain text", names, severity="warning"))
    collector.add(unit, place=place)


def _read_notes(element: Element) -> tuple[str, str, str]:
    """Return context, link, and what other people wrote."""
    notes = [(note.get("from", ""), even_lines("".join(note.itertext())).strip()) for note in children(element, "note")]
    named = dict(notes)
    others = [text for sender, text in notes if sender not in _OUR_NOTES and text]
    return named.get(CONTEXT, ""), named.get(PREVIEW, ""), "\n".join(others)


def _read_state(element: Element, target: Element | None) -> State:
    if target is None:
        return State.OPEN
    state = target.get("state", "")
    if element.get("approved") == "yes" and state != "final":
        return State.REVIEWED
    if target.get("state-qualifier", "") in _MACHINE and state not in ("translated", "signed-off", "final"):
        return State.DRAFT
    return _READ_STATES.get(state, State.OUTDATED if state.startswith("needs-") else State.OPEN)


def _read_length(element: Element) -> int | None:
    written = element.get("maxwidth", "")
    return int(written) if element.get("size-unit") == "char" and written.isdecimal() else None
