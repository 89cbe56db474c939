"""The headings of a workbook: which ones there are, which carry a language, and which are not supported."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from querschnitt.core.instrument.xlsform.language_names import tag_of

AUDIO = "media::audio"


@dataclass(frozen=True)
class SheetRule:
    """What may stand in the heading of a sheet.

    Attributes
    ----------
    plain : columns with one value
    translated : columns with one text in each language
    ways_out : columns that XLSForm knows and we do not, with the way out: refused as soon as they are filled in
    families : beginnings of columns that are refused, whatever comes behind '::'
    harmless : columns that other software reads and that change nothing here: noted by name
    aliases : other spellings
    has_attributes : whether further columns belong to the author, for `choice_filter`
    """

    plain: frozenset[str]
    translated: frozenset[str] = frozenset()
    ways_out: dict[str, str] = field(default_factory=dict)
    families: frozenset[str] = frozenset()
    harmless: frozenset[str] = frozenset()
    aliases: dict[str, str] = field(default_factory=dict)
    has_attributes: bool = False

    @property
    def known(self) -> frozenset[str]:
        return self.plain | self.translated

    @property
    def unsupported(self) -> frozenset[str]:
        return frozenset(self.ways_out)

    def refusal(self, head: str) -> str | None:
        """Return the way out if a column is not supported, otherwise None."""
        if head in self.ways_out:
            return self.ways_out[head]
        return _ELSEWHERE if head.split("::")[0] in self.families and head not in self.known else None


_ELSEWHERE = "Leave it empty, or say it another way."
_PICTURE = "The interview shows no pictures and films; put what matters into words."
_ENTITY = "Entities are not supported; leave the column empty."
_SMS = "Answers by text message are not supported; leave the column empty."

_SURVEY = """
    type name relevant required constraint appearance calculation default read_only repeat_count choice_filter
    parameters disabled essential sensitive missing trend feature
"""
_SURVEY_ALIASES = {
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "bind::required": "required",
    "bind::constraint": "constraint",
    "bind::calculate": "calculation",
    "bind::readonly": "read_only",
    "bind::read_only": "read_only",
    "bind::jr:constraintmsg": "constraint_message",
    "bind::jr:requiredmsg": "required_message",
    "control::appearance": "appearance",
    "body::appearance": "appearance",
    "control::jr:count": "repeat_count",
    "body::jr:count": "repeat_count",
    "jr:count": "repeat_count",
    "count": "repeat_count",
    "repeat-count": "repeat_count",
    "calculate": "calculation",
    "readonly": "read_only",
    "constraint_msg": "constraint_message",
    "constraint-msg": "constraint_message",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "required_msg": "required_message",
    "requiredmsg": "required_message",
    "jr:requiredmsg": "required_message",
    "caption": "label",
    "audio": AUDIO,
    "image": "media::image",
    "video": "media::video",
    "big-image": "media::big-image",
    "media::big_image": "media::big-image",
    "noapperrorstring": "no_app_error_string",
    "command": "type",
    "tag": "name",
    "value": "name",
}
_HARMLESS_SETTINGS = """
    style instance_name submission_url auto_send auto_delete instance_xmlns clean_text_values omit_instanceid
    sms_keyword sms_separator sms_allow_media sms_date_format sms_datetime_format sms_response namespaces prefix
    name client_editable instance_id allow_choice_duplicates add_none_option attribute flat compact_prefix
"""
_CHOICES_ALIASES = {"value": "name", "listname": "list_name", "caption": "label", "audio": AUDIO,
                    "image": "media::image", "video": "media::video", "big-image": "media::big-image"}  # fmt: skip

SHEETS: dict[str, SheetRule] = {
    "survey": SheetRule(
        plain=frozenset(_SURVEY.split()),
        translated=frozenset({"label", "hint", "guidance_hint", "constraint_message", "required_message", AUDIO}),
        ways_out={
            "media::image": _PICTURE,
            "media::big-image": _PICTURE,
            "media::video": _PICTURE,
            "media": "Write media::audio::Deutsch (de) for a text read aloud.",
            "trigger": "A calculation follows every answer by itself; use once() for a value that stays.",
            "save_to": _ENTITY,
            "query": "Use select_one_from_file with a choice_filter.",
            "intent": "Other applications cannot be called; leave the column empty.",
            "hxl": "Leave the column empty; the names of the questions are the names in the data.",
            "autoplay": "A text is read aloud when the person asks for it; leave the column empty.",
            "no_app_error_string": _ELSEWHERE,
            "rows": "Write multiline into the column appearance.",
            "compact_tag": _SMS,
            **dict.fromkeys(
                ("sms_field", "sms_option", "sms_separator", "sms_allow_media", "sms_date_format",
                 "sms_datetime_format", "sms_response"), _SMS,
            ),
        },
        families=frozenset({"bind", "control", "body", "instance", "media"}),
        aliases=_SURVEY_ALIASES,
    ),
    "choices": SheetRule(
        plain=frozenset({"list_name", "name"}),
        translated=frozenset({"label"}),
        ways_out={
            "media::image": _PICTURE,
            "media::big-image": _PICTURE,
            "media::video": _PICTURE,
            AUDIO: "A recording belongs to the question: put the choices into it.",
            "media": _ELSEWHERE,
            "sms_option": _SMS,
        },
        families=frozenset({"media"}),
        aliases=_CHOICES_ALIASES,
        has_attributes=True,
    ),
    "settings": SheetRule(
        plain=frozenset({"form_title", "form_id", "version", "default_language"}),
        ways_out={"public_key": "Answers are sealed with the key of the wave, never with one from a workbook."},
        harmless=frozenset(_HARMLESS_SETTINGS.split()),
        aliases={"id_string": "form_id", "set_form_id": "form_id", "title": "form_title",
                 "set_form_title": "form_title"},
    ),
    "texts": SheetRule(
        plain=frozenset({"name"}), translated=frozenset({"label"}), aliases={"key": "name"}
    ),
}  # fmt: skip

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NAMED = re.compile(r"(?P<name>.*\S)\s*\(\s*(?P<tag>[^()]+?)\s*\)")


@dataclass(frozen=True)
class Language:
    """A language as a heading names it: the tag, and the name in front of it."""

    tag: str
    name: str


@dataclass(frozen=True)
class Column:
    """One heading: its place, its name, the language that it carries (None without one), and how it is written.

    `is_guessed` says that the heading names its language without a tag.
    """

    index: int
    head: str
    language: Language | None
    title: str
    is_guessed: bool = False


def parse_language(written: str) -> Language | None:
    """Read "Deutsch (de)" or "de"; None if there is no language tag.

    >>> parse_language("دری (fa-af)")
    Language(tag='fa-AF', name='دری')
    """
    written = written.strip()
    if found := _NAMED.fullmatch(written):
        tag = found["tag"].replace("_", "-")
        return Language(canonical_tag(tag), found["name"]) if _TAG.fullmatch(tag) else None
    return Language(canonical_tag(written), canonical_tag(written)) if _TAG.fullmatch(written) else None


def guess_language(written: str) -> Language | None:
    """Return the language that a name without a tag means, if only one can be meant.

    >>> guess_language("French")
    Language(tag='fr', name='French')
    """
    tag = tag_of(written)
    return Language(tag, " ".join(written.split())) if tag else None


def canonical_tag(tag: str) -> str:
    """Write a language tag the usual way: language small, script with a capital, region in capitals.

    >>> canonical_tag("ku-arab-iq")
    'ku-Arab-IQ'
    """
    language, *rest = tag.split("-")
    spelled = [part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower() for part in rest]
    return "-".join([language.lower(), *spelled])


def parse_heading(index: int, title: str, rule: SheetRule) -> tuple[Column, str]:
    """Split a heading into its name and what stands behind (a language, or ''), with aliases resolved.

    >>> parse_heading(0, "media::audio::Deutsch (de)", SHEETS["survey"])[0].head
    'media::audio'
    """
    head, *rest = _tokens(title)
    head = _snake(head)
    if rest and head in ("media", "bind", "control", "body"):
        head = f"{head}::{_snake(rest.pop(0))}"
    elif rest and head in ("instance", "attribute"):
        head, rest = head if head == "attribute" else "::".join([head, *rest]), []
    head = rule.aliases.get(head, head)
    behind = "::".join(rest)
    language = parse_language(behind) if behind else None
    guessed = guess_language(behind) if behind and language is None else None
    return Column(index, head, language or guessed, title, is_guessed=guessed is not None), behind


def _tokens(title: str) -> list[str]:
    """Split a heading at '::', or the old way at ':', where 'jr:count' stays together."""
    if "::" in title:
        return [part.strip() for part in title.split("::")]
    parts = [part.strip() for part in title.split(":")]
    if "jr" in parts[:-1]:
        place = parts.index("jr")
        parts[place : place + 2] = [f"jr:{parts[place + 1]}"]
    return parts


def _snake(name: str) -> str:
    return re.sub(r"\s+", "_", name.lower())
