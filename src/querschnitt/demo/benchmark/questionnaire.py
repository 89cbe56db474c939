"""A large questionnaire, made up: 250 questions of common kinds on 25 pages, conditions between them, 18 languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

QUESTIONS, PER_PAGE = 250, 10

LANGUAGES = (
    ("Deutsch", "de"), ("English", "en"), ("العربية", "ar"), ("Русский", "ru"), ("Polski", "pl"), ("Українська", "uk"),
    ("Tiếng Việt", "vi"), ("Română", "ro"), ("فارسی", "fa"), ("دری", "fa-AF"), ("سۆرانی", "ckb"), ("Kurmancî", "kmr"),
    ("Türkçe", "tr"), ("Español", "es"), ("Français", "fr"), ("ትግርኛ", "ti"), ("Български", "bg"), ("Magyar", "hu"),
)  # fmt: skip

_CHOICES = ("a", "b", "c", "d", "e")
_LISTS = 20


def sheets(questions: int = QUESTIONS) -> Mapping[str, Sequence[Sequence[str]]]:
    """Return the sheets of the workbook. Each question after the first ten depends on two earlier ones."""
    settings = [["form_title", "form_id", "version", "default_language"], ["Bench", "bench", "1", "Deutsch (de)"]]
    return {"survey": _survey(questions), "choices": _choices(), "settings": settings}


def _survey(questions: int) -> list[list[str]]:
    columns = [
        "type",
        "name",
        "relevant",
        "constraint",
        "calculation",
        *(f"label::{n} ({tag})" for n, tag in LANGUAGES),
    ]
    rows = [columns]
    for number in range(1, questions + 1):
        if number % PER_PAGE == 1:
            rows.append(["begin group", f"page{number // PER_PAGE + 1}", "", "", "", *_texts(f"Teil {number}")])
        rows.append(_question(number))
        if number % PER_PAGE == 0 or number == questions:
            rows.append(["end group"])
    return rows


def _question(number: int) -> list[str]:
    kind, constraint, calculation = _KINDS[number % len(_KINDS)](number)
    texts = ["" for _ in LANGUAGES] if calculation else _texts(f"Frage {number}")
    return [kind, f"q{number}", _condition(number), constraint, calculation, *texts]


def _texts(words: str) -> list[str]:
    """Return a text in each language: long enough for a real one, different in each."""
    return [f"{words} ({name}): {' '.join([name] * 12)}" for name, _ in LANGUAGES]


def _condition(number: int) -> str:
    """Depend on the selection and the number of the page before."""
    before = (number - 1) // PER_PAGE * PER_PAGE
    if before == 0 or number % 3 == 0:
        return ""
    return f"${{q{before - 8}}} != 'e' or ${{q{before - 6}}} > 17 and not(selected(${{q{before - 5}}}, 'a'))"


_KINDS: Sequence[Callable[[int], tuple[str, str, str]]] = (
    lambda number: ("calculate", "", f"${{q{number - 6}}} + 1"),
    lambda number: (f"select_one list{number % _LISTS}", "", ""),
    lambda number: (f"select_one list{number % _LISTS}", "", ""),
    lambda number: ("text", "regex(., '.{0,200}')", ""),
    lambda number: ("integer", ". >= 0 and . <= 110", ""),
    lambda number: (f"select_multiple list{number % _LISTS}", "count-selected(.) <= 3", ""),
    lambda number: ("date", ". <= today()", ""),
    lambda number: ("decimal", ". >= 0 and . < 1000", ""),
    lambda number: (f"select_one list{number % _LISTS}", "", ""),
    lambda number: ("text", "", ""),
)
"""By the last digit of a question's number: its type, its constraint, its calculation."""


def _choices() -> list[list[str]]:
    columns = ["list_name", "name", *(f"label::{name} ({tag})" for name, tag in LANGUAGES)]
    return [columns, *([f"list{n}", code, *_texts(f"{code} {n}")] for n in range(_LISTS) for code in _CHOICES)]
