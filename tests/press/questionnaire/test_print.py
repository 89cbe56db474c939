from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from querschnitt.core.errors import InputError
from querschnitt.core.instrument import Instrument, Kind, content_hash
from querschnitt.press.questionnaire import Edition, print_questionnaire
from querschnitt.press.questionnaire.numbering import question_numbers
from querschnitt.tables.xlsform import read_instrument
from tests.instruments import tiny
from tests.press.pdf_reading import inflated, pages, text
from tests.questionnaires import everything, large

LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig" / "migrantenbefragung_2020.xlsx"
RIGHT_TO_LEFT = ("ar", "fa", "fa-AF", "ckb")


def printed(instrument: Instrument, language: str = "de", **more: object) -> bytes:
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    return print_questionnaire(instrument, Edition(language=language, direction=direction, **more))  # type: ignore[arg-type]


def bare(written: str) -> str:
    """Return the letters and digits of a text alone, as poppler and our source agree on them."""
    shaped = unicodedata.normalize("NFKD", written)
    kept = "".join(sign for sign in shaped if unicodedata.category(sign)[0] in "LN")
    return kept.replace("لا", "ال")  # poppler turns the ligature of lam and alif round


@pytest.fixture(scope="module")
def leipzig() -> Instrument:
    return read_instrument(LEIPZIG)


@pytest.mark.parametrize("language", ["de", "ar", "ti", "ru", "vi", "ckb"])
def test_every_question_and_choice_stands_on_paper(leipzig: Instrument, language: str) -> None:
    pdf = printed(leipzig, language)
    raw = text(pdf, order="-raw")
    found = bare(raw)
    if language in RIGHT_TO_LEFT:
        # Poppler turns ligatures round and doubles letters that carry marks; the other words can be compared.
        labels = [text for q in leipzig.questions.values() for text in (q.labels, *(c.labels for c in q.choices))]
        wanted = {word for label in labels for word in _plain_words(label[language])}
        assert len(wanted) > 100
        assert wanted <= _plain_words(raw)
    else:
        for question in leipzig.questions.values():
            assert bare(question.labels[language]) in found, question.name
            for choice in question.choices:
                assert bare(choice.labels[language]) in found
    tag = language.encode()
    assert b"/Lang(" + tag + b")" in inflated(pdf).replace(b" ", b"")


def test_easy_german_is_printed_like_any_language() -> None:
    assert "An welchem Tag sind Sie eingezogen?" in text(printed(tiny("easy_german"), "de-simple"))


def _plain_words(written: str) -> set[str]:
    """Return the words of a text in Arabic script that have neither marks nor ligatures of lam."""
    words = "".join(sign for sign in written if unicodedata.category(sign) != "Cf").split()
    plain = re.compile(r"(?!.*ل[اأإآىی])(?!.*[اىی]ل)[\u0620-\u064a\u066e-\u06d3]{3,}")
    return {word for word in words if plain.fullmatch(word)}


def test_the_paper_is_tagged_titled_and_says_its_version(leipzig: Instrument) -> None:
    pdf = printed(leipzig)
    content = inflated(pdf)
    assert b"pdfuaid:part" in content
    assert b"/Marked true" in content
    flat = " ".join(text(pdf).split())
    assert f"Fassung {leipzig.version} · {content_hash(leipzig)[:12]}" in flat
    assert f"Seite 1 von {pages(pdf)}" in flat
    assert f"Seite {pages(pdf)} von {pages(pdf)}" in flat
    assert "Befragung: Leben in Leipzig" in flat
    law = leipzig.texts["info_law"]["de"].split("\n")[0][:60]
    assert bare(law) in bare(flat)


def test_numbers_run_through_and_arrows_lead_to_them(leipzig: Instrument) -> None:
    numbers = question_numbers(leipzig)
    asked = [q for q in leipzig.questions.values() if q.kind is not Kind.NOTE]
    assert [numbers[q.name] for q in asked] == [str(n) for n in range(1, len(asked) + 1)]
    lines = text(printed(leipzig)).splitlines()
    (yes,) = [line for line in lines if re.search(r"\bJa\s+→ weiter mit Frage 5$", line)]
    assert yes
    assert "Nur wenn Frage 3 = „Nein“" in "\n".join(lines)


def test_each_kind_has_its_place_to_write() -> None:
    lines = [" ".join(line.split()) for line in text(printed(everything())).splitlines() if line.strip()]
    flat = "\n".join(lines)
    assert "0 1 2 3 4 5 6 7 8 9 10" in flat
    assert "Tag Monat Jahr" in flat
    assert "Stunde Minute" in flat
    assert "€" in flat
    assert "Bitte nummerieren Sie: 1 steht für das Erste" in flat
    assert "Fragen 4 bis 5: nur wenn Frage 3 = „Nein“" in flat


def test_people_of_a_repeat_come_one_after_the_other() -> None:
    flat = "\n".join(" ".join(line.split()) for line in text(printed(everything())).splitlines())
    assert flat.count("Wie alt ist die Person?") == 3
    assert [flat.index(f"Person {n}") for n in (1, 2, 3)] == sorted(flat.index(f"Person {n}") for n in (1, 2, 3))
    assert "Gibt es weitere? Dann nehmen Sie bitte ein Zusatzblatt." in flat


def test_a_long_list_stands_in_the_appendix() -> None:
    flat = text(printed(everything()))
    assert "Bitte schreiben Sie einen Eintrag aus Liste A im Anhang." in flat
    appendix = flat[flat.rindex("Anhang") :]
    assert all(name in appendix for name in ("Albanien", "Dänemark", "Finnland"))
    assert "Albanien" not in flat[: flat.rindex("Anhang")]


def test_notes_for_interviewers_stand_in_their_edition_alone() -> None:
    note = "Nur die Stunde vorlesen."
    assert note not in text(printed(everything()))
    edition = text(printed(everything(), for_interviewers=True))
    assert note in edition
    assert "Ausgabe für Interviews" in edition


def test_the_hotline_is_put_in_or_a_line_is_left_for_it() -> None:
    assert "0999 000-000" in text(printed(everything(), phone="0999 000-000"))
    assert "{phone}" not in text(printed(everything()))


def test_calculated_values_are_not_printed() -> None:
    assert "works" not in text(printed(everything()))


def test_the_same_questionnaire_is_the_same_file() -> None:
    assert printed(everything(), "ar") == printed(everything(), "ar")


def test_a_long_questionnaire_is_printed_whole() -> None:
    pdf = printed(large(250))
    flat = " ".join(text(pdf).split())
    assert all(f"Angebot Nummer {n} der Stadt" in flat for n in range(1, 251))


def test_a_questionnaire_without_titles_is_printed_under_its_name() -> None:
    instrument = everything()
    pages_ = tuple(replace(page, labels={}, section="") for page in instrument.pages)
    bare_one = replace(instrument, title="", texts={}, sections={}, pages=pages_)
    flat = text(printed(bare_one))
    assert "everything · Fassung 2026-1" in " ".join(flat.split())
    assert "Nur wenn Frage 7 = „Vollzeit“ oder „Teilzeit“" in flat


def test_a_language_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"xx.*|de, en, ar"):
        printed(everything(), "xx")
