"""From the tables of a file to a survey, for both layouts.

Until LimeSurvey 3 a table has one row for each language, with the texts in it. Since LimeSurvey 4 the texts stand in
tables of their own (`question_l10ns`, `group_l10ns`, `answer_l10ns`, `defaultvalue_l10ns`). Here both are read at
once, because exports of the time between mix them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from querschnitt.core.errors import InputError
from querschnitt.tables.limesurvey.document import Document, Record
from querschnitt.tables.limesurvey.survey import (
    Answer,
    Condition,
    Default,
    LimeGroup,
    LimeQuestion,
    LimeSurvey,
    Quota,
    Subquestion,
    Words,
)

_READ = frozenset(
    [
        "answers",
        "answer_l10ns",
        "assessments",
        "conditions",
        "defaultvalues",
        "defaultvalue_l10ns",
        "groups",
        "group_l10ns",
        "questions",
        "question_l10ns",
        "question_attributes",
        "subquestions",
        "quota",
        "quota_members",
        "quota_languagesettings",
        "surveys",
        "surveys_languagesettings",
        "themes",
        "themes_inherited",
        "survey_url_parameters",
        "plugin_settings",
    ]
)


def assemble(document: Document, *, where: str) -> LimeSurvey:
    """Put a survey together.

    Raises
    ------
    InputError : if what holds it together is missing: a language, a group, the id of a question
    """
    settings = document.rows("surveys")[0] if document.rows("surveys") else {}
    texts = _language_settings(document)
    languages = _languages(document, settings, texts)
    if not languages:
        raise InputError(
            "The file does not say its language", where=where, expected="<languages>, or a table 'surveys'"
        )
    groups = _groups(document)
    known = {question.gid for question in _questions(document, languages[0])}
    if not groups or not known <= {group.gid for group in groups}:
        missing = ", ".join(sorted(known - {group.gid for group in groups}))
        raise InputError(
            "A question belongs to a group that is not in the file", where=where,
            expected="a row in the table 'groups'", got=f"gid {missing}", hint="Export the whole survey again.",
        )  # fmt: skip
    by_group = defaultdict(list)
    for question in _questions(document, languages[0]):
        by_group[question.gid].append(question)
    return LimeSurvey(
        version=document.version,
        base=languages[0],
        languages=languages,
        settings=settings,
        texts=texts,
        groups=tuple(_filled(group, by_group[group.gid]) for group in groups),
        quotas=tuple(_quotas(document)),
        assessments=tuple(dict.fromkeys(row.get("name", "") or "?" for row in document.rows("assessments"))),
        unread=tuple(sorted(name for name, rows in document.tables.items() if rows and name not in _READ)),
    )


def _filled(group: LimeGroup, questions: Sequence[LimeQuestion]) -> LimeGroup:
    return LimeGroup(group.gid, group.names, group.descriptions, group.relevance, group.random, tuple(questions))


def _languages(document: Document, settings: Record, texts: Mapping[str, Words]) -> tuple[str, ...]:
    """Return the language codes, the base language first."""
    declared = [settings.get("language", ""), *settings.get("additional_languages", "").split()]
    found = [code for code in declared if code] + list(document.languages)
    if not found:
        found = list(texts.get("surveyls_title", {}))
    return tuple(dict.fromkeys(found))


def _language_settings(document: Document) -> Mapping[str, Words]:
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for row in document.rows("surveys_languagesettings"):
        language = row.get("surveyls_language", "")
        for column, value in row.items():
            if value.strip():
                texts[column][language] = value
    return dict(texts)


def _number(row: Record, column: str) -> int:
    written = row.get(column, "").strip()
    return int(written) if written.lstrip("-").isdecimal() else 0


def _texts(tables: Iterable[Sequence[Record]], key: str, column: str) -> Mapping[str, Words]:
    """Collect a text column by id and language, from rows that have both."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for rows in tables:
        for row in rows:
            if row.get(column, "").strip() and "language" in row and key in row:
                found[row[key]][row["language"]] = row[column]
    return found


def _groups(document: Document) -> list[LimeGroup]:
    tables = (document.rows("groups"), document.rows("group_l10ns"))
    names, descriptions = _texts(tables, "gid", "group_name"), _texts(tables, "gid", "description")
    first: dict[str, Record] = {}
    for row in document.rows("groups"):
        first.setdefault(row.get("gid", ""), row)
    ordered = sorted(first.values(), key=lambda row: _number(row, "group_order"))
    return [
        LimeGroup(
            gid=row.get("gid", ""),
            names=names.get(row.get("gid", ""), {}),
            descriptions=descriptions.get(row.get("gid", ""), {}),
            relevance=row.get("grelevance", "").strip(),
            random=row.get("randomization_group", "").strip(),
        )
        for row in ordered
    ]


def _questions(document: Document, base: str) -> list[LimeQuestion]:
    """Return the questions in the order in which they stand inside their groups."""
    rows = (*document.rows("questions"), *document.rows("subquestions"))
    tables = (rows, document.rows("question_l10ns"))
    texts = {column: _texts(tables, "qid", column) for column in ("question", "help", "script")}
    first: dict[str, Record] = {}
    for row in rows:
        known = first.get(row.get("qid", ""))
        if known is None or row.get("language") == base:
            first[row.get("qid", "")] = row
    parents = [row for row in first.values() if not _is_subquestion(row)]
    children = _subquestions([row for row in first.values() if _is_subquestion(row)], texts["question"])
    answers, defaults = _answers(document), _defaults(document)
    attributes, conditions = _attributes(document), _conditions(document)
    ordered = sorted(parents, key=lambda row: _number(row, "question_order"))
    return [
        LimeQuestion(
            qid=row.get("qid", ""),
            gid=row.get("gid", ""),
            code=row.get("title", "").strip(),
            kind=row.get("type", "").strip() or "?",
            texts=texts["question"].get(row.get("qid", ""), {}),
            helps=texts["help"].get(row.get("qid", ""), {}),
            scripts=texts["script"].get(row.get("qid", ""), {}),
            other=row.get("other", "N") == "Y",
            mandatory=row.get("mandatory", "") or "N",
            pattern=row.get("preg", "").strip(),
            relevance=row.get("relevance", "").strip(),
            theme=(row.get("question_theme_name", "") or row.get("modulename", "")).strip(),
            subquestions=tuple(children.get(row.get("qid", ""), ())),
            answers=tuple(answers.get(row.get("qid", ""), ())),
            defaults=tuple(defaults.get(row.get("qid", ""), ())),
            conditions=tuple(conditions.get(row.get("qid", ""), ())),
            attributes=attributes.get(row.get("qid", ""), {}),
        )
        for row in ordered
    ]


def _is_subquestion(row: Record) -> bool:
    return row.get("parent_qid", "") not in ("", "0")


def _subquestions(rows: Sequence[Record], texts: Mapping[str, Words]) -> Mapping[str, list[Subquestion]]:
    found: dict[str, list[Subquestion]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (_number(row, "scale_id"), _number(row, "question_order"))):
        qid = row.get("qid", "")
        relevance = row.get("relevance", "").strip()
        each = Subquestion(qid, row.get("title", "").strip(), texts.get(qid, {}), _number(row, "scale_id"), relevance)
        found[row["parent_qid"]].append(each)
    return found


def _answers(document: Document) -> Mapping[str, list[Answer]]:
    rows = document.rows("answers")
    by_id = _texts((document.rows("answer_l10ns"),), "aid", "answer")
    own: dict[tuple[str, str, int], dict[str, str]] = defaultdict(dict)
    first: dict[tuple[str, str, int], Record] = {}
    for row in (*rows, *document.rows("answer_l10ns")):
        # Some programs that write .lss files put question and code into the rows of answer_l10ns.
        if "qid" in row and "code" in row:
            key = (row["qid"], row["code"], _number(row, "scale_id"))
            if row.get("answer", "").strip():
                own[key][row.get("language", "")] = row["answer"]
            first.setdefault(key, row)
    found: dict[str, list[Answer]] = defaultdict(list)
    for key, row in sorted(first.items(), key=lambda item: _number(item[1], "sortorder")):
        texts = {**by_id.get(row.get("aid", ""), {}), **own[key]}
        found[key[0]].append(Answer(key[1], texts, key[2], row.get("assessment_value", "") or "0"))
    return found


def _defaults(document: Document) -> Mapping[str, list[Default]]:
    by_id = _texts((document.rows("defaultvalue_l10ns"),), "dvid", "defaultvalue")
    values: dict[tuple[str, str, int, str], dict[str, str]] = defaultdict(dict)
    for row in document.rows("defaultvalues"):
        subquestion = row.get("sqid", "0")
        key = (row.get("qid", ""), "" if subquestion == "0" else subquestion, _number(row, "scale_id"),
               row.get("specialtype", ""))  # fmt: skip
        values[key] |= by_id.get(row.get("dvid", ""), {})
        if row.get("defaultvalue", "").strip():
            values[key][row.get("language", "")] = row["defaultvalue"]
    found: dict[str, list[Default]] = defaultdict(list)
    for (qid, subquestion, scale, special), words in values.items():
        if words:
            found[qid].append(Default(words, subquestion, scale, special))
    return found


def _conditions(document: Document) -> Mapping[str, list[Condition]]:
    found: dict[str, list[Condition]] = defaultdict(list)
    for row in document.rows("conditions"):
        condition = Condition(
            question=row.get("cqid", "0"),
            field=row.get("cfieldname", "").strip(),
            method=row.get("method", "").strip() or "==",
            value=row.get("value", ""),
            scenario=row.get("scenario", "1"),
        )
        found[row.get("qid", "")].append(condition)
    return found


def _attributes(document: Document) -> Mapping[str, Mapping[str, Words]]:
    found: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for row in document.rows("question_attributes"):
        if row.get("value", "").strip():
            found[row.get("qid", "")][row.get("attribute", "")][row.get("language", "")] = row["value"].strip()
    return found


def _quotas(document: Document) -> Iterable[Quota]:
    members = defaultdict(list)
    for row in document.rows("quota_members"):
        members[row.get("quota_id", "")].append((row.get("qid", ""), row.get("code", "")))
    for row in document.rows("quota"):
        is_active = row.get("active", "1") == "1"
        yield Quota(row.get("name", ""), row.get("qlimit", ""), is_active, tuple(members[row.get("id", "")]))
