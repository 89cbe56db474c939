"""All that the interview service keeps, read as a thief would: no answer, no code, no key, in no encoding.

The real service on a server of its own; one interview that was sent and one that was left half-way. Read are every
column of every table of `answers`, and every byte on the disk, the log of the database and what it has overwritten too.
"""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

import psycopg
import pytest
from psycopg import sql

from querschnitt.apps.interview.codes import code_hash, grouped, new_code
from querschnitt.apps.interview.sealing import (
    code_key,
    decrypt,
    derived_key,
    new_key_pair,
    open_box,
    unwrap_as_office,
)
from querschnitt.apps.interview.sheet import decode_sheet
from querschnitt.core.errors import InputError
from querschnitt.rehearsal.browser import Browser
from querschnitt.rehearsal.run import case_of, open_field
from querschnitt.rehearsal.scratch import Scratch, scratch
from querschnitt.site.databases import connection
from querschnitt.site.deployment import Deployment
from tests.apps.interview.wave import small_instrument

CODES = SENT, LEFT, _ = [new_code() for _ in range(3)]
WISHES = {SENT: 'Quittengelee & "Ruhe" für alle', LEFT: "Schaukel <am> Öderplatz"}
RENTS = {SENT: "98765.43", LEFT: "87654.32"}
TABLES = ("interview_access", "interview_interview", "interview_opening", "interview_version", "interview_wish")


@dataclass(frozen=True)
class Kept:
    """What is left: the cells of the database by table and column, the files, and whoever could open it."""

    deployment: Deployment
    cells: Mapping[str, list[tuple[str, str, bytes]]]
    files: Mapping[Path, bytes]
    private: str
    rows: Mapping[str, dict[str, object]]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    tmp_path_factory.getbasetemp()  # the folder of all tests stays where it would have been
    usual, folder = tempfile.tempdir, Path(tempfile.mkdtemp(prefix="querschnitt-disk-"))
    folder.chmod(0o755)
    tempfile.tempdir = str(folder)
    private, public = new_key_pair()
    with scratch() as made:
        open_field(made, small_instrument(), CODES, public_key=public)
        with made.interview() as service:
            for code in (SENT, LEFT):
                answer(Browser(service.port), code, ends=code == SENT)
        yield read_everything(made, private=private)
    tempfile.tempdir = usual
    shutil.rmtree(folder)


def answer(browser: Browser, code: str, *, ends: bool) -> None:
    """Fill in every page; go back and change something, so that there are older states of the row on the disk."""
    browser.post("/", [("code", code), ("l", "de")])
    browser.post("/info", [])
    put(browser, "person", birth_year="1985", born_here="no", arrival="2015")
    put(browser, "work", searched="yes", rent=RENTS[code].replace(".", ","))
    put(browser, "search", problems="recognition")
    assert put(browser, "wishes", "next" if ends else "pause", wish=WISHES[code]) == ("/review" if ends else "/pause")
    if ends:
        assert browser.post("/send", []).path == "/finished"
    browser.close()


def put(browser: Browser, page: str, go: str = "next", **answers: str) -> str:
    shown = {"person": "birth_year born_here arrival", "work": "searched rent", "search": "problems"}
    names = shown.get(page, "intro wish moved")
    return browser.post(f"/page/{page}", [("__shown__", names), *answers.items(), ("go", go)]).path


def read_everything(made: Scratch, *, private: str) -> Kept:
    deployment = made.deployment
    database = deployment.database("answers")
    cells = {}
    for role in ("interview", "owner"):
        with connection(deployment, database, role) as opened:
            cells[role] = list(read_cells(opened))
    with connection(deployment, database, "analysis") as opened:
        found = opened.execute("SELECT * FROM interview_interview")
        names = [column.name for column in found.description or ()]
        rows = {row[0]: dict(zip(names, row, strict=True)) for row in found.fetchall()}
    with connection(deployment, "postgres", "admin") as opened:
        opened.execute("CHECKPOINT")
        data = Path(opened.execute("SHOW data_directory").fetchone()[0])  # type: ignore[index]
    files = {file: file.read_bytes() for place in {made.folder, data} for file in place.rglob("*") if file.is_file()}
    files = {file: content for file, content in files.items() if file.name != "deployment.json"}
    return Kept(deployment, cells, files, private, rows)


def read_cells(opened: psycopg.Connection) -> Iterator[tuple[str, str, bytes]]:
    """Give table, column and content of every cell that a role may read, as text, and bytes as they are, too."""
    for table, column in opened.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND has_column_privilege(quote_ident(table_name), column_name::text, 'SELECT') ORDER BY 1, 2"
    ).fetchall():
        select = sql.SQL("SELECT {0}::text, {0} FROM {1}").format(sql.Identifier(column), sql.Identifier(table))
        for text, value in opened.execute(select).fetchall():
            yield table, column, (text or "").encode()
            if isinstance(value, bytes):
                yield table, column, value


def spellings(secret: str | bytes) -> set[bytes]:
    """Return a secret as it is, and in every encoding in which it could stand somewhere.

    In base64 a piece looks different at each of three offsets; its ends hang together with what stands beside it.
    """
    raw = secret.encode() if isinstance(secret, str) else secret
    found = {raw, raw.hex().encode(), raw.hex().upper().encode()}
    for before, encode in itertools.product(range(3), (base64.b64encode, base64.urlsafe_b64encode)):
        found.add(encode(b"\0" * before + raw)[4 if before else 0 : -4].rstrip(b"="))
    if isinstance(secret, str):
        found |= {json.dumps(secret)[1:-1].encode(), json.dumps(secret, ensure_ascii=False)[1:-1].encode()}
        found |= {text.encode() for text in (html.escape(secret), quote(secret), quote_plus(secret))}
        found |= {secret.encode("utf-16-le"), secret.encode("utf-16-be"), secret.lower().encode()}
    return found


def secrets_of(kept: Kept) -> dict[str, str | bytes]:
    """Return what must stand nowhere, by what it is."""
    pepper = kept.deployment.keys["access_code"]
    found: dict[str, str | bytes] = {"private key": bytes.fromhex(kept.private)}
    for code in (SENT, LEFT):
        access = code_hash(code, key=pepper)
        wrap = kept.rows[access]["office_wrap"]
        assert isinstance(wrap, bytes)
        found |= {
            f"wish of {code}": WISHES[code],
            f"rent of {code}": RENTS[code],
            f"rent of {code} as typed": RENTS[code].replace(".", ","),
            f"code {code}": code,
            f"code {code} in groups": grouped(code),
            f"half of the code {code}": code[:8],
            f"data key of {code}": unwrap_as_office(wrap, private_key=kept.private),
            f"code key of {code}": code_key(code, place=access, pepper=pepper),
        }
    return found


def found_in(content: bytes, secrets: Mapping[str, str | bytes]) -> list[str]:
    return [name for name, secret in secrets.items() if any(each in content for each in spellings(secret))]


def test_the_tables_are_all_read_and_a_search_finds_what_is_there(kept: Kept) -> None:
    for role in ("interview", "owner"):
        assert {table for table, _, _ in kept.cells[role]} >= set(TABLES) - {"interview_wish"}
        everything = b"\n".join(content for _, _, content in kept.cells[role])
        for there in (case_of(1), "Was wünschen Sie sich?", code_hash(SENT, key=kept.deployment.keys["access_code"])):
            assert found_in(everything, {"there": there}) == ["there"]
    assert "django_migrations" in {table for table, _, _ in kept.cells["owner"]}
    access = code_hash(LEFT, key=kept.deployment.keys["access_code"])
    box = kept.rows[access]["box"]
    assert isinstance(box, bytes)
    holding = [file for file, content in kept.files.items() if found_in(content, {"access": access, "box": box[:64]})]
    assert {"pg_wal", "base"} <= {part for file in holding for part in file.parts}
    assert any(file.name == "interview.log" for file in kept.files)


@pytest.mark.parametrize("role", ["interview", "owner"])
def test_the_database_holds_no_answer_no_code_and_no_key(kept: Kept, role: str) -> None:
    secrets = secrets_of(kept)
    for table, column, content in kept.cells[role]:
        assert (table, column, found_in(content, secrets)) == (table, column, [])


def test_beside_the_questionnaire_no_choice_and_no_year_stands_in_a_row(kept: Kept) -> None:
    """What is short or in the questionnaire as well can only be looked for where the interviews are."""
    chosen = {"choice": "recognition", "its question": "problems", "year": '"birth_year"', "answers": '"answers"'}
    for table, column, content in kept.cells["owner"]:
        if table == "interview_interview":
            assert (column, found_in(content, chosen)) == (column, [])


def test_the_disk_holds_no_answer_no_code_and_no_key(kept: Kept) -> None:
    secrets = secrets_of(kept)
    assert len(kept.files) > 1000
    assert {str(file): found for file, content in kept.files.items() if (found := found_in(content, secrets))} == {}


def keys_from(material: Iterable[str]) -> Iterator[bytes]:
    """Give the keys that somebody can make from some texts without a code: as they are, hashed, derived, combined."""
    texts = sorted(set(material))
    purposes = ("", "visit", "receipt", "querschnitt code wrap ", "launch", "wish")
    for text in texts:
        yield hashlib.sha256(text.encode()).digest()
        yield text.encode()[:32].ljust(32, b"\0")
        if len(text) == 64:
            yield bytes.fromhex(text)
        for purpose, salt in itertools.product(purposes, ("", *texts)):
            yield derived_key(text, purpose=purpose, salt=salt)
    for text, place, pepper in itertools.product(texts, repeat=3):
        yield code_key(text, place=place, pepper=pepper)


def opens(row: Mapping[str, object], access: str, key: bytes) -> bool:
    """Whether a key opens anything of a row."""
    for field, place in (("box", access), ("code_wrap", access), ("box", ""), ("code_wrap", "")):
        sealed = row[field]
        try:
            if isinstance(sealed, bytes) and decrypt(sealed, key=key, place=place) is not None:
                return True
        except InputError:
            pass
    wrap = row["office_wrap"]
    assert isinstance(wrap, bytes)
    try:
        return bool(unwrap_as_office(wrap, private_key=key.hex()))
    except InputError:
        return False


def test_even_with_the_secrets_of_the_service_nothing_opens(kept: Kept) -> None:
    """Disk, database, pepper and web key together open nothing without a code and without the private key."""
    deployment = kept.deployment
    own = ("web_interview", "access_code", "launch", "handover")
    for access, row in kept.rows.items():
        public = next(content.decode() for _, column, content in kept.cells["owner"] if column == "public_key")
        material = [*(deployment.keys[name] for name in own), access, public, ""]
        tried = list(keys_from(material))
        assert len(tried) > 500
        assert not any(opens(row, access, key) for key in tried)


def test_with_the_code_or_the_private_key_it_opens(kept: Kept) -> None:
    """The two tests before would hold, too, if nobody could ever open anything."""
    pepper = kept.deployment.keys["access_code"]
    for code in (SENT, LEFT):
        access = code_hash(code, key=pepper)
        row = kept.rows[access]
        assert opens(row, access, code_key(code, place=access, pepper=pepper)) is (code == LEFT)
        assert opens(row, access, bytes.fromhex(kept.private)) is True
        wrap, box = row["office_wrap"], row["box"]
        assert isinstance(wrap, bytes) and isinstance(box, bytes)
        key = unwrap_as_office(wrap, private_key=kept.private)
        answers = decode_sheet(open_box(box, key=key, place=access)).answers
        assert (answers["wish"], str(answers["rent"])) == (WISHES[code], RENTS[code])
