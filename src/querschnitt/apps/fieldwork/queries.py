"""Read cases and addressees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from querschnitt.apps.fieldwork.models import Case, Envelope
from querschnitt.apps.register.models import Resident
from querschnitt.apps.survey.models import Wave

ALIAS, WALL = "statistics", "identity"


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
