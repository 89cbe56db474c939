"""The example strategy as a folder of its own: whole, or with one edition at the top as a small town keeps it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig" / "strategy"


def one_edition(place: Path) -> Path:
    """Return a folder with the edition of 2020 at the top, without a predecessor and with open rounds."""
    folder = Path(shutil.copytree(LEIPZIG / "2020", place / "with spaces" / "strategy"))
    (folder / "successions.toml").unlink()
    for name in ("offices.toml", "words.toml", "indicators.toml"):
        shutil.copy(LEIPZIG / name, folder / name)
    for file, line in [
        (folder / "edition.toml", "predecessor"),
        *((it, "closed_on") for it in folder.glob("rounds/*")),
    ]:
        file.write_text(re.sub(rf"(?m)^{line} = .*\n", "", file.read_text(encoding="utf-8")), encoding="utf-8")
    return folder
