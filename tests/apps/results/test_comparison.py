"""A comparison speaks of the two waves that were declared, and of no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from querschnitt.apps.results.models import Change
from querschnitt.core.errors import InputError
from tests.apps.results import whole_wave as made

pytestmark = pytest.mark.django_db(databases=["statistics"])
LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig"


@pytest.mark.parametrize(
    ("earlier", "what", "expected", "got"),
    [
        ("2020", "cannot be compared with itself", "a later and an earlier wave", "2020 twice"),
        ("2012", "speak of another earlier wave", "2016", "2012"),
    ],
)
def test_other_waves_than_those_declared_are_refused_and_nothing_is_overwritten(
    tmp_path: Path, *, earlier: str, what: str, expected: str, got: str
) -> None:
    later = made.announced("2020")
    made.with_changes(later, made.announced("2016"))
    if earlier == "2012":
        made.announced("2012")
    stored = list(Change.objects.order_by("pk").values())
    file = LEIPZIG / "wave_2020.toml"
    if earlier == "2012":
        file = tmp_path / "wave_2012.toml"
        text = (LEIPZIG / "wave_2016.toml").read_text(encoding="utf-8").replace('slug = "2016"', 'slug = "2012"')
        file.write_text(text.replace('weighting = "', f'weighting = "{LEIPZIG}/'), encoding="utf-8")
    with pytest.raises(InputError, match=what) as caught:
        call_command("compare", LEIPZIG / "wave_2020.toml", file)
    assert (caught.value.expected, caught.value.got) == (expected, got)
    assert caught.value.hint
    assert list(Change.objects.order_by("pk").values()) == stored != []
