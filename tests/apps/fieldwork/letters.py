"""The people of the small wave with names and addresses, and the keys of the office that mails to them."""

from __future__ import annotations

from querschnitt.apps.fieldwork.actions import accept_mailing_key
from querschnitt.apps.fieldwork.models import MailingKey
from querschnitt.apps.register.models import Resident, SampledUnit
from querschnitt.apps.survey.models import Wave
from querschnitt.core.mailing import write_recipient
from querschnitt.core.succession import fingerprint, first_link
from tests.apps.results import whole_wave as made

SEED, OTHER_SEED = bytes(range(32)), bytes(range(1, 33))
RECIPIENT = first_link(SEED, purpose="letters").public_key
OTHER_RECIPIENT = first_link(OTHER_SEED, purpose="letters").public_key
KEY_FILE = write_recipient(RECIPIENT)
ADDRESS = "https://survey.example.org"


def drawn_with_names() -> Wave:
    """Ten people drawn, each with a name and an address in the order of the draw."""
    wave = made.announced()
    made.with_sample(wave, made.with_frame(wave))
    Resident.objects.bulk_create(
        Resident(
            wave=wave.slug, person_id=unit.person_id, family_name=f"Müster{place}", given_name="Quitte",
            street="Am Beispiel", house_number=str(20 - place), postcode="04109",
        )
        for place, unit in enumerate(SampledUnit.objects.order_by("number"))
    )  # fmt: skip
    return wave


def accepted(public_key: str = RECIPIENT, *, by: str = "clerk") -> MailingKey:
    return accept_mailing_key(content=write_recipient(public_key), told=fingerprint(public_key), by=by)
