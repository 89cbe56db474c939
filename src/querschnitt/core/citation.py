"""The one sentence that may be said of a figure or a measure, made by rule: nobody has to word it on the telephone.

A figure is never said without its interval, base and date; a suppressed one is never said; a change is said as far as
the grade of comparability allows (docs/methods/comparability.md): A and B with its interval, C with the reservation, D
and E not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from querschnitt.core.errors import InputError

Language = Literal["de", "en"]
MINUS, NO_BREAK = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Comparison:
    """The wave before, its figure, and the change since then, with its interval and its grade."""

    wave: str
    value: float | None
    difference: float
    low: float | None
    high: float | None
    grade: str


@dataclass(frozen=True)
class CitedFigure:
    """A released figure in the words of one language.

    Attributes
    ----------
    title, answer, domain : what is measured, the answer counted, the part of the population; the latter two may be ""
    base, source, date : who was asked, where the figure comes from, its day in words
    unit : "share" (0 to 1), "EUR", "years" ...
    sign : of the printed profile: "", ".", "()", "0", "x", "r"
    notice : what must stand beside the figure, such as that it is simulated
    """

    title: str
    answer: str
    domain: str
    base: str
    source: str
    date: str
    unit: str
    n: int
    value: float | None
    low: float | None
    high: float | None
    sign: str = ""
    comparison: Comparison | None = None
    notice: str = ""


@dataclass(frozen=True)
class CitedMeasure:
    """A measure in the words of one language; ``phase`` and ``state_on`` are empty where no office has reported."""

    number: str
    title: str
    edition: str
    paper: str
    adopted_on: str
    lead: str
    phase: str = ""
    state_on: str = ""
    notice: str = ""


WORDS: dict[Language, dict[str, str]] = {
    "de": {
        "start": "Laut {source} (Stand {date})",
        "share": "beträgt der Anteil für „{what}“{group}",
        "value": "beträgt der Wert für „{what}“{group}",
        "group": " in der Gruppe „{domain}“",
        "none": "wird für „{what}“{group} keine Zahl genannt, weil {reason}",
        ".": "zu wenige Menschen geantwortet haben",
        "x": "die Angabe nicht sinnvoll ist",
        "": "keine veröffentlicht ist",
        "interval": "95-%-Intervall {low} bis {high}",
        "base": "Basis: {base}, ",
        "()": "unsicher wegen weniger Fälle",
        "r": "berichtigte Zahl",
        "nothing": "null oder weniger als die Hälfte der kleinsten Einheit",
        "more": "; gegenüber {wave} ({value}) sind das {size} mehr ({range}; {grade})",
        "less": "; gegenüber {wave} ({value}) sind das {size} weniger ({range}; {grade})",
        "same": "; eine Veränderung gegenüber {wave} ({value}) ist nicht nachgewiesen ({size}, {range}; {grade})",
        "reservation": ", Teile der Veränderung können an der Art der Erhebung liegen",
        "not_same": "; mit {wave} ist das {grade}, eine Veränderung wird deshalb nicht genannt",
        "A": "vergleichbar, Stufe A",
        "B": "weitgehend vergleichbar, Stufe B",
        "C": "eingeschränkt vergleichbar, Stufe C",
        "D": "kaum vergleichbar (Stufe D)",
        "E": "nicht vergleichbar (Stufe E)",
        "percent": "Prozent", "point": "Prozentpunkt", "points": "Prozentpunkte", "EUR": "Euro", "years": "Jahre",
        "measure": "Maßnahme {number} „{title}“ ({edition}{decision})",
        "decision": ", Vorlage {paper}, beschlossen am {day}",
        "phase": " hat mit Stand {day} die Phase „{phase}“{lead}",
        "no_phase": " steht im Konzept; ein Stand ist noch nicht gemeldet",
        "lead": ", gemeldet unter der Federführung von {lead}",
    },
    "en": {
        "start": "According to {source} (as of {date})",
        "share": "the share for “{what}”{group} is",
        "value": "the value for “{what}”{group} is",
        "group": " in the group “{domain}”",
        "none": "no figure is given for “{what}”{group}, because {reason}",
        ".": "too few people answered",
        "x": "the statement makes no sense",
        "": "none is published",
        "interval": "95% interval {low} to {high}",
        "base": "base: {base}, ",
        "()": "uncertain because of few cases",
        "r": "corrected number",
        "nothing": "zero or less than half of the smallest unit",
        "more": "; that is {size} more than in {wave} ({value}; {range}; {grade})",
        "less": "; that is {size} less than in {wave} ({value}; {range}; {grade})",
        "same": "; a change since {wave} ({value}) is not shown ({size}, {range}; {grade})",
        "reservation": ", and part of the change may come from the way of asking",
        "not_same": "; that is {grade} with {wave}, so no change is given",
        "A": "comparable, grade A",
        "B": "largely comparable, grade B",
        "C": "comparable with reservations, grade C",
        "D": "hardly comparable (grade D)",
        "E": "not comparable (grade E)",
        "percent": "per cent", "point": "percentage point", "points": "percentage points", "EUR": "euros",
        "years": "years",
        "measure": "Measure {number} “{title}” ({edition}{decision})",
        "decision": ", paper {paper}, adopted on {day}",
        "phase": " was in the phase “{phase}” on {day}{lead}",
        "no_phase": " stands in the strategy; no status has been reported yet",
        "lead": ", as reported with {lead} in the lead",
    },
}  # fmt: skip


def sentence_on_figure(cited: CitedFigure, *, language: Language = "de") -> str:
    """Return the one sentence that may be said of a released figure.

    Parameters
    ----------
    cited : the figure; a share between 0 and 1, other values in their unit, None where it is suppressed

    Raises
    ------
    InputError : if a suppressed figure carries a value, or its sign or grade is not known.

    >>> figure = CitedFigure("Leben gefällt", "", "", "", "Befragung 2020", "2020", "share", 830, 0.82, 0.79, 0.85)
    >>> sentence_on_figure(figure).partition(" beträgt ")[2]
    'der Anteil für „Leben gefällt“ 82 Prozent (95-%-Intervall 79 bis 85; n = 830).'
    """
    words = WORDS[language]
    said = {
        "what": " – ".join(filter(None, (cited.title, cited.answer))),
        "group": words["group"].format(domain=cited.domain) if cited.domain else "",
    }
    start = words["start"].format(source=cited.source, date=cited.date)
    between = ", " if language == "en" else " "
    if cited.value is None or cited.sign in (".", "x"):
        return _noticed(cited.notice, f"{start}{between}{_suppressed(cited, words, said)}.")
    if cited.sign not in ("", "()", "0", "r"):
        raise InputError("Nothing is known of this sign", got=cited.sign, expected="( ), 0, r, . or x")
    what = words["share" if cited.unit == "share" else "value"].format(**said)
    figure = words["nothing"] if cited.sign == "0" else _measured(cited.unit, cited.value, language)
    change = _change(cited.unit, cited.comparison, language) if cited.comparison else ""
    return _noticed(cited.notice, f"{start}{between}{what} {figure} ({_beside(cited, language)}){change}.")


def sentence_on_measure(cited: CitedMeasure, *, language: Language = "de") -> str:
    """Return the one sentence that may be said of a measure: what was decided, and what was reported last.

    >>> sentence_on_measure(CitedMeasure("6.1", "Amt", "Konzept", "", "", "X"))
    'Maßnahme 6.1 „Amt“ (Konzept) steht im Konzept; ein Stand ist noch nicht gemeldet.'
    """
    words = WORDS[language]
    decision = words["decision"].format(paper=cited.paper, day=cited.adopted_on) if cited.adopted_on else ""
    start = words["measure"].format(
        number=cited.number, title=cited.title, edition=cited.edition, decision=decision
    )  # fmt: skip
    lead = words["lead"].format(lead=cited.lead) if cited.lead else ""
    rest = words["phase"].format(day=cited.state_on, phase=cited.phase, lead=lead)
    return _noticed(cited.notice, f"{start}{rest if cited.phase else words['no_phase']}.")


def _noticed(notice: str, sentence: str) -> str:
    return f"[{notice}] {sentence}" if notice else sentence


def _suppressed(cited: CitedFigure, words: dict[str, str], said: dict[str, str]) -> str:
    if (cited.value, cited.low, cited.high) != (None, None, None):
        raise InputError("A suppressed figure carries a value", got=cited.sign, hint="Its value must be empty.")
    return words["none"].format(**said, reason=words[cited.sign if cited.sign in (".", "x") else ""])


def _beside(cited: CitedFigure, language: Language) -> str:
    """What stands in brackets after the figure: interval, doubt, base."""
    words = WORDS[language]
    parts = []
    if cited.low is not None and cited.high is not None:
        low, high = (_plain(cited.unit, value, language) for value in (cited.low, cited.high))
        parts.append(words["interval"].format(low=low, high=high))
    if cited.sign in ("()", "r"):
        parts.append(words[cited.sign])
    base = words["base"].format(base=cited.base) if cited.base else ""
    return "; ".join([*parts, f"{base}n = {_grouped(cited.n, 0, language)}"])


def _change(unit: str, since: Comparison, language: Language) -> str:
    words = WORDS[language]
    if since.grade in ("D", "E"):
        return words["not_same"].format(wave=since.wave, grade=words[since.grade])
    if since.grade not in ("A", "B", "C") or since.value is None or since.low is None or since.high is None:
        raise InputError(
            "A change cannot be said without its grade, interval and earlier figure", got=since.grade, expected="A to E"
        )
    is_shown = not since.low <= 0 <= since.high
    kind = "same" if not is_shown else "more" if since.difference > 0 else "less"
    size = _size(unit, since.difference, language, signed=kind == "same")
    low, high = (_signed(unit, value, language) for value in (since.low, since.high))
    said = words[kind].format(
        wave=since.wave, value=_measured(unit, since.value, language), size=size,
        range=words["interval"].format(low=low, high=high), grade=words[since.grade],
    )  # fmt: skip
    return said + (words["reservation"] if since.grade == "C" else "")


def _size(unit: str, value: float, language: Language, *, signed: bool) -> str:
    words = WORDS[language]
    number = _signed(unit, value, language) if signed else _plain(unit, abs(value), language)
    if unit != "share":
        return f"{number} {words.get(unit, unit)}".strip()
    return f"{number} {words['point' if abs(round(100 * value)) == 1 else 'points']}"


def _measured(unit: str, value: float, language: Language) -> str:
    words = WORDS[language]
    name = {"share": words["percent"], "year": ""}.get(unit, words.get(unit, unit))
    return f"{_plain(unit, value, language)} {name}".strip()


def _signed(unit: str, value: float, language: Language) -> str:
    written = _plain(unit, value, language)
    if not any(digit in written for digit in "123456789"):
        return "0"
    return f"+{written}" if value > 0 else written


def _plain(unit: str, value: float, language: Language) -> str:
    if unit == "share":
        return _grouped(100 * value, 0, language)
    if unit == "year":
        return f"{value:.0f}"
    return _grouped(value, 0 if abs(value) >= 20 else 1, language)


def _grouped(value: float, places: int, language: Language) -> str:
    written = f"{value:,.{places}f}".replace("-", MINUS)
    return written if language == "en" else written.translate(str.maketrans(",.", ".,"))
