"""Link released findings and indicators to measures as evidence, by written rules. A link stands once, if repeated."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.indicators.models import Finding, Indicator
from querschnitt.apps.indicators.queries import current_findings
from querschnitt.apps.strategy.models import Edition, Evidence, MeasureVersion
from querschnitt.core.errors import InputError, StateError, suggestion

KEYS_OF_FILE = ("rule", "invented")
KEYS_OF_RULE = ("variable", "category", "indicator", "measures", "role", "note_de", "note_en", "invented")


@dataclass(frozen=True)
class EvidenceRule:
    """Findings of the total on one variable, or an indicator, speak to some measures in one role.

    Empty category: any. A rule has a variable or an indicator, never both.
    """

    variable: str
    category: str
    measures: tuple[str, ...]
    role: str
    note_de: str
    note_en: str
    invented: bool = False
    indicator: str = ""

    def picks(self, finding: Finding) -> bool:
        """Return whether a finding is meant."""
        return finding.variable == self.variable and finding.is_total and self.category in ("", finding.category)


@dataclass(frozen=True)
class Linked:
    """Links that were added, all links that now stand, and the rules that met no released finding."""

    added: int
    total: int
    without_finding: tuple[str, ...]


def read_rules(file: Path) -> tuple[EvidenceRule, ...]:
    """Read a file of rules.

    Raises
    ------
    InputError : if the file or a rule in it cannot be read, has a key that is not known, or holds no rule.
    """
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"The rules cannot be read: {error}", where=file.name) from error
    _refuse_unknown(written, KEYS_OF_FILE, file.name)
    rows = written.get("rule")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError("The file holds no rules", where=file.name, expected="[[rule]], once for each rule")
    invented = written.get("invented", False)
    return tuple(
        _rule({"invented": invented, **row}, f"{file.name}, rule {place}") for place, row in enumerate(rows, 1)
    )


def _refuse_unknown(row: Mapping[str, object], known: Sequence[str], where: str) -> None:
    for key in row:
        if key not in known:
            raise InputError(
                f"Unknown key '{key}'", where=where, expected=", ".join(known), hint=suggestion(key, known)
            )


def _rule(row: dict[str, object], where: str) -> EvidenceRule:
    _refuse_unknown(row, KEYS_OF_RULE, where)
    if "variable" in row and "indicator" in row:
        raise InputError("A rule has a variable or an indicator, not both", where=where)
    source = "indicator" if "indicator" in row else "variable"
    missing = [key for key in (source, "measures", "role") if not row.get(key)]
    if missing:
        raise InputError("A rule lacks a key", where=where, expected=", ".join(missing))
    role = str(row["role"])
    if role not in Evidence.Role.values:
        raise InputError("Unknown role", where=where, got=role, expected=", ".join(Evidence.Role.values))
    measures = row["measures"]
    if not isinstance(measures, list):
        raise InputError("The measures of a rule are a list", where=where, got=repr(measures))
    if not isinstance(row["invented"], bool):
        raise InputError("'invented' is true or false", where=where, got=repr(row["invented"]))
    return EvidenceRule(
        variable=str(row.get("variable", "")),
        indicator=str(row.get("indicator", "")),
        category=str(row.get("category", "")),
        measures=tuple(map(str, measures)),
        role=role,
        note_de=str(row.get("note_de", "")),
        note_en=str(row.get("note_en", "")),
        invented=row["invented"],
    )


def link_evidence(*, rules: Sequence[EvidenceRule], edition: str = "") -> Linked:
    """Link the current findings to the measures of an edition (the latest adopted one if none is named)."""
    with transaction.atomic(using="office"):
        versions = {version.number: version for version in edition_to_link(edition).versions.filter(supplement=None)}
        findings = list(current_findings())
        indicators = list(Indicator.objects.order_by("code", "-version").distinct("code"))
        wanted: list[Evidence] = []
        unmet: list[str] = []
        for rule in rules:
            picked: list[Finding | Indicator] = [
                *(finding for finding in findings if rule.picks(finding)),
                *(row for row in indicators if row.code == rule.indicator),
            ]
            if not picked:
                unmet.append("=".join(filter(None, (rule.variable or rule.indicator, rule.category))))
            wanted += [
                _link(rule, version_of(number, versions), source) for number in rule.measures for source in picked
            ]
        before = Evidence.objects.count()
        Evidence.objects.bulk_create(wanted, ignore_conflicts=True)
        total = Evidence.objects.filter(Q(finding__in=findings) | Q(indicator__in=indicators)).count()
        added = Evidence.objects.count() - before
        if added:
            log_activity(alias="office", verb="link evidence", subject="findings", figures={"added": added})
    return Linked(added=added, total=total, without_finding=tuple(unmet))


def edition_to_link(slug: str) -> Edition:
    """Return the named edition, or the one in force.

    Raises
    ------
    StateError : if there is none.
    """
    editions = Edition.objects.filter(state=Edition.State.ADOPTED)
    found = (editions.filter(slug=slug) if slug else editions).first()
    if found is None:
        raise StateError(
            "There is no adopted edition to link to", got=slug, hint="First: querschnitt import_strategy FOLDER"
        )
    return found


def version_of(number: str, versions: dict[str, MeasureVersion]) -> MeasureVersion:
    """Return the version with a number.

    Raises
    ------
    InputError : if there is none.
    """
    if number not in versions:
        raise InputError(
            "A rule names a measure that is not in the edition", got=number, hint=suggestion(number, versions)
        )
    return versions[number]


def _link(rule: EvidenceRule, version: MeasureVersion, source: Finding | Indicator) -> Evidence:
    return Evidence(
        version=version,
        finding=source if isinstance(source, Finding) else None,
        indicator=source if isinstance(source, Indicator) else None,
        role=rule.role,
        note_de=rule.note_de,
        note_en=rule.note_en,
        invented=rule.invented,
    )
