"""Read cases, addressees, and wishes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from querschnitt.apps.fieldwork.models import Case, Envelope, Wish
from querschnitt.apps.interview.telephone import grouped_number, read_number
from querschnitt.apps.register.models import Resident
from querschnitt.apps.survey.languages import Language
from querschnitt.apps.survey.languages import language as known_language
from querschnitt.apps.survey.models import Wave
from querschnitt.core.errors import InputError

ALIAS, WALL = "statistics", "identity"

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


def addressees(wave: Wave, *, city: str = "Leipzig") -> Iterator[Addressee]:
    """Yield the persons to write to in the order of their case numbers."""
    envelopes = {envelope.case_id: envelope for envelope in Envelope.objects.using(WALL).filter(wave=wave.slug)}
    people = {
        resident.person_id: resident
        for resident in Resident.objects.using(WALL).filter(
            wave=wave.slug, person_id__in=[envelope.person_id for envelope in envelopes.values()]
        )
    }
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
