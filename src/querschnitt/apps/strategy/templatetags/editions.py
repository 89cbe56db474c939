"""Words of editions: what became of measures, marked texts, a part of a version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from querschnitt.apps.strategy.queries.comparison import ENDED_MEANWHILE, NO_LEAD
from querschnitt.core.editions import PartChange, Row, Rule, Version

register = template.Library()
KINDS = {
    "kept": gettext_lazy("kept"),
    "reworded": gettext_lazy("reworded"),
    "moved": gettext_lazy("moved to another field"),
    "split": gettext_lazy("split"),
    "merged": gettext_lazy("merged"),
    "ended": gettext_lazy("ended"),
    "new": pgettext_lazy("succession", "new"),
    "regrouped": gettext_lazy("regrouped"),
}
PARTS = {
    "title": gettext_lazy("Title"),
    "text": gettext_lazy("Official text"),
    "goal": gettext_lazy("Goal"),
    "target_groups": gettext_lazy("Target groups"),
    "kind": gettext_lazy("Kind"),
    "recurrence": gettext_lazy("Recurrence"),
    "period": gettext_lazy("Period"),
    "place": gettext_lazy("Spatial reference"),
    "lead": gettext_lazy("Lead"),
    "involved": gettext_lazy("Involved"),
    "goals": gettext_lazy("Strategic goals"),
    "legal_basis": gettext_lazy("Legal basis"),
    "costs": gettext_lazy("Costs"),
}
RULES = {
    NO_LEAD: gettext_lazy("no office leads the measure"),
    ENDED_MEANWHILE: gettext_lazy("a supplement ended the measure meanwhile"),
    Rule.UNKNOWN_EARLIER: gettext_lazy("names a measure that the edition before does not have"),
    Rule.UNKNOWN_LATER: gettext_lazy("names a measure that the edition does not have"),
    Rule.VANISHED: gettext_lazy("the measure has no succession: it would vanish"),
    Rule.UNEXPLAINED: gettext_lazy("the measure comes from nowhere: it is neither new nor follows another"),
    Rule.EARLIER_TWICE: gettext_lazy("the measure has several successions and is not split"),
    Rule.LATER_TWICE: gettext_lazy("the measure follows several and is not merged"),
    Rule.SPLIT_INTO_ONE: gettext_lazy("the measure is split into one"),
    Rule.MERGED_FROM_ONE: gettext_lazy("the measure is merged from one"),
    Rule.WRONG_SIDES: gettext_lazy("a new measure follows none, an ended one has no successor, every other has both"),
    Rule.OTHER_IDENTITY: gettext_lazy("a measure that is kept, reworded or moved stays the same measure"),
    Rule.LOST_IDENTITY: gettext_lazy("the measure was there before, but does not follow itself"),
    Rule.OTHER_KIND: gettext_lazy("the contents say another kind"),
}
TAGS = {"deleted": "del", "inserted": "ins"}


@register.filter
def kind_name(kind: str) -> str:
    """Return what became of a measure, in words."""
    return str(KINDS.get(str(kind), kind))


@register.filter
def rule_words(rule: str) -> str:
    """Return what stands against adopting an edition, in words."""
    return str(RULES[rule])


@register.filter
def part_name(part: str) -> str:
    """Return the name of a part of a measure."""
    return str(PARTS.get(part, part))


@register.filter
def part(version: Version, name: str) -> str:
    """Return one text of a measure."""
    return version.part(name)


@register.filter
def parts_shown(row: Row) -> list[PartChange]:
    """Return the parts of a measure that the synopsis shows: its title and text, and what else has changed."""
    return [change for change in row.changes if change.part in ("title", "text") or change.is_changed]


@register.filter
def marked(change: PartChange, side: str) -> SafeString:
    """Return one side of a text, with what is deleted or inserted there marked as such."""
    tag = TAGS[side]
    pieces = [
        f"{segment.space}<{tag}>{escape(segment.words)}</{tag}>" if segment.change == side else escape(segment.text)
        for segment in change.segments
        if segment.change in ("same", side)
    ]
    return mark_safe("".join(pieces))  # noqa: S308  # escaped above


@register.filter
def kinds(counts: Mapping[str, int]) -> list[tuple[int, str]]:
    """Return how many measures became what, in the order of the words."""
    return [(counts[kind], str(name)) for kind, name in KINDS.items() if counts.get(kind)]


@register.filter
def of(rows: Mapping[Any, Any], key: Any) -> Any:
    """Return what a mapping has under a key, nothing where it has none."""
    return rows.get(key, ())


@register.filter
def field_of(fields: Mapping[str, str], versions: Sequence[Version]) -> str:
    """Return the field of action of the first of some measures."""
    return fields.get(versions[0].field, "") if versions else ""


@register.filter
def sides(earlier: Any, later: Any) -> Iterable[tuple[str, str, Any]]:
    """Return both selects of the synopsis: name, label, edition that is chosen."""
    return (("earlier", gettext("Earlier edition"), earlier), ("later", gettext("Later edition"), later))
