"""Addresses of static files: what `assets` has built goes by the name with its hash, and may be kept for ever."""

from __future__ import annotations

import json
from functools import cached_property

from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage


class BuiltFiles(StaticFilesStorage):
    """Gives the built file for a name, if there is one, and otherwise the file itself.

    Before `make setup` has built anything, pages load the sources as they stand in the repository.
    """

    def url(self, name: str | None) -> str:
        return super().url(self._names.get(name or "", name))

    @cached_property
    def _names(self) -> dict[str, str]:
        record = settings.ASSETS / "built.json"
        return dict(json.loads(record.read_text(encoding="utf-8"))) if record.exists() else {}
