from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from nacl.pwhash import argon2id
from nacl.secret import Aead

from querschnitt.apps.accounts.keyfile import (
    UNPROTECTED,
    Cost,
    Protection,
    key_path,
    nobody,
    read_key,
    replace_protection,
    unlock,
    write_key,
)
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.succession import first_link

SEED = bytes(range(32))
LINK = first_link(SEED, purpose="answers")
PASSPHRASE = "fünf Wörter die niemand sagt"
CHEAP = Cost(operations=1, memory=8 * 1024**2)
PROTECTED = Protection(PASSPHRASE, cost=CHEAP)


@pytest.fixture(autouse=True)
def var(tmp_path: Path) -> Iterator[Path]:
    with override_settings(VAR=tmp_path):
        yield tmp_path


def written(protection: Protection = PROTECTED) -> Path:
    return write_key(SEED, wave="2020", link=LINK, made_at="2026-11-27T13:00:00+00:00", protection=protection)


def changed(path: Path, **changes: Any) -> Path:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    return path


def test_a_key_without_a_passphrase_opens_without_one_and_says_so() -> None:
    file = read_key(written(UNPROTECTED))
    assert unlock(file, ask=nobody) == SEED
    assert (file.is_protected, file.wave, file.link) == (False, "2020", LINK)
    assert json.loads(file.path.read_text())["protection"] == "none"


def test_a_key_under_a_passphrase_opens_with_it_alone() -> None:
    file = read_key(written())
    assert file.is_protected
    assert unlock(file, ask=lambda _: [PASSPHRASE]) == SEED
    with pytest.raises(InputError, match="does not open") as caught:
        unlock(file, ask=lambda _: ["another passphrase", PASSPHRASE.upper()])
    assert (caught.value.where, caught.value.got) == (str(file.path), "2 tried")
    with pytest.raises(StateError, match="protected by a passphrase"):
        unlock(file, ask=nobody)


def test_the_second_passphrase_is_tried_after_the_first() -> None:
    assert unlock(read_key(written()), ask=lambda _: ["another passphrase", PASSPHRASE]) == SEED


def test_the_private_key_stands_in_the_file_neither_as_bytes_nor_in_hexadecimal() -> None:
    content = written().read_bytes()
    assert SEED.hex().encode() not in content
    assert SEED not in content
    assert PASSPHRASE.encode() not in content


def test_argon2id_is_what_encrypts_with_salt_and_cost_as_they_stand_in_the_file() -> None:
    """Opened here with libsodium alone, from nothing but the file and the passphrase."""
    content = json.loads(written().read_text())
    stored = content["protection"]
    assert stored == {"kdf": "argon2id", "operations": 1, "memory": 8388608, "salt": stored["salt"]}
    key = argon2id.kdf(32, PASSPHRASE.encode(), bytes.fromhex(stored["salt"]), opslimit=1, memlimit=8388608)
    sealed = bytes.fromhex(content.pop("sealed"))
    assert Aead(key).decrypt(sealed, json.dumps(content, sort_keys=True).encode()) == SEED


def test_without_a_choice_a_try_costs_what_libsodium_calls_moderate(var: Path) -> None:
    stored = json.loads(written(Protection(PASSPHRASE)).read_text())["protection"]
    assert (stored["operations"], stored["memory"]) == (3, 256 * 1024**2)


def test_no_salt_comes_twice() -> None:
    first = json.loads(written().read_text())["protection"]["salt"]
    key_path("2020", "answers", 1).unlink()
    assert json.loads(written().read_text())["protection"]["salt"] != first


@pytest.mark.parametrize(
    "change",
    [
        {"wave": "2026"},
        {"made_at": "2020-01-01"},
        {"number": 2},
        {"protection": {"kdf": "argon2id", "operations": 2, "memory": 8388608, "salt": "00" * 16}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_stands_in_the_clear_cannot_be_changed_without_the_passphrase(change: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="does not open"):
        unlock(read_key(changed(written(), **change)), ask=lambda _: [PASSPHRASE])


@pytest.mark.parametrize("length", [0, 23, 24, 39, 71, 73])
def test_a_sealed_key_of_another_length_is_damaged(length: int) -> None:
    path = written()
    sealed = json.loads(path.read_text())["sealed"] + "00"
    with pytest.raises(InputError, match="damaged"):
        read_key(changed(path, sealed=sealed[: 2 * length]))


def test_a_machine_without_the_memory_says_so_and_blames_no_passphrase() -> None:
    path = written()
    before = resource.getrlimit(resource.RLIMIT_AS)
    protection = json.loads(path.read_text())["protection"] | {"memory": 2 * 1024**3}
    file = read_key(changed(path, protection=protection))
    resource.setrlimit(resource.RLIMIT_AS, (_used_memory() + 1024**3, before[1]))
    try:
        with pytest.raises(StateError, match="not the memory") as caught:
            unlock(file, ask=lambda _: [PASSPHRASE])
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    assert caught.value.expected == "2048 MiB that are free"


def _used_memory() -> int:
    """Return the size of this process's address space in bytes (proc(5), statm)."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def test_an_unprotected_file_with_another_key_in_it_is_refused() -> None:
    with pytest.raises(InputError, match="another private key than it says"):
        unlock(read_key(changed(written(UNPROTECTED), seed="11" * 32)), ask=nobody)


@pytest.mark.parametrize("protection", [UNPROTECTED, PROTECTED], ids=["unprotected", "protected"])
def test_a_truncated_file_is_damaged_at_every_length(protection: Protection) -> None:
    path = written(protection)
    whole = path.read_bytes()
    for length in range(len(whole) - 2):
        path.write_bytes(whole[:length])
        with pytest.raises(InputError, match="damaged") as caught:
            read_key(path)
        assert caught.value.where == str(path)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "something else"},
        {"version": 2},
        {"number": "one"},
        {"protection": None},
        {"protection": {"kdf": "scrypt", "operations": 1, "memory": 8388608, "salt": "00" * 16}},
        {"protection": {"kdf": "argon2id", "operations": 1, "memory": 5 * 1024**3, "salt": "00" * 16}},
        {"protection": {"kdf": "argon2id", "operations": 0, "memory": 8388608, "salt": "00" * 16}},
        {"protection": {"kdf": "argon2id", "operations": 10**6, "memory": 8388608, "salt": "00" * 16}},
        {"protection": {"kdf": "argon2id", "operations": 1, "memory": 8388608, "salt": "00" * 15}},
        {"sealed": "no hexadecimal"},
    ],
    ids=str,
)
def test_what_is_no_file_of_a_key_is_said_to_be_damaged(change: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="damaged"):
        read_key(changed(written(), **change))


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"\xff\xfe", b"{}", b"0" * 64])
def test_anything_else_in_its_place_is_refused(content: bytes) -> None:
    path = written()
    path.write_bytes(content)
    with pytest.raises(InputError, match="damaged"):
        read_key(path)


def test_file_and_folder_are_for_their_owner_alone() -> None:
    path = written()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["answers-2020.key"]


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o660])
def test_a_file_that_others_may_read_is_refused_with_the_way_out(mode: int) -> None:
    path = written()
    path.chmod(mode)
    with pytest.raises(StateError, match="Others on this machine") as caught:
        read_key(path)
    assert (caught.value.expected, caught.value.got) == ("rights 600", f"{mode:o}")
    assert caught.value.hint == f'Take them away: chmod 600 "{path}"'


def test_a_file_is_never_written_over() -> None:
    path = written()
    before = path.read_bytes()
    with pytest.raises(StateError, match="not overwritten") as caught:
        written(UNPROTECTED)
    assert caught.value.where == str(path)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["answers-2020.key"]


def test_a_passphrase_is_changed_in_place() -> None:
    path = written()
    replace_protection(read_key(path), SEED, protection=Protection("another passphrase", cost=CHEAP))
    file = read_key(path)
    assert (file.made_at, file.link) == ("2026-11-27T13:00:00+00:00", LINK)
    assert unlock(file, ask=lambda _: ["another passphrase"]) == SEED
    replace_protection(file, SEED, protection=UNPROTECTED)
    assert unlock(read_key(path), ask=nobody) == SEED
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["answers-2020.key"]


def test_a_passphrase_is_the_same_whichever_way_its_letters_are_composed() -> None:
    decomposed = PASSPHRASE.replace("ü", "u\u0308").replace("ö", "o\u0308")
    assert decomposed != PASSPHRASE
    assert unlock(read_key(written()), ask=lambda _: [decomposed]) == SEED


def test_a_short_passphrase_protects_nothing_and_writes_nothing(var: Path) -> None:
    with pytest.raises(InputError, match="too short") as caught:
        written(Protection("elf Zeichen", cost=CHEAP))
    assert (caught.value.expected, caught.value.got) == ("12 characters or more", "11")
    assert not list((var / "keys").iterdir())


def test_a_key_that_is_not_there_is_missed_by_its_place(var: Path) -> None:
    with pytest.raises(StateError, match="no file of this key") as caught:
        read_key(key_path("2020", "answers", 1))
    assert caught.value.where == str(var / "keys" / "answers-2020.key")


def test_no_two_keys_have_one_place() -> None:
    places = {key_path(wave, purpose, number) for wave in ("2020", "2020-2") for purpose in ("answers", "wishes")
              for number in (1, 2, 22)}  # fmt: skip
    assert len(places) == 12
