"""Take over a signed release of findings: whole or not at all, and the same file only once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.indicators.models import Finding, Release
from querschnitt.core import release as signed
from querschnitt.core.errors import ReleaseError


@dataclass(frozen=True)
class ImportedRelease:
    """What came in. ``new`` is false where this very file had been imported before."""

    name: str
    wave: str
    findings: int
    new: bool


def import_release(data: bytes, verify_key: bytes, *, embargo_until: datetime | None = None) -> ImportedRelease:
    """Import a release after checking its signature; a file that is already there changes nothing.

    Parameters
    ----------
    embargo_until : until then nothing of it is public; with its time zone

    Raises
    ------
    ReleaseError : if the file is damaged, unsigned, signed by another key, or its date cannot be read.
    """
    release = signed.read_release(data, verify_key)
    digest = sha256(data).hexdigest()
    with transaction.atomic(using="office"):
        row, new = Release.objects.get_or_create(
            sha256=digest,
            defaults={
                "name": release.id,
                "wave": release.wave,
                "created_at": _moment(release.created),
                "signature_ok": True,
                "embargo_until": embargo_until,
                **_notice(dict(release.notice)),
            },
        )
        if new:
            Finding.objects.bulk_create(
                [_row(row, position, finding) for position, finding in enumerate(release.findings, 1)], batch_size=500
            )
            log_activity(
                alias="office", verb="import release", subject=release.id, figures={"findings": len(release.findings)}
            )
    return ImportedRelease(name=release.id, wave=release.wave, findings=len(release.findings), new=new)


def set_embargo(*, release: Release, until: datetime | None, actor: str) -> Release:
    """Set until when nothing of a release is public; None lifts the embargo. What was read stays read."""
    with transaction.atomic(using="office"):
        release.embargo_until = until
        release.save(update_fields=["embargo_until"])
        log_activity(
            alias="office", verb="set embargo", subject=release.name, actor=actor,
            figures={"until": until.isoformat() if until else ""},
        )  # fmt: skip
    return release


def _moment(created: str) -> datetime:
    try:
        moment = datetime.fromisoformat(created)
    except ValueError as error:
        raise ReleaseError("The date of the release cannot be read", expected="ISO 8601", got=created) from error
    if moment.tzinfo is None:
        raise ReleaseError("The date of the release has no time zone", expected="for example …Z", got=created)
    return moment


def _row(release: Release, position: int, finding: signed.Finding) -> Finding:
    dimension, _, domain = finding.domain.partition(":")
    words = dict(finding.wording)
    row = Finding(
        release=release,
        position=position,
        key=finding.id,
        variable=finding.variable,
        category=finding.category,
        wave=finding.wave,
        dimension=dimension,
        domain=domain,
        **_title(finding.variable, words),
        **_labels(words, "category", _answer(finding)),
        **_labels(words, "domain", domain),
        base_de=finding.base,
        base_en=words.get("base:en", ""),
        unit=finding.unit,
        n=finding.n,
        value=finding.value,
        ci_low=finding.ci_low,
        ci_high=finding.ci_high,
        sign=finding.sign,
        method=finding.method,
        reference_date=finding.reference_date,
        source=finding.source,
    )
    if finding.trend is not None:
        _add_trend(row, finding.trend)
    return row


def _notice(words: Mapping[str, str]) -> dict[str, str]:
    """Return the notice in both languages; one that stands in English alone must not go missing on German pages."""
    return {"notice_de": words.get("de") or words.get("en", ""), "notice_en": words.get("en", "")}


def _title(variable: str, words: Mapping[str, str]) -> dict[str, str]:
    """Return the short name as title with the question beside it; where there is none, the question alone as title."""
    if "short:de" not in words:
        return {"title_de": words.get("de", variable), "title_en": words.get("en", "")}
    return {
        "title_de": words["short:de"],
        "title_en": words.get("short:en", words.get("en", "")),
        "question_de": words.get("de", ""),
        "question_en": words.get("en", ""),
    }


def _answer(finding: signed.Finding) -> str:
    """Return the category, but none where the title is a statement and the figure the share of which it is true."""
    is_question = dict(finding.wording).get("de", "").rstrip().endswith("?")
    return finding.category if is_question or finding.category != "yes" else ""


def _labels(words: Mapping[str, str], part: str, code: str) -> dict[str, str]:
    if not code:
        return {f"{part}_de": "", f"{part}_en": ""}
    plain = code.replace("_", " ")
    return {f"{part}_de": words.get(f"{part}:de", plain), f"{part}_en": words.get(f"{part}:en", plain)}


def _add_trend(row: Finding, trend: signed.Trend) -> None:
    row.earlier_wave, row.earlier_value, row.grade = trend.wave, trend.value, trend.grade
    row.difference, row.difference_p = trend.difference, trend.p
    row.difference_low, row.difference_high = trend.ci_low, trend.ci_high
    row.reasons = [{"code": reason.code, "parameters": dict(reason.parameters)} for reason in trend.reasons]
