"""Two wordings, word by word. Spaces travel with the word behind them, so that a comma put in is a comma alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "deleted", "inserted"]
# A number with its separators is one word, and so is a compound with hyphens, a colon or an asterisk in it.
WORD = re.compile(r"\s*(?:\d+(?:[.,:]\d+)*|\w+(?:[-–/:*·’'&]\w+)*|[^\w\s])|\s+")
SHORT = 4
ANOTHER_TEXT = 0.25


@dataclass(frozen=True)
class Segment:
    """A run of words that stands in both texts, in the earlier one alone, or in the later one alone."""

    change: Change
    text: str


def compare_words(earlier: str, later: str) -> tuple[Segment, ...]:
    """Return the words of two texts in one sequence.

    What is the same or deleted is the earlier text, what is the same or inserted is the later one, letter by letter.
    A word or two between changes is shown with them. Texts that share less than a quarter are shown one after the
    other, because single words in common would only confuse.

    >>> [(part.change, part.text) for part in compare_words("Zwei Kurse im Jahr.", "Zwei Kurse, im Sommer.")]
    [('same', 'Zwei Kurse'), ('inserted', ','), ('same', ' im'), ('deleted', ' Jahr'), ('inserted', ' Sommer'), \
('same', '.')]
    """
    if earlier == later:
        return (Segment("same", earlier),) if earlier else ()
    old, new = WORD.findall(earlier), WORD.findall(later)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    common = sum(len("".join(old[block.a : block.a + block.size]).strip()) for block in matcher.get_matching_blocks())
    if common < ANOTHER_TEXT * max(len(earlier), len(later)):
        return tuple(_segments([("", earlier, later)]))
    pieces = [
        (("".join(old[a:b]), "", "") if tag == "equal" else ("", "".join(old[a:b]), "".join(new[c:d])))
        for tag, a, b, c, d in matcher.get_opcodes()
    ]
    return tuple(_segments(_joined(pieces)))


Piece = tuple[str, str, str]  # what is the same, or what was deleted and inserted


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Draw a short run of common words between two changes into them."""
    found: list[Piece] = []
    for place, (same, deleted, inserted) in enumerate(pieces):
        is_between = 0 < place < len(pieces) - 1
        if same and not (is_between and len(same.strip()) < SHORT and pieces[place - 1][1] and pieces[place + 1][1]):
            found.append((same, "", ""))
        elif found and not found[-1][0]:
            _, before, after = found[-1]
            found[-1] = ("", before + same + deleted, after + same + inserted)
        else:
            found.append(("", same + deleted, same + inserted))
    return found


def _segments(pieces: list[Piece]) -> Iterator[Segment]:
    for same, deleted, inserted in pieces:
        if same:
            yield Segment("same", same)
        if deleted:
            yield Segment("deleted", deleted)
        if inserted:
            yield Segment("inserted", inserted)
