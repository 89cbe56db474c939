"""Make and keep the keys of a wave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.accounts import passphrases
from querschnitt.apps.accounts.keyfile import Protection
from querschnitt.apps.survey.actions import keys as actions
from querschnitt.apps.survey.models import Wave, WaveKey
from querschnitt.apps.survey.queries import wave
from querschnitt.apps.survey.queries.keys import KeyState, current_key, key_states, numbered_key, read_private
from querschnitt.apps.survey.share_pages import check_folder, read_shares, write_pages
from querschnitt.apps.survey.shares import HOLDERS, NEEDED
from querschnitt.core.errors import InputError
from querschnitt.core.succession import Purpose, fingerprint

ALIAS = "statistics"
PURPOSES = [purpose.value for purpose in Purpose]


class Command(BaseCommand):
    help = (
        "Make and keep the keys of a wave: answers are sealed to the key of the statistics office, wishes to that of "
        "the field desk. A private key is a file in the folder keys, under a passphrase or, if you say so, under "
        "none.\n\n"
        "Example: querschnitt keys create 2020\n"
        "Example: querschnitt keys list\n"
        "Example: querschnitt keys rotate 2020\n"
        "Example: querschnitt keys protect 2020 --key wishes\n"
        'Example: querschnitt keys split 2020 --holder "Statistikstelle" --holder "Datenschutz" --holder "Hauptamt"\n'
        "Example: querschnitt keys recover 2020 --trial --delete"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        does = parser.add_subparsers(dest="does", required=True, metavar="create|list|rotate|protect|split|recover")
        create = _named(does.add_parser("create", help="make the keys a wave does not have yet; what is there stays"))
        passphrases.add_protecting(create, option="--passphrase-file")
        listed = does.add_parser("list", help="show what there is: fingerprints, protected or not, where, split or not")
        listed.add_argument("wave", nargs="?", help="name of the wave (default: all waves)")
        rotate = _named(does.add_parser("rotate", help="let a new key follow, signed by the present one"))
        rotate.add_argument("--key", choices=PURPOSES, default=Purpose.ANSWERS.value, help="which (default: answers)")
        rotate.add_argument("--lost", action="store_true", help="the present private key is lost and cannot sign")
        protect = _named(does.add_parser("protect", help="give a private key a passphrase, or another one"))
        protect.add_argument("--key", choices=PURPOSES, default=Purpose.ANSWERS.value, help="which (default: answers)")
        for changes in (rotate, protect):
            passphrases.add_opening(changes)
            passphrases.add_protecting(changes, option="--new-passphrase-file")
        self._add_sharing(does)

    def _add_sharing(self, does: Any) -> None:
        split = _named(does.add_parser("split", help="split the key of the answers: two of three holders are needed"))
        split.add_argument("--holder", action="append", default=[], help="who keeps a share, for its page; three times")
        split.add_argument("--folder", type=Path, help="where the pages go (default: beside the key)")
        split.add_argument("--show", action="store_true", help="show the words here, to be copied by hand; no pages")
        passphrases.add_opening(split)
        recover = _named(does.add_parser("recover", help="write the private key of the answers from two shares"))
        recover.add_argument(
            "--share", type=Path, action="append", default=[], metavar="FILE",
            help="file with the words of a share; two of them, instead of typing",
        )  # fmt: skip
        recover.add_argument("--trial", action="store_true", help="see whether the shares are right, and write nothing")
        passphrases.add_protecting(recover, option="--passphrase-file")
        for shared in (split, recover):
            shared.add_argument(
                "--delete", action="store_true", help="delete the file of the private key when the shares are right"
            )
        for numbered in (split, does.choices["protect"]):
            numbered.add_argument("--number", type=int, help="which key, after a rotation (default: the present one)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["does"] == "list":
            self._list([wave(options["wave"])] if options["wave"] else list(Wave.objects.using(ALIAS).order_by("slug")))
            return
        act: dict[str, Callable[[Wave, dict[str, Any]], None]] = {
            "create": self._create, "rotate": self._rotate, "protect": self._protect, "split": self._split,
            "recover": self._recover,
        }  # fmt: skip
        act[options["does"]](wave(options["wave"]), options)

    def _create(self, found: Wave, options: dict[str, Any]) -> None:
        known = {state.key.purpose for state in key_states(found)}
        if Purpose.ANSWERS not in known:
            protection = _protection(options, option="--passphrase-file")
            actions.make_keys(wave=found, purposes=[Purpose.ANSWERS], protection=protection)
        actions.make_keys(wave=found, purposes=[Purpose.WISHES])
        self._list([found])
        if known == set(Purpose):
            self.stdout.write("The wave had its keys; they stay as they are.")

    def _rotate(self, found: Wave, options: dict[str, Any]) -> None:
        purpose = Purpose(options["key"])
        if options["lost"]:
            key = actions.replace_lost_key(wave=found, purpose=purpose, protection=_protection(options))
        else:
            read_private(current_key(found, purpose))
            ask = passphrases.opening(options["passphrase_file"])
            key = actions.rotate_key(wave=found, purpose=purpose, ask=ask, protection=_protection(options))
        self._list([found])
        self.stdout.write(f"{key} follows. What was sealed to the key before it still needs that one: keep it.")
        if found.opened_at is not None:
            accept = f' --accept-key "{fingerprint(key.public_key)}"' if options["lost"] else ""
            self.stdout.write(
                f"The field is open. Hand the new key over: querschnitt hand_over {found.slug}, and with the file it "
                f"writes: querschnitt open_field FILE{accept}"
            )

    def _protect(self, found: Wave, options: dict[str, Any]) -> None:
        key = numbered_key(found, options["key"], options["number"])
        read_private(key)
        ask = passphrases.opening(options["passphrase_file"])
        actions.protect_key(key=key, ask=ask, protection=_protection(options))
        self._list([found])

    def _split(self, found: Wave, options: dict[str, Any]) -> None:
        holders = options["holder"] or [""] * HOLDERS
        if len(holders) != HOLDERS:
            raise InputError(
                "A key is split among three holders", where="--holder", expected="three of them, or none",
                got=len(holders),
            )  # fmt: skip
        if options["show"] and options["delete"]:
            raise InputError(
                "--delete does not go with --show", where="keys split",
                hint=f"Copy the words, and then: querschnitt keys recover {found.slug} --trial --delete",
            )  # fmt: skip
        key = numbered_key(found, Purpose.ANSWERS, options["number"])
        read_private(key)
        folder = options["folder"] or Path(settings.VAR) / "keys" / f"shares-{found.slug}.{key.number}"
        if not options["show"]:
            check_folder(folder)
        shares = actions.split_key(key=key, ask=passphrases.opening(options["passphrase_file"]))
        key = numbered_key(found, Purpose.ANSWERS, key.number)
        if options["show"]:
            self.stdout.write("\n".join(f"Share {number}: {share}" for number, share in enumerate(shares, start=1)))
        else:
            write_pages(folder, key, shares=shares, holders=holders)
            self.stdout.write(f"Three pages, one for each holder, in {folder}. Print them, and delete the files.")
        self._say_split(key, delete=options["delete"])

    def _say_split(self, key: WaveKey, *, delete: bool) -> None:
        self.stdout.write(
            f"{key}, fingerprint {fingerprint(key.public_key)}: any {NEEDED} of {HOLDERS} shares give the private key "
            "back; every pair was tried."
        )
        if delete:
            self._delete(key)
            return
        self.stdout.write(
            "Its file is still here. Try the shares from paper, and delete it if they are right: "
            f"querschnitt keys recover {key.wave_id} --trial --delete"
        )

    def _recover(self, found: Wave, options: dict[str, Any]) -> None:
        if options["delete"] and not options["trial"]:
            raise InputError("--delete goes with --trial", where="keys recover", hint="Add --trial, or leave it out.")
        shares = read_shares(options["share"], tell=self.stderr.write)
        if options["trial"]:
            key = actions.try_shares(wave=found, shares=shares)
            self.stdout.write(f"The shares are right: they give {key}, fingerprint {fingerprint(key.public_key)}.")
            if options["delete"]:
                self._delete(key)
            return
        actions.key_of_shares(wave=found, shares=shares)
        protection = _protection(options, option="--passphrase-file")
        file = actions.recover_key(wave=found, shares=shares, protection=protection)
        self._list([found])
        self.stdout.write(f"The private key is here again: {file}. Delete that file when the answers are collected.")

    def _delete(self, key: WaveKey) -> None:
        file = actions.delete_private_key(key=key)
        self.stdout.write(f"Deleted: {file}. Copies elsewhere are not; two of three shares are needed now.")

    def _list(self, waves: Sequence[Wave]) -> None:
        for each in waves:
            states = key_states(each)
            self.stdout.write(f"Wave {each.slug}:" if states else f"Wave {each.slug}: no keys yet.")
            for state in states:
                self.stdout.write(f"  {_line(state)}")


def _named(parser: CommandParser) -> CommandParser:
    parser.add_argument("wave", help="name of the wave")
    return parser


def _protection(options: dict[str, Any], *, option: str = "--new-passphrase-file") -> Protection:
    file = options["new_passphrase_file"]
    return passphrases.protecting(file, unprotected=options["unprotected"], option=option)


def _line(state: KeyState) -> str:
    """Say in one line how it stands with a key."""
    key = state.key
    parts = [
        f"{key.purpose} {key.number}: {fingerprint(key.public_key)}",
        f"{'in use' if state.is_current else 'replaced'}, made {key.made_at:%Y-%m-%d}",
        f"split among {HOLDERS} on {key.split_at:%Y-%m-%d}" if key.split_at else "not split",
        _whereabouts(state),
    ]
    if key.number > 1 and not key.signature:
        parts.insert(2, "NOT SIGNED by the one before it, which was lost")
    return "; ".join(parts)


def _whereabouts(state: KeyState) -> str:
    if state.fault:
        return f"private key NOT READABLE: {state.fault}"
    if state.found is None:
        return f"private key not here ({state.file})"
    if state.found.cost is None:
        return f"private key UNPROTECTED in {state.file}"
    cost = state.found.cost
    memory = cost.memory // 1024**2
    return f"private key under a passphrase (argon2id, {cost.operations} passes, {memory} MiB) in {state.file}"
