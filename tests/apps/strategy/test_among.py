"""Many keys in one parameter."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from querschnitt.apps.strategy.models import Involvement, MeasureVersion
from querschnitt.apps.strategy.queries.among import among
from querschnitt.demo.many_measures import make_strategy

pytestmark = pytest.mark.django_db(databases=["office"])


def test_it_finds_what_in_finds_over_relations_too_and_writes_one_array() -> None:
    make_strategy(editions=1, measures=6, rounds=1)
    measures = list(MeasureVersion.objects.order_by("pk").values_list("measure_id", flat=True))[:4]
    with CaptureQueriesContext(connections["office"]) as queries:
        found = list(Involvement.objects.filter(among("version__measure", measures)).order_by("pk"))
    assert found == list(Involvement.objects.filter(version__measure__in=measures).order_by("pk"))
    assert len(found) == 12
    assert queries[0]["sql"].count("ANY") == 1
    assert not Involvement.objects.filter(among("version__measure", [])).exists()
