"""Keys made, split and recovered by a person at a terminal: what is asked, and what a terminal does not show."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from querschnitt.apps.accounts.keyfile import nobody, read_key, unlock
from tests.press.pdf_reading import text
from tests.site.test_command import run
from tests.site.test_wrong_input import announced

__all__ = ["announced"]

PASSPHRASE = "five words nobody says"
ENTRY = "import sys; sys.argv[0] = 'querschnitt'; from querschnitt.site.command import main; main()"
SECONDS = 120


@dataclass(frozen=True)
class Dialogue:
    status: int
    shown: str


@pytest.fixture(scope="module")
def var(announced: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A variable folder with keys of its own, beside the databases of this run."""
    folder = tmp_path_factory.mktemp("var")
    shutil.copy(Path(os.environ["QUERSCHNITT_VAR"]) / "deployment.json", folder)
    return folder


def talk(arguments: Sequence[str], answers: Sequence[tuple[str, str]], *, var: Path) -> Dialogue:
    """Run a command at a terminal; wait for each question, and type its answer."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "QUERSCHNITT_VAR": str(var), "TERM": "dumb"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    process = subprocess.Popen(
        [sys.executable, "-c", ENTRY, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment,
        start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    shown = ""
    try:
        for question, answer in answers:
            shown += _until(ours, question)
            os.write(ours, answer.encode() + b"\n")
        shown += _until(ours, None)
    finally:
        os.close(ours)
    return Dialogue(process.wait(SECONDS), shown.replace("\r\n", "\n"))


def _until(terminal: int, question: str | None) -> str:
    shown = ""
    while question is None or question not in shown:
        if not select.select([terminal], [], [], SECONDS)[0]:
            raise AssertionError(f"waited for {question!r}, and saw: {shown}")
        try:
            read = os.read(terminal, 4096)
        except OSError:  # the command has ended, and with it the terminal
            read = b""
        if not read:
            assert question is None, f"ended without {question!r}: {shown}"
            break
        shown += read.decode()
    return shown


def test_from_a_passphrase_to_paper_and_back(var: Path) -> None:
    """One story: made under a passphrase, split, tried from paper, deleted, recovered."""
    new = [("New passphrase: ", PASSPHRASE), ("The same again: ", PASSPHRASE)]
    made = talk(["keys", "create", "2016"], new, var=var)
    assert made.status == 0, made.shown
    assert "private key under a passphrase (argon2id" in made.shown
    file = var / "keys" / "answers-2016.key"
    seed = unlock(read_key(file), ask=lambda _: [PASSPHRASE])

    wrong, right = (
        ("Passphrase of answers-2016.key: ", "not this one"),
        ("Passphrase of answers-2016.key: ", PASSPHRASE),
    )
    split = talk(["keys", "split", "2016"], [wrong, right], var=var)
    assert split.status == 0, split.shown
    shares = [
        " ".join(
            dict(re.findall(r"\b(\d{1,2})\s+([a-z]{4,8})\b", text(page.read_bytes())))[str(n)] for n in range(1, 34)
        )
        for page in sorted((var / "keys" / "shares-2016.1").iterdir())
    ]
    one_by_one = [(f"share 1, word {n}: ", word) for n, word in enumerate(shares[2].split(), start=1)]
    tried = talk(
        ["keys", "recover", "2016", "--trial", "--delete"], [*one_by_one, ("share 2, word 1: ", shares[0])], var=var
    )
    assert tried.status == 0, tried.shown
    assert "The shares are right: they give 2016 answers 1" in tried.shown
    assert not file.exists()

    typed = [("share 1, word 1: ", shares[0]), ("share 2, word 1: ", shares[1])]
    recovered = talk(["keys", "recover", "2016"], [*typed, *new], var=var)
    assert recovered.status == 0, recovered.shown
    assert unlock(read_key(file), ask=lambda _: [PASSPHRASE]) == seed

    files = []
    for number, share in enumerate(shares, start=1):
        files += ["--share", str(var / f"share-{number}.txt")]
        Path(files[-1]).write_text(share)
    elsewhere = _as_analysis("keys", "recover", "2016", *files[2:], "--unprotected", var=var)
    assert (elsewhere.returncode, elsewhere.stderr) == (0, "")
    assert unlock(read_key(var / "analysis" / "keys" / "answers-2016.key"), ask=nobody) == seed
    for said in (made, split, tried, recovered):
        assert PASSPHRASE not in said.shown
        assert seed.hex() not in said.shown


def test_mistakes_are_sentences_and_change_nothing(var: Path) -> None:
    assert run("keys", "create", "2020", "--unprotected", var=var).returncode == 0
    answers = var / "keys" / "answers-2020.key"
    before = answers.read_bytes()
    differing = [("New passphrase: ", PASSPHRASE), ("The same again: ", PASSPHRASE.upper())]
    done = talk(["keys", "protect", "2020"], differing, var=var)
    assert (done.status, answers.read_bytes()) == (1, before)
    assert "The two passphrases differ." in done.shown

    new = [("New passphrase: ", PASSPHRASE), ("The same again: ", PASSPHRASE)]
    assert talk(["keys", "protect", "2020", "--key", "wishes"], new, var=var).status == 0
    asked = [("Passphrase of wishes-2020.key: ", "none of them")] * 3
    done = talk(["keys", "protect", "2020", "--key", "wishes", "--unprotected"], asked, var=var)
    assert done.status == 1
    assert "The passphrase does not open this private key. Place: " in done.shown
    assert "Found: 3 tried." in done.shown
    assert "Traceback" not in done.shown

    listed = _as_analysis("keys", "list", "2020", var=var)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert listed.stdout.startswith("Wave 2020:\n  answers 1: ")


def _as_analysis(*arguments: str, var: Path) -> subprocess.CompletedProcess[str]:
    """Run a command where the private key is: on a machine that has the password of that role alone."""
    deployment = json.loads((var / "deployment.json").read_text())
    alone = var / "analysis"
    alone.mkdir(exist_ok=True)
    passwords = {"analysis": deployment["passwords"]["analysis"]}
    (alone / "deployment.json").write_text(json.dumps(deployment | {"passwords": passwords}))
    environment = {
        **os.environ, "QUERSCHNITT_VAR": str(alone), "DJANGO_SETTINGS_MODULE": "querschnitt.site.settings.analysis",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-c", ENTRY, *arguments], capture_output=True, text=True, env=environment, timeout=SECONDS
    )
