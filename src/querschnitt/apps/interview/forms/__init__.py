"""What a page shows and says: fields, answers in words, errors, headings."""

from querschnitt.apps.interview.forms.answer_words import entries
from querschnitt.apps.interview.forms.conditions import conditions_of
from querschnitt.apps.interview.forms.drawing import PageState, fields
from querschnitt.apps.interview.forms.error_words import ERROR_TEXTS, error_text
from querschnitt.apps.interview.forms.field import Field, Option
from querschnitt.apps.interview.forms.review import ReviewLine, ReviewPart, review_parts
from querschnitt.apps.interview.forms.speech import Speech

__all__ = [
    "ERROR_TEXTS",
    "Field",
    "Option",
    "PageState",
    "ReviewLine",
    "ReviewPart",
    "Speech",
    "conditions_of",
    "entries",
    "error_text",
    "fields",
    "review_parts",
]
