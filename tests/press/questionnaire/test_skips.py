from __future__ import annotations

from dataclasses import replace

from querschnitt.core.instrument import Instrument, route
from querschnitt.core.instrument.values import MISSING_BY_CODE
from querschnitt.press.questionnaire.skips import END, skips
from tests.questionnaires import everything, holds, large


def test_an_answer_leads_past_what_it_closes() -> None:
    found = skips(everything())
    assert found["born_here"] == {"yes": "guidance", "dk": "guidance", "refused": "guidance"}
    assert found["work"] == {"none": "others", "dk": "others", "refused": "others"}


def test_an_answer_that_closes_all_that_is_left_leads_to_the_end() -> None:
    instrument = everything()
    *pages, last = instrument.pages
    closed = replace(last, relevant=holds("${born_here} = 'no'"))
    short = replace(instrument, pages=(pages[0], closed), sections={})
    assert skips(short)["born_here"]["yes"] == "guidance"
    only = replace(pages[0], questions=tuple(q for q in pages[0].questions if q.name not in ("guidance",)))
    assert skips(replace(instrument, pages=(only, closed), sections={}))["born_here"]["yes"] == END


def test_no_arrow_where_something_else_decides_too() -> None:
    instrument = everything()
    first, *rest = instrument.pages
    either = tuple(
        replace(q, relevant=holds("${born_here} = 'no' or ${age} > 50")) if q.name == "country" else q
        for q in first.questions
    )
    changed = replace(instrument, pages=(replace(first, questions=either), *rest))
    assert "born_here" not in skips(changed)


def test_nothing_leads_out_of_an_instance_of_a_repeat() -> None:
    assert "member_school" not in skips(everything())


def test_each_arrow_is_what_the_engine_does() -> None:
    for instrument in (everything(), large(60)):
        for question, leads in skips(instrument).items():
            for code, target in leads.items():
                assert target in _after(instrument, question, code)


def _after(instrument: Instrument, question: str, code: str) -> list[str]:
    """Return the question that comes after this answer, with a few settings of everything else."""
    offered = instrument.questions[question].missing
    value = MISSING_BY_CODE[code] if code in offered else code
    following = []
    for age, before in ((30, "full"), (70, "none")):
        answers = {"age": age, "others": 0}
        answers |= {q.name: before for q in instrument.questions.values() if "full" in q.codes and q.name < question}
        names = [q.name for q in route(instrument, answers | {question: value}).applicable]
        if question in names:
            following += [*names[names.index(question) + 1 :], END][:1]
    return following
