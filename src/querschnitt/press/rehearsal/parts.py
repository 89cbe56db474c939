"""The parts of the account of a rehearsal, each a piece of HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from statistics import median

from querschnitt.core.instrument import Instrument
from querschnitt.core.instrument.model import Texts, split_name
from querschnitt.core.instrument.reading_time import IREST, Unit, speed
from querschnitt.core.instrument.rehearsal import Length, QuestionLine, Rehearsal, quantile
from querschnitt.press.rehearsal.writing import Writer

FRIENDLY = (200, 303, 422)
REFERENCES = (
    "Trauzettel-Klosinski, S., und K. Dietz (2012): Standardized assessment of reading performance: the new "
    "International Reading Speed Texts IReST. Investigative Ophthalmology & Visual Science 53, 5452–5461.",
    "Brysbaert, M. (2019): How many words do we read per minute? Journal of Memory and Language 109, 104047.",
    "Guenzel, P. J., T. R. Berckmans und C. F. Cannell (1983): General interviewing techniques. Ann Arbor.",
    "Pew Research Center (2022): How we keep our online surveys from running too long.",
)


@dataclass(frozen=True)
class Account:
    """What is told, and how."""

    instrument: Instrument
    result: Rehearsal
    writer: Writer
    numbers: Mapping[str, str]

    def text(self, texts: Texts) -> str:
        """Return a text of the questionnaire in the language of the page, or in its own."""
        return texts.get(self.writer.language) or texts.get(self.instrument.default_language, "")

    def question(self, name: str) -> str:
        """Return a question by number and wording."""
        question = self.instrument.questions.get(split_name(name)[0])
        number = self.numbers.get(question.name, "") if question else ""
        return f"{number} {self.text(question.labels)}".strip() if question else name

    def page(self, name: str) -> str:
        base, place = split_name(name)
        page = next((page for page in self.instrument.pages if page.name == base), None)
        title = (self.text(page.labels) if page else "") or base
        return f"{title} {'.'.join(map(str, place))}".strip()


def findings(account: Account, *, through_service: bool) -> str:
    """Say what was found, and give the key figures in one line."""
    result, say = account.result, account.writer
    never = ", ".join(account.question(name) for name in result.never_reached)
    lines = [say.say("never_reached", questions=never) if never else say.say("all_reached")]
    bad = bool(never)
    if through_service:
        faults = result.exchanges.faults
        lines.append(say.say("faults", count=len(faults)) if faults else say.say("no_fault"))
        bad = bad or bool(faults)
    sentences = "".join(f"<p>{line}</p>" for line in lines)
    figures = [
        (say.number(result.interviews), "interviews"),
        (say.number(result.sent), "sent"),
        (say.number(result.minutes.middle, decimals=1), "minutes"),
        (say.number(result.minutes.most, decimals=1), "longest_minutes"),
        (say.number(result.steps.middle), "pages"),
        (say.number(result.steps.most), "longest_pages"),
    ]
    if through_service:
        figures.append((say.number(result.requests), "requests"))
    cells = "".join(f"<div><dt>{say.say(key)}</dt><dd>{figure}</dd></div>" for figure, key in figures)
    return f'<div class="finding{" bad" if bad else ""}">{sentences}</div>\n<dl class="figures">{cells}</dl>\n'


def lengths(account: Account, names: Mapping[str, str]) -> str:
    """Give the minutes by language and mode, with the reading speed behind them."""
    say, by_both = account.writer, {(line.language, line.mode): line for line in account.result.lengths}
    modes = [mode for mode in ("web", "telephone", "live") if any(line.mode == mode for line in account.result.lengths)]
    rows = []
    for language in account.instrument.languages:
        known = [by_both.get((language, mode)) for mode in modes]
        if any(known):
            cells = [_minutes(line, say) for line in known]
            rows.append([escape(names.get(language, language)), *cells, _speed(language, say)])
    heads = [say.say("language"), *(say.say(mode) for mode in modes), say.say("speed")]
    table = _table(heads, rows, words=(0, len(heads) - 1))
    return _section("length", account, f"<p>{say.say('length_note')}</p>\n{table}")


def _minutes(line: Length | None, say: Writer) -> str:
    if line is None:
        return "–"
    return f'{say.number(line.median, decimals=1)} <span class="quiet">{say.number(line.high, decimals=1)}</span>'


def _speed(language: str, say: Writer) -> str:
    known = speed(language)
    key = "speed_words" if known.unit is Unit.WORDS else "speed_characters"
    text = say.say(key, number=say.number(known.per_minute))
    return f'{text}<span class="quiet">{"*" if known.is_assumed else ""}</span>'


def paths(account: Account) -> str:
    say, steps = account.writer, account.result.steps
    note = say.say(
        "way_note", least=say.number(steps.least), most=say.number(steps.most), middle=say.number(steps.middle)
    )
    way = "".join(f"<li>{escape(account.page(name))}</li>" for name in account.result.longest)
    return _section("way", account, f'<p>{note}</p>\n<ol class="way">{way}</ol>')


def leaving(account: Account) -> str:
    """Say where people stop, most first."""
    say, result = account.writer, account.result
    left = sorted((line for line in result.pages if line.left), key=lambda line: -line.left)
    most = max((line.left for line in left), default=1)
    rows = [
        [
            escape(account.page(line.name)),
            f"{_bar(line.left / most)} {say.number(line.left)}",
            say.number(1000 * line.left / line.interviews),
        ]
        for line in left
    ]
    note = say.say(
        "leave_note", left=say.number(result.interviews - result.sent), interviews=say.number(result.interviews)
    )
    table = _table([say.say("page"), say.say("left"), say.say("of_thousand")], rows, words=(0,)) if rows else ""
    return _section("leave", account, f"<p>{note}</p>\n{table}")


def _bar(share: float) -> str:
    width = max(1, round(120 * share))
    return (
        '<svg class="bar" aria-hidden="true" width="120" height="10" viewBox="0 0 120 10">'
        f'<rect x="{120 - width}" width="{width}" height="10" fill="#0b5a9c"/></svg>'
    )


def questions(account: Account) -> str:
    """Give the table that says in figures what the flow chart shows."""
    say = account.writer
    heads = ("number", "question", "reached", "answered", "dk", "refused", "empty")
    rows = [_question_row(account, line) for line in account.result.questions]
    table = _table([say.say(key) for key in heads], rows, words=(0, 1))
    return _section("questions", account, f"<p>{say.say('questions_note')}</p>\n{table}")


def _question_row(account: Account, line: QuestionLine) -> list[str]:
    say = account.writer
    question = account.instrument.questions[line.name]
    number = "" if question.other_of else account.numbers.get(line.name, "")
    shares = [line.answered, line.dont_know, line.refused, line.empty]
    told = [say.percent(share) if line.asked else "–" for share in shares]
    reached = say.percent(line.reached, decimals=1)
    label = escape(account.text(question.labels) or line.name)
    return [number, label, reached if line.reached else f"<b>{reached}</b>", *told]


def service(account: Account) -> str:
    """Say how the service answered."""
    say, exchanges = account.writer, account.result.exchanges
    rows = [[_status(status, say), say.number(count)] for status, count in exchanges.statuses.items()]
    seconds = exchanges.seconds or (0.0,)
    note = say.say(
        "service_note",
        requests=say.number(account.result.requests),
        median=say.number(1000 * median(seconds)),
        high=say.number(1000 * quantile(seconds, 0.95)),
        returns=say.number(account.result.returns),
    )
    faults = "".join(f"<li>{escape(fault)}</li>" for fault in exchanges.faults[:50])
    refused = ", ".join(
        say.texts["times"].format(question=account.question(name), count=say.number(count))
        for name, count in list(exchanges.refusals.items())[:10]
    )
    refusals = f"<p>{say.say('refusals_note', questions=refused)}</p>" if refused else ""
    listed = f'<ul class="bad">{faults}</ul>' if faults else ""
    table = _table([say.say("status"), say.say("count")], rows, words=(0,))
    return _section("service", account, f"<p>{note}</p>\n{listed}{table}\n{refusals}")


def _status(status: int, say: Writer) -> str:
    return say.say(f"status_{status}") if status in FRIENDLY else say.say("status_other", status=status)


def assumptions(account: Account, values: Mapping[str, float], names: Mapping[str, str]) -> str:
    """Say what was assumed, and where the other figures come from."""
    say = account.writer
    written = {name: _assumed(name, value, say) for name, value in values.items()}
    lines = [escape(text.format(**written), quote=False) for text in say.assumptions.values()]
    listed = "".join(f"<li>{line}</li>" for line in lines)
    speeds: dict[str, list[str]] = {}
    for language in account.instrument.languages:
        speeds.setdefault(speed(language).source, []).append(names.get(language, language))
    sources = [
        f"{', '.join(languages)}: {source if source == IREST else say.texts['assumed'].format(source=source)}"
        for source, languages in speeds.items()
    ]
    cited = "".join(f"<li>{escape(source)}</li>" for source in (*sources, *REFERENCES))
    return _section(
        "assumptions",
        account,
        f"<p>{say.say('assumptions_note')}</p>\n<ul>{listed}</ul>\n<h3>{say.say('sources_title')}</h3>\n<ul>{cited}</ul>",
    )


def _assumed(name: str, value: float, say: Writer) -> str:
    if name in ("sensitive", "pace"):
        return say.number(value, decimals=0 if value >= 1 else 1)
    return say.percent(value, decimals=1 if value < 0.01 else 0)


def _section(key: str, account: Account, body: str) -> str:
    return f'<section>\n<h2 id="{key}">{account.writer.say(f"{key}_title")}</h2>\n{body}\n</section>\n'


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, words: Sequence[int]) -> str:
    """Write a table; columns of words stand left, figures right. The first column of words names the row."""
    first = words[-1] if words[-1] < 2 else words[0]
    head = "".join(f'<th scope="col"{_left(place, words)}>{text}</th>' for place, text in enumerate(heads))
    body = "\n".join("<tr>" + "".join(_cells(row, words, first)) + "</tr>" for row in rows)
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{heads[first]}">\n<table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>"
    )


def _cells(row: Sequence[str], words: Sequence[int], first: int) -> list[str]:
    return [
        f'<th scope="row" class="word">{text}</th>' if place == first else f"<td{_left(place, words)}>{text}</td>"
        for place, text in enumerate(row)
    ]


def _left(place: int, words: Sequence[int]) -> str:
    return ' class="word"' if place in words else ""
