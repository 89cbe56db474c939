from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.utils import timezone

from querschnitt.apps.survey.models import Wave, WaveKey
from querschnitt.apps.survey.share_pages import check_folder, read_shares, type_share, write_pages
from querschnitt.apps.survey.shares import join, read_share, split_seed
from querschnitt.core.errors import InputError, StateError
from tests.press.pdf_reading import pages, text

SEED = bytes(range(32))


@pytest.fixture(scope="module")
def texts() -> tuple[str, ...]:
    return split_seed(SEED)


def typed(lines: Sequence[str]) -> tuple[str, list[str], list[str]]:
    """Type lines at a terminal; returns the share, the questions and what was said to the mistakes."""
    waiting, asked, told = iter(lines), [], []

    def ask(question: str) -> str:
        asked.append(question)
        return next(waiting)

    share = type_share("share 1", tell=told.append, ask=ask)
    assert next(waiting, None) is None
    return share.text, asked, told


def test_words_can_be_typed_one_by_one_or_all_at_once(texts: Sequence[str]) -> None:
    words = texts[0].split()
    share, asked, told = typed(words)
    assert (share, told) == (texts[0], [])
    assert asked == [f"share 1, word {number}: " for number in range(1, 34)]
    assert typed([texts[0]]) == (texts[0], ["share 1, word 1: "], [])


def test_a_word_that_is_none_is_asked_for_again_at_once(texts: Sequence[str]) -> None:
    words = texts[0].split()
    line = " ".join([*words[:9], "xxxxx", *words[10:]])
    share, asked, told = typed([line, " ".join(words[9:])])
    assert share == texts[0]
    assert asked == ["share 1, word 1: ", "share 1, word 10: "]
    (said,) = told
    assert "Place: share 1, word 10. Found: xxxxx." in said


def test_a_wrong_word_is_asked_for_again_by_its_place(texts: Sequence[str]) -> None:
    words = texts[0].split()
    wrong = "academic" if words[20] != "academic" else "acid"
    share, asked, told = typed([" ".join([*words[:20], wrong, *words[21:]]), "two words", "", words[20]])
    assert share == texts[0]
    assert asked == ["share 1, word 1: ", *["share 1, word 21 again: "] * 3]
    assert "Place: share 1, word 21." in told[0]


def test_when_no_place_can_be_told_the_share_is_typed_anew(texts: Sequence[str]) -> None:
    words = texts[0].split()
    mixed = " ".join([*words[:10], *reversed(words[10:20]), *words[20:]])
    share, asked, told = typed([mixed, texts[0]])
    assert (share, asked) == (texts[0], ["share 1, word 1: "] * 2)
    assert "More than one word is wrong" in told[0]


def test_shares_are_read_from_files_or_from_the_lines_of_standard_input(
    texts: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for file, words in zip(files, texts, strict=False):
        file.write_text(words.replace(" ", "\n"))
    assert join(read_shares(files, tell=print)) == SEED
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{texts[2]}\n\n{texts[0]}\n"))
    assert join(read_shares([], tell=print)) == SEED
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert read_shares([], tell=print) == []


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "share-1.pdf"
    file.write_bytes(b"%PDF-1.7\n\xff\xff")
    with pytest.raises(InputError, match="cannot be read") as caught:
        read_shares([file], tell=print)
    assert caught.value.where == str(file)


def test_the_folder_for_pages_is_empty_and_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "shares"
    check_folder(folder)
    check_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    (folder / "share-1.pdf").touch()
    with pytest.raises(StateError, match="something in the folder") as caught:
        check_folder(folder)
    assert caught.value.where == str(folder)


def test_what_is_printed_gives_the_key_when_it_is_typed_from_the_page(texts: Sequence[str], tmp_path: Path) -> None:
    wave = Wave(slug="2020", title="Befragung 2020")
    key = WaveKey(wave=wave, purpose="answers", number=1, public_key="00" * 32, split_at=timezone.now())
    write_pages(tmp_path, key, shares=texts, holders=["Statistikstelle", "", "Hauptamt"])
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["share-1.pdf", "share-2.pdf", "share-3.pdf"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    printed = [text(file.read_bytes()) for file in files]
    shares = []
    for number, page in enumerate(printed, start=1):
        numbered = dict(re.findall(r"\b(\d{1,2})\s+([a-z]{4,8})\b", page))
        words = " ".join(numbered[str(place)] for place in range(1, 34))
        assert words == texts[number - 1]
        shares.append(read_share(words, name=f"share {number}"))
        assert "6668 7aad f862 bd77 6c8f" in page
        assert f"Teil {number} von 3" in page
        assert "Zwei Teile zusammen ergeben den Schlüssel." in " ".join(page.split())
    assert join(shares[1:]) == SEED
    assert "Statistikstelle" in printed[0].split("Die 33 Wörter")[0]
    assert [pages(file.read_bytes()) for file in files] == [1, 1, 1]
