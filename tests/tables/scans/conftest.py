"""One session of Spark for all tests that need it: it takes eight seconds to start."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Start Spark on this machine alone, or skip where it or Java is missing."""
    pytest.importorskip("pyspark", reason="Spark is not installed: make setup-spark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java: apt-get install openjdk-17-jre-headless")
    from querschnitt.tables.scans.sources import local_spark

    session = local_spark(folder=tmp_path_factory.mktemp("spark"))
    yield session
    session.stop()
