"""The sheets of a questionnaire, written from a survey of LimeSurvey."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from querschnitt.core.instrument.xlsform.columns import Language
from querschnitt.tables.limesurvey import kinds
from querschnitt.tables.limesurvey.attributes import note_settings
from querschnitt.tables.limesurvey.languages import languages_of
from querschnitt.tables.limesurvey.lines import (
    ChoiceLine,
    Line,
    Texts,
    choices_sheet,
    heading,
    survey_sheet,
    texts_sheet,
)
from querschnitt.tables.limesurvey.pages import END, arrange
from querschnitt.tables.limesurvey.piping import Piping, Place, Spoken
from querschnitt.tables.limesurvey.plain import plain
from querschnitt.tables.limesurvey.plan import Plan
from querschnitt.tables.limesurvey.report import Account, Report
from querschnitt.tables.limesurvey.rows.battery import write_battery
from querschnitt.tables.limesurvey.rows.multiple import write_multiple, write_ranking
from querschnitt.tables.limesurvey.rows.single import write_equation, write_lost, write_note, write_single
from querschnitt.tables.limesurvey.rows.writer import Block, Writer, relevant
from querschnitt.tables.limesurvey.script import Translator
from querschnitt.tables.limesurvey.survey import LimeGroup, LimeQuestion, LimeSurvey
from querschnitt.tables.limesurvey.survey_settings import note_survey

_KEYS = {
    "surveyls_title": "survey_title",
    "surveyls_description": "survey_description",
    "surveyls_endtext": "finish_thanks",
    "surveyls_policy_notice": "privacy_notice",
}
"""Columns of LimeSurvey's texts, and where they stand in the sheet texts."""

_UNSHOWN = frozenset({"relevant", "default"})
"""The cells of a hidden row."""


@dataclass(frozen=True)
class Questionnaire:
    """The sheets and the report."""

    sheets: Mapping[str, Sequence[Sequence[str]]]
    report: Report


def write_questionnaire(survey: LimeSurvey, *, file: str) -> Questionnaire:
    """Write the sheets. `file` is the name of the file, for the report."""
    account = Account()
    languages = languages_of(survey.languages)
    plan = Plan(survey, account).make()
    translator = Translator(plan.variables)
    piping = Piping(survey, languages, translator, plan.names, account)
    writer = Writer(survey, languages, plan, account, translator, piping)
    lines = [*_welcome(writer), *_body(writer)]
    texts = _texts(writer)
    note_settings(survey, account)
    note_survey(survey, account)
    piping.note_html()
    writer.note_words()
    choices = [line for rows in writer.choices.values() for line in rows]
    untranslated = _note_untranslated(writer, lines, choices, texts)
    _count(writer, lines, choices)
    known = list(languages.values())
    report = Report(
        file=file,
        title=_title(survey),
        version=survey.version,
        languages=tuple(language.tag for language in known),
        carried={what: account.carried[what] for what in sorted(account.carried)},
        renamed=dict(plan.names.changed),
        untranslated=untranslated,
        losses=tuple(account.losses),
    )
    sheets = {
        "survey": survey_sheet(lines, known),
        "choices": choices_sheet(choices, known),
        "settings": _settings(survey, known[0]),
        "texts": texts_sheet(texts, known),
        "readme": report.as_rows(),
    }
    return Questionnaire(sheets, report)


def _title(survey: LimeSurvey) -> str:
    return plain(survey.text("surveyls_title").get(survey.base, "")).text or "LimeSurvey"


def _settings(survey: LimeSurvey, base: Language) -> list[list[str]]:
    number = re.sub(r"[^A-Za-z0-9]+", "_", survey.settings.get("sid", "")).strip("_") or "survey"
    return [
        ["form_title", "form_id", "version", "default_language"],
        [_title(survey), f"limesurvey_{number}", "1", heading(base)],
    ]


def _welcome(writer: Writer) -> list[Line]:
    """Write the welcome as a page of its own, as LimeSurvey shows it."""
    words = writer.survey.text("surveyls_welcometext")
    if not words or writer.survey.settings.get("showwelcome", "Y") == "N":
        return []
    name = writer.plan.names.free("welcome")
    spoken = writer.piping.speak(words, Place("welcome", row=name, may_show=False))
    if not spoken.texts:
        return []
    writer.account.mention("survey", "welcome text", "it is a page with a note", "", row=name)
    page = Line("begin_group", writer.plan.names.free("welcome_page"))
    return [page, Line("note", name, {}, {"label": spoken.texts}), END]


def _texts(writer: Writer) -> dict[str, Texts]:
    """Return the sheet texts: what is said around the questions."""
    found = {}
    for column, key in _KEYS.items():
        spoken = writer.piping.speak(writer.survey.text(column), Place("survey", row=key, may_show=False))
        if spoken.texts:
            found[key] = spoken.texts
    return found


def _body(writer: Writer) -> Iterator[Line]:
    for number, group in enumerate(writer.survey.groups, start=1):
        yield from _group(writer, group, number)


def _group(writer: Writer, group: LimeGroup, number: int) -> tuple[Line, ...]:
    title = plain(group.names.get(writer.survey.base, "")).text or str(number)
    code = f"group {title}"
    first = min((writer.plan.places[question.qid] for question in group.questions), default=0)
    name = writer.plan.names.free(f"group_{number}")
    asked = writer.group_relevance(group, code, name)
    label = writer.piping.speak(group.names, Place(code, place=first, row=name, may_calculate=False))
    place = Place(code, place=first, row=writer.plan.names.free(f"{name}_text"))
    marked = writer.mark_group(group, name)
    blocks = [_description(writer, group, place), *(_block(writer, question) for question in group.questions)]
    blocks = [block for block in blocks if block.lines]
    if group.random:
        writer.account.lose(code, f"randomization group: {group.random}", "groups come in the order of the sheet",
                            "Draw the order before the field, or leave it out.", row=name)  # fmt: skip
    if not blocks:
        writer.account.change(code, "the group", "it holds no question that could be carried over", "")
        return ()
    writer.account.count("groups")
    texts = {"label": label.texts} if label.texts else {}
    begin = Line("begin_group", name, {"relevant": relevant(asked)} if relevant(asked) else {}, texts, label.shows)
    pages = arrange(begin, [marked, *blocks] if marked.lines else blocks, writer.plan.names)
    if pages.is_divided:
        writer.account.mention(
            code, "divided into pages", "a text shows an answer that is given in the same group; a page is written "
            "before it is answered", "", row=name,
        )  # fmt: skip
    return pages.lines


def _description(writer: Writer, group: LimeGroup, place: Place) -> Block:
    """Write the description of a group as a note at its top."""
    spoken: Spoken = writer.piping.speak(group.descriptions, place)
    if not spoken.texts:
        return Block(())
    return Block((*spoken.calculations, Line("note", place.row, {}, {"label": spoken.texts}, spoken.shows)))


def _block(writer: Writer, question: LimeQuestion) -> Block:
    block = writer.mark_question(question, _written(writer, question))
    if block.lines:
        writer.account.count("questions")
    return _hidden(writer, question, block) if question.has("hidden") else block


def _written(writer: Writer, question: LimeQuestion) -> Block:
    kind = question.kind
    if writer.plan.missing_part(question):
        return write_lost(writer, question)
    if kind in kinds.MULTIPLE:
        return write_multiple(writer, question)
    if kind in kinds.LISTS or kind in kinds.FIXED or kind in kinds.TEXTS or kind in "ND":
        return write_single(writer, question)
    if kind == "R":
        return write_ranking(writer, question)
    if kind == "X":
        return write_note(writer, question)
    if kind == "*":
        return write_equation(writer, question)
    if kind in kinds.SPEECH and kind not in kinds.LOST:
        return write_battery(writer, question)
    return write_lost(writer, question)


def _hidden(writer: Writer, question: LimeQuestion, block: Block) -> Block:
    """Write a hidden question as values nobody sees. Without a default nothing in a workbook fills them."""
    if question.kind == "*":
        return block
    if question.kind == "X":
        writer.account.mention(question.code, "hidden text display", "nobody sees it, so that it is left out")
    around = block.group.cells.get("relevant", "") if block.group else ""
    lines = []
    for line in block.lines:
        if not line.is_asked:
            lines += [line] if line.type == "calculate" else []
            continue
        default = line.cells.get("default", "")
        if not default:
            writer.account.lose(
                question.code, "hidden question", "it is filled from outside, by an address or by participants' data",
                "Write its value into the column default, or leave it out.", row=line.name,
            )  # fmt: skip
        kept = {column: value for column, value in line.cells.items() if column in _UNSHOWN}
        if around:
            kept["relevant"] = f"({around}) and ({kept['relevant']})" if "relevant" in kept else around
        lines.append(replace(line, type="hidden", cells=kept, texts={}))
    return Block(tuple(lines))


def _note_untranslated(
    writer: Writer, lines: Sequence[Line], choices: Sequence[ChoiceLine], texts: Mapping[str, Texts]
) -> dict[str, int]:
    """Say for each language what is missing. Nothing is put there in its place."""
    addressed = [(f"{line.name} {column}", words) for line in lines for column, words in line.texts.items()]
    addressed += [(f"answer {line.list_name}/{line.name}", line.labels) for line in choices]
    addressed += [(f"text {key}", words) for key, words in texts.items()]
    missing: dict[str, list[str]] = {}
    for address, words in addressed:
        for tag in writer.tags:
            if words and tag not in words:
                missing.setdefault(tag, []).append(address)
    for language in writer.languages.values():
        found = missing.get(language.tag, [])
        if found:
            listed = ", ".join(found[:12]) + (f" and {len(found) - 12} more" if len(found) > 12 else "")
            writer.account.lose(
                "survey", f"{heading(language)}: {len(found)} texts are missing ({listed})",
                "LimeSurvey has none in this language", "Translate them. Their cells are empty.",
            )  # fmt: skip
    return {tag: len(found) for tag, found in missing.items()}


def _count(writer: Writer, lines: Sequence[Line], choices: Sequence[ChoiceLine]) -> None:
    account = writer.account
    account.carried |= Counter(
        {
            "languages": len(writer.languages),
            "questions in LimeSurvey": len(writer.survey.questions),
            "rows of the sheet survey": len(lines),
            "choice lists": len(writer.choices),
            "choices": len(choices),
        }
    )
