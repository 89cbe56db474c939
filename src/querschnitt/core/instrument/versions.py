"""What changed between two versions of a questionnaire: in words, and in how far open interviews can move over.

- *text-only*: only what people read is different, or a language was added. Every answer means what it meant.
- *additive*: besides, questions, pages or choices were added. Every answer is still one; the new questions come too.
- *breaking*: anything else. Open interviews stay on their version, and the data keep the two apart.

Whether a reworded question still asks the same thing no machine can say: a text-only change is declared by a person,
and checked here for being nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from querschnitt.core.instrument.document import content_hash
from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.expressions.tree import to_json
from querschnitt.core.instrument.model import Instrument, Page, Question, Section, Texts


class ChangeKind(StrEnum):
    """How much a change means, from nothing to everything."""

    NONE = "none"
    TEXT_ONLY = "text-only"
    ADDITIVE = "additive"
    BREAKING = "breaking"


_WEIGHT = {kind: place for place, kind in enumerate(ChangeKind)}


@dataclass(frozen=True)
class Change:
    """One thing that is different.

    Attributes
    ----------
    kind : how much it means
    place : where it is, such as "question 'age'" or "list 'yes_no', choice 'no'"
    what : what happened, in a few words
    before, after : what stood there
    """

    kind: ChangeKind
    place: str
    what: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.what}" + (f" ({self.before} → {self.after})" if self.before or self.after else "")


@dataclass(frozen=True)
class Difference:
    """Everything that is different between two versions."""

    changes: tuple[Change, ...]

    @cached_property
    def kind(self) -> ChangeKind:
        """The kind of the gravest change."""
        return max((change.kind for change in self.changes), key=_WEIGHT.__getitem__, default=ChangeKind.NONE)

    @property
    def is_compatible(self) -> bool:
        """Whether an open interview can move to the new version."""
        return self.kind is not ChangeKind.BREAKING

    def is_within(self, declared: ChangeKind) -> bool:
        """Whether there is nothing graver than what was declared."""
        return _WEIGHT[self.kind] <= _WEIGHT[declared]


def compare(old: Instrument, new: Instrument) -> Difference:
    """Compare two versions of a questionnaire."""
    if content_hash(old) == content_hash(new):
        return Difference(())
    found = [
        *_languages(old, new),
        *_sections(old, new),
        *_pages(old, new),
        *_questions(old, new),
        *_order(old, new),
        *_lists(old, new),
        *_texts(old, new),
        *_files(old, new),
    ]
    return Difference(tuple(found))


def _languages(old: Instrument, new: Instrument) -> Iterator[Change]:
    for tag in new.languages:
        if tag not in old.languages:
            yield Change(ChangeKind.TEXT_ONLY, f"language '{tag}'", "added")
    for tag in old.languages:
        if tag not in new.languages:
            yield Change(ChangeKind.BREAKING, f"language '{tag}'", "removed")
    if old.default_language != new.default_language:
        before, after = old.default_language, new.default_language
        yield Change(ChangeKind.TEXT_ONLY, "default language", "changed", before, after)
    if (old.title, old.version, old.name) != (new.title, new.version, new.name):
        yield Change(ChangeKind.TEXT_ONLY, "settings", "title, version or identifier changed", old.version, new.version)


def _sections(old: Instrument, new: Instrument) -> Iterator[Change]:
    for name, section in new.sections.items():
        former = old.sections.get(name)
        place = f"group '{name}'"
        if former is None:
            yield Change(ChangeKind.ADDITIVE, place, "added")
            continue
        if (former.parent, former.is_repeat) != (section.parent, section.is_repeat):
            yield Change(ChangeKind.BREAKING, place, "stands elsewhere, or repeats otherwise")
        yield from _expressions(place, former, section, ("relevant", "count"))
        yield from _wordings(place, {"label": (former.labels, section.labels)})
    for name in old.sections:
        if name not in new.sections:
            yield Change(ChangeKind.BREAKING, f"group '{name}'", "removed")


def _pages(old: Instrument, new: Instrument) -> Iterator[Change]:
    before = {page.name: page for page in old.pages}
    after = {page.name: page for page in new.pages}
    for name, page in after.items():
        place = f"page '{name}'"
        former = before.get(name)
        if former is None:
            yield Change(ChangeKind.ADDITIVE, place, "added")
            continue
        if former.section != page.section:
            yield Change(ChangeKind.BREAKING, place, "stands in another group", former.section, page.section)
        yield from _expressions(place, former, page, ("relevant",))
        yield from _wordings(place, {"label": (former.labels, page.labels)})
    for name in before:
        if name not in after:
            yield Change(ChangeKind.BREAKING, f"page '{name}'", "removed")


_EXPRESSIONS = ("relevant", "required_if", "constraint", "calculation", "default", "choice_filter", "seed")
_FACTS = ("kind", "choice_list", "required", "read_only", "scale", "is_randomized", "essential", "sensitive",
          "other_of", "trend", "feature", "block")  # fmt: skip


def _questions(old: Instrument, new: Instrument) -> Iterator[Change]:
    for name, question in new.questions.items():
        former = old.questions.get(name)
        place = f"question '{name}'"
        if former is None:
            yield Change(ChangeKind.ADDITIVE, place, "added")
            continue
        for fact in _FACTS:
            before, after = getattr(former, fact), getattr(question, fact)
            if before != after:
                yield Change(ChangeKind.BREAKING, place, f"{fact} changed", str(before), str(after))
        yield from _missing(place, former, question)
        yield from _expressions(place, former, question, _EXPRESSIONS)
        yield from _wordings(place, _wordings_of(former, question))
    for name in old.questions:
        if name not in new.questions:
            yield Change(ChangeKind.BREAKING, f"question '{name}'", "removed")


def _missing(place: str, former: Question, question: Question) -> Iterator[Change]:
    """Give what became of "don't know" and "refused"."""
    for code in question.missing:
        if code not in former.missing:
            yield Change(ChangeKind.ADDITIVE, place, f"offers '{code}'")
    for code in former.missing:
        if code not in question.missing:
            yield Change(ChangeKind.BREAKING, place, f"does not offer '{code}' any more")


def _wordings_of(former: Question, question: Question) -> Mapping[str, tuple[Texts, Texts]]:
    names = {"labels": "label", "hints": "hint", "guidance": "guidance_hint", "audio": "audio",
             "constraint_messages": "constraint_message", "required_messages": "required_message"}  # fmt: skip
    wordings = {word: (getattr(former, name), getattr(question, name)) for name, word in names.items()}
    return wordings | {"appearance": ({"": former.appearance}, {"": question.appearance})}


def _order(old: Instrument, new: Instrument) -> Iterator[Change]:
    """Say whether questions that are in both stand in another order: then answers may come out differently."""
    before = [name for name in old.questions if name in new.questions]
    after = [name for name in new.questions if name in old.questions]
    moved = next((pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]), None)
    if moved is not None:
        yield Change(ChangeKind.BREAKING, f"question '{moved[1]}'", "comes in another order")


def _lists(old: Instrument, new: Instrument) -> Iterator[Change]:
    for name, choices in new.choice_lists.items():
        if name not in old.choice_lists:
            yield Change(ChangeKind.ADDITIVE, f"list '{name}'", "added")
            continue
        former = {choice.name: choice for choice in old.choice_lists[name]}
        for choice in choices:
            place = f"list '{name}', choice '{choice.name}'"
            known = former.get(choice.name)
            if known is None:
                yield Change(ChangeKind.ADDITIVE, place, "added")
                continue
            if dict(known.attributes) != dict(choice.attributes):
                yield Change(ChangeKind.BREAKING, place, "has other columns for the filter")
            yield from _wordings(place, {"label": (known.labels, choice.labels)})
        yield from _lost_choices(name, list(former), [choice.name for choice in choices])
    for name in old.choice_lists:
        if name not in new.choice_lists:
            yield Change(ChangeKind.BREAKING, f"list '{name}'", "removed")


def _lost_choices(name: str, before: list[str], after: list[str]) -> Iterator[Change]:
    for code in before:
        if code not in after:
            yield Change(ChangeKind.BREAKING, f"list '{name}', choice '{code}'", "removed")
    if [code for code in before if code in after] != [code for code in after if code in before]:
        yield Change(ChangeKind.BREAKING, f"list '{name}'", "the choices come in another order")


def _texts(old: Instrument, new: Instrument) -> Iterator[Change]:
    for key in sorted({*old.texts, *new.texts}):
        yield from _wordings(f"text '{key}'", {"text": (old.texts.get(key, {}), new.texts.get(key, {}))})


def _files(old: Instrument, new: Instrument) -> Iterator[Change]:
    for name in sorted({*old.files, *new.files}):
        before, after = old.files.get(name), new.files.get(name)
        if before is None:
            yield Change(ChangeKind.ADDITIVE, f"file '{name}'", "added")
        elif after is None or (before.columns, before.rows) != (after.columns, after.rows):
            yield Change(ChangeKind.BREAKING, f"file '{name}'", "changed" if after else "removed")


Part = Question | Page | Section


def _expressions(place: str, former: Part, part: Part, names: Sequence[str]) -> Iterator[Change]:
    """Give the conditions that are different; spaces and quotes make no difference, the tree counts."""
    for name in names:
        before, after = getattr(former, name), getattr(part, name)
        if _shape(before) != _shape(after):
            yield Change(ChangeKind.BREAKING, place, f"{name} changed", _written(before), _written(after))


def _shape(expression: Expression | None) -> object:
    return None if expression is None else to_json(expression.tree)


def _written(expression: Expression | None) -> str:
    return "nothing" if expression is None else expression.text


def _wordings(place: str, wordings: Mapping[str, tuple[Texts, Texts]]) -> Iterator[Change]:
    for word, (before, after) in wordings.items():
        changed = [tag for tag in before if tag in after and before[tag] != after[tag]]
        lost = [tag for tag in before if tag not in after]
        if changed or lost or (after and not before):
            tags = ", ".join(tag for tag in changed + lost if tag)
            yield Change(ChangeKind.TEXT_ONLY, place, f"{word} changed" + (f" in {tags}" if tags else ""))


def export_columns(versions: Sequence[Instrument]) -> Mapping[tuple[str, str], str]:
    """Return the data column of each question of each version: (content hash, question name) -> column.

    A question keeps its column from version to version as long as its values mean the same: same kind, same scale, no
    choice lost. Where they do not, it gets a column of its own, with a number, so that no two things are mixed.
    """
    columns: dict[tuple[str, str], str] = {}
    latest: dict[str, tuple[Question, str]] = {}
    taken: set[str] = set()
    for instrument in versions:
        fingerprint = content_hash(instrument)
        for name, question in instrument.questions.items():
            former = latest.get(name)
            column = former[1] if former and _means_the_same(former[0], question) else _free(name, taken)
            taken.add(column)
            latest[name] = (question, column)
            columns[fingerprint, name] = column
    return columns


def _means_the_same(former: Question, question: Question) -> bool:
    same = (former.kind, former.scale) == (question.kind, question.scale)
    return same and set(former.codes) <= set(question.codes)


def _free(name: str, taken: set[str]) -> str:
    """Return a name that no other column has: the question's own, or with the next number."""
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name}_{number}"
    return candidate
