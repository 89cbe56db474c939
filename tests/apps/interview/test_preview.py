"""Pages looked at without an interview: every text of the page, in each language, and nothing that can be sent."""

from __future__ import annotations

import pytest
from lxml import html

from querschnitt.apps.interview.forms import Speech
from querschnitt.apps.interview.views.preview import preview_pages, preview_response, render_page
from querschnitt.core.errors import QuestionnaireError
from tests.apps.interview.kinds import every_kind
from tests.apps.interview.wave import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_of_every_page_is_there(language: str) -> None:
    instrument = every_kind()
    assert len(preview_pages(instrument)) == len(instrument.pages)
    for name in preview_pages(instrument):
        tree = html.document_fromstring(render_page(instrument, name, language=language))
        assert tree.get("lang") == language
        text = tree.text_content() + " ".join(tree.xpath("//option/@value"))
        speech = Speech(instrument, language)
        for question in instrument.page(name).questions:
            if question.kind.is_shown:
                assert speech.label(question) in text
            for choice in question.choices if question.takes_answers else ():
                assert choice.labels[language] in text


def test_nothing_can_be_sent() -> None:
    tree = html.document_fromstring(render_page(every_kind(), "choosing", language="de"))
    assert tree.xpath("//form/@method") == ["dialog"]
    assert [link for link in tree.xpath("//a/@href") if not link.startswith("#")] == []


def test_a_page_of_a_repeat_is_that_of_the_first_instance() -> None:
    assert "Person 1" in render_page(every_kind(), "about", language="de")
    assert "Person 3" in render_page(every_kind(), "about[3]", language="de")
    assert "Gibt es noch mehr?" in render_page(every_kind(), "person[1]", language="de")


def test_answers_stand_in_the_texts() -> None:
    assert "Wie alt ist …?" in render_page(every_kind(), "about", language="de")
    page = render_page(every_kind(), "about", language="de", answers={"first_name[1]": "Mira"})
    assert "Wie alt ist Mira?" in page


def test_messages_are_shown_in_their_place() -> None:
    page = render_page(every_kind(), "choosing", language="ar", shows="errors")
    assert "يرجى تأكيد ذلك." in page
    assert "يرجى تأكيد ذلك." not in render_page(every_kind(), "choosing", language="ar")


def test_interviewers_texts_are_shown_on_request() -> None:
    assert "Langsam vorlesen." not in render_page(every_kind(), "searching", language="de")
    assert "Langsam vorlesen." in render_page(every_kind(), "searching", language="de", mode="live")


def test_an_unknown_page_is_refused_by_name() -> None:
    with pytest.raises(QuestionnaireError, match="choosing"):
        render_page(every_kind(), "chosing", language="de")


def test_only_our_own_office_may_frame_it() -> None:
    response = preview_response("<p>")
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    assert "script-src" not in response.headers["Content-Security-Policy"]
