"""The style sheet and the scripts: built once, read once, sent as they lie there, and kept by browsers for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from querschnitt.apps.interview.hot_path.messages import Answer, Request
from querschnitt.apps.interview.hot_path.packing import Packed

TYPES: Mapping[str, bytes] = {".css": b"text/css; charset=utf-8", ".js": b"text/javascript; charset=utf-8"}
FOR_EVER = (b"cache-control", b"public, max-age=31536000, immutable")


class BuiltFiles:
    """The files of a folder that were built under names with the hash of their content.

    Parameters
    ----------
    folder : where they lie, each with its twins `.br` and `.gz`; it need not be there
    address : what stands before their names in an address
    """

    def __init__(self, folder: Path, *, address: str) -> None:
        self._files = {
            f"{address}{path.name}": (TYPES[path.suffix], _packed(path))
            for path in sorted(folder.glob("*.*.*"))
            if path.suffix in TYPES
        }

    def answer(self, request: Request) -> Answer | None:
        """Answer with a file, or None if it is none of these."""
        found = self._files.get(request.path) if request.method == "GET" else None
        if found is None:
            return None
        kind, packed = found
        answer = packed.answer(request, kind=kind)
        return replace(answer, headers=[*answer.headers, FOR_EVER])


def _packed(path: Path) -> Packed:
    return Packed(path.read_bytes(), Path(f"{path}.br").read_bytes(), Path(f"{path}.gz").read_bytes())
