"""The same way at a command line: the key, the list out, the list open."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from python_calamine import CalamineWorkbook

from querschnitt.apps.mailing import queries
from querschnitt.apps.mailing.models import OpenedMailing
from querschnitt.apps.survey.officekey import verify_key
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.mailing import MailingError
from querschnitt.core.succession import fingerprint
from tests.apps.fieldwork.letters import drawn_with_names

pytestmark = pytest.mark.django_db(databases=["identity", "statistics", "office"])
ADDRESS = ("--address", "https://survey.example.org")


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.VAR = tmp_path / "var"
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def passphrase_file(folder: Path) -> str:
    file = folder / "passphrase"
    file.touch(mode=0o600)
    file.write_text("fünf Wörter die niemand sagt\n", encoding="utf-8")
    return str(file)


def test_from_the_key_to_the_list(var: Path) -> None:
    drawn_with_names()
    secret = passphrase_file(var)
    assert "Send letters-key.json to the statistics office" in said("mailing_key", "make", "--passphrase-file", secret)
    (own,) = queries.own_keys()
    with pytest.raises(StateError, match="has a key already"):
        said("mailing_key", "make", "--passphrase-file", secret)
    told = queries.fingerprint_of(own)
    with pytest.raises(StateError, match="No key of an office that mails"):
        said("hand_over_letters", "2020", *ADDRESS)
    with pytest.raises(InputError, match="go together"):
        said("hand_over_letters", "2020", *ADDRESS, "--key", "letters-key.json")
    with pytest.raises(MailingError, match="The fingerprint is not the one"):
        said("hand_over_letters", "2020", *ADDRESS, "--key", "letters-key.json", "--fingerprint", "0" * 20)
    with pytest.raises(InputError, match="names an address"):
        said("hand_over_letters", "2020", "--key", "letters-key.json", "--fingerprint", told)
    handed = said("hand_over_letters", "2020", *ADDRESS, "--key", "letters-key.json", "--fingerprint", told)
    assert f"Wave 2020: 10 letters for the key {told}, in letters-2020.sealed." in handed
    # The second time key, address and town are those of the first.
    assert "10 letters" in said("hand_over_letters", "2020", "--into", "again.sealed")
    sender = verify_key()
    assert sender is not None
    assert sender.hex() in handed
    (var / "statistics-office.pub").write_text(sender.hex())
    with pytest.raises(StateError, match="has not been accepted"):
        said("open_letters", "letters-2020.sealed")
    accepted = said("mailing_key", "accept", "statistics-office.pub", "--fingerprint", fingerprint(sender.hex()))
    assert f"Key of the statistics office: {fingerprint(sender.hex())}" in accepted
    assert "Wave 2020: 10 letters" in said("open_letters", "letters-2020.sealed")
    assert not OpenedMailing.objects.exists()
    into = ("--into", "list.xlsx", "--passphrase-file", secret)
    said("open_letters", "letters-2020.sealed", *into)
    assert (var / "list.xlsx").stat().st_mode & 0o777 == 0o600
    assert len(CalamineWorkbook.from_path(var / "list.xlsx").get_sheet_by_index(0).to_python()) == 11
    with pytest.raises(InputError, match="is there already"):
        said("open_letters", "letters-2020.sealed", *into)
    with pytest.raises(InputError, match="No kind of list"):
        said("open_letters", "letters-2020.sealed", "--into", "list.ods")
    assert "This file was opened before" in said("open_letters", "letters-2020.sealed")
    with pytest.raises(StateError, match="people would get two letters"):
        said("open_letters", "again.sealed", "--into", "again.csv", "--passphrase-file", secret)
    assert not (var / "again.csv").exists()
    said("open_letters", "again.sealed", "--into", "again.csv", "--passphrase-file", secret, "--beside")
    assert len((var / "again.csv").read_text(encoding="utf-8-sig").splitlines()) == 11
