"""Documents say what is true of the code: links, commands, rights, names, settings."""

from __future__ import annotations

import importlib
import re
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from querschnitt.core.instrument.xlsform.columns import SHEETS
from querschnitt.site.command import COMMANDS, DJANGO_COMMANDS
from querschnitt.site.databases import GRANTS
from querschnitt.site.deployment import DATABASES, KEY_NAMES, Deployment
from querschnitt.site.services import PREFERRED_PORTS
from tests.docs.documents import (
    DOCS,
    ROOT,
    Shown,
    anchor,
    calls,
    documents,
    dotted_names,
    headings,
    local_links,
    prose,
    table_rows,
)

NAMES = [name for group in COMMANDS.values() for name in group]
DECISIONS = sorted(path for path in (DOCS / "decisions").glob("*.md") if path.name != "README.md")
SHOWN = [call for path in documents() for call in calls(path)]
OWN_COLUMNS = ("essential", "sensitive", "missing", "trend", "feature")


def _read(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def _id(value: object) -> str:
    return value.name if isinstance(value, Path) else f"{value.document} {value.name}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_each_link_leads_somewhere(path: Path) -> None:
    for target in local_links(path.read_text(encoding="utf-8")):
        file, _, part = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        assert found.exists(), f"{path.name} links to {target}"
        assert found.is_relative_to(ROOT), f"{path.name} links out of the repository: {target}"
        if part:
            assert part in map(anchor, headings(found.read_text(encoding="utf-8"))), f"{path.name} links to {target}"


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_words_are_plain(path: Path) -> None:
    """No exclamation marks, no dashes in place of a sentence, no place of one machine."""
    text = path.read_text(encoding="utf-8")
    plain = re.sub(r"!\[", "[", re.sub(r"<!--.*?-->", "", prose(text)))
    assert "!" not in plain
    assert "—" not in text
    assert not re.search(r"(?<![\w.])/(?:home|root|work|Users)/", text)


def test_every_command_is_documented_in_its_group() -> None:
    text = _read("docs", "commands.md")
    for title, group in COMMANDS.items():
        heading = "## " + title.partition(" (")[0]
        assert heading in headings(text), title
        section = text.partition(heading + "\n")[2].partition("\n## ")[0]
        for name in group:
            assert f"`{name}`" in section, f"{name} is not described under '{heading}'"
            assert f"    querschnitt {name}" in section, f"{name} has no example under '{heading}'"


def test_documented_commands_exist() -> None:
    written = re.findall(r"^`([a-z_]+)` ", _read("docs", "commands.md"), re.MULTILINE)
    assert len(written) > 20
    assert set(written) <= set(NAMES)


@pytest.mark.parametrize("call", SHOWN, ids=_id)
def test_each_example_is_one_the_command_takes(call: Shown) -> None:
    if call.name == "help":
        return
    assert call.name in NAMES or call.name in DJANGO_COMMANDS
    assert call.name in get_commands(), f"querschnitt {call.name} is in the table, but there is no such command"
    command = load_command_class(get_commands()[call.name], call.name)
    options = command.create_parser("querschnitt", call.name).parse_args(list(call.arguments))
    wave = getattr(options, "wave", None)
    assert not isinstance(wave, Path) or wave.suffix == ".toml", f"a wave is named by its TOML file, not by {wave}"


@pytest.mark.parametrize("name", NAMES)
def test_each_command_shows_an_example_in_its_help(name: str) -> None:
    command = load_command_class(get_commands()[name], name)
    examples = re.findall(r"Example: querschnitt (.+)", command.help)
    assert examples, f"querschnitt help {name} shows no example"
    for called, *arguments in map(shlex.split, examples):
        assert called == name
        command.create_parser("querschnitt", name).parse_args(arguments)


def test_examples_were_found() -> None:
    assert {call.document for call in SHOWN} >= {"docs/commands.md", "docs/handbuch/statistikstelle.md"}
    assert {call.name for call in SHOWN} >= set(NAMES)


@pytest.mark.parametrize("call", SHOWN, ids=_id)
def test_each_example_file_of_the_repository_is_there(call: Shown) -> None:
    for argument in call.arguments:
        if argument.startswith("examples/"):
            assert (ROOT / argument).exists(), argument


@pytest.mark.parametrize("path", DECISIONS, ids=_id)
def test_each_decision_has_its_parts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    title, *parts = headings(text)
    assert title.startswith("# ")
    assert [part for part in parts if part.startswith("## ")] == ["## Context", "## Decision", "## Consequences"]
    assert re.match(r"# .+\n\n\d{1,2} [A-Z][a-z]+ 20\d\d\n\n## Context\n", text), "the date stands under the title"
    for part in ("Context", "Decision", "Consequences"):
        assert len(text.partition(f"## {part}\n")[2].partition("\n## ")[0].split()) > 20, f"{part} is empty"


def test_the_indexes_name_everything_below_them() -> None:
    for folder in ("decisions", "handbuch", "methods"):
        index = DOCS / folder / "README.md"
        linked = {(index.parent / target.partition("#")[0]).resolve() for target in local_links(index.read_text())}
        below = {path for path in (DOCS / folder).glob("*.md") if path != index}
        assert below
        assert below <= linked, sorted(path.name for path in below - linked)
    entrance = {(DOCS / target).resolve() for target in local_links(_read("docs", "README.md"))}
    parts = {DOCS / "handbuch" / "README.md", DOCS / "decisions" / "README.md", DOCS / "methods" / "README.md"}
    assert parts | {path for path in DOCS.glob("*.md") if path.name != "README.md"} <= entrance


def test_the_first_screen_shows_picture_and_commands() -> None:
    first, _, _ = _read("README.md").partition("\n## ")
    assert "![" in first
    assert "    make demo\n    make test\n" in first
    assert re.search(r"<!-- demo output -->\n.*<!-- /demo output -->", first, re.DOTALL)


def test_the_table_of_rights_agrees_with_the_rights() -> None:
    head, *rows = table_rows(_read("docs", "architecture.md"), first="role")
    assert [cell.strip("`") for cell in head[1:]] == list(DATABASES)
    assert [row[0].strip("*") for row in rows] == list(GRANTS)
    for row in rows:
        for alias, cell in zip(DATABASES, row[1:], strict=True):
            rights = GRANTS[row[0].strip("*")].get(alias)
            assert (cell == "no access") == (rights is None), f"{row[0]} in {alias}: {cell}"
            reads_only = rights is not None and all(right == "SELECT" for right in rights.values())
            assert not reads_only or cell.startswith("reads "), f"{row[0]} only reads {alias}: {cell}"


@pytest.mark.parametrize("name", sorted(set(dotted_names(_read("docs", "architecture.md")))))
def test_each_name_in_the_architecture_exists(name: str) -> None:
    assert any(_exists(f"{start}.{name}") for start in ("querschnitt", "querschnitt.apps")), name


def _exists(name: str) -> bool:
    module, parts = name, []
    while module:
        try:
            found: object = importlib.import_module(module)
            break
        except ImportError:
            module, _, last = module.rpartition(".")
            parts.insert(0, last)
    else:
        return False
    for part in parts:
        if not hasattr(found, part):
            return False
        found = getattr(found, part)
    return True


def test_every_field_key_and_port_is_documented() -> None:
    text = _read("docs", "operations.md")
    for name in (*Deployment.__dataclass_fields__, *KEY_NAMES):
        assert f"`{name}`" in text, name
    for service, port in PREFERRED_PORTS.items():
        assert f"| {service} | {port} |" in text, service
    assert f"| PostgreSQL, embedded | {Deployment.port} |" in text


def test_every_column_of_a_workbook_is_in_the_handbook() -> None:
    text = _read("docs", "handbuch", "fragebogen.md")
    survey = SHEETS["survey"]
    for column in sorted(survey.plain | survey.translated - {"guidance_hint"}):
        assert re.search(rf"^\| `{column}[`:]", text, re.MULTILINE), column
    own = text.partition("### Unsere eigenen Spalten")[2].partition("\n### ")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \|", own, re.MULTILINE)) == OWN_COLUMNS
    for sheet in SHEETS:
        assert f"| `{sheet}` |" in text, sheet


def test_each_news_file_is_short_and_of_a_known_kind() -> None:
    news = [path for path in (ROOT / "changelog.d").iterdir() if path.name != "README.md"]
    assert news
    for path in news:
        assert re.fullmatch(r"[a-z0-9-]+\.(added|changed|fixed|removed)\.md", path.name), path.name
        assert 1 <= len(path.read_text(encoding="utf-8").splitlines()) <= 6, path.name
