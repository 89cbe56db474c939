"""Texts with expressions in braces: `{Q1.shown}` becomes `${Q1}`, a calculation a row of its own, the rest is named."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from querschnitt.core.instrument.xlsform.columns import Language
from querschnitt.tables.limesurvey.braces import split_expressions
from querschnitt.tables.limesurvey.lines import Line, Texts
from querschnitt.tables.limesurvey.names import Names
from querschnitt.tables.limesurvey.plain import plain
from querschnitt.tables.limesurvey.report import Account
from querschnitt.tables.limesurvey.script import Scope, Translator, Untranslatable, parse
from querschnitt.tables.limesurvey.script.terms import quoted
from querschnitt.tables.limesurvey.script.tree import Call, Name, Node, Str
from querschnitt.tables.limesurvey.script.variables import Variable, split_suffix
from querschnitt.tables.limesurvey.survey import LimeSurvey, Words

GAP = "…"
"""Stands in a text where something could not be carried over."""

_FIELDS = frozenset(
    [
        "SID",
        "SAVEDID",
        "SURVEYID",
        "SURVEYNAME",
        "SURVEYDESCRIPTION",
        "TOKEN",
        "LANG",
        "EXPIRY",
        "EXPIRY-DMY",
        "EXPIRY-MDY",
        "PERC",
        "QUESTION_CODE",
        "QUESTION_NUMBER",
        "QUESTIONNUMBER",
        "ADMINNAME",
        "ADMINEMAIL",
        "FIRSTNAME",
        "LASTNAME",
        "EMAIL",
        "PASSTHRU",
        "GID",
        "QID",
        "SGQ",
        "ANSWERTABLE",
        "STATISTICSURL",
        "VIEWRESPONSEURL",
        "EDITRESPONSEURL",
        "SURVEYURL",
        "OPTOUTURL",
        "OPTINURL",
        "NUMBEROFQUESTIONS",
        "SURVEYLANGUAGE",
        "ASSESSMENT_CURRENT_TOTAL",
        "ASSESSMENT_HEADING",
        "TOTALQUESTIONS",
        "GROUPNAME",
        "GROUPDESCRIPTION",
        "RESPONSEID",
    ]
)

_MARK = 0xE000
"""First of the private characters that keep the place of an expression while HTML is taken away."""


@dataclass(frozen=True)
class Place:
    """Where a text stands.

    Attributes
    ----------
    code : LimeSurvey's code of the question, for the report
    owner : id of the question, "" for others
    place : in the order of the questionnaire
    row : its row in the sheet survey
    may_calculate : whether rows with calculations can stand in front of it
    may_show : whether answers can stand in it at all
    """

    code: str
    owner: str = ""
    place: int = 0
    row: str = ""
    may_calculate: bool = True
    may_show: bool = True


@dataclass(frozen=True)
class Spoken:
    """A text carried over: in every language, with the calculations that it needs and the answers that it shows."""

    texts: Texts
    calculations: tuple[Line, ...] = ()
    shows: frozenset[str] = frozenset()


@dataclass
class Piping:
    """Carries texts over.

    Attributes
    ----------
    found : question code -> what HTML held besides the text, noted once a question at the end
    """

    survey: LimeSurvey
    languages: Mapping[str, Language]
    translator: Translator
    names: Names
    account: Account
    found: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def speak(self, words: Words, place: Place) -> Spoken:
        """Carry one text over, in all its languages."""
        readings = {code: _Reading(self, place, code) for code in words if code in self.languages}
        texts = {self.languages[code].tag: reading.read(words[code]) for code, reading in readings.items()}
        calculations = _merged(readings.values())
        wanted = {frozenset(reading.calculations) for reading in readings.values()}
        if len(wanted) > 1:
            texts = {tag: _without(text, calculations) for tag, text in texts.items()}
            self._note_different(calculations, place)
            calculations = {}
        lines = []
        for source, (mark, translation) in calculations.items():
            name = self.names.free(f"{place.row or place.code}_text")
            texts = {tag: text.replace(mark, f"${{{name}}}") for tag, text in texts.items()}
            lines.append(Line("calculate", name, {"calculation": translation}))
            self.account.mention(place.code, f"expression in a text: {{{source}}}", "it became a calculated value",
                                 "", row=name)  # fmt: skip
        shows = frozenset(name for reading in readings.values() for name in reading.shows)
        return Spoken({tag: text for tag, text in texts.items() if text}, tuple(lines), shows)

    def _note_different(self, calculations: Mapping[str, tuple[str, str]], place: Place) -> None:
        for source in calculations:
            self.account.lose(
                place.code, f"expression in a text: {{{source}}}", "it differs between the languages",
                f"Its place is marked '{GAP}'. Ask it in two versions, each with a condition.", row=place.row,
            )  # fmt: skip

    def note_html(self) -> None:
        """Note what HTML held besides texts, once a question."""
        for code, kinds in self.found.items():
            if kinds.get("images"):
                listed = ", ".join(kinds["images"])
                self.account.lose(code, f"picture: {listed}", "texts hold no pictures", "Say it in words.")
            if kinds.get("lost"):
                listed = ", ".join(kinds["lost"])
                self.account.change(code, f"in a text: {listed}", "texts are plain; its words were kept", "Read it.")
            if kinds.get("emphasis"):
                listed = ", ".join(kinds["emphasis"])
                self.account.mention(code, f"emphasis: {listed}", "texts are plain; the words were kept")


def _merged(readings: Iterable[_Reading]) -> dict[str, tuple[str, str]]:
    merged: dict[str, tuple[str, str]] = {}
    for reading in readings:
        merged |= reading.calculations
    return merged


def _without(text: str, calculations: Mapping[str, tuple[str, str]]) -> str:
    for mark, _ in calculations.values():
        text = text.replace(mark, GAP)
    return text


@dataclass
class _Reading:
    """Reads one text in one language.

    `calculations` is source -> (mark in the text, calculation).
    """

    piping: Piping
    place: Place
    language: str
    calculations: dict[str, tuple[str, str]] = field(default_factory=dict)
    shows: list[str] = field(default_factory=list)

    def read(self, text: str) -> str:
        pieces = split_expressions(text)
        insertions = [self._insertion(piece) for piece, is_expression in pieces if is_expression]
        marked, number = [], 0
        for piece, is_expression in pieces:
            marked.append(chr(_MARK + number) if is_expression else piece)
            number += is_expression
        read = plain("".join(marked))
        self._remember(read.emphasis, read.lost, read.images)
        words = self._without_braces(read.text)
        for index, insertion in enumerate(insertions):
            words = words.replace(chr(_MARK + index), insertion)
        return words

    def _without_braces(self, text: str) -> str:
        """Write braces that mean nothing as parentheses: in a workbook they would mean something."""
        text = text.replace("\\{", "{").replace("\\}", "}")
        if "{" in text or "}" in text:
            self.piping.account.mention(
                self.place.code, "braces in a text", "braces hold places for answers; they became parentheses", "",
                row=self.place.row,
            )  # fmt: skip
        return text.replace("{", "(").replace("}", ")")

    def _remember(self, emphasis: Sequence[str], lost: Sequence[str], images: Sequence[str]) -> None:
        kinds = self.piping.found.setdefault(self.place.code, {})
        for kind, things in (("emphasis", emphasis), ("lost", lost), ("images", images)):
            known = kinds.setdefault(kind, [])
            known.extend(thing for thing in things if thing not in known)

    def _insertion(self, piece: str) -> str:
        source = html.unescape(re.sub(r"<[a-zA-Z/][^>]*>", "", piece)).strip()
        try:
            return self._resolved(source)
        except Untranslatable as reason:
            self.piping.account.lose(
                self.place.code, f"expression in a text: {{{source}}}", reason.why,
                f"Its place is marked '{GAP}'. Write the text anew.", row=self.place.row,
            )  # fmt: skip
            return GAP

    def _resolved(self, source: str) -> str:
        if source == "SURVEYNAME":
            return plain(self.piping.survey.text("surveyls_title").get(self.language, GAP)).text
        if source in _FIELDS or source.startswith(("TOKEN:", "ASSESSMENT")):
            raise Untranslatable("it is a field of LimeSurvey's own")
        tree = parse(source)
        listed = self._listed(tree)
        if listed is not None:
            return self._shown(listed, source)
        if isinstance(tree, Name) and not tree.written.startswith(("self", "that", "this")):
            base, suffix = split_suffix(tree.written)
            variable = self.piping.translator.variables.find(base)
            if suffix == "question":
                question = self.piping.survey.questions[variable.owner]
                return plain(question.texts.get(self.language, GAP)).text
            if variable.kind == "flag" or variable.rank is not None:
                return self._named(variable, source)
            return self._shown(variable, source)
        return self._calculated(source)

    def _listed(self, tree: Node) -> Variable | None:
        """Return an option of the multiple choice whose chosen options are listed: `list(that.Q1.shown)`."""
        if not isinstance(tree, Call) or tree.function not in ("list", "implode", "join"):
            return None
        arguments = [each for each in tree.arguments if not isinstance(each, Str)]
        if len(arguments) != 1 or not isinstance(arguments[0], Name) or not arguments[0].written.startswith("that."):
            return None
        variables = self.piping.translator.variables
        found = variables.of(variables.question(arguments[0].written.split(".")[1]))
        flags = [variable for variable in found if variable.kind == "flag"]
        return flags[0] if flags else None

    def _shown(self, variable: Variable, source: str) -> str:
        if variable.kind == "lost":
            raise Untranslatable(f"'{variable.written}' is not in the workbook: {variable.why}")
        if not self.place.may_show:
            raise Untranslatable("answers cannot stand in this text")
        if variable.owner == self.place.owner:
            raise Untranslatable("a question cannot show its own answer")
        if variable.place >= self.place.place:
            raise Untranslatable(f"'{variable.written}' comes later in the questionnaire")
        if variable.codes and variable.kind == "code" and split_suffix(source)[1] in ("", "code", "NAOK"):
            self.piping.account.mention(
                self.place.code, f"expression in a text: {{{source}}}",
                "LimeSurvey shows the code of the answer; here its wording is shown", "", row=self.place.row,
            )  # fmt: skip
        self.shows.append(variable.name)
        return f"${{{variable.name}}}"

    def _named(self, variable: Variable, source: str) -> str:
        """Show the wording of one option, if it was chosen, or of what stands at one place of a ranking."""
        mark = self._shown(variable, source)
        if not self.place.may_calculate:
            raise Untranslatable("calculations cannot stand in this text")
        if variable.rank is not None:
            calculation = f"jr:choice-name(selected-at({mark}, {variable.rank}), '{mark}')"
        else:
            code = quoted(variable.choice)
            calculation = f"if(selected({mark}, {code}), jr:choice-name({code}, '{mark}'), '')"
        return self._mark(source, calculation)

    def _mark(self, source: str, calculation: str) -> str:
        """Keep the place of a calculation until it has a name."""
        return self.calculations.setdefault(source, (f"\uf000{source}\uf001", calculation))[0]

    def _calculated(self, source: str) -> str:
        if not (self.place.may_calculate and self.place.may_show):
            raise Untranslatable("calculations cannot stand in this text")
        translation = self.piping.translator.value(source, Scope(self.place.place, self.place.owner))
        if translation.kind == "truth":
            raise Untranslatable("it shows whether a condition holds")
        for note in translation.notes:
            self.piping.account.change(self.place.code, f"expression in a text: {{{source}}}", note, "Read it.",
                                       row=self.place.row)  # fmt: skip
        self.shows += re.findall(r"\$\{([^{}]+)\}", translation.text)
        return self._mark(source, translation.text)
