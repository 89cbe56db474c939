from __future__ import annotations

import dataclasses

import pytest

from querschnitt.core.errors import InputError
from querschnitt.press.letters import TEXTS, Letter, Letterhead, print_letters
from tests.press.pdf_reading import inflated, pages, text, words

HEAD = Letterhead(
    sender=("Stadt Musterstadt", "Statistikstelle"),
    return_line="Statistikstelle · 99999 Musterstadt",
    phone="0999 000-000",
    contact=("Telefon 0999 000-000",),
    date="22.11.2026",
)
GERMAN = {key: f"deutsch {key}" for key in TEXTS} | {
    "letter_how": "Code {code} unter {address}, Telefon {phone}.",
    "hotline_hours": "Mo 13–17 Uhr",
}
ARABIC = dict.fromkeys(TEXTS, "نص") | {"letter_how": "الرمز {code} حتى 22.11.2026 ({phone})"}


def letter(number: int) -> Letter:
    code = f"{number:04d}ABCDEFGHJKLM"
    return Letter(
        name=(f"Person {number}",),
        address=("Musterweg 1", "99999 Musterstadt"),
        code=code,
        url=f"https://survey.example/c/{code}",
        language="ar",
        direction="rtl",
        font="Noto Sans Arabic",
        german=GERMAN,
        own=ARABIC,
    )


def test_trays_hold_all_letters_on_two_pages_each():
    seen: list[int] = []
    trays = list(print_letters((letter(n) for n in range(5)), letterhead=HEAD, trays=2, progress=seen.append))
    assert [tray.letters for tray in trays] == [2, 2, 1]
    assert [pages(tray.pdf) for tray in trays] == [4, 4, 2] == [tray.pages for tray in trays]
    assert seen == [2, 4, 5]


def test_the_sheet_is_tagged_and_says_its_languages():
    (tray,) = print_letters([letter(1)], letterhead=HEAD)
    content = inflated(tray.pdf)
    assert b"pdfuaid:part" in content
    assert b"/Marked true" in content
    assert b"/Lang(de)" in content.replace(b" ", b"")
    assert b"/Lang(ar)" in content.replace(b" ", b"")


def test_code_address_and_dates_read_in_order_in_both_languages():
    (tray,) = print_letters([letter(7)], letterhead=HEAD)
    german, arabic, *_ = text(tray.pdf).split("\f")
    for page in (german, arabic):
        assert "0007 ABCD EFGH JKLM" in " ".join(page.split())
        assert "survey.example" in page
    assert "22.11.2026" in arabic
    assert "0999 000-000" in arabic
    assert "Person 7" in german
    assert "Mo 13–17 Uhr" in german


def test_the_second_page_may_be_easy_german():
    easy = dataclasses.replace(
        letter(1),
        language="de-simple",
        direction="ltr",
        font="Noto Sans",
        own=GERMAN | {"letter_what": "Es ist leicht."},
    )
    (tray,) = print_letters([easy], letterhead=HEAD)
    assert "Es ist leicht." in text(tray.pdf).split("\f")[1]


def test_same_letters_same_bytes():
    first, second = (next(iter(print_letters([letter(1), letter(2)], letterhead=HEAD))).pdf for _ in range(2))
    assert first == second


def test_an_address_of_seven_lines_does_not_fit_the_window():
    crowded = dataclasses.replace(letter(1), address=("a", "b", "c", "d", "e", "f"))
    with pytest.raises(InputError, match="window"):
        list(print_letters([crowded], letterhead=HEAD))


def test_a_missing_text_is_named():
    bare = dataclasses.replace(letter(1), own={key: text for key, text in ARABIC.items() if key != "letter_law"})
    with pytest.raises(InputError) as caught:
        list(print_letters([bare], letterhead=HEAD))
    assert "letter_law" in str(caught.value)
    assert "language ar" in str(caught.value)


def test_a_text_longer_than_the_page_is_refused():
    wordy = dataclasses.replace(letter(1), own=ARABIC | {"letter_what": "نص طويل " * 3000})
    with pytest.raises(InputError, match="cannot be set"):
        list(print_letters([wordy], letterhead=HEAD))


def test_a_font_that_is_missing_is_named():
    with pytest.raises(InputError, match="fonts") as caught:
        list(print_letters([dataclasses.replace(letter(1), font="No Such Face")], letterhead=HEAD))
    assert "No Such Face" in str(caught.value)


def test_the_window_of_form_b_shows_the_address_and_nothing_else():
    # DIN 5008 form B: window 85 x 45 mm, 20 mm from the left, 45 mm from the top; the text begins below 98.46 mm.
    (tray,) = print_letters([letter(7)], letterhead=HEAD)
    placed = words(tray.pdf, 1)
    seen = [word for word, (left, top, _, _) in placed if left < 105 and 45 <= top <= 90]
    assert seen == [
        "Statistikstelle",
        "·",
        "99999",
        "Musterstadt",
        "Person",
        "7",
        "Musterweg",
        "1",
        "99999",
        "Musterstadt",
    ]
    inside = [box for word, box in placed if word in seen and 45 <= box[1] <= 90 and box[0] < 105]
    assert all(left >= 20 and right <= 105 and bottom <= 90 for left, _, right, bottom in inside)
    subject = next(top for word, (_, top, _, _) in placed if word == "letter_subject")
    assert 98.46 - 2.5 < subject < 104  # poppler's boxes begin at the face's ascender, up to 2.5 mm above the letters
