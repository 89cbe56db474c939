"""What the writers of rows share: texts, conditions, marks, and the account of what was lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from querschnitt.core.instrument.xlsform.columns import Language
from querschnitt.tables.limesurvey.conditions import expression_of
from querschnitt.tables.limesurvey.lines import ChoiceLine, Line, Texts
from querschnitt.tables.limesurvey.piping import Piping, Place, Spoken
from querschnitt.tables.limesurvey.plan import OTHER_NAME, POINT, ChoiceList, Option, Plan
from querschnitt.tables.limesurvey.report import Account
from querschnitt.tables.limesurvey.script import Scope, Translation, Translator, Untranslatable
from querschnitt.tables.limesurvey.script.terms import TRUE, Term, truth
from querschnitt.tables.limesurvey.script.translation import OTHER
from querschnitt.tables.limesurvey.survey import LimeGroup, LimeQuestion, LimeSurvey, Words
from querschnitt.tables.limesurvey.words import said

LONG = 200
"""Characters of a condition from which on others do not repeat it, but ask a row that says whether it held."""


@dataclass(frozen=True)
class Block:
    """The rows of one question. `group` is the row that begins a page of its own around them, or None."""

    lines: tuple[Line, ...]
    group: Line | None = None


@dataclass
class Writer:
    """Holds the survey that is carried over, and what has been written.

    Attributes
    ----------
    choices : list name -> its rows, for every list that is used
    filters : (id of the question, code of the row) -> when the row is asked
    used_words : keys of the words that LimeSurvey supplies itself
    """

    survey: LimeSurvey
    languages: Mapping[str, Language]
    plan: Plan
    account: Account
    translator: Translator
    piping: Piping
    choices: dict[str, list[ChoiceLine]] = field(default_factory=dict)
    filters: dict[tuple[str, str], Term] = field(default_factory=dict)
    used_words: set[str] = field(default_factory=set)
    _asked_groups: dict[str, Term] = field(default_factory=dict)

    @property
    def tags(self) -> list[str]:
        return [language.tag for language in self.languages.values()]

    # Texts

    def place(self, question: LimeQuestion, row: str = "") -> Place:
        name = row or self.plan.names.of(question.qid)
        return Place(question.code, question.qid, self.plan.places[question.qid], name)

    def speak(self, question: LimeQuestion, words: Words, row: str = "") -> Spoken:
        return self.piping.speak(words, self.place(question, row))

    def label(self, question: LimeQuestion) -> Spoken:
        """Return the text of a question. One without any text is called by its code, because a row needs a label."""
        spoken = self.speak(question, question.texts)
        if spoken.texts:
            return spoken
        name = self.plan.names.of(question.qid)
        self.account.change(question.code, "no text", "the question has none in any language; its code stands there",
                            "Give it a text.", row=name)  # fmt: skip
        return Spoken(dict.fromkeys(self.tags, question.code), spoken.calculations, spoken.shows)

    def supplied(self, key: str) -> Texts:
        """Return a word that LimeSurvey supplies itself."""
        self.used_words.add(key)
        return said(key, self.tags)

    def note_words(self) -> None:
        """Say which words are ours, once for all."""
        if self.used_words:
            self.account.mention(
                "survey", f"words: {', '.join(sorted(self.used_words))}",
                "LimeSurvey words them itself, so that they are in no file; those here are ours",
                "Have them read in every language.",
            )  # fmt: skip

    # Conditions

    def carry(
        self, translate: Callable[[], Translation], question: str, what: str, row: str = ""
    ) -> Translation | None:
        """Translate an expression; note what it cannot say, or says a little differently."""
        try:
            translation = translate()
        except Untranslatable as reason:
            self.account.lose(question, what, reason.why, reason.way_out, row=row)
            return None
        for note in translation.notes:
            self.account.change(question, what, note, "Check that it is what you mean.", row=row)
        return translation

    def relevance(self, question: LimeQuestion) -> Term:
        """Return when a question is asked inside its group; always, where its condition had to be given up."""
        source = question.relevance
        if source in ("", "1") and question.conditions:
            source = expression_of(question.conditions, self.survey)
        if source in ("", "1"):
            return TRUE
        known = (self._asked_groups.get(question.gid, TRUE),)
        scope = Scope(self.plan.places[question.qid], question.qid, known=known)
        row = self.plan.names.of(question.qid)
        return self.condition(source, scope, question.code, row)

    def group_relevance(self, group: LimeGroup, code: str, row: str) -> Term:
        """Return when a group is asked."""
        term = TRUE
        if group.relevance not in ("", "1") and group.questions:
            scope = Scope(min(self.plan.places[question.qid] for question in group.questions))
            term = self.condition(group.relevance, scope, code, row)
        self._asked_groups[group.gid] = term
        return term

    def condition(self, source: str, scope: Scope, code: str, row: str) -> Term:
        """Return a condition as a term; TRUE where it had to be given up."""
        self.account.count("conditions in LimeSurvey")
        found = self.carry(lambda: self.translator.condition(source, scope), code, f"condition: {source}", row)
        if found is None:
            return TRUE
        self.account.count("conditions")
        if found.text == "false()":
            self.account.mention(code, f"condition: {source}", "it never holds, so that nobody is asked", "", row=row)
        return found.term

    def remember(self, question: LimeQuestion, name: str, *asked: Term, required: bool) -> None:
        """Make known when a row is asked, for the conditions of later rows."""
        self.translator.asked[name] = (self._asked_groups.get(question.gid, TRUE), *asked)
        if required and not question.has("hidden"):
            self.translator.required.add(name)

    def mark_question(self, question: LimeQuestion, block: Block) -> Block:
        """Put a row behind a question with a long condition that says whether it is asked.

        Without it the conditions of all questions that a later one depends on would stand in that one.
        """
        names = {variable.name for variable in self.plan.variables.of(question.qid)}
        long = {term for name in names for term in self.translator.asked.get(name, ()) if len(term.text) > LONG}
        long.discard(self._asked_groups.get(question.gid, TRUE))
        own = block.group.cells.get("relevant", "") if block.group else ""
        for term in long:
            line, short = self._marker(self.plan.names.of(question.qid), "" if term.text == own else term.text)
            block = replace(block, lines=(*block.lines, line))
            for name in names & self.translator.asked.keys():
                terms = self.translator.asked[name]
                self.translator.asked[name] = tuple(short if each == term else each for each in terms)
        return block

    def mark_group(self, group: LimeGroup, name: str) -> Block:
        """Put a row into a group with a long condition that says whether it is asked."""
        if len(self._asked_groups[group.gid].text) <= LONG:
            return Block(())
        line, self._asked_groups[group.gid] = self._marker(name, "")
        return Block((line,))

    def _marker(self, name: str, condition: str) -> tuple[Line, Term]:
        marker = self.plan.names.free(f"{name}_asked")
        line = Line("calculate", marker, cells(relevant=condition, calculation="1"))
        return line, truth(f"${{{marker}}} = 1", "equality")

    # Choices

    def use(self, question: LimeQuestion, choices: ChoiceList) -> str:
        """Write a choice list, once, and return its name."""
        if choices.name not in self.choices:
            self.choices[choices.name] = [self._choice(question, choices, option) for option in choices.options]
        return choices.name

    def _choice(self, question: LimeQuestion, choices: ChoiceList, option: Option) -> ChoiceLine:
        if option.key == POINT:
            return ChoiceLine(choices.name, option.name, dict.fromkeys(self.tags, option.code))
        if option.key:
            return ChoiceLine(choices.name, option.name, self.supplied(option.key))
        return ChoiceLine(choices.name, option.name, self.option_label(question, option.texts, option.code))

    def option_label(self, question: LimeQuestion, texts: Words, code: str) -> Texts:
        """Return the text of an option, which may show no answers."""
        place = Place(f"{question.code} ({code})", question.qid, may_show=False, row=self.plan.names.of(question.qid))
        spoken = self.piping.speak(texts, place)
        if spoken.texts:
            return spoken.texts
        self.account.change(
            question.code, f"answer {code}: no text", "it has none in any language; its code stands there",
            "Give it a text.",
        )  # fmt: skip
        return dict.fromkeys(self.tags, code)

    def note_foreign_other(self, question: LimeQuestion) -> None:
        """Say where `or_other` has no words in a language, so that English ones stand there."""
        foreign = [tag for tag in self.tags if tag not in said(OTHER_NAME, self.tags)]
        if foreign:
            why = f"there is no word for it in {', '.join(foreign)}; the English one stands there"
            way_out = "Write the choice other and a row text behind the question instead."
            self.account.change(question.code, "another answer", why, way_out)

    def write_other(self, question: LimeQuestion, choices: ChoiceList) -> Texts:
        """Add the choice `other` with LimeSurvey's own words for it."""
        words = question.attributes.get("other_replace_text", {})
        own = self.piping.speak(words, Place(question.code, question.qid, may_show=False)).texts
        labels = {**self.supplied(OTHER_NAME), **own} if set(own) < set(self.tags) else own
        rows = self.choices[choices.name]
        if all(row.name != OTHER_NAME for row in rows):
            rows.append(ChoiceLine(choices.name, OTHER_NAME, labels))
        return labels


def cells(**values: str) -> dict[str, str]:
    """Return the cells that are filled in."""
    return {name: value for name, value in values.items() if value}


def relevant(term: Term) -> str:
    return "" if term == TRUE else term.text


def chosen(name: str, code: str, *, is_several: bool) -> Term:
    """Return the condition that an option was chosen."""
    if is_several:
        return truth(f"selected(${{{name}}}, '{code}')")
    return truth(f"${{{name}}} = '{code}'", "equality")


def our_code(choices: ChoiceList, code: str) -> str:
    """Return our name of one of LimeSurvey's codes, or ""."""
    return OTHER_NAME if code == OTHER and choices.has_other else dict(choices.codes).get(code, "")
