"""The questions of a draft in a language, with what is read aloud of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Value
from django.db.models.functions import Concat

from querschnitt.apps.survey.models import Draft, Recording, Text, Translation
from querschnitt.core.instrument.texts import source_hash

ALIAS = "statistics"


@dataclass(frozen=True)
class Spoken:
    """A question, its wording in a language, and its file if there is one."""

    text: Text
    wording: str
    recording: Recording | None

    @property
    def reads_old_words(self) -> bool:
        """Whether the file reads a wording that has changed since."""
        return self.recording is not None and self.recording.text_hash != source_hash(self.wording)


def spoken(draft: Draft, tag: str) -> list[Spoken]:
    """Return the questions of a draft in order, in three queries."""
    texts = Text.objects.using(ALIAS).filter(draft=draft, removed_at=None).exclude(question="")
    texts = texts.annotate(own=Concat(Value("survey/"), F("question"), Value("/label"))).filter(key=F("own"))
    wordings = {}
    if tag != draft.source_language:
        rows = Translation.objects.using(ALIAS).filter(language__draft=draft, language__tag=tag)
        wordings = dict(rows.values_list("source_id", "text"))
    files = {
        one.source_id: one
        for one in Recording.objects.using(ALIAS).filter(source__draft=draft, tag=tag).defer("content")
    }
    return [
        Spoken(text, text.source if tag == draft.source_language else wordings.get(text.pk, ""), files.get(text.pk))
        for text in texts.order_by("position", "pk")
    ]
