"""Our XLIFF against the structure that the two standards prescribe, for any job."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import HealthCheck, given, settings

from querschnitt.core.instrument.translation import Job
from querschnitt.tables.translations import write_xliff12, write_xliff21
from tests.tables.translations.jobs import JOB, jobs

XML = "{http://www.w3.org/XML/1998/namespace}"
NMTOKEN = re.compile(r"[\w.:-]+")


class Rule(NamedTuple):
    """What may stand in an element: its children as a pattern over their names, and its attributes."""

    children: str
    required: str = ""
    allowed: str = ""


# OASIS, XLIFF 1.2, chapter 2, and its transitional schema; only what we use
XLIFF_12: Mapping[str, Rule] = {
    "xliff": Rule("(file )+", "version"),
    "file": Rule("(header )?body ", "original source-language datatype", "target-language tool-id"),
    "header": Rule("(tool )*"),
    "tool": Rule("", "tool-id tool-name"),
    "body": Rule("(trans-unit )*"),
    "trans-unit": Rule("source (target )?(note )*", "id", "resname approved xml:space maxwidth size-unit OTHER"),
    "source": Rule("(ph )*", "", "xml:lang"),
    "target": Rule("(ph )*", "", "xml:lang state state-qualifier"),
    "ph": Rule("", "id", "ctype equiv-text"),
    "note": Rule("", "", "from annotates"),
}
# OASIS, XLIFF 2.1, chapter 4 and 5 (Metadata, Size and Length Restriction), and its schemas; only what we use
XLIFF_21: Mapping[str, Rule] = {
    "xliff": Rule("(file )+", "version srcLang", "trgLang"),
    "file": Rule("profiles (unit )+", "id", "original srcDir trgDir xml:space"),
    "profiles": Rule("(normalization )?", "", "generalProfile"),
    "normalization": Rule("", "", "general"),
    "unit": Rule("(metadata )?(notes )?(originalData )?segment ", "id", "name xml:space OTHER"),
    "metadata": Rule("(metaGroup )+"),
    "metaGroup": Rule("(meta )+", "", "category"),
    "meta": Rule("", "type"),
    "notes": Rule("(note )+"),
    "note": Rule("", "", "id appliesTo category"),
    "originalData": Rule("(data )+"),
    "data": Rule("", "id"),
    "segment": Rule("source (target )?", "", "id state subState"),
    "source": Rule("(ph )*"),
    "target": Rule("(ph )*"),
    "ph": Rule("", "id", "dataRef equiv disp"),
}
STATES_12 = {"translated", "signed-off", "final", "needs-review-translation"}
STATES_21 = {"initial", "translated", "reviewed", "final"}


def local(tag: str) -> str:
    """Return a name without its namespace; OTHER for an attribute of a namespace that is not XML's own."""
    if tag.startswith(XML):
        return "xml:" + tag.removeprefix(XML)
    return tag.rpartition("}")[2]


def check(root: Element, rules: Mapping[str, Rule]) -> None:
    for element in root.iter():
        rule = rules[local(element.tag)]
        children = "".join(f"{local(child.tag)} " for child in element)
        assert re.fullmatch(rule.children, children), (element.tag, children)
        names = {"OTHER" if name.startswith("{urn") else local(name) for name in element.attrib}
        assert set(rule.required.split()) <= names <= set(rule.required.split()) | set(rule.allowed.split())


@given(job=jobs)
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_xliff_12_has_the_structure_of_the_standard(job: Job) -> None:
    root = ElementTree.fromstring(write_xliff12(job))
    assert root.tag == "{urn:oasis:names:tc:xliff:document:1.2}xliff"
    assert root.get("version") == "1.2"
    check(root, XLIFF_12)
    ids = [unit.get("id") for unit in root.iter() if local(unit.tag) == "trans-unit"]
    assert len(set(ids)) == len(ids) == len(job.units)
    for element in root.iter():
        if state := element.get("state"):
            assert state in STATES_12
        if element.get("maxwidth"):
            assert element.get("size-unit") == "char"


@given(job=jobs)
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_xliff_21_has_the_structure_of_the_standard(job: Job) -> None:
    root = ElementTree.fromstring(write_xliff21(job))
    assert root.tag == "{urn:oasis:names:tc:xliff:document:2.0}xliff"
    assert root.get("version") == "2.1"
    check(root, XLIFF_21)
    units = [unit for unit in root.iter() if local(unit.tag) == "unit"]
    assert len({unit.get("id") for unit in units}) == len(job.units)
    for unit in units:
        check_unit(unit)


def check_unit(unit: Element) -> None:
    """Check the constraints of one unit: names, references, states, and that both languages mean the same codes."""
    inside = {local(element.tag): element for element in unit.iter()}
    data = {element.get("id"): element.text for element in unit.iter() if local(element.tag) == "data"}
    for element in unit.iter():
        name = element.get("id")
        assert name is None or NMTOKEN.fullmatch(name)
        if local(element.tag) == "ph":
            assert data[element.get("dataRef")] == element.get("equiv")
    sides = [side for side in ("source", "target") if side in inside]
    codes = {side: {code.get("id"): code.get("equiv") for code in inside[side]} for side in sides}
    for number, text in codes.get("target", {}).items():
        assert codes["source"].get(number, text) == text
    for side, found in codes.items():
        assert len(found) == len(inside[side])
    segment = inside["segment"]
    assert segment.get("state", "initial") in STATES_21
    if sub_state := segment.get("subState"):
        assert re.fullmatch(r"[^\s:]+:[^\s:]+", sub_state)
        assert segment.get("state")


@pytest.mark.parametrize(
    ("tag", "direction"), [("ar", "rtl"), ("fa-AF", "rtl"), ("ckb", "rtl"), ("kmr", "ltr"), ("ti", "ltr")]
)
def test_xliff_21_names_the_direction_of_each_language(tag: str, direction: str) -> None:
    root = ElementTree.fromstring(write_xliff21(Job(JOB.name, "de", tag, JOB.units)))
    assert (root[0].get("srcDir"), root[0].get("trgDir")) == ("ltr", direction)
