"""`querschnitt keys`: what it says, what it asks for, and that no secret stands in what it prints."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from querschnitt.apps.accounts.keyfile import nobody, read_key, unlock
from querschnitt.apps.survey.models import Wave, WaveKey
from querschnitt.apps.survey.queries.keys import current_key
from querschnitt.apps.survey.shares import split_seed
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.succession import Purpose, fingerprint
from tests.apps.survey.real_wave import announced
from tests.press.pdf_reading import text

pytestmark = pytest.mark.django_db(databases=["statistics"])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    with override_settings(VAR=tmp_path):
        yield tmp_path / "keys"


@pytest.fixture
def wave() -> Wave:
    return announced()


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    return secret(tmp_path / "passphrase.txt", "five words nobody says\nand a second line that is none\n")


def secret(file: Path, content: str) -> Path:
    file.touch(mode=0o600)
    file.write_text(content, encoding="utf-8")
    return file


def keys(*arguments: object) -> str:
    out = StringIO()
    call_command("keys", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def mark(wave: Wave, purpose: Purpose = Purpose.ANSWERS) -> str:
    return fingerprint(current_key(wave, purpose).public_key)


def printed_shares(folder: Path) -> list[str]:
    """The words of the pages, as somebody would type them."""
    found = []
    for page in sorted(folder.glob("*.pdf")):
        numbered = dict(re.findall(r"\b(\d{1,2})\s+([a-z]{4,8})\b", text(page.read_bytes())))
        found.append(" ".join(numbered[str(place)] for place in range(1, 34)))
    return found


class TestCreate:
    def test_it_says_what_it_made_and_what_lies_unprotected(self, wave: Wave, folder: Path, passphrase: Path) -> None:
        said = keys("create", "2027", "--passphrase-file", passphrase).splitlines()
        today = f"{current_key(wave, Purpose.ANSWERS).made_at:%Y-%m-%d}"
        assert said == [
            "Wave 2027:",
            f"  answers 1: {mark(wave)}; in use, made {today}; not split; private key under a passphrase (argon2id, "
            f"3 passes, 256 MiB) in {folder}/answers-2027.key",
            f"  wishes 1: {mark(wave, Purpose.WISHES)}; in use, made {today}; not split; private key UNPROTECTED in "
            f"{folder}/wishes-2027.key",
        ]
        assert keys("list", "2027").splitlines() == said
        assert keys("list").splitlines() == said

    def test_the_first_line_of_the_file_is_the_passphrase(self, wave: Wave, folder: Path, passphrase: Path) -> None:
        keys("create", "2027", "--passphrase-file", passphrase)
        file = read_key(folder / "answers-2027.key")
        assert len(unlock(file, ask=lambda _: ["five words nobody says"])) == 32

    def test_a_second_time_it_changes_nothing_and_asks_for_nothing(self, wave: Wave, folder: Path) -> None:
        keys("create", "2027", "--unprotected")
        before = {file: file.read_bytes() for file in folder.iterdir()}
        assert keys("create", "2027").splitlines()[-1] == "The wave had its keys; they stay as they are."
        assert {file: file.read_bytes() for file in folder.iterdir()} == before

    def test_without_a_terminal_it_must_be_told(
        self, wave: Wave, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin", StringIO("a passphrase that is not taken from here\n"))
        with pytest.raises(StateError, match="needs a passphrase") as caught:
            keys("create", "2027")
        assert caught.value.expected == "--passphrase-file FILE, or --unprotected"
        assert not folder.exists()

    def test_a_wave_that_is_not_there(self) -> None:
        with pytest.raises(InputError, match="no such wave"):
            keys("create", "1999", "--unprotected")
        assert keys("list") == ""

    @pytest.mark.parametrize(
        ("content", "mode", "what"),
        [
            ("", 0o600, "is empty"),
            ("\nsecond line\n", 0o600, "is empty"),
            ("too short\n", 0o600, "too short"),
            ("five words nobody says\n", 0o644, "Others on this machine may read"),
            (None, 0o600, "no such file with a passphrase"),
        ],
    )
    def test_a_passphrase_file_that_is_none(
        self, wave: Wave, folder: Path, tmp_path: Path, *, content: str | None, mode: int, what: str
    ) -> None:
        file = tmp_path / "passphrase"
        if content is not None:
            secret(file, content).chmod(mode)
        with pytest.raises((InputError, StateError), match=what):
            keys("create", "2027", "--passphrase-file", file)
        assert not list(folder.glob("*"))

    def test_a_passphrase_is_never_an_argument(self, wave: Wave) -> None:
        with pytest.raises(CommandError, match="unrecognized arguments"):
            keys("create", "2027", "--passphrase", "five words nobody says")


class TestRotateAndProtect:
    def test_the_new_key_is_said_with_what_is_to_be_done(self, wave: Wave, folder: Path) -> None:
        keys("create", "2027", "--unprotected")
        assert "hand_over" not in keys("rotate", "2027", "--unprotected")
        Wave.objects.update(opened_at="2027-05-03T08:00:00Z")
        said = keys("rotate", "2027", "--unprotected").splitlines()
        assert [line.split(":")[0].strip() for line in said[:5]] == [
            "Wave 2027", "answers 1", "answers 2", "answers 3", "wishes 1",
        ]  # fmt: skip
        assert ["replaced" in line for line in said[1:4]] == [True, True, False]
        assert said[-2:] == [
            "2027 answers 3 follows. What was sealed to the key before it still needs that one: keep it.",
            "The field is open. Hand the new key over: querschnitt hand_over 2027, and with the file it writes: "
            "querschnitt open_field FILE",
        ]

    def test_old_and_new_have_passphrases_of_their_own(
        self, wave: Wave, folder: Path, tmp_path: Path, passphrase: Path
    ) -> None:
        keys("create", "2027", "--passphrase-file", passphrase)
        new = secret(tmp_path / "new.txt", "quite another passphrase")
        keys("rotate", "2027", "--passphrase-file", passphrase, "--new-passphrase-file", new)
        assert len(unlock(read_key(folder / "answers-2027.2.key"), ask=lambda _: ["quite another passphrase"])) == 32

    def test_a_wrong_passphrase_rotates_nothing(self, wave: Wave, tmp_path: Path, passphrase: Path) -> None:
        keys("create", "2027", "--passphrase-file", passphrase)
        wrong = secret(tmp_path / "wrong.txt", "five words nobody said")
        with pytest.raises(InputError, match="does not open"):
            keys("rotate", "2027", "--passphrase-file", wrong, "--unprotected")
        assert WaveKey.objects.filter(purpose="answers").count() == 1

    def test_a_lost_key_is_replaced_only_if_it_is_said_to_be_lost(self, wave: Wave, folder: Path) -> None:
        keys("create", "2027", "--unprotected")
        (folder / "answers-2027.key").unlink()
        with pytest.raises(StateError, match="is not here"):
            keys("rotate", "2027", "--unprotected")
        Wave.objects.update(opened_at="2027-05-03T08:00:00Z")
        said = keys("rotate", "2027", "--lost", "--unprotected")
        assert "NOT SIGNED by the one before it, which was lost" in said
        assert said.rstrip().endswith(f'querschnitt open_field FILE --accept-key "{mark(wave)}"')

    def test_a_key_gets_a_passphrase_later_and_loses_it_again(self, wave: Wave, folder: Path, passphrase: Path) -> None:
        keys("create", "2027", "--unprotected")
        before = json.loads((folder / "wishes-2027.key").read_text())["seed"]
        said = keys("protect", "2027", "--key", "wishes", "--new-passphrase-file", passphrase)
        assert ["UNPROTECTED" in line for line in said.splitlines()] == [False, True, False]
        with pytest.raises(StateError, match="protected by a passphrase"):
            keys("protect", "2027", "--key", "wishes", "--unprotected")
        keys("protect", "2027", "--key", "wishes", "--passphrase-file", passphrase, "--unprotected")
        assert json.loads((folder / "wishes-2027.key").read_text())["seed"] == before


class TestSplitAndRecover:
    def test_from_paper_and_back(self, wave: Wave, folder: Path, tmp_path: Path, passphrase: Path) -> None:
        keys("create", "2027", "--unprotected")
        seed = unlock(read_key(folder / "answers-2027.key"), ask=nobody)
        pages = folder / "shares-2027.1"
        said = keys("split", "2027", "--holder", "Statistikstelle", "--holder", "Datenschutz", "--holder", "Hauptamt")
        assert said.splitlines() == [
            f"Three pages, one for each holder, in {pages}. Print them, and delete the files.",
            f"2027 answers 1, fingerprint {mark(wave)}: any 2 of 3 shares give the private key back; every pair was "
            "tried.",
            "Its file is still here. Try the shares from paper, and delete it if they are right: querschnitt keys "
            "recover 2027 --trial --delete",
        ]
        shares = printed_shares(pages)
        files = [secret(tmp_path / f"{number}.txt", share) for number, share in enumerate(shares)]
        taken = ["--share", files[0], "--share", files[2]]
        said = keys("recover", "2027", *taken, "--trial", "--delete")
        assert said.splitlines() == [
            f"The shares are right: they give 2027 answers 1, fingerprint {mark(wave)}.",
            f"Deleted: {folder}/answers-2027.key. Copies elsewhere are not; two of three shares are needed now.",
        ]
        today = f"{current_key(wave, Purpose.ANSWERS).made_at:%Y-%m-%d}"
        assert f"split among 3 on {today}; private key not here ({folder}/answers-2027.key)" in keys("list", "2027")
        said = keys("recover", "2027", *taken, "--passphrase-file", passphrase)
        last = said.splitlines()[-1]
        assert last.startswith(f"The private key is here again: {folder}/answers-2027.key. Delete that file when ")
        assert unlock(read_key(folder / "answers-2027.key"), ask=lambda _: ["five words nobody says"]) == seed

    def test_no_secret_is_printed_unless_it_is_asked_for(self, wave: Wave, folder: Path, tmp_path: Path) -> None:
        said = keys("create", "2027", "--unprotected") + keys("list") + keys("rotate", "2027", "--unprotected")
        said += keys("split", "2027")
        (shares,) = [printed_shares(folder / "shares-2027.2")]
        files = [secret(tmp_path / f"{number}.txt", share) for number, share in enumerate(shares)]
        said += keys("recover", "2027", "--trial", "--share", files[0], "--share", files[1])
        seeds = [json.loads(file.read_text())["seed"] for file in folder.glob("*.key")]
        assert len(seeds) == 3
        for word in (*seeds, *(" ".join(share.split()[4:6]) for share in shares)):
            assert word not in said

    def test_asked_for_the_words_are_shown_and_no_page_is_written(self, wave: Wave, folder: Path) -> None:
        keys("create", "2027", "--unprotected")
        said = keys("split", "2027", "--show").splitlines()
        shares = [line.partition(": ")[2] for line in said[:3]]
        assert [len(share.split()) for share in shares] == [33, 33, 33]
        assert sorted(file.name for file in folder.iterdir()) == ["answers-2027.key", "wishes-2027.key"]
        with pytest.raises(InputError, match="--delete does not go with --show"):
            keys("split", "2027", "--show", "--delete")

    def test_to_split_and_delete_at_once_leaves_the_pages(self, wave: Wave, folder: Path, tmp_path: Path) -> None:
        keys("create", "2027", "--unprotected")
        said = keys("split", "2027", "--delete", "--folder", tmp_path / "pages")
        assert said.splitlines()[-1].startswith(f"Deleted: {folder}/answers-2027.key.")
        assert sorted(file.name for file in folder.iterdir()) == ["wishes-2027.key"]
        assert len(printed_shares(tmp_path / "pages")) == 3

    def test_pages_that_lie_there_are_not_written_over(self, wave: Wave) -> None:
        keys("create", "2027", "--unprotected")
        keys("split", "2027")
        split_at = current_key(wave, Purpose.ANSWERS).split_at
        with pytest.raises(StateError, match="something in the folder"):
            keys("split", "2027")
        assert current_key(wave, Purpose.ANSWERS).split_at == split_at

    def test_shares_come_from_standard_input_a_line_each(
        self, wave: Wave, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keys("create", "2027", "--unprotected")
        keys("split", "2027")
        shares = printed_shares(folder / "shares-2027.1")
        monkeypatch.setattr("sys.stdin", StringIO("\n".join(shares[1:])))
        assert "The shares are right" in keys("recover", "2027", "--trial")

    @pytest.mark.parametrize("count", [1, 2, 4])
    def test_there_are_three_holders(self, wave: Wave, count: int) -> None:
        keys("create", "2027", "--unprotected")
        holders = [word for number in range(count) for word in ("--holder", f"Amt {number}")]
        with pytest.raises(InputError, match="among three holders") as caught:
            keys("split", "2027", *holders)
        assert caught.value.got == count

    def test_wrong_shares_are_refused_before_a_passphrase_is_asked_for(self, wave: Wave, tmp_path: Path) -> None:
        keys("create", "2027", "--unprotected")
        stranger = [secret(tmp_path / f"{n}.txt", share) for n, share in enumerate(split_seed(bytes(32)))]
        with pytest.raises(InputError, match="no wave here has"):
            keys("recover", "2027", "--share", stranger[0], "--share", stranger[1])
        with pytest.raises(InputError, match="Not enough shares"):
            keys("recover", "2027", "--share", stranger[0])

    def test_to_delete_needs_a_trial(self, wave: Wave) -> None:
        with pytest.raises(InputError, match="--delete goes with --trial"):
            keys("recover", "2027", "--delete")
