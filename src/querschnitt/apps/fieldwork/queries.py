"""Read cases, addressees, and wishes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from querschnitt.apps.accounts.languages import Language
from querschnitt.apps.accounts.languages import language as known_language
from querschnitt.apps.fieldwork.models import Case, Envelope, LetterRun, MailingHandOver, MailingKey, Wish
from querschnitt.apps.interview.telephone import grouped_number, read_number
from querschnitt.apps.register.models import Resident, Sample
from querschnitt.apps.survey.models import Wave
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.mailing import MailedLetter, in_mailing_order

ALIAS, WALL = "statistics", "identity"
CITY = "Leipzig"

SILENT = ("", "nothing_returned", "not_reached", "away_during_field")
"""Outcomes of people who have said nothing: not yes, not no, not that they cannot."""


def silent_cases(wave: Wave) -> list[UUID]:
    """Return the case ids of those who have not answered and may be asked once more."""
    cases = Case.objects.using(ALIAS).filter(wave=wave, final_outcome__in=SILENT)
    return list(cases.order_by("number").values_list("unit_id", flat=True))


@dataclass(frozen=True)
class Addressee:
    """A person to write to: name, address, sealed access code and probable language."""

    case_id: UUID
    name: str
    street: str
    place: str
    language: str
    sealed_code: bytes


def addressees(wave: Wave, *, city: str = CITY) -> Iterator[Addressee]:
    """Yield the persons to write to in the order of their case numbers.

    Raises
    ------
    StateError : if the names of some are not here
    """
    envelopes = {envelope.case_id: envelope for envelope in Envelope.objects.using(WALL).filter(wave=wave.slug)}
    people = {
        resident.person_id: resident
        for resident in Resident.objects.using(WALL).filter(
            wave=wave.slug, person_id__in=[envelope.person_id for envelope in envelopes.values()]
        )
    }
    known = sum(envelope.person_id in people for envelope in envelopes.values())
    if known < len(envelopes):
        raise StateError(
            "Not everybody who was drawn has a name and an address here", where=f"wave {wave.slug}",
            expected=len(envelopes), got=known, hint="Import the same extract of the register again.",
        )  # fmt: skip
    cases = Case.objects.using(ALIAS).filter(wave=wave).order_by("number").values_list("unit_id", "language")
    for case_id, language in cases:
        envelope = envelopes[case_id]
        person = people[envelope.person_id]
        yield Addressee(
            case_id=case_id,
            name=f"{person.given_name} {person.family_name}",
            street=f"{person.street} {person.house_number}",
            place=f"{person.postcode} {city}",
            language=language,
            sealed_code=bytes(envelope.sealed_code),
        )


def letters_to_mail(wave: Wave, *, open_envelope: Callable[[bytes], str]) -> tuple[MailedLetter, ...]:
    """Return a letter for each person drawn, from names and codes alone: nothing else of a person is read.

    Raises
    ------
    StateError : if somebody's name is not here any more.
    """
    envelopes = Envelope.objects.using(WALL).filter(wave=wave.slug).values_list("person_id", "sealed_code")
    sealed = {person: bytes(code) for person, code in envelopes}
    fields = ("person_id", "postcode", "street", "house_number", "given_name", "family_name")
    people = Resident.objects.using(WALL).filter(wave=wave.slug, person_id__in=list(sealed)).values_list(*fields)
    letters = in_mailing_order(
        MailedLetter(postcode, street, number, f"{given} {family}".strip(), open_envelope(sealed[person]))
        for person, postcode, street, number, given, family in people
    )
    if len(letters) != len(sealed):
        raise StateError(
            "Not everybody who was drawn has a name and an address here", where=f"wave {wave.slug}",
            expected=len(sealed), got=len(letters), hint="Import the same extract of the register again.",
        )  # fmt: skip
    return letters


@dataclass(frozen=True)
class MailingState:
    """How it stands with the letters of a wave and the office that mails them.

    Attributes
    ----------
    letters : how many people were drawn; None before the draw
    keys : accepted keys of the office that mails, the latest first
    made : letter lists that were made, the latest first
    fixed_address : of the interview, where letters are out in an open field; "" as long as it can be chosen
    address, place : as they were used last, or as they are meant to be
    """

    letters: int | None
    keys: tuple[MailingKey, ...]
    made: tuple[MailingHandOver, ...]
    fixed_address: str
    address: str
    place: str


def mailing_state(wave: Wave) -> MailingState:
    """Return how it stands with the letters of a wave and the office that mails them."""
    sample = Sample.objects.using(ALIAS).filter(wave=wave.slug).values_list("size", flat=True).first()
    made = tuple(MailingHandOver.objects.using(ALIAS).filter(wave=wave).select_related("recipient"))
    printed = printed_address(wave)
    return MailingState(
        letters=sample,
        keys=tuple(MailingKey.objects.using(ALIAS).all()),
        made=made,
        fixed_address=printed if wave.opened_at else "",
        address=made[0].address if made else printed,
        place=made[0].place if made else CITY,
    )


def printed_address(wave: Wave) -> str:
    """Return the address of the interview that printed letters name, or ""."""
    run = LetterRun.objects.using(ALIAS).filter(wave=wave).first()
    return run.address if run is not None else ""


@dataclass(frozen=True)
class WishLine:
    """A wish as the field desk works with it.

    Attributes
    ----------
    contact : a telephone number as it is dialled here, or an e-mail address
    link : what a telephone or a mail program opens; "" if it is neither
    language : None for a tag that nobody knows
    """

    wish: Wish
    contact: str
    link: str
    language: Language | None


@dataclass(frozen=True)
class Wishes:
    """The wishes of a wave: of one kind, in one language or in all."""

    waiting: list[WishLine]
    done: list[WishLine]
    all_waiting: int
    languages: list[Language]

    @property
    def first_left_on(self) -> date | None:
        return min((line.wish.left_on for line in self.waiting), default=None)


def wishes_of(wave: str, *, kind: str, tag: str = "") -> Wishes:
    """Return who waits, the longest first, and what was done today and can still be opened again."""
    known = Wish.objects.filter(wave=wave, kind=kind).exclude(contact="").order_by("left_on", "id")
    lines = [_line(wish) for wish in known]
    waiting = [line for line in lines if line.wish.state == Wish.State.WAITING]
    spoken = {line.language.tag: line.language for line in waiting if line.language}
    return Wishes(
        waiting=[line for line in waiting if tag in ("", line.wish.language)],
        done=[line for line in lines if line.wish.state == Wish.State.DONE],
        all_waiting=len(waiting),
        languages=sorted(spoken.values(), key=lambda one: one.german),
    )


def _line(wish: Wish) -> WishLine:
    number, is_email = grouped_number(wish.contact), "@" in wish.contact
    scheme = "mailto" if is_email else "tel" if read_number(wish.contact) else ""
    return WishLine(
        wish=wish,
        contact=wish.contact if is_email else number,
        link=f"{scheme}:{wish.contact}" if scheme else "",
        language=find_language(wish.language),
    )


def find_language(tag: str) -> Language | None:
    """Return a language, or None for a tag that nobody knows."""
    try:
        return known_language(tag)
    except InputError:
        return None


def find_wish(wave: str, key: UUID) -> Wish | None:
    """Return a wish to be called of a wave, or None."""
    return Wish.objects.filter(pk=key, wave=wave, kind=Wish.Kind.CALL).first()
