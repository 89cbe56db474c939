"""Open cases, make access codes, print letters, hand over to the interview service, record outcomes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from nacl.secret import SecretBox

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.accounts.languages import language
from querschnitt.apps.fieldwork.models import Case, ContactAttempt, Envelope, LetterRun
from querschnitt.apps.fieldwork.queries import addressees
from querschnitt.apps.interview.codes import code_hash, new_code
from querschnitt.apps.interview.handover import (
    AUDIO_FOLDER,
    Entrance,
    Handover,
    Header,
    Version,
    write_handover,
    write_version,
)
from querschnitt.apps.interview.launch import Launch, make_token
from querschnitt.apps.register.models import Sample, SampledUnit
from querschnitt.apps.survey.actions.keys import make_keys
from querschnitt.apps.survey.models import Wave
from querschnitt.apps.survey.queries import instrument_of
from querschnitt.apps.survey.queries.keys import chain, current_key
from querschnitt.apps.survey.queries.versions import check_open_languages, frozen_audio, versions_of
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.instrument.document import to_document
from querschnitt.core.succession import Purpose
from querschnitt.press.fonts import family
from querschnitt.press.letters import Letter, Letterhead, print_letters

ALIAS, WALL = "statistics", "identity"
TRAY = 250
GERMAN, FALLBACK = "de", "en"


@dataclass(frozen=True)
class LetterSettings:
    """What the letters of a wave carry beside the questionnaire's texts."""

    address: str
    phone: str
    sender: tuple[str, ...]
    return_line: str
    date: str


@transaction.atomic(using=ALIAS)
def open_cases(*, wave: Wave, languages: Mapping[str, str]) -> int:
    """Make a case of each sampled unit. ``languages``: group -> probable language of a person of the group.

    Only of those whose batch is released. Safe to repeat: cases that are there stay as they are.
    """
    sample = Sample.objects.using(ALIAS).filter(wave=wave.slug).first()
    if sample is None:
        raise StateError("The wave has no sample yet", where=f"wave {wave.slug}", hint="Run: querschnitt draw_sample")
    units = SampledUnit.objects.using(ALIAS).released().filter(sample=sample, case__isnull=True).order_by("number")
    cases = [
        Case(unit=unit, wave=wave, number=unit.number, language=languages.get(unit.group, GERMAN)) for unit in units
    ]
    return len(Case.objects.using(ALIAS).bulk_create(cases, batch_size=2000))


@transaction.atomic(using=WALL)
def make_codes(*, wave: Wave) -> int:
    """Give each person of a released batch an access code, sealed for the field desk. Codes that are there stay."""
    known = set(Envelope.objects.using(WALL).filter(wave=wave.slug).values_list("case_id", flat=True))
    units = SampledUnit.objects.using(ALIAS).released().filter(sample__wave=wave.slug).order_by("number")
    fresh = [
        Envelope(case_id=unit.case_id, wave=wave.slug, person_id=unit.person_id, sealed_code=seal_code(new_code()))
        for unit in units
        if unit.case_id not in known
    ]
    return len(Envelope.objects.using(WALL).bulk_create(fresh, batch_size=2000))


def seal_code(code: str) -> bytes:
    """Encrypt an access code for the field desk."""
    return bytes(_desk_box().encrypt(code.encode()))


def open_envelope(sealed: bytes) -> str:
    """Read an access code again, as the field desk."""
    return _desk_box().decrypt(bytes(sealed)).decode()


def _desk_box() -> SecretBox:
    return SecretBox(bytes.fromhex(settings.DEPLOYMENT.keys["envelope"]))


def print_invitations(
    *, wave: Wave, letters: LetterSettings, folder: Path, progress: Callable[[int], None] | None = None
) -> LetterRun:
    """Print the invitations of a wave in trays, and write the hand-over for the interview service.

    A tray is written whole or not at all; printing again writes the same letters over the old ones.

    Raises
    ------
    InputError : if nothing can be written into the folder.
    StateError : if the field is open with letters that name another address.
    """
    check_print(wave=wave, address=letters.address, folder=folder)
    for old in folder.glob("letters-*.pdf"):
        old.unlink()
    count = pages = 0
    trays = print_letters(_letters(wave, letters), letterhead=_letterhead(letters), trays=TRAY, progress=progress)
    for number, tray in enumerate(trays, start=1):
        _write_whole(folder / f"letters-{number:03d}.pdf", tray.pdf)
        count, pages = count + tray.letters, pages + tray.pages
    digest = hand_over(wave=wave, file=folder / "handover.jsonl")
    made = {
        "letters": count, "pages": pages, "folder": str(folder), "handover_digest": digest, "address": letters.address,
    }  # fmt: skip
    mark_opened(wave=wave)
    run, _ = LetterRun.objects.using(ALIAS).update_or_create(wave=wave, defaults=made)
    log_activity(alias=ALIAS, verb="printed letters", subject=wave.slug, figures={"letters": count, "pages": pages})
    return run


def check_print(*, wave: Wave, address: str, folder: Path) -> None:
    """Make the folder of the letters, and refuse what `print_invitations` would refuse, before any code is made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            "Nothing can be written into this folder", where=str(folder), got=error.strerror or "an error",
            hint="Name another with --folder.",
        ) from error  # fmt: skip
    printed = LetterRun.objects.using(ALIAS).filter(wave=wave).exclude(address="").first()
    if wave.opened_at is not None and printed is not None and printed.address != address:
        raise StateError(
            "The letters of this wave are out with another address", where=f"wave {wave.slug}",
            expected=printed.address, got=address, hint=f"Print again with --address {printed.address}.",
        )  # fmt: skip


def _letterhead(letters: LetterSettings) -> Letterhead:
    return Letterhead(sender=letters.sender, return_line=letters.return_line, phone=letters.phone, date=letters.date)


def _letters(wave: Wave, letters: LetterSettings) -> Iterator[Letter]:
    instrument = instrument_of(wave)
    texts = {tag: {key: by[tag] for key, by in instrument.texts.items()} for tag in instrument.languages}
    for addressee in addressees(wave):
        own = FALLBACK if addressee.language == GERMAN else addressee.language
        code = open_envelope(addressee.sealed_code)
        yield Letter(
            name=(addressee.name,),
            address=(addressee.street, addressee.place),
            code=code,
            url=f"{letters.address}/c/{code}?l={addressee.language}",
            language=own,
            direction=language(own).direction,
            font=family(own),
            german=texts[GERMAN],
            own=texts[own],
        )


def hand_over(*, wave: Wave, file: Path) -> str:
    """Write what the interview service needs: questionnaire, public keys, hashed codes. Returns the file's HMAC.

    Keys that the wave does not have yet are made, without a passphrase.
    """
    make_keys(wave=wave)
    keys = settings.DEPLOYMENT.keys
    header = _header(wave, folder=file.parent)
    envelopes = Envelope.objects.using(WALL).filter(wave=wave.slug).order_by("case_id")
    entrances = tuple(
        Entrance(
            code_hash=code_hash(open_envelope(bytes(e.sealed_code)), key=keys["access_code"]), case_id=str(e.case_id)
        )
        for e in envelopes
    )
    return write_handover(file, Handover(header=header, entrances=entrances), key=keys["handover"])


def hand_over_version(*, wave: Wave, file: Path) -> str:
    """Write the version of the questionnaire in force for an open wave, without codes. Returns the file's HMAC.

    Raises
    ------
    StateError : if the field of the wave has not opened: then its whole hand-over is still to come.
    """
    if wave.opened_at is None:
        raise StateError(
            "The field of this wave has not opened", where=f"wave {wave.slug}",
            hint="Its questionnaire goes with the hand-over that print_letters writes.",
        )  # fmt: skip
    digest = write_version(file, _header(wave, folder=file.parent), key=settings.DEPLOYMENT.keys["handover"])
    log_activity(alias=ALIAS, verb="handed over version", subject=wave.slug, figures={"hash": wave.questionnaire_id})
    return digest


def _header(wave: Wave, *, folder: Path) -> Header:
    """Describe the questionnaire in force, and lay the files that are read aloud beside the hand-over.

    Raises
    ------
    StateError : if the questionnaire is in a language that is not open.
    """
    instrument = instrument_of(wave)
    check_open_languages(wave, instrument.languages)
    audio = {one.name: one for one in frozen_audio(wave)}
    for name, one in audio.items():
        (folder / AUDIO_FOLDER).mkdir(parents=True, exist_ok=True)
        _write_whole(folder / AUDIO_FOLDER / name, bytes(one.content))
    return Header(
        wave=wave.slug,
        instrument_hash=wave.questionnaire_id or "",
        document=to_document(instrument),
        public_key=current_key(wave, Purpose.ANSWERS).public_key,
        desk_key=current_key(wave, Purpose.WISHES).public_key,
        keys=chain(wave),
        complete_share=str(wave.complete_share),
        partial_share=str(wave.partial_share),
        versions=tuple(Version(one.questionnaire_id, one.change) for one in versions_of(wave)),
        audio={name: one.sha256 for name, one in audio.items()},
    )


def launch_link(*, mode: str, interviewer: str, address: str) -> str:
    """Return the signed link with which an interviewer begins interviews. ``interviewer``: a short mark, no name.

    Raises
    ------
    InputError : if the mark is not one.
    """
    if not _MARK.fullmatch(interviewer):
        raise InputError(
            "Not the mark of an interviewer", expected="up to 20 letters, digits and hyphens, like 07", got=interviewer
        )
    log_activity(alias=ALIAS, verb="made launch link", subject=interviewer, figures={})
    return f"{address}/start/{make_token(Launch(mode=mode, interviewer=interviewer))}"


_MARK = re.compile(r"[A-Za-z0-9-]{1,20}")


def _write_whole(file: Path, content: bytes) -> None:
    draft = file.with_suffix(file.suffix + ".new")
    draft.write_bytes(content)
    draft.replace(file)


@dataclass(frozen=True)
class Outcome:
    """How a case ended: attempts as (mode, outcome code) in order; the last code is the final one."""

    case_id: UUID
    attempts: tuple[tuple[str, str], ...]
    final: str
    mode: str = ""


@transaction.atomic(using=ALIAS)
def record_outcomes(*, wave: Wave, outcomes: Sequence[Outcome]) -> None:
    """Record contact attempts and final outcomes of cases, replacing what was recorded for them."""
    cases = {case.pk: case for case in Case.objects.using(ALIAS).filter(wave=wave)}
    ended = [cases[outcome.case_id] for outcome in outcomes]
    ContactAttempt.objects.using(ALIAS).filter(case__in=ended).delete()
    attempts = []
    for outcome, case in zip(outcomes, ended, strict=True):
        case.final_outcome, case.mode = outcome.final, outcome.mode
        attempts += [
            ContactAttempt(case=case, order=order, mode=mode, outcome=code)
            for order, (mode, code) in enumerate(outcome.attempts, start=1)
        ]
    Case.objects.using(ALIAS).bulk_update(ended, ["final_outcome", "mode"], batch_size=1000)
    ContactAttempt.objects.using(ALIAS).bulk_create(attempts, batch_size=5000)


def mark_opened(*, wave: Wave) -> None:
    """Note that the field of a wave opens: its letters and its hand-over are out."""
    Wave.objects.using(ALIAS).filter(pk=wave.pk, opened_at__isnull=True).update(opened_at=timezone.now())


def mark_closed(*, wave: Wave) -> None:
    """Note that the field of a wave has ended.

    Raises
    ------
    StateError : if it has not opened.
    """
    if wave.opened_at is None:
        raise StateError("The field of this wave has not opened", where=f"wave {wave.slug}")
    Wave.objects.using(ALIAS).filter(pk=wave.pk, closed_at__isnull=True).update(closed_at=timezone.now())
