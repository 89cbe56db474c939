"""The headings of a workbook: which ones there are, which carry a language, and which are not supported."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class SheetRule:
    """What may stand in the heading of a sheet.

    Attributes
    ----------
    plain : columns with one value
    translated : columns with one text in each language
    unsupported : columns that XLSForm knows and we do not: refused as soon as they are filled in
    aliases : other spellings
    """

    plain: frozenset[str]
    translated: frozenset[str] = frozenset()
    unsupported: frozenset[str] = frozenset()
    aliases: tuple[tuple[str, str], ...] = ()


_SURVEY = """
    type name relevant required constraint appearance calculation essential sensitive missing trend feature
"""
_UNSUPPORTED_IN_SURVEY = """
    choice_filter default read_only repeat_count parameters required_message trigger media image audio video
    big-image body bind instance hxl autoplay save_to rows query intent
"""
_UNSUPPORTED_IN_SETTINGS = """
    public_key submission_url auto_send auto_delete instance_name instance_xmlns allow_choice_duplicates
    clean_text_values omit_instanceid sms_keyword sms_separator namespaces
"""

SHEETS: dict[str, SheetRule] = {
    "survey": SheetRule(
        plain=frozenset(_SURVEY.split()),
        translated=frozenset({"label", "hint", "guidance_hint", "constraint_message"}),
        unsupported=frozenset(_UNSUPPORTED_IN_SURVEY.split()),
        aliases=(
            ("relevance", "relevant"),
            ("calculate", "calculation"),
            ("readonly", "read_only"),
            ("constraint_msg", "constraint_message"),
            ("requiredmsg", "required_message"),
            ("caption", "label"),
        ),
    ),
    "choices": SheetRule(
        plain=frozenset({"list_name", "name"}),
        translated=frozenset({"label"}),
        unsupported=frozenset({"media", "image", "audio", "video", "big-image"}),
        aliases=(("value", "name"), ("listname", "list_name")),
    ),
    "settings": SheetRule(
        plain=frozenset({"form_title", "form_id", "version", "default_language"}),
        unsupported=frozenset(_UNSUPPORTED_IN_SETTINGS.split()),
        aliases=(("id_string", "form_id"), ("title", "form_title")),
    ),
    "texts": SheetRule(plain=frozenset({"name"}), translated=frozenset({"label"}), aliases=(("key", "name"),)),
}

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NAMED = re.compile(r"(?P<name>.*\S)\s*\(\s*(?P<tag>[^()]+?)\s*\)")


@dataclass(frozen=True)
class Language:
    """A language as a heading names it: the tag, and the name in front of it."""

    tag: str
    name: str


@dataclass(frozen=True)
class Column:
    """One heading: its place, its name, the language that it carries (None without one), and how it is written."""

    index: int
    head: str
    language: Language | None
    title: str


def parse_language(written: str) -> Language | None:
    """Read "Deutsch (de)" or "de"; None if there is no language tag.

    >>> parse_language("دری (fa-af)")
    Language(tag='fa-AF', name='دری')
    """
    written = written.strip()
    if found := _NAMED.fullmatch(written):
        tag = found["tag"]
        return Language(canonical_tag(tag), found["name"]) if _TAG.fullmatch(tag) else None
    return Language(canonical_tag(written), canonical_tag(written)) if _TAG.fullmatch(written) else None


def canonical_tag(tag: str) -> str:
    """Write a language tag the usual way: language small, script with a capital, region in capitals.

    >>> canonical_tag("ku-arab-iq")
    'ku-Arab-IQ'
    """
    language, *rest = tag.split("-")
    spelled = [part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower() for part in rest]
    return "-".join([language.lower(), *spelled])


def parse_heading(index: int, title: str, rule: SheetRule) -> tuple[Column, str]:
    """Split a heading at '::' into its name and what stands behind (a language, or ''), with aliases resolved."""
    head, _, behind = (part.strip() for part in title.partition("::"))
    if not behind and head.count(":") == 1:
        head, behind = (part.strip() for part in head.split(":"))
    head = re.sub(r"\s+", "_", head.lower())
    head = dict(rule.aliases).get(head, head)
    return Column(index=index, head=head, language=parse_language(behind) if behind else None, title=title), behind
