"""A strategy of any size: what benches measure is what an office would have."""

from __future__ import annotations

import pytest

from querschnitt.apps.strategy.models import Edition
from querschnitt.demo.many_measures import make_strategy, open_next

pytestmark = pytest.mark.django_db(databases=["office"])


def test_the_last_edition_is_in_force_and_the_next_one_a_draft_with_a_third_in_other_words() -> None:
    make_strategy(editions=2, measures=9)
    open_next("2022", reworded_every=3)
    assert list(Edition.objects.order_by("pk").values_list("slug", "state")) == [
        ("2018", "superseded"),
        ("2020", "adopted"),
        ("2022", "draft"),
    ]
    kinds = list(Edition.objects.get(slug="2022").successions.order_by("later__pk").values_list("kind", flat=True))
    assert kinds == ["reworded", "kept", "kept"] * 3
