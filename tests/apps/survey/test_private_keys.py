"""Private keys as they are read: from their files, in turn, and never one in place of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from querschnitt.apps.accounts.keyfile import UNPROTECTED, nobody
from querschnitt.apps.interview.sealing import new_data_key, unwrap_as_office, wrap_for_office
from querschnitt.apps.survey.actions import keys as actions
from querschnitt.apps.survey.models import Wave
from querschnitt.apps.survey.queries.keys import PrivateKeys, current_key, key_states, numbered_key, private_keys
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.succession import Purpose
from tests.apps.survey.real_wave import announced
from tests.apps.survey.test_keys import PROTECTED, folder, known, rotated, wave

__all__ = ["folder", "wave"]

pytestmark = pytest.mark.django_db(databases=["statistics"])


def test_what_is_sealed_to_a_key_that_is_not_here_names_its_file(wave: Wave, folder: Path) -> None:
    wrap = wrap_for_office(new_data_key(), public_key=current_key(wave, Purpose.ANSWERS).public_key)
    rotated(wave)
    (folder / "answers-2027.key").rename(folder / "aside")
    keys = private_keys(wave, purpose=Purpose.ANSWERS, ask=nobody)
    assert (len(keys.opened), keys.missing) == (1, (folder / "answers-2027.key",))
    with pytest.raises(StateError, match="not here") as caught:
        keys.open(lambda key: unwrap_as_office(wrap, private_key=key))
    assert caught.value.expected == str(folder / "answers-2027.key")


def test_what_no_key_opens_is_damaged_when_all_are_here(wave: Wave) -> None:
    keys = private_keys(wave, purpose=Purpose.ANSWERS, ask=nobody)
    with pytest.raises(InputError, match="cannot be opened"):
        keys.open(lambda key: unwrap_as_office(bytes(80), private_key=key))


def test_a_fault_that_is_no_wrong_key_is_not_swallowed() -> None:
    def opening(key: str) -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        PrivateKeys("2027", ("a", "b")).open(opening)


def test_the_file_of_another_wave_in_its_place_is_refused(wave: Wave, folder: Path) -> None:
    other = announced("2031")
    actions.make_keys(wave=other)
    (folder / "answers-2031.key").replace(folder / "answers-2027.key")
    with pytest.raises(InputError, match="something else") as caught:
        private_keys(wave, purpose=Purpose.ANSWERS, ask=nobody)
    assert str(caught.value.got).startswith("2031 answers 1: ")
    assert key_states(wave)[0].fault.startswith("The file holds the private key of something else")


def test_the_state_of_each_key_is_told_without_opening_it(wave: Wave, folder: Path) -> None:
    actions.protect_key(key=current_key(wave, Purpose.ANSWERS), protection=PROTECTED, ask=nobody)
    actions.rotate_key(wave=wave, purpose=Purpose.ANSWERS, protection=UNPROTECTED, ask=known)
    (folder / "wishes-2027.key").unlink()
    first, second, wishes = key_states(wave)
    assert (first.is_current, first.is_unprotected, first.found is not None) == (False, False, True)
    assert (second.is_current, second.is_unprotected) == (True, True)
    assert (wishes.is_current, wishes.found, wishes.fault) == (True, None, "")
    assert wishes.file == folder / "wishes-2027.key"


@pytest.mark.parametrize("number", [0, 2])
def test_a_number_that_no_key_has(wave: Wave, number: int) -> None:
    with pytest.raises(InputError, match="with this number") as caught:
        numbered_key(wave, Purpose.ANSWERS, number)
    assert (caught.value.expected, caught.value.got) == ("1", number)
