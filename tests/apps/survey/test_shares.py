from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest
from shamir_mnemonic import combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from querschnitt.apps.survey.shares import (
    WORDS,
    Share,
    WordsError,
    checked,
    join,
    number_of,
    read_share,
    read_words,
    split_seed,
)
from querschnitt.core.errors import InputError, StateError

SEED = bytes(range(32))


@pytest.fixture(scope="module")
def texts() -> tuple[str, ...]:
    return split_seed(SEED)


def read(*texts: str) -> list[Share]:
    return [read_share(text, name=f"share {number}") for number, text in enumerate(texts, start=1)]


def other_than(word: str) -> str:
    return WORDLIST[(WORDLIST.index(word) + 500) % len(WORDLIST)]


def with_words(text: str, changes: dict[int, str]) -> str:
    return " ".join(changes.get(place, word) for place, word in enumerate(text.split(), start=1))


def test_the_library_gives_what_slip_39_says() -> None:
    """Test vector 23 of SLIP-0039, basic sharing 2 of 3, 256 bits, passphrase TREZOR."""
    first = (
        "humidity disease academic always aluminum jewelry energy woman receiver strategy amuse duckling lying "
        "evidence network walnut tactics forget hairy rebound impulse brother survive clothes stadium mailman rival "
        "ocean reward venture always armed unwrap"
    )
    second = (
        "humidity disease academic agency actress jacket gross physics cylinder solution fake mortgage benefit "
        "public busy prepare sharp friar change work slow purchase ruler again tricycle involve viral wireless "
        "mixture anatomy desert cargo upgrade"
    )
    secret = "c938b319067687e990e05e0da0ecce1278f75ff58d9853f19dcaeed5de104aae"
    assert combine_mnemonics([first, second], b"TREZOR").hex() == secret
    assert len(first.split()) == WORDS


def test_each_pair_gives_the_key_in_either_order(texts: Sequence[str]) -> None:
    assert len(texts) == 3
    for pair in permutations(read(*texts), 2):
        assert join(pair) == SEED
    assert [number_of(share) for share in read(*texts)] == [1, 2, 3]


def test_three_shares_give_the_key_too(texts: Sequence[str]) -> None:
    assert join(read(*texts)) == SEED


def test_one_share_is_not_enough(texts: Sequence[str]) -> None:
    with pytest.raises(InputError, match="Not enough shares") as caught:
        join(read(texts[0]))
    assert (caught.value.expected, caught.value.got) == ("two different shares", "1 share")
    with pytest.raises(InputError, match="Not enough shares"):
        join([])


def test_two_splits_of_one_key_are_different(texts: Sequence[str]) -> None:
    again = split_seed(SEED)
    assert texts[0].split()[4:30] != again[0].split()[4:30]
    assert join(read(*again[:2])) == SEED


def test_the_same_share_twice_is_one(texts: Sequence[str]) -> None:
    with pytest.raises(InputError, match="Not enough shares") as caught:
        join(read(texts[1], texts[1]))
    assert caught.value.got == "the same share twice"


def test_shares_of_two_splits_do_not_go_together(texts: Sequence[str]) -> None:
    again = split_seed(SEED)
    with pytest.raises(InputError, match="two different splits") as caught:
        join(read(texts[0], again[1]))
    assert caught.value.where == "share 1 and share 2, words 1 and 2"
    assert caught.value.got == f"{' '.join(texts[0].split()[:2])} and {' '.join(again[1].split()[:2])}"
    with pytest.raises(InputError, match="two different splits"):
        join(read(texts[0], texts[1], again[2]))


def test_numbers_lines_capitals_and_stops_do_not_matter(texts: Sequence[str]) -> None:
    numbered = "\n".join(f" {place}.  {word.upper()}," for place, word in enumerate(texts[0].split(), start=1))
    assert read_share(numbered, name="x").text == texts[0]


def test_four_letters_of_each_word_are_enough(texts: Sequence[str]) -> None:
    assert read_share(" ".join(word[:4] for word in texts[2].split()), name="x").text == texts[2]
    assert len({word[:4] for word in WORDLIST}) == 1024


def test_three_letters_are_not(texts: Sequence[str]) -> None:
    with pytest.raises(InputError, match="not one of the list") as caught:
        read_share(with_words(texts[0], {5: "zzz"}), name="share 1")
    assert (caught.value.where, caught.value.got) == ("share 1, word 5", "zzz")


def test_a_word_that_is_none_is_named_with_those_that_look_like_it() -> None:
    with pytest.raises(InputError) as caught:
        read_words("academic acid acrn", name="share 2", start=10)
    assert str(caught.value) == (
        "This word is not one of the list of words. Place: share 2, word 12. Found: acrn. "
        "Words that look like it: warn, acne, learn. Compare it with the page, word by word."
    )


@pytest.mark.parametrize("place", [1, 2, 3, 4, 17, 33])
def test_one_wrong_word_is_found_and_the_right_one_not_told(texts: Sequence[str], place: int) -> None:
    """SLIP-39: a program may say where an error is, never what would be right."""
    right = texts[0].split()[place - 1]
    with pytest.raises(WordsError, match="checksum is wrong") as caught:
        read_share(with_words(texts[0], {place: other_than(right)}), name="share 1")
    assert caught.value.places == (place,)
    assert caught.value.where == f"share 1, word {place}"
    assert right not in str(caught.value).split()


def test_two_neighbours_that_were_swapped_are_found(texts: Sequence[str]) -> None:
    words = texts[0].split()
    with pytest.raises(WordsError) as caught:
        read_share(with_words(texts[0], {20: words[20], 21: words[19]}), name="share 1")
    assert caught.value.places == (20, 21)
    assert caught.value.where == "share 1, word 20 or 21"


def test_many_wrong_words_are_wrong_without_a_place(texts: Sequence[str]) -> None:
    words = texts[0].split()
    changes = {place: other_than(words[place - 1]) for place in (6, 12, 25)}
    with pytest.raises(WordsError, match="checksum is wrong") as caught:
        read_share(with_words(texts[0], changes), name="share 1")
    assert (caught.value.places, caught.value.where) == ((), "share 1")
    assert caught.value.hint.startswith("More than one word is wrong.")


@pytest.mark.parametrize("count", [0, 1, 20, 32, 34])
def test_a_share_has_thirty_three_words(texts: Sequence[str], count: int) -> None:
    words = (texts[0].split() * 2)[:count]
    with pytest.raises(InputError, match="another number of words") as caught:
        read_share(" ".join(words), name="share 1")
    assert (caught.value.expected, caught.value.got) == ("33 words", f"{count} words")


@pytest.mark.parametrize(
    ("groups", "needed", "found"),
    [
        ([(3, 5)], 1, "3 of a group, 1 of 1 groups"),
        ([(1, 1)], 1, "1 of a group, 1 of 1 groups"),
        ([(2, 3), (2, 3)], 2, "2 of a group, 2 of 2 groups"),
    ],
)
def test_a_share_of_another_kind_was_not_made_here(groups: list[tuple[int, int]], needed: int, found: str) -> None:
    text = generate_mnemonics(needed, groups, SEED)[0][0]
    with pytest.raises(InputError, match="was not made here") as caught:
        read_share(text, name="share 1")
    assert (caught.value.expected, caught.value.got) == ("2 of a group, 1 of 1 groups", found)


def test_a_share_whose_words_fit_is_not_looked_at_again(texts: Sequence[str]) -> None:
    share = Share("share 1", tuple(texts[0].split()))
    assert checked(share) is share


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_shares_that_do_not_give_the_key_are_not_given_out(monkeypatch: pytest.MonkeyPatch, wrong: int) -> None:
    """A fault of the library or of the machine: one of the three is that of another split, or of another key."""
    for other in (SEED, bytes(32)):
        shares, others = generate_mnemonics(1, [(2, 3)], SEED)[0], generate_mnemonics(1, [(2, 3)], other)[0]
        shares[wrong] = others[wrong]
        monkeypatch.setattr("querschnitt.apps.survey.shares.generate_mnemonics", lambda *_, faulty=shares: [faulty])
        with pytest.raises(StateError, match="do not give the key back"):
            split_seed(SEED)
