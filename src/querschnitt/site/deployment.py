"""Where this installation keeps its files, servers and secrets.

One file, ``deployment.json`` in the variable folder, names the database server and holds the secrets. The embedded
server writes it; a city writes its own. ``QUERSCHNITT_VAR`` points to another folder.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PREFERRED_PORT = 54320  # of the embedded database server
OWNER = "owner"
SERVICE_ROLES = ("interview", "fieldwork", "analysis", "office", "portal")
DATABASES = ("identity", "answers", "statistics", "office")
KEY_NAMES = (
    "web_interview",
    "web_statistics",
    "web_office",
    "web_portal",
    "access_code",
    "handover",
    "envelope",
    "launch",
)


def var_folder() -> Path:
    """Return the folder for everything this installation writes."""
    return Path(os.environ.get("QUERSCHNITT_VAR") or ROOT / "var")


def examples_folder() -> Path:
    """Return the folder with the example wave and strategy."""
    return ROOT / "examples" / "leipzig"


@dataclass(frozen=True)
class Deployment:
    """Servers and secrets of one installation."""

    host: str = "127.0.0.1"
    port: int = PREFERRED_PORT
    database_prefix: str = "querschnitt_"
    passwords: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    embedded: bool = False  # the server is the embedded one, under the variable folder
    hosts: list[str] = field(default_factory=list)  # names under which the services are reached, besides loopback
    grace: float = 0.0  # seconds for which the interview says that it goes before it goes
    behind_proxy: bool = False  # a reverse proxy stands before the public services and sets X-Forwarded-…
    addresses: dict[str, str] = field(default_factory=dict)  # service -> how people reach it, for links in mails
    mail: dict[str, str] = field(default_factory=dict)  # host, port, user, password, security, sender; none: to files
    purpose: str = ""  # "demo": the demo made it and may start it anew; nothing else may

    def database(self, alias: str) -> str:
        return f"{self.database_prefix}{alias}"


def fresh_deployment() -> Deployment:
    """Return a deployment on the embedded server, with new random passwords and keys."""
    roles = ("admin", OWNER, *SERVICE_ROLES)
    return Deployment(
        embedded=True,
        passwords={role: secrets.token_urlsafe(24) for role in roles},
        keys={name: secrets.token_hex(32) for name in KEY_NAMES},
    )


def read_deployment(folder: Path | None = None) -> Deployment:
    """Read the deployment, or return an empty one where none has been made yet."""
    file = (folder or var_folder()) / "deployment.json"
    return Deployment(**json.loads(file.read_text())) if file.exists() else Deployment()


def write_deployment(deployment: Deployment, folder: Path | None = None) -> None:
    """Write the deployment so that only this user can read it, whole or not at all."""
    file = (folder or var_folder()) / "deployment.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(deployment), indent=2))
    draft.replace(file)
