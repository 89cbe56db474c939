"""What a page sends for a list that is searched, brought into the form fields that the questionnaire reads.

A page has a text field to search in, and perhaps choices that a search has found. Sent are

`<name>__search` : what stands in the text field
`<name>__typed` : what stood in it when the page was drawn
`<name>__code` : the stored choice whose label that was
`<name>__near` : choices picked from what was found

A choice that was picked counts, unless the person has meanwhile typed something else. A label that stands unchanged is
the stored choice, even if another one has the same label.
"""

from __future__ import annotations

from collections.abc import Sequence

from querschnitt.core.instrument.answers import Form
from querschnitt.core.instrument.model import Kind, Page

SEARCH_FIELD, TYPED_FIELD, CODE_FIELD, NEAR_FIELD = "__search", "__typed", "__code", "__near"


def as_read(page: Page, form: Form) -> Form:
    """Return the form of a page as the questionnaire reads it; what is not searched stays as it is."""
    searched = {
        question.name: _one(question.name, form) if question.kind is Kind.SELECT_ONE else _several(question.name, form)
        for question in page.questions
        if question.name + SEARCH_FIELD in form
    }
    return {**form, **searched} if searched else form


def _one(name: str, form: Form) -> Sequence[str]:
    text, was, near = _text(form, name + SEARCH_FIELD), _text(form, name + TYPED_FIELD), form.get(name + NEAR_FIELD)
    if near and text in ("", was):
        return near
    code = _text(form, name + CODE_FIELD)
    return [code if code and text == was else text]


def _several(name: str, form: Form) -> Sequence[str]:
    text, was, near = _text(form, name + SEARCH_FIELD), _text(form, name + TYPED_FIELD), form.get(name + NEAR_FIELD, ())
    is_settled = near and text == was
    return [*form.get(name, ()), *near, *([] if is_settled or not text else [text])]


def _text(form: Form, name: str) -> str:
    return next(iter(form.get(name, ())), "").strip()
