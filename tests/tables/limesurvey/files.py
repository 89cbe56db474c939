"""Writes surveys the way LimeSurvey exports them, in both layouts, from a short description.

`old` is the layout until LimeSurvey 3 (one row for each language), `new` the one since LimeSurvey 4 (texts in tables of
their own). Columns, order and CDATA are those of real exports.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

SID = "123456"

Words = str | Mapping[str, str]
Row = dict[str, str]


@dataclass
class Q:
    """A question: type, code, text and whatever else differs from LimeSurvey's defaults.

    subs and columns: code -> text; answers, answers2: code -> text; attributes: name -> value, or language -> value.
    sub_relevance: code of a subquestion -> its condition.
    """

    kind: str
    code: str
    text: Words = "Text"
    help: Words = ""
    relevance: str = "1"
    mandatory: str = "N"
    other: str = "N"
    preg: str = ""
    subs: Mapping[str, Words] = field(default_factory=dict)
    columns: Mapping[str, Words] = field(default_factory=dict)
    answers: Mapping[str, Words] = field(default_factory=dict)
    answers2: Mapping[str, Words] = field(default_factory=dict)
    attributes: Mapping[str, Words] = field(default_factory=dict)
    sub_relevance: Mapping[str, str] = field(default_factory=dict)
    defaults: Sequence[tuple[str, Words]] = ()
    conditions: Sequence[tuple[str, ...]] = ()
    theme: str = ""


@dataclass
class G:
    """A group with its questions."""

    name: Words
    questions: Sequence[Q]
    relevance: str = "1"
    description: Words = ""
    random: str = ""


def survey(
    *groups: G,
    languages: Sequence[str] = ("de",),
    layout: str = "new",
    texts: Mapping[str, Words] | None = None,
    settings: Mapping[str, str] | None = None,
    extra: Mapping[str, Sequence[Row]] | None = None,
    version: int = 0,
) -> bytes:
    """Return the bytes of an .lss file."""
    writer = _Survey(languages, layout)
    for number, group in enumerate(groups, start=1):
        writer.add_group(number, group)
    writer.add_survey(texts or {"surveyls_title": "Umfrage"}, settings or {})
    for table, rows in (extra or {}).items():
        writer.tables.setdefault(table, []).extend(rows)
    return writer.written(version or (623 if layout == "new" else 177))


def qid(code_number: int) -> str:
    """Return the id of the n-th question of a file, counted from 1 over all groups, subquestions aside."""
    return str(code_number * 100)


class _Survey:
    def __init__(self, languages: Sequence[str], layout: str) -> None:
        self.languages, self.is_new = tuple(languages), layout == "new"
        self.tables: dict[str, list[Row]] = {}
        self.count = 0
        self.order = 0

    def words(self, words: Words) -> dict[str, str]:
        """A plain string is the text in every language."""
        return dict.fromkeys(self.languages, words) if isinstance(words, str) else dict(words)

    def add(self, table: str, row: Mapping[str, Any]) -> None:
        self.tables.setdefault(table, []).append({name: str(value) for name, value in row.items()})

    def add_spoken(self, tables: tuple[str, str], row: Row, key: str, **texts: Mapping[str, str]) -> None:
        """Add a row with texts: one row for each language, or texts in a table of their own."""
        table, l10n = tables
        if self.is_new:
            self.add(table, row)
        for language in self.languages:
            spoken = {name: words.get(language, "") for name, words in texts.items()}
            if self.is_new:
                self.order += 1
                self.add(l10n, {"id": self.order, key: row[key], **spoken, "language": language})
            else:
                self.add(table, {**row, **spoken, "language": language})

    def add_group(self, number: int, group: G) -> None:
        row = {"gid": str(number), "sid": SID, "group_order": str(number), "randomization_group": group.random,
               "grelevance": group.relevance}  # fmt: skip
        texts = {"group_name": self.words(group.name), "description": self.words(group.description)}
        self.add_spoken(("groups", "group_l10ns"), row, "gid", **texts)
        for order, question in enumerate(group.questions, start=1):
            self.add_question(str(number), order, question)

    def add_question(self, gid: str, order: int, question: Q) -> None:
        self.count += 1
        own = qid(self.count)
        row = {"qid": own, "parent_qid": "0", "sid": SID, "gid": gid, "type": question.kind, "title": question.code,
               "preg": question.preg, "other": question.other, "mandatory": question.mandatory, "encrypted": "N",
               "question_order": str(order), "scale_id": "0", "same_default": "0", "relevance": question.relevance,
               "question_theme_name": question.theme, "modulename": ""}  # fmt: skip
        texts = {"question": self.words(question.text), "help": self.words(question.help), "script": {}}
        self.add_spoken(("questions", "question_l10ns"), row, "qid", **texts)
        ids = {}
        for scale, subs in enumerate((question.subs, question.columns)):
            for place, (code, words) in enumerate(subs.items(), start=1):
                number = str(int(own) + len(ids) + 1)
                ids.setdefault(code, number)
                ids[f"{scale}:{code}"] = number
                sub = row | {"qid": number, "parent_qid": own, "type": "T", "title": code, "scale_id": str(scale),
                             "question_order": str(place), "other": "N", "mandatory": "N",
                             "relevance": question.sub_relevance.get(code, "1")}  # fmt: skip
                spoken = {"question": self.words(words), "help": {}, "script": {}}
                self.add_spoken(("subquestions", "question_l10ns"), sub, "qid", **spoken)
        self._add_answers(own, question)
        self._add_rest(own, question, ids)

    def _add_answers(self, own: str, question: Q) -> None:
        for scale, answers in enumerate((question.answers, question.answers2)):
            for place, (code, words) in enumerate(answers.items()):
                self.order += 1
                row = {"aid": str(self.order), "qid": own, "code": code, "sortorder": str(place),
                       "assessment_value": "0", "scale_id": str(scale)}  # fmt: skip
                self.add_spoken(("answers", "answer_l10ns"), row, "aid", answer=self.words(words))

    def _add_rest(self, own: str, question: Q, ids: Mapping[str, str]) -> None:
        for name, value in question.attributes.items():
            for language, words in ({"": value} if isinstance(value, str) else value).items():
                self.add("question_attributes", {"qid": own, "attribute": name, "value": words, "language": language})
        for part, value in question.defaults:
            self.order += 1
            special = part if part in ("other", "comment") else ""
            row = {"dvid": str(self.order), "qid": own, "scale_id": "0", "sqid": ids.get(part, "0"),
                   "specialtype": special}  # fmt: skip
            self.add_spoken(("defaultvalues", "defaultvalue_l10ns"), row, "dvid", defaultvalue=self.words(value))
        for number, (cqid, cfieldname, method, value, scenario) in enumerate(question.conditions, start=1):
            self.add("conditions", {"cid": number, "qid": own, "cqid": cqid, "cfieldname": cfieldname, "method": method,
                                    "value": value, "scenario": scenario})  # fmt: skip

    def add_survey(self, texts: Mapping[str, Words], settings: Mapping[str, str]) -> None:
        first, *others = self.languages
        self.add("surveys", {"sid": SID, "gsid": "1", "admin": "inherit", "anonymized": "N", "format": "G",
                             "language": first, "additional_languages": " ".join(others), "showwelcome": "Y",
                             "assessments": "N", **settings})  # fmt: skip
        for language in self.languages:
            spoken = {column: self.words(words).get(language, "") for column, words in texts.items()}
            self.add("surveys_languagesettings", {"surveyls_survey_id": SID, "surveyls_language": language, **spoken})

    def written(self, version: int) -> bytes:
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<document>",
                 " <LimeSurveyDocType>Survey</LimeSurveyDocType>",
                 f" <DBVersion>{version}</DBVersion>", " <languages>"]  # fmt: skip
        lines += [f"  <language>{language}</language>" for language in self.languages] + [" </languages>"]
        for table in sorted(self.tables):
            lines += _table(table, self.tables[table])
        return "\n".join([*lines, "</document>", ""]).encode()


def _table(name: str, rows: Iterable[Row]) -> list[str]:
    rows = list(rows)
    fields = list(dict.fromkeys(column for row in rows for column in row))
    named = [f"   <fieldname>{escape(each)}</fieldname>" for each in fields]
    lines = [f" <{name}>", "  <fields>", *named, "  </fields>", "  <rows>"]
    for row in rows:
        lines += ["   <row>", *(_cell(column, value) for column, value in row.items()), "   </row>"]
    return [*lines, "  </rows>", f" </{name}>"]


def _cell(column: str, value: str) -> str:
    if not value:
        return f"    <{column}/>"
    return f"    <{column}><![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]></{column}>"
