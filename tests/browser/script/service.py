"""The interview as workers serve it, in this process and on the test's database."""

from __future__ import annotations

import asyncio
import socket
import threading

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import connections
from uvicorn import Server

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.hot_path import Application
from querschnitt.site.databases import reached_as
from querschnitt.site.security import HEADERS
from querschnitt.site.worker import configuration


class Service:
    """The service, to be started and stopped as a deployment does; it keeps its port."""

    def __init__(self) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port: int = found.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        # What Django's threads open must not outlive the test, nor what the loop would open to read the questionnaire.
        connections["answers"].settings_dict["CONN_MAX_AGE"] = 0
        queries.current_instrument()
        database = reached_as(settings.DEPLOYMENT, "answers", "interview")
        database["dbname"] = connections["answers"].settings_dict["NAME"]
        self._application = Application(get_asgi_application(), database=database, headers=HEADERS)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self._wait()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=20)
        assert not self._thread.is_alive()

    def leave_all_to_django(self) -> None:
        """Answer nothing by the hot path from now on."""
        self._application._steps.step = lambda request: None  # type: ignore[method-assign]

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        served = configuration(self._application)
        served.lifespan = "off"  # what the service does at its start is for a process of its own
        self._server = Server(served)
        self._loop.run_until_complete(self._server.serve([socket.create_server(("127.0.0.1", self.port))]))
        self._loop.run_until_complete(self._application({"type": "lifespan"}, _ended, _nowhere))
        self._loop.close()

    def _wait(self) -> None:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                threading.Event().wait(0.05)
            else:
                return
        raise AssertionError("The service has not started")


async def _ended() -> dict[str, str]:
    return {"type": "lifespan.shutdown"}


async def _nowhere(message: object) -> None:
    """Take an answer of which nobody wants to know."""
