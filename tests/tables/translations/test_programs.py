"""XLIFF as translation programs leave it: segments, formatting, other namespaces, other states."""

from __future__ import annotations

import pytest

from querschnitt.core.instrument.translation import JobUnit, State
from querschnitt.tables.translations import Delivery, read

HEAD_12 = (
    '<?xml version="1.0" encoding="utf-8"?><xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" '
    'xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" xmlns:mq="MQXliff"><file original="m" source-language="de" '
    'target-language="ar" datatype="x"><header><sdl:seg-defs/></header><body>{}</body></file></xliff>'
)
HEAD_2 = (
    '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="de" trgLang="ar">'
    '<file id="f1" original="m"><group id="g"><unit id="u1" name="survey/a/label">{}</unit></group></file></xliff>'
)


def in_12(unit: str) -> Delivery:
    return read(HEAD_12.format(f'<trans-unit id="survey/a/label">{unit}</trans-unit>').encode())


def in_2(unit: str) -> Delivery:
    return read(HEAD_2.format(unit).encode())


def only(delivery: Delivery) -> JobUnit:
    (unit,) = delivery.job.units
    return unit


def test_segments_are_joined_again() -> None:
    delivery = in_12(
        "<source>Eins. Zwei.</source>"
        '<seg-source><mrk mtype="seg" mid="1">Eins.</mrk> <mrk mtype="seg" mid="2">Zwei.</mrk></seg-source>'
        '<target><mrk mtype="seg" mid="1">واحد.</mrk> <mrk mtype="seg" mid="2">اثنان.</mrk></target>'
        "<sdl:seg-defs><sdl:seg id='1' conf='Translated'/></sdl:seg-defs>"
    )
    assert (only(delivery).source, only(delivery).target) == ("Eins. Zwei.", "واحد. اثنان.")
    assert only(delivery).state is State.TRANSLATED
    assert delivery.problems == ()


def test_suggestions_of_a_memory_are_not_translations() -> None:
    delivery = in_12(
        "<source>Eins</source><alt-trans><source>Eins</source><target>falsch</target></alt-trans><target>واحد</target>"
    )
    assert only(delivery).target == "واحد"
    assert only(in_12("<source>a</source><alt-trans><target>x</target></alt-trans>")).target == ""


@pytest.mark.parametrize(
    "code",
    [
        '<ph id="1">${name}</ph>',
        '<ph id="1"/>',
        '<x id="1"/>',
        '<x id="99" equiv-text="${name}"/>',
        '<ph id="1" ctype="x-other">{}</ph>',
        "${name}",
        '<mrk mtype="protected">${name}</mrk>',
        '<it id="1" pos="open">${name}</it>',
    ],
)
def test_a_placeholder_comes_back_however_a_program_writes_it(code: str) -> None:
    delivery = in_12(f'<source>Hallo <ph id="1">${{name}}</ph></source><target>{code} مرحبا</target>')
    assert only(delivery).source == "Hallo ${name}"
    assert only(delivery).target == "${name} مرحبا"
    assert delivery.problems == ()


def test_formatting_is_dropped_and_said() -> None:
    delivery = in_12(
        "<source>Hallo Welt</source>"
        '<target><g id="1" ctype="bold">مرحبا</g> <bpt id="2">&lt;b&gt;</bpt>يا عالم<ept id="2">b</ept></target>'
    )
    assert only(delivery).target == "مرحبا يا عالم"
    assert [(p.code, p.got) for p in delivery.problems] == [("formatting", "<bpt>, <ept>, <g>")]


def test_elements_of_other_namespaces_keep_their_words() -> None:
    delivery = in_12('<source>a</source><target><mq:ch val=" ">مرحبا</mq:ch></target><mq:status/>')
    assert only(delivery).target == "مرحبا"


@pytest.mark.parametrize(
    ("attributes", "state"),
    [
        ("", State.TRANSLATED),
        ('state="translated"', State.TRANSLATED),
        ('state="final"', State.FINAL),
        ('state="signed-off"', State.REVIEWED),
        ('state="new"', State.DRAFT),
        ('state="needs-translation"', State.DRAFT),
        ('state="needs-review-translation"', State.OUTDATED),
        ('state="needs-review-translation" state-qualifier="leveraged-mt"', State.DRAFT),
        ('state="translated" state-qualifier="leveraged-mt"', State.TRANSLATED),
        ('state="x-unheard-of"', State.TRANSLATED),
    ],
)
def test_states_of_xliff_12(attributes: str, state: State) -> None:
    assert only(in_12(f"<source>a</source><target {attributes}>ب</target>")).state is state


def test_an_approved_translation_is_reviewed() -> None:
    unit = '<trans-unit id="survey/a/label" approved="yes"><source>a</source><target>ب</target></trans-unit>'
    assert only(read(HEAD_12.format(unit).encode())).state is State.REVIEWED


def test_files_without_a_namespace_and_with_groups_are_read() -> None:
    content = (
        '<xliff version="1.1"><file source-language="de" target-language="ar" original="m"><body><group><group>'
        '<trans-unit id="7" resname="survey/a/label"><source>a</source><target>ب</target></trans-unit>'
        "</group></group></body></file></xliff>"
    )
    assert only(read(content.encode())).key == "survey/a/label"


def test_several_languages_in_one_file_are_noticed() -> None:
    content = (
        '<xliff version="1.2"><file source-language="de" target-language="ar" original="m"><body/></file>'
        '<file source-language="de" target-language="ru" original="m"><body/></file></xliff>'
    )
    assert [problem.got for problem in read(content.encode()).problems] == ["ar, ru"]


def test_segments_of_xliff_2_are_joined_in_the_order_of_the_translation() -> None:
    delivery = in_2(
        '<segment id="s1" state="translated"><source>Eins.</source><target order="3">واحد.</target></segment>'
        "<ignorable><source> </source></ignorable>"
        '<segment id="s2" state="final"><source>Zwei.</source><target order="1">اثنان.</target></segment>'
    )
    assert only(delivery).source == "Eins. Zwei."
    assert only(delivery).target == "اثنان. واحد."
    assert only(delivery).state is State.TRANSLATED


def test_a_text_of_which_only_some_segments_are_translated_is_not_taken() -> None:
    delivery = in_2(
        "<segment><source>Eins.</source><target>واحد.</target></segment><segment><source>Zwei.</source></segment>"
    )
    assert [problem.code for problem in delivery.problems] == ["partly-translated"]
    assert (only(delivery).target, only(delivery).state) == ("", State.OPEN)


@pytest.mark.parametrize(
    ("attributes", "state"),
    [
        ("", State.TRANSLATED),
        ('state="initial"', State.DRAFT),
        ('state="initial" subState="qs:outdated"', State.OUTDATED),
        ('state="initial" subState="mt:raw"', State.DRAFT),
        ('state="translated" subState="qs:outdated"', State.TRANSLATED),
        ('state="reviewed"', State.REVIEWED),
        ('state="final"', State.FINAL),
    ],
)
def test_states_of_xliff_2(attributes: str, state: State) -> None:
    assert only(in_2(f"<segment {attributes}><source>a</source><target>ب</target></segment>")).state is state


def test_inline_elements_of_xliff_2_come_back_as_text() -> None:
    delivery = in_2(
        '<originalData><data id="d1">${name}</data></originalData><segment>'
        '<source>Hallo <ph id="1" dataRef="d1"/>, <mrk id="m1" type="term">Welt</mrk></source>'
        '<target>Hello <ph id="1"/>, <pc id="2">world</pc><sm id="m2" type="comment"/>!<em startRef="m2"/>'
        '<cp hex="0009"/></target></segment>'
    )
    assert only(delivery).source == "Hallo ${name}, Welt"
    assert only(delivery).target == "Hello ${name}, world!\t"
    assert [problem.got for problem in delivery.problems] == ["<pc>"]


def test_a_size_restriction_with_a_lower_limit_is_read() -> None:
    unit = (
        '<unit id="u" name="survey/a/label" xmlns:slr="urn:oasis:names:tc:xliff:sizerestriction:2.0" '
        'slr:sizeRestriction="1,90"><segment><source>a</source></segment></unit>'
    )
    content = HEAD_2.replace('<unit id="u1" name="survey/a/label">{}</unit>', unit)
    assert only(read(content.encode())).max_length == 90
