"""From the layout to pages and sections."""

from __future__ import annotations

from dataclasses import dataclass, replace

from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.model import Kind, Page, Question, Section, Texts, nothing
from querschnitt.core.instrument.xlsform.appearances import check_group_appearance
from querschnitt.core.instrument.xlsform.layout import DraftPage, Layout
from querschnitt.core.instrument.xlsform.other_words import specify_labels
from querschnitt.core.instrument.xlsform.outline import Draft, Group
from querschnitt.core.instrument.xlsform.questions import ANSWERED, TRANSLATED, QuestionReader
from querschnitt.core.instrument.xlsform.sheet import Record

_NOT_OF_GROUPS = (*ANSWERED, "read_only", "calculation", "default", "choice_filter", "parameters")


@dataclass(frozen=True)
class SurveyReader:
    """Reads the pages of a layout, row after row."""

    layout: Layout
    reader: QuestionReader

    def read(self) -> tuple[tuple[Page, ...], dict[str, Section]]:
        """Return the pages in the order of the sheet, and the sections around them, outer ones first."""
        self.reader.translations.check_columns(self.reader.table, TRANSLATED)
        sections = {group.name: self._section(group) for group in self.layout.sections}
        return tuple(self._page(page) for page in self.layout.pages), sections

    def _section(self, group: Group) -> Section:
        labels, relevant = self._group(group)
        count = None
        if group.is_repeat and group.record is not None:
            count = self.reader.conditions.count(group)
            self._check_count(group, group.record)
        parent = group.parent.name if group.parent is not None else ""
        return Section(group.name, labels, relevant, parent, is_repeat=group.is_repeat, count=count)

    def _check_count(self, group: Group, record: Record) -> None:
        """XLSForm keeps a calculated number of repeats under a name of its own."""
        name, written = f"{group.name}_count", record["repeat_count"].replace(" ", "")
        is_reference = written.startswith("${") and written.find("}") == len(written) - 1
        if written and not is_reference and name.lower() in self.layout.outline.names:
            self.reader.table.fault(
                "duplicate-name", f"The name '{name}' is needed for the number of '{group.name}'", record=record,
                column="repeat_count", hint=f"Give the question '{name}' another name.",
            )  # fmt: skip

    def _page(self, page: DraftPage) -> Page:
        labels, relevant = self._group(page.group) if page.group is not None else (nothing(), None)
        questions = tuple(replace(self._question(draft), block=page.name) for draft in page.drafts)
        return Page(page.name, labels, relevant, questions, page.section)

    def _group(self, group: Group) -> tuple[Texts, Expression | None]:
        record = group.record
        if record is None:
            return nothing(), None
        self.reader.refuse(record, (*_NOT_OF_GROUPS, *(() if group.is_repeat else ("repeat_count",))))
        check_group_appearance(self.reader.table, record)
        self.reader.warn_surplus_texts(record, ("label",))
        relevant = self.reader.conditions.group_relevant(group)
        self.reader.conditions.check_texts(group, self.reader.translations)
        return self.reader.translations.optional(self.reader.table, record, "label"), relevant

    def _question(self, draft: Draft) -> Question:
        conditions = self.reader.conditions
        if draft.other_of:
            labels = specify_labels(self.reader.translations.tags)
            relevant = conditions.relevant(draft)
            return Question(draft.name, Kind.TEXT, labels, relevant=relevant, other_of=draft.other_of)
        if draft.heading_of is None:
            question = self.reader.read(draft)
        else:
            labels, _ = self._group(draft.heading_of)
            question = Question(draft.name, Kind.NOTE, labels)
        flattened = self.layout.flattened.get(draft, ())
        return replace(question, relevant=conditions.relevant(draft, flattened))
