"""The few fixed words of a printed questionnaire, one file a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FALLBACK = "en"


@dataclass(frozen=True)
class PaperWords:
    """Words of one language. `is_draft`: they have not been read by people whose mother tongue it is."""

    tag: str
    texts: Mapping[str, str]
    is_draft: bool = False

    def say(self, key: str, **values: object) -> str:
        """Return a text with values put in.

        >>> paper_words("de").say("go_on", number=7)
        'weiter mit Frage 7'
        """
        return self.texts[key].format(**values)

    def question(self, number: str) -> str:
        return self.say("question", number=number)

    def quoted(self, answer: str) -> str:
        return self.say("quoted", answer=answer)


@cache
def available() -> frozenset[str]:
    """Return the tags of the languages for which there are words."""
    folder = files("querschnitt.press.questionnaire").joinpath("words")
    return frozenset(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))


@cache
def paper_words(tag: str) -> PaperWords:
    """Return the words of a language, of its base language, or English ones."""
    found = next(each for each in (tag, tag.partition("-")[0], FALLBACK) if each in available())
    text = files("querschnitt.press.questionnaire").joinpath("words", f"{found}.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    is_draft = bool(read.pop("draft", False)) or found.partition("-")[0] != tag.partition("-")[0]
    return PaperWords(tag=found, texts=read, is_draft=is_draft)
