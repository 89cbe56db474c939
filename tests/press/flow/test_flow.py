from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import groupby

import pytest

from querschnitt.core.instrument import Instrument
from querschnitt.press.flow import NARROW, WIDE, flow_chart, words
from querschnitt.press.flow.drawing import TINTS, share_words
from querschnitt.press.flow.lettering import fold, width
from tests.questionnaires import everything, large

SVG = "{http://www.w3.org/2000/svg}"


def drawn(instrument: Instrument, coverage: dict[str, float] | None = None, **more: object) -> ET.Element:
    return ET.fromstring(flow_chart(instrument, coverage, **more).svg())  # type: ignore[arg-type]


def of_class(picture: ET.Element, name: str) -> list[ET.Element]:
    return [each for each in picture.iter() if each.get("class") == name]


def said(element: ET.Element) -> str:
    return "".join(element.itertext())


@pytest.mark.parametrize("instrument", [everything(), large(250)], ids=["everything", "large"])
@pytest.mark.parametrize("room", [WIDE, NARROW])
def test_a_node_for_each_question_in_order(instrument: Instrument, room: int) -> None:
    nodes = of_class(drawn(instrument, width=room), "flow-node")
    assert [node.get("data-name") for node in nodes] == list(instrument.questions)


@pytest.mark.parametrize("instrument", [everything(), large(250)], ids=["everything", "large"])
def test_an_arrow_past_each_condition_and_back_for_each_repeat(instrument: Instrument) -> None:
    picture = drawn(instrument)
    runs = [
        key for page in instrument.pages for key, _ in groupby(q.relevant and q.relevant.text for q in page.questions)
    ]
    around = [part.relevant for part in (*instrument.pages, *instrument.sections.values())]
    expected = sum(key is not None for key in runs) + sum(condition is not None for condition in around)
    assert len(of_class(picture, "flow-skip")) == expected
    repeats = [section for section in instrument.sections.values() if section.is_repeat]
    assert len(of_class(picture, "flow-loop")) == len(repeats)


def test_an_arrow_says_its_condition() -> None:
    titles = {said(each.find(f"{SVG}title")) for each in of_class(drawn(everything()), "flow-skip")}  # type: ignore[arg-type]
    assert "Nur wenn Frage 3 = „Nein“" in titles
    assert "Nur wenn Frage 7 = „Vollzeit“ oder „Teilzeit“" in titles


def test_coverage_is_colour_and_text() -> None:
    coverage = dict.fromkeys(everything().questions, 1.0) | {"country": 0.0, "arrival": 0.314, "trees": 0.004}
    nodes = {node.get("data-name"): node for node in of_class(drawn(everything(), coverage), "flow-node")}
    shares = {"country": "nie erreicht", "arrival": "31\u00a0%", "trees": "unter 1\u00a0%", "age": "100\u00a0%"}
    fills = {}
    for name, share in shares.items():
        assert share in said(nodes[name])
        (box,) = nodes[name].findall(f"{SVG}rect")
        fills[name] = box.get("fill")
    assert len(set(fills.values())) == 4
    assert not nodes["intro"].findall(f"{SVG}rect[@fill='{TINTS[-1][1]}']")


def test_only_what_is_all_is_a_hundred_per_cent() -> None:
    english = words("en")
    assert [share_words(share, english) for share in (0.0, 0.0001, 0.01, 0.996, 0.9999, 1.0)] == [
        "never reached", "below 1%", "1%", "99%", "99%", "100%",
    ]  # fmt: skip


def test_nothing_is_coloured_where_nobody_knows() -> None:
    picture = drawn(everything())
    assert "%" not in said(picture)
    assert "nie erreicht" not in said(picture)


def test_the_picture_is_described_for_those_who_do_not_see_it() -> None:
    picture = drawn(large(250), {"q1": 1.0}, language="en")
    assert picture.get("role") == "img"
    labels = (picture.get("aria-labelledby") or "").split()
    parts = {each.get("id"): said(each) for each in picture if each.tag in (f"{SVG}title", f"{SVG}desc")}
    assert [parts[label] for label in labels][0] == "Flow of the questionnaire"
    assert "250 questions on 50 pages" in parts[labels[1]]


@pytest.mark.parametrize("room", [WIDE, NARROW])
@pytest.mark.parametrize("instrument", [everything(), large(250)], ids=["everything", "large"])
def test_nothing_stands_outside_of_the_picture_and_no_text_on_another(instrument: Instrument, room: int) -> None:
    picture = drawn(instrument, dict.fromkeys(instrument.questions, 0.5), width=room)
    _, _, right, bottom = map(float, (picture.get("viewBox") or "").split())
    lines: dict[float, list[tuple[float, float]]] = {}
    for text in picture.iter(f"{SVG}text"):
        x, y, size = (float(text.get(key) or 0) for key in ("x", "y", "font-size"))
        length = width(said(text), size)
        left = x - length if text.get("text-anchor") == "end" else x
        assert left >= 0
        assert left + length <= right
        assert 0 < y < bottom
        lines.setdefault(y, []).append((left, left + length))
    for spans in lines.values():
        ordered = sorted(spans)
        assert all(before[1] <= after[0] for before, after in zip(ordered, ordered[1:], strict=False))


def test_pieces_are_the_whole_cut_above_pages() -> None:
    chart = flow_chart(large(250), width=WIDE)
    pieces = [ET.fromstring(piece) for piece in chart.pieces()]
    assert len(pieces) == 50
    assert sum(float(piece.get("height") or 0) for piece in pieces) == pytest.approx(chart.height, abs=0.1)
    named = [node.get("data-name") for piece in pieces for node in of_class(piece, "flow-node")]
    assert named == list(large(250).questions)
    assert [piece.get("role") for piece in pieces] == ["img"] + [None] * 49
    assert all(piece.get("aria-hidden") == "true" for piece in pieces[1:])


def test_the_same_chart_is_the_same_text() -> None:
    assert flow_chart(everything(), {"age": 0.5}).svg() == flow_chart(everything(), {"age": 0.5}).svg()


def test_a_chart_carries_no_style_and_no_script() -> None:
    text = flow_chart(everything()).svg()
    assert " style=" not in text
    assert "<script" not in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_lines_fit_their_room_and_what_is_cut_says_so() -> None:
    text = "Wie oft haben Sie in den letzten zwölf Monaten das Angebot der Stadt genutzt?"
    lines = fold(text, 150, 13)
    assert " ".join(lines) == text
    assert all(width(line, 13) <= 150 for line in lines)
    assert fold(text, 150, 13, most=2)[-1].endswith("…")
