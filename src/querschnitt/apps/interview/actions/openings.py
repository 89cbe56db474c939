"""Opening a wave for interviews, bringing a further version of its questionnaire, and closing it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.actions.successors import check_keys
from querschnitt.apps.interview.handover import Handover, Header
from querschnitt.apps.interview.models import Access, Opening, Recording, Version
from querschnitt.core.errors import InputError, QuestionnaireError, StateError
from querschnitt.core.instrument.document import content_hash, from_document
from querschnitt.core.instrument.versions import ChangeKind, Difference, compare


class Opened(StrEnum):
    """What `open_wave` has done."""

    NEW = "opened"
    SAME = "was open with the same hand-over"
    REPLACED = "replaced"
    MORE = "was open with the same questionnaire"
    MOVES = "has a further version; open interviews move over to it"
    STAYS = "has a further version; open interviews stay on theirs"


def open_wave(*, handover: Handover, accepted: Sequence[str] = ()) -> Opened:
    """Open a wave for interviews, or bring a further version of its questionnaire or a new key. No interview is lost.

    With the same hand-over nothing changes. A wave in which nobody has answered is opened anew. ``accepted`` :
    fingerprints of new public keys that the one before, being lost, could not sign.

    Raises
    ------
    StateError : if the hand-over is a version and the wave is not open, or it or its keys do not follow what is open
    InputError : if the change is graver than it was declared, or a code leads to another case than before
    """
    opened = queries.opening(handover.header.wave)
    if opened is None:
        if handover.is_version:
            raise StateError(
                "This wave is not open: a further version needs a first one", where=f"wave {handover.header.wave}",
                hint="Open it with the hand-over that print_letters has written.",
            )  # fmt: skip
        _write_opening(handover)
        return Opened.NEW
    if opened.handover_digest == handover.digest:
        return Opened.SAME
    if not handover.is_version and not queries.has_interviews(opened.wave):
        return reopen_wave(handover=handover)
    check_keys(opened, handover.header, accepted=accepted)
    return _add_version(opened, handover)


def reopen_wave(*, handover: Handover) -> Opened:
    """Open a wave anew; what was there of it is deleted, interviews too."""
    if handover.is_version:
        raise StateError(
            "A further version holds no access codes and cannot open a wave", where=f"wave {handover.header.wave}",
            hint="Leave out --replace.",
        )  # fmt: skip
    with transaction.atomic("answers"):
        Opening.objects.filter(pk=handover.header.wave).delete()
        _write_opening(handover)
    return Opened.REPLACED


def close_wave(*, wave: str) -> None:
    """End the field: from now on nobody can begin or go on; what was sealed stays to be collected."""
    Opening.objects.filter(pk=wave, closed_at=None).update(closed_at=timezone.now())


def _write_opening(handover: Handover) -> None:
    header = handover.header
    _check_document(header)
    with transaction.atomic("answers"):
        opening = Opening.objects.create(
            wave=header.wave,
            instrument_hash=header.instrument_hash,
            public_key=header.public_key,
            desk_key=header.desk_key,
            complete_share=header.complete_share,
            partial_share=header.partial_share,
            handover_digest=handover.digest,
        )
        _write_version(opening, handover, kind=Version.Kind.FIRST)
        accesses = [Access(opening=opening, code_hash=e.code_hash, case_id=e.case_id) for e in handover.entrances]
        Access.objects.bulk_create(accesses, batch_size=2000)


def _check_document(header: Header) -> None:
    if content_hash(from_document(header.document)) != header.instrument_hash:
        raise QuestionnaireError("The questionnaire of the hand-over is not the one it names", where=header.wave)


def _write_version(opening: Opening, handover: Handover, *, kind: str) -> None:
    header = handover.header
    Version.objects.create(
        opening=opening,
        instrument_hash=header.instrument_hash,
        document=header.document,
        kind=kind,
        declared=header.declared,
        handover_digest=handover.digest,
    )
    recordings = [
        Recording(opening=opening, name=name, content=content) for name, content in handover.recordings.items()
    ]
    Recording.objects.bulk_create(recordings, ignore_conflicts=True, batch_size=20)


def _add_version(opened: Opening, handover: Handover) -> Opened:
    """Add a version to an open wave. Which change it is decides the comparison, not the declaration."""
    header = handover.header
    _check_document(header)
    _check_follows(opened, header)
    difference = compare(queries.instrument(opened.instrument_hash), from_document(header.document))
    _check_declared(header, difference)
    with transaction.atomic("answers"):
        _add_accesses(opened, handover)
        if difference.kind is not ChangeKind.NONE:
            _write_version(opened, handover, kind=difference.kind.value)
        Opening.objects.filter(pk=opened.pk).update(
            instrument_hash=header.instrument_hash,
            public_key=header.public_key,
            desk_key=header.desk_key or opened.desk_key,
            handover_digest=handover.digest,
        )
    if difference.kind is ChangeKind.NONE:
        return Opened.MORE
    return Opened.MOVES if difference.is_compatible else Opened.STAYS


def _check_follows(opened: Opening, header: Header) -> None:
    """Refuse a questionnaire that does not come after what is open."""
    place = f"wave {opened.wave}"
    if header.instrument_hash == opened.instrument_hash:
        return
    released = [version.instrument_hash for version in header.versions]
    is_older = opened.versions.filter(instrument_hash=header.instrument_hash).exists()
    if is_older or (released and opened.instrument_hash not in released):
        raise StateError(
            "This version of the questionnaire does not follow the one that is open", where=place,
            expected=f"a version after {opened.instrument_hash[:12]}", got=header.instrument_hash[:12],
            hint="Take the newest hand-over of the statistics office.",
        )  # fmt: skip


def _check_declared(header: Header, difference: Difference) -> None:
    declared = header.declared
    if declared in ("", "first") or difference.is_within(_gravest(header)):
        return
    graver = next(change for change in difference.changes if change.kind is difference.kind)
    raise InputError(
        "The change of the questionnaire is graver than was declared", where=f"wave {header.wave}, {graver}",
        expected=declared, got=difference.kind.value, hint="Release it again with the right kind of change.",
    )  # fmt: skip


def _gravest(header: Header) -> ChangeKind:
    """Return the gravest declared change: versions in between may never have come here."""
    order = list(ChangeKind)
    return max((ChangeKind(v.change) for v in header.versions if v.change != "first"), key=order.index)


def _add_accesses(opened: Opening, handover: Handover) -> None:
    """Add the codes that are new. One that is known must lead where it led before."""
    known = dict(Access.objects.filter(opening=opened).values_list("code_hash", "case_id"))
    new = []
    for entrance in handover.entrances:
        case = known.get(entrance.code_hash)
        if case is None:
            new.append(Access(opening=opened, code_hash=entrance.code_hash, case_id=entrance.case_id))
        elif str(case) != entrance.case_id:
            raise InputError(
                "An access code leads to another case than before", where=f"wave {opened.wave}", got=entrance.case_id,
                expected=str(case), hint="Take the newest hand-over of the statistics office.",
            )  # fmt: skip
    Access.objects.bulk_create(new, batch_size=2000)
