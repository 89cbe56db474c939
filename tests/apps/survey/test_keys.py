"""The keys of a wave: made once, followed by signed ones, split and recovered; everything in the log, no secret."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from itertools import combinations
from pathlib import Path

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import override_settings
from nacl.public import PublicKey, SealedBox
from psycopg import Connection
from psycopg.errors import InsufficientPrivilege

from querschnitt.apps.accounts.keyfile import UNPROTECTED, Cost, Protection, nobody, read_key, unlock
from querschnitt.apps.accounts.models import Activity
from querschnitt.apps.interview.sealing import unwrap_as_office, wrap_for_office
from querschnitt.apps.survey.actions import keys as actions
from querschnitt.apps.survey.models import Wave, WaveKey
from querschnitt.apps.survey.queries.keys import (
    chain,
    current_key,
    key_states,
    private_keys,
)
from querschnitt.apps.survey.shares import Share, read_share, split_seed
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.succession import Purpose, check_succession, fingerprint
from tests.apps.survey.real_wave import announced

pytestmark = pytest.mark.django_db(databases=["statistics"])
CHEAP = Cost(operations=1, memory=8 * 1024**2)
PROTECTED = Protection("five words nobody says", cost=CHEAP)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    with override_settings(VAR=tmp_path):
        yield tmp_path / "keys"


@pytest.fixture
def wave() -> Wave:
    wave = announced()
    actions.make_keys(wave=wave)
    return wave


def known(file: Path) -> Iterator[str]:
    yield PROTECTED.passphrase


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def seeds(folder: Path) -> list[str]:
    return [json.loads(file.read_text()).get("seed", "") for file in folder.glob("*.key")]


def shares_of(key: WaveKey) -> list[Share]:
    return [
        read_share(text, name=f"share {number}")
        for number, text in enumerate(actions.split_key(key=key, ask=nobody), start=1)
    ]


def lost(wave: Wave) -> WaveKey:
    return actions.replace_lost_key(wave=wave, purpose=Purpose.ANSWERS, protection=UNPROTECTED)


def rotated(wave: Wave, purpose: Purpose = Purpose.ANSWERS) -> WaveKey:
    return actions.rotate_key(wave=wave, purpose=purpose, protection=UNPROTECTED, ask=nobody)


class TestMaking:
    def test_a_wave_gets_two_keys_and_each_has_its_file(self, wave: Wave, folder: Path) -> None:
        assert names(folder) == ["answers-2027.key", "wishes-2027.key"]
        answers, wishes = chain(wave)
        assert (answers.purpose, answers.number, answers.signature) == ("answers", 1, "")
        assert (wishes.purpose, wishes.number, wishes.signature) == ("wishes", 1, "")
        assert answers.public_key != wishes.public_key
        assert Wave.objects.get().public_key == answers.public_key

    def test_to_make_them_again_changes_nothing(self, wave: Wave, folder: Path) -> None:
        before = {file: file.read_bytes() for file in folder.iterdir()}
        links = chain(wave)
        assert actions.make_keys(wave=wave, protection=PROTECTED) == ()
        assert chain(wave) == links
        assert {file: file.read_bytes() for file in folder.iterdir()} == before

    def test_a_key_that_was_taken_away_is_not_made_again(self, wave: Wave, folder: Path) -> None:
        for file in folder.iterdir():
            file.unlink()
        assert actions.make_keys(wave=wave) == ()
        assert names(folder) == []

    def test_a_file_that_lies_there_stays_and_no_key_is_made(self, folder: Path) -> None:
        folder.mkdir()
        (folder / "answers-2027.key").write_text("the only copy of something")
        with pytest.raises(StateError, match="not overwritten"):
            actions.make_keys(wave=announced())
        assert (folder / "answers-2027.key").read_text() == "the only copy of something"
        assert (WaveKey.objects.count(), Activity.objects.count(), Wave.objects.get().public_key) == (0, 0, "")

    def test_under_a_passphrase_it_opens_with_that_alone(self, folder: Path) -> None:
        wave = announced()
        actions.make_keys(wave=wave, purposes=[Purpose.ANSWERS], protection=PROTECTED)
        assert names(folder) == ["answers-2027.key"]
        assert read_key(folder / "answers-2027.key").is_protected
        assert len(private_keys(wave, purpose=Purpose.ANSWERS, ask=known).opened) == 1
        with pytest.raises(StateError, match="protected by a passphrase"):
            private_keys(wave, purpose=Purpose.ANSWERS, ask=nobody)

    def test_the_database_numbers_them(self, wave: Wave) -> None:
        first = WaveKey.objects.filter(purpose="answers").get()
        for change in ({"pk": None}, {"pk": None, "number": 2}):
            with pytest.raises(IntegrityError), transaction.atomic("statistics"):
                WaveKey(**{**_fields(first), **change}).save(force_insert=True)
        with pytest.raises(IntegrityError), transaction.atomic("statistics"):
            WaveKey.objects.filter(pk=first.pk).update(signature="ab")


def _fields(key: WaveKey) -> dict[str, object]:
    return {field.attname: getattr(key, field.attname) for field in WaveKey._meta.concrete_fields}


class TestRotation:
    def test_rotated_twice_each_key_opens_its_own_and_follows_the_first(self, wave: Wave, folder: Path) -> None:
        sealed = []
        for number in (1, 2, 3):
            key = current_key(wave, Purpose.ANSWERS)
            assert key.number == number
            sealed.append(wrap_for_office(bytes([number]) * 32, public_key=key.public_key))
            if number < 3:
                rotated(wave)
        assert names(folder) == ["answers-2027.2.key", "answers-2027.3.key", "answers-2027.key", "wishes-2027.key"]
        links = chain(wave, Purpose.ANSWERS)
        check_succession(links, wave="2027", known=links[0].public_key, offered=links[2].public_key)
        assert Wave.objects.get().public_key == links[2].public_key
        keys = private_keys(wave, purpose=Purpose.ANSWERS, ask=nobody)
        opened = [keys.open(lambda key, wrap=wrap: unwrap_as_office(wrap, private_key=key)) for wrap in sealed]
        assert opened == [bytes([number]) * 32 for number in (1, 2, 3)]

    def test_the_key_for_wishes_has_a_succession_of_its_own(self, wave: Wave) -> None:
        rotated(wave, Purpose.WISHES)
        links = chain(wave, Purpose.WISHES)
        check_succession(links, wave="2027", known=links[0].public_key, offered=links[1].public_key)
        assert Wave.objects.get().public_key == chain(wave, Purpose.ANSWERS)[0].public_key

    def test_without_the_present_private_key_nothing_can_sign(self, wave: Wave, folder: Path) -> None:
        (folder / "answers-2027.key").unlink()
        with pytest.raises(StateError, match="is not here") as caught:
            rotated(wave)
        assert caught.value.where == str(folder / "answers-2027.key")
        assert "querschnitt keys recover 2027" in caught.value.hint
        assert WaveKey.objects.filter(purpose="answers").count() == 1

    def test_a_lost_key_is_followed_by_one_that_nobody_signed(self, wave: Wave, folder: Path) -> None:
        with pytest.raises(StateError, match="not lost"):
            lost(wave)
        (folder / "answers-2027.key").unlink()
        key = lost(wave)
        assert (key.number, key.signature) == (2, "")
        links = chain(wave, Purpose.ANSWERS)
        with pytest.raises(StateError, match="not signed"):
            check_succession(links, wave="2027", known=links[0].public_key, offered=links[1].public_key)

    def test_before_there_is_a_key_there_is_none_to_follow(self) -> None:
        with pytest.raises(StateError, match="no key for answers yet") as caught:
            rotated(announced())
        assert caught.value.hint == "Run: querschnitt keys create 2027"


class TestSharing:
    def test_each_pair_of_shares_writes_the_same_key_again(self, wave: Wave, folder: Path) -> None:
        file = folder / "answers-2027.key"
        before = json.loads(file.read_text())["seed"]
        shares = shares_of(current_key(wave, Purpose.ANSWERS))
        for pair in combinations(shares, 2):
            file.unlink()
            assert actions.recover_key(wave=wave, shares=pair, protection=PROTECTED) == file
            assert unlock(read_key(file), ask=known).hex() == before
            assert file.stat().st_mode & 0o777 == 0o600

    def test_what_was_sealed_before_opens_with_the_recovered_key(self, wave: Wave, folder: Path) -> None:
        public = current_key(wave, Purpose.ANSWERS).public_key
        sealed = SealedBox(PublicKey(bytes.fromhex(public))).encrypt(b"K" * 32)
        shares = shares_of(current_key(wave, Purpose.ANSWERS))
        (folder / "answers-2027.key").unlink()
        actions.recover_key(wave=wave, shares=shares[1:], protection=UNPROTECTED)
        (private_key,) = private_keys(wave, purpose=Purpose.ANSWERS, ask=nobody).opened
        assert unwrap_as_office(sealed, private_key=private_key) == b"K" * 32

    def test_a_rotated_key_is_recovered_into_its_own_place(self, wave: Wave, folder: Path) -> None:
        old = shares_of(current_key(wave, Purpose.ANSWERS))
        rotated(wave)
        (folder / "answers-2027.key").unlink()
        assert actions.recover_key(wave=wave, shares=old[:2], protection=UNPROTECTED).name == "answers-2027.key"

    def test_shares_of_another_wave_are_refused_with_both_fingerprints(self, wave: Wave) -> None:
        other = announced("2031")
        actions.make_keys(wave=other)
        theirs = current_key(other, Purpose.ANSWERS)
        with pytest.raises(InputError, match="the key of another wave") as caught:
            actions.try_shares(wave=wave, shares=shares_of(theirs)[:2])
        assert caught.value.got == f"2031 answers 1: {fingerprint(theirs.public_key)}"
        assert fingerprint(current_key(wave, Purpose.ANSWERS).public_key) in str(caught.value.expected)
        WaveKey.objects.filter(wave=other).delete()
        with pytest.raises(InputError, match="no wave here has"):
            actions.try_shares(wave=wave, shares=[read_share(text, name="x") for text in split_seed(bytes(32))[:2]])

    def test_a_key_that_is_here_is_not_written_again(self, wave: Wave, folder: Path) -> None:
        shares = shares_of(current_key(wave, Purpose.ANSWERS))
        before = (folder / "answers-2027.key").read_bytes()
        with pytest.raises(StateError, match="here already"):
            actions.recover_key(wave=wave, shares=shares[:2], protection=PROTECTED)
        assert (folder / "answers-2027.key").read_bytes() == before

    def test_a_trial_writes_no_file(self, wave: Wave, folder: Path) -> None:
        shares = shares_of(current_key(wave, Purpose.ANSWERS))
        (folder / "answers-2027.key").unlink()
        assert actions.try_shares(wave=wave, shares=shares).number == 1
        assert names(folder) == ["wishes-2027.key"]
        assert Activity.objects.get(verb="tried shares").figures["shares"] == [1, 2, 3]

    def test_only_a_key_that_was_split_can_be_deleted(self, wave: Wave, folder: Path) -> None:
        key = current_key(wave, Purpose.ANSWERS)
        with pytest.raises(StateError, match="has not been split"):
            actions.delete_private_key(key=key)
        assert (folder / "answers-2027.key").exists()
        actions.split_key(key=key, ask=nobody)
        key.refresh_from_db()
        assert key.split_at is not None
        assert actions.delete_private_key(key=key) == folder / "answers-2027.key"
        assert names(folder) == ["wishes-2027.key"]

    def test_a_protected_key_is_split_with_its_passphrase(self, folder: Path) -> None:
        wave = announced()
        actions.make_keys(wave=wave, protection=PROTECTED)
        key = current_key(wave, Purpose.ANSWERS)
        with pytest.raises(StateError, match="protected by a passphrase"):
            actions.split_key(key=key, ask=nobody)
        key.refresh_from_db()
        assert key.split_at is None
        assert len(actions.split_key(key=key, ask=known)) == 3


@pytest.mark.django_db(databases=["statistics"], transaction=True)
def test_keys_that_are_made_at_the_same_moment_are_made_once(folder: Path) -> None:
    wave = announced()
    together = threading.Barrier(2)

    def make(purposes: tuple[Purpose, ...]) -> int:
        together.wait()
        try:
            return len(actions.make_keys(wave=Wave.objects.get(pk=wave.pk), purposes=purposes))
        finally:
            connections["statistics"].close()

    with ThreadPoolExecutor(2) as hands:
        assert sum(hands.map(make, [tuple(Purpose)] * 2)) == 2
    assert names(folder) == ["answers-2027.key", "wishes-2027.key"]
    assert [state.fault for state in key_states(wave)] == ["", ""]


def test_a_key_that_was_followed_meanwhile_is_not_followed_twice(wave: Wave) -> None:
    """Somebody else rotates while the passphrase is being typed."""
    actions.protect_key(key=current_key(wave, Purpose.ANSWERS), protection=PROTECTED, ask=nobody)

    def typing(file: Path) -> Iterator[str]:
        actions.rotate_key(wave=wave, purpose=Purpose.ANSWERS, protection=UNPROTECTED, ask=known)
        yield PROTECTED.passphrase

    with pytest.raises(StateError, match="Another key has followed meanwhile"):
        actions.rotate_key(wave=wave, purpose=Purpose.ANSWERS, protection=UNPROTECTED, ask=typing)
    assert [link.number for link in chain(wave, Purpose.ANSWERS)] == [1, 2]


def test_everything_stands_in_the_log_and_no_secret_in_any_database(wave: Wave, folder: Path) -> None:
    key = current_key(wave, Purpose.ANSWERS)
    shares = shares_of(key)
    rotated(wave)
    actions.protect_key(key=key, protection=PROTECTED, ask=nobody)
    secret = [*filter(None, seeds(folder)), unlock(read_key(folder / "answers-2027.key"), ask=known).hex()]
    actions.delete_private_key(key=WaveKey.objects.get(pk=key.pk))
    actions.recover_key(wave=wave, shares=shares[:2], protection=UNPROTECTED)
    verbs = list(Activity.objects.order_by("id").values_list("verb", "subject"))
    assert verbs == [
        ("made key", "2027 answers 1"),
        ("made key", "2027 wishes 1"),
        ("split key", "2027 answers 1"),
        ("rotated key", "2027 answers 2"),
        ("protected key", "2027 answers 1"),
        ("deleted private key", "2027 answers 1"),
        ("recovered key", "2027 answers 1"),
    ]
    rows = [*Activity.objects.values(), *WaveKey.objects.values(), *Wave.objects.values()]
    written = " ".join(map(str, rows))
    assert fingerprint(key.public_key) in written
    for word in (*secret, PROTECTED.passphrase, *(" ".join(share.words[4:7]) for share in shares)):
        assert word not in written


def test_analysis_reads_the_public_keys_adds_to_the_log_and_changes_no_key(
    as_role: Callable[[str, str], AbstractContextManager[Connection]],
) -> None:
    with as_role("statistics", "analysis") as opened:
        assert opened.execute("SELECT count(*) FROM survey_wavekey").fetchone() is not None
        assert opened.execute("SELECT has_table_privilege('accounts_activity', 'INSERT')").fetchone() == (True,)
        for statement in ("UPDATE survey_wavekey SET number = 9", "DELETE FROM survey_wavekey"):
            with pytest.raises(InsufficientPrivilege):
                opened.execute(statement)
