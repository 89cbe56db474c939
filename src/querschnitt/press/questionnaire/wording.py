"""Texts of a questionnaire as they can stand on paper, where no answer is known yet."""

from __future__ import annotations

from dataclasses import dataclass

from querschnitt.core.instrument.messages import Count, Message, MessageError, Pipe, Plural, parse
from querschnitt.core.instrument.model import Texts
from querschnitt.press.phrases import Direction, paragraphs
from querschnitt.press.questionnaire.conditions import Speaker
from querschnitt.press.questionnaire.values import Paragraphs

GAP = "…"


@dataclass(frozen=True)
class Wording:
    """Gives texts in one language, cut for the typesetter."""

    speaker: Speaker
    direction: Direction

    @property
    def language(self) -> str:
        return self.speaker.language

    def said(self, texts: Texts) -> str:
        """Return a text, with the question that is meant in place of an answer."""
        default = texts.get(self.speaker.instrument.default_language, "")
        text = texts.get(self.language) or default
        try:
            return self._message(parse(text))
        except MessageError:
            return text

    def cut(self, text: str) -> Paragraphs:
        return paragraphs(text, self.direction)

    def paragraphs(self, texts: Texts) -> Paragraphs:
        return self.cut(self.said(texts))

    def _message(self, message: Message) -> str:
        return "".join(part if isinstance(part, str) else self._part(part) for part in message)

    def _part(self, part: object) -> str:
        if isinstance(part, Pipe):
            return f"[{self.speaker.words.say('answer_to', question=self.speaker.name(part.name))}]"
        if isinstance(part, Plural):
            return self._message(part.branches.get("other", ()))
        if isinstance(part, Count):
            return GAP
        return str(getattr(part, "written", ""))
