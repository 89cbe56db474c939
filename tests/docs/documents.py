"""Read the documents of the repository: their files, links, headings, and the commands they show."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^(?: {4}|>     ).*$", re.MULTILINE)
_LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")
_NAME = re.compile(r"`([a-z_0-9]+(?:\.[a-zA-Z_0-9]+)+)`")
_FILE_ENDINGS = (".md", ".toml", ".json", ".csv", ".key", ".pub", ".log", ".xlsx", ".py", ".txt", ".jsonl")


def documents() -> list[Path]:
    """Return every Markdown file for readers: at the root, and below docs, examples and changelog.d."""
    below = [path for folder in ("docs", "examples", "changelog.d") for path in (ROOT / folder).rglob("*.md")]
    return sorted([*ROOT.glob("*.md"), *below])


def prose(text: str) -> str:
    """Return a text without its code blocks and without code in the line."""
    return re.sub(r"`[^`\n]*`", "", _INDENTED.sub("", _FENCE.sub("", text)))


def local_links(text: str) -> list[str]:
    """Return the targets of links that lead to files, without those that stand in code.

    >>> local_links("[a](b.md#c) `[x](y.md)` [d](https://example.org) ![e](f.png)")
    ['b.md#c', 'f.png']
    """
    return [target for target in _LINK.findall(prose(text)) if "://" not in target and not target.startswith("mailto:")]


def headings(text: str) -> list[str]:
    """Return the headings of a text with their marks.

    >>> headings("# One\\n\\n    # a comment\\n\\n## Two\\n")
    ['# One', '## Two']
    """
    return re.findall(r"^#{1,6} .*$", _INDENTED.sub("", _FENCE.sub("", text)), re.MULTILINE)


def anchor(heading: str) -> str:
    """Return the anchor a heading has on the page.

    >>> anchor("## Who holds which key")
    'who-holds-which-key'
    """
    words = heading.lstrip("#").strip().lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


@dataclass(frozen=True)
class Shown:
    """A call of ``querschnitt`` that a document shows."""

    document: str
    name: str
    arguments: tuple[str, ...]


def calls(path: Path) -> list[Shown]:
    """Return the calls of ``querschnitt`` in the code blocks of a document."""
    text = path.read_text(encoding="utf-8")
    lines = re.findall(r"^(?: {4}|)querschnitt (.*)$", text, re.MULTILINE)
    parts = [shlex.split(line, comments=True) for line in lines]
    document = str(path.relative_to(ROOT))
    return [Shown(document=document, name=name, arguments=tuple(arguments)) for name, *arguments in parts]


def dotted_names(text: str) -> list[str]:
    """Return the names of functions and modules a text mentions, without names of files.

    >>> dotted_names("`core.release.write_release` in `release.py`, `findings.json`")
    ['core.release.write_release']
    """
    return [name for name in _NAME.findall(text) if not name.endswith(_FILE_ENDINGS)]


def table_rows(text: str, *, first: str) -> list[list[str]]:
    """Return the rows of the table whose heading begins with a word, its heading first."""
    lines = text.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(f"| {first} |"))
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return [rows[0], *rows[2:]]
