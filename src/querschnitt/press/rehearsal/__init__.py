"""The account of a rehearsal as one page: no script, nothing from elsewhere, fit for a strict security policy."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from querschnitt.core.instrument import Instrument
from querschnitt.core.instrument.rehearsal import Rehearsal
from querschnitt.press.flow import NARROW, WIDE, FlowChart, flow_chart
from querschnitt.press.questionnaire.numbering import question_numbers
from querschnitt.press.rehearsal import parts
from querschnitt.press.rehearsal.parts import Account
from querschnitt.press.rehearsal.writing import LANGUAGES, writer

__all__ = ["LANGUAGES", "Circumstances", "rehearsal_html"]


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What belongs to the account of a rehearsal beside its result.

    Attributes
    ----------
    language : of the page, "de" or "en"
    survey : what was rehearsed, as a title
    through_service : whether it went through the interview, or through the questionnaire alone
    language_names : tag -> name in the language of the page
    assumptions : name -> value, for the texts about what people do
    """

    language: str
    survey: str
    seed: int
    through_service: bool
    language_names: Mapping[str, str]
    assumptions: Mapping[str, float]


def rehearsal_html(instrument: Instrument, result: Rehearsal, circumstances: Circumstances) -> bytes:
    """Print the account of a rehearsal as one HTML file (UTF-8)."""
    account = Account(instrument, result, writer(circumstances.language), question_numbers(instrument))
    say = account.writer
    style = files("querschnitt.press").joinpath("templates", "rehearsal.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    way = say.texts["way_service" if circumstances.through_service else "way_engine"]
    title = say.say("title", survey=circumstances.survey)
    subtitle = say.say("subtitle", interviews=say.number(result.interviews), way=way, seed=circumstances.seed)
    sections = [
        parts.findings(account, through_service=circumstances.through_service),
        parts.lengths(account, circumstances.language_names),
        parts.paths(account),
        parts.leaving(account),
        _flow(account, circumstances.language),
        parts.questions(account),
        parts.service(account) if circumstances.through_service else "",
        parts.assumptions(account, circumstances.assumptions, circumstances.language_names),
    ]
    head = (
        f'<!doctype html>\n<html lang="{say.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#content">{say.say("skip")}</a>\n'
        f"<header>\n<h1>{title}</h1>\n<p>{subtitle}</p>\n</header>\n"
    )
    return f'{head}<main id="content">\n{"".join(sections)}</main>\n</body>\n</html>\n'.encode()


def _flow(account: Account, language: str) -> str:
    """Draw the flow chart twice, for the desk and for the telephone; a reader sees one of them."""
    result = account.result
    charts = [
        flow_chart(
            account.instrument, result.coverage, page_coverage=result.page_coverage, language=language, width=width
        )
        for width in (WIDE, NARROW)
    ]
    wide, narrow = (_pieces(chart) for chart in charts)
    say = account.writer
    return (
        f'<section>\n<h2 id="flow">{say.say("flow_title")}</h2>\n<p>{say.say("flow_note")}</p>\n'
        f'<div class="flow wide">{wide}</div>\n<div class="flow narrow">{narrow}</div>\n</section>\n'
    )


def _pieces(chart: FlowChart) -> str:
    return "".join(f"<div>{piece}</div>" for piece in chart.pieces())
