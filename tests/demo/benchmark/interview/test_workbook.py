from __future__ import annotations

from querschnitt.core.instrument import Kind
from querschnitt.demo.benchmark.interview.open_field import bench_instrument


def test_the_questionnaire_is_like_the_incumbents() -> None:
    instrument = bench_instrument()
    questions = [question for page in instrument.pages for question in page.questions]
    conditions = {each.name: each.relevant for each in questions if each.relevant}
    page_of = {question.name: page.name for page in instrument.pages for question in page.questions}
    on_own_page = [
        name
        for name, relevant in conditions.items()
        if page_of[name] in {page_of[other] for other in relevant.references}
    ]
    assert (len(questions), len(instrument.pages), instrument.languages) == (40, 6, ("de", "en", "ar"))
    assert (len(conditions), len(on_own_page)) == (15, 9)
    assert sum(question.kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE) for question in questions) == 28
