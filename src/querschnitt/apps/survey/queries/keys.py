"""Read the keys of a wave: the public ones from `statistics`, the private ones from their files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from querschnitt.apps.accounts.keyfile import Ask, KeyFile, key_path, read_key, unlock
from querschnitt.apps.survey.models import Wave, WaveKey
from querschnitt.core.errors import InputError, QuerschnittError, StateError
from querschnitt.core.succession import Link, Purpose, fingerprint, private_key_of

ALIAS = "statistics"
T = TypeVar("T")


@dataclass(frozen=True)
class PrivateKeys:
    """Private keys of a wave that are here, newest first (X25519, hexadecimal), and the files of those that are not.

    What is sealed does not name its key, so each is tried: a wave has one, seldom two.
    """

    wave: str
    opened: tuple[str, ...]
    missing: tuple[Path, ...] = ()

    def open(self, opening: Callable[[str], T]) -> T:
        """Return what ``opening`` gives with the first key that opens.

        Raises
        ------
        StateError : if none opens, and one of the keys is not here.
        InputError : if none opens, and all are here.
        """
        for private_key in self.opened[:-1]:
            try:
                return opening(private_key)
            except InputError:
                continue
        try:
            return opening(self.opened[-1])
        except InputError as error:
            if not self.missing:
                raise
            raise StateError(
                "Something is sealed to a private key that is not here", where=f"wave {self.wave}",
                expected=" or ".join(map(str, self.missing)), hint=_way_out(self.wave),
            ) from error  # fmt: skip


@dataclass(frozen=True)
class KeyState:
    """How it stands with one key. ``file`` : where its private half belongs; ``found`` : what lies there, if anything.

    ``fault`` : why what lies there cannot be read.
    """

    key: WaveKey
    is_current: bool
    file: Path
    found: KeyFile | None = None
    fault: str = ""

    @property
    def is_unprotected(self) -> bool:
        return self.found is not None and not self.found.is_protected


def chain(wave: Wave, purpose: str = "") -> tuple[Link, ...]:
    """Return the public keys of a wave in their order, of one purpose or of all."""
    rows = WaveKey.objects.using(ALIAS).filter(wave=wave).order_by("purpose", "number")
    return tuple(row.link for row in (rows.filter(purpose=purpose) if purpose else rows))


def current_key(wave: Wave, purpose: str) -> WaveKey:
    """Return the key that is sealed to now.

    Raises
    ------
    StateError : if the wave has none yet.
    """
    found = WaveKey.objects.using(ALIAS).filter(wave=wave, purpose=purpose).order_by("-number").first()
    if found is None:
        raise StateError(
            f"The wave has no key for {purpose} yet", where=f"wave {wave.slug}",
            hint=f"Run: querschnitt keys create {wave.slug}",
        )  # fmt: skip
    return found


def numbered_key(wave: Wave, purpose: str, number: int | None) -> WaveKey:
    """Return a key by its number, or the present one."""
    if number is None:
        return current_key(wave, purpose)
    found = WaveKey.objects.using(ALIAS).filter(wave=wave, purpose=purpose, number=number).first()
    if found is None:
        last = current_key(wave, purpose).number
        raise InputError(
            f"The wave has no key for {purpose} with this number", where=f"wave {wave.slug}", got=number,
            expected=f"1 to {last}" if last > 1 else "1", hint=f"See: querschnitt keys list {wave.slug}",
        )  # fmt: skip
    return found


def read_private(key: WaveKey) -> KeyFile:
    """Read the file of a private key, and see that it is the one of this wave.

    Raises
    ------
    StateError : if it is not here.
    InputError : if it is damaged, or the file of another key.
    """
    path = key_path(key.wave_id, key.purpose, key.number)
    if not path.is_file():
        raise StateError("The private key of the wave is not here", where=str(path), hint=_way_out(key.wave_id))
    found = read_key(path)
    if found.link.public_key != key.public_key:
        raise InputError(
            "The file holds the private key of something else", where=str(path),
            expected=f"{key}: {fingerprint(key.public_key)}",
            got=f"{found.wave} {found.link.purpose} {found.link.number}: {fingerprint(found.link.public_key)}",
        )  # fmt: skip
    return found


def private_keys(wave: Wave, *, purpose: Purpose, ask: Ask) -> PrivateKeys:
    """Open the private keys of a wave that are here.

    Raises
    ------
    StateError : if none is here, or a passphrase is needed and nobody knows one.
    InputError : if a file is damaged, or a passphrase does not open it.
    """
    current = current_key(wave, purpose)
    keys = list(WaveKey.objects.using(ALIAS).filter(wave=wave, purpose=purpose).order_by("-number"))
    missing = tuple(file for file in (key_path(wave.slug, purpose, key.number) for key in keys) if not file.is_file())
    if len(missing) == len(keys):
        read_private(current)
    here = [read_private(key) for key in keys if key_path(wave.slug, purpose, key.number) not in missing]
    return PrivateKeys(wave.slug, tuple(private_key_of(unlock(file, ask=ask)) for file in here), missing)


def key_states(wave: Wave) -> tuple[KeyState, ...]:
    """Return all keys of a wave in their order, with what lies where their private halves belong."""
    keys = list(WaveKey.objects.using(ALIAS).filter(wave=wave).order_by("purpose", "number"))
    newest = {key.purpose: key.number for key in keys}
    return tuple(_state(key, is_current=newest[key.purpose] == key.number) for key in keys)


def _state(key: WaveKey, *, is_current: bool) -> KeyState:
    file = key_path(key.wave_id, key.purpose, key.number)
    if not file.exists():
        return KeyState(key, is_current, file)
    try:
        return KeyState(key, is_current, file, found=read_private(key))
    except QuerschnittError as error:
        return KeyState(key, is_current, file, fault=str(error))


def _way_out(wave: str) -> str:
    return f"Bring it from its holder for this step, or from two shares: querschnitt keys recover {wave}."
