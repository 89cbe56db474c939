"""Jobs for the tests of translation files: one with a bit of everything, and arbitrary ones."""

from __future__ import annotations

from hypothesis import strategies as st

from querschnitt.core.instrument.texts import source_hash
from querschnitt.core.instrument.translation import Job, JobUnit, State
from querschnitt.core.instrument.wording_faults import UNPRINTABLE

PLURAL = "{${children}, plural, one {# Kind} other {# Kinder}}"

LETTER = JobUnit(
    key="texts/letter_how/label",
    source="Öffnen Sie {address} und geben Sie {code} ein.\nDann ${name}.",
    target="افتح {address} وأدخل {code}.\nثم ${name}.",
    source_hash=source_hash("Öffnen Sie {address} und geben Sie {code} ein.\nDann ${name}."),
    sent_hash=source_hash("افتح {address} وأدخل {code}.\nثم ${name}."),
    state=State.REVIEWED,
    context="Text im Brief\n{code} bleibt stehen",
    note="Bitte förmlich",
    link="/survey/2020/preview/ar/letter#letter_how",
)
OPEN = JobUnit(
    key="choices/yes_no/yes/label",
    source='Ja <& "nein"> ]]> \'',
    source_hash=source_hash('Ja <& "nein"> ]]> \''),
    context="Antwort zu ‹Sind Sie Mitglied?›",
    max_length=90,
)
FORMULA = JobUnit(
    key="survey/sum/label", source="=1+1", target="=2+2", state=State.DRAFT, source_hash=source_hash("=1+1")
)
MANY = JobUnit(
    key="survey/many/label", source=PLURAL, target="{${children}, plural, one {# طفل} other {# أطفال}}",
    source_hash=source_hash(PLURAL), state=State.OUTDATED, note="eins\nzwei", max_length=200,
)  # fmt: skip
FINAL = JobUnit(key="survey/end/hint", source="Danke", target="شكرا", state=State.FINAL)
JOB = Job("migration_2020", "de", "ar", (LETTER, OPEN, FORMULA, MANY, FINAL))


def job_of(*units: JobUnit) -> Job:
    return Job("migration_2020", "de", "ar", units)


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=30)
_MARKS = st.sampled_from(
    ["${name}", "{code}", "${ name }", "{", "}", "${", "\n", "\r\n", "\r", "\t", " ", "  ", PLURAL, "<b>", "&amp;",
     "]]>", "=1+1", "@x", "#~ msgid", "\\n", '"', "\u200f", "\u2028", "\x85", "e\u0301", "_x0041_", "007", "#, fuzzy",
     "|", "#| x"]
)  # fmt: skip
texts = st.lists(_WORDS | _MARKS, max_size=6).map("".join).filter(lambda text: not _unprintable(text))
_sources = texts.filter(str.strip)
_hashes = st.just("") | _WORDS.map(source_hash)
_names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,12}", fullmatch=True)
_keys = st.builds("survey/{}/label".format, _names) | st.builds("choices/{}/{}/label".format, _names, _names)
_units = st.builds(
    JobUnit,
    key=_keys,
    source=_sources,
    target=texts,
    source_hash=_hashes,
    sent_hash=_hashes,
    state=st.sampled_from(State),
    context=texts,
    note=texts,
    max_length=st.none() | st.integers(min_value=1, max_value=10_000),
    link=st.just("") | st.builds("https://survey.example/preview/ar/{}#{}".format, _names, _names),
)
_tags = st.sampled_from(["de", "en", "ar", "fa-AF", "kmr", "ckb", "ti", "zh-Hant", "ku-Arab-IQ"])
jobs = st.builds(
    Job,
    name=_names,
    source_language=_tags,
    target_language=_tags,
    units=st.lists(_units, min_size=1, max_size=4, unique_by=lambda unit: unit.key).map(tuple),
)


def _unprintable(text: str) -> bool:
    """Whether a text has characters that no file can hold; a carriage return is one that is made a line feed."""
    return UNPRINTABLE.search(text.replace("\r", "")) is not None
