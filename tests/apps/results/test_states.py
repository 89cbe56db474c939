"""Steps that come too early, files that are wrong: each says what must come first or what to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from querschnitt.apps.results.actions.comparison import read_comparison
from querschnitt.apps.results.actions.interviews import interviews_of
from querschnitt.apps.results.actions.releases import release_findings
from querschnitt.apps.results.actions.weights import weigh
from querschnitt.apps.results.queries.names import ACCOUNTING, GRADES, RATES, REASONS, Names
from querschnitt.apps.results.queries.words import WORDS, merging_words, word
from querschnitt.apps.survey.queries import wave
from querschnitt.core.errors import InputError, StateError
from querschnitt.tables.register import read_groups
from tests.apps.results import whole_wave as made

pytestmark = pytest.mark.django_db(databases=["statistics"])
LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig"
PLAN = LEIPZIG / "weighting.toml"


def test_weights_need_answers() -> None:
    with pytest.raises(StateError, match="no answers yet") as caught:
        weigh(wave=made.announced(), plan_file=PLAN)
    assert (caught.value.where, caught.value.hint) == ("wave 2020", "Run: querschnitt collect")


def test_figures_need_weights() -> None:
    with pytest.raises(StateError, match="no weights yet") as caught:
        interviews_of(made.announced(), plan={}, where="plan")
    assert caught.value.hint == "Run: querschnitt weigh"


def test_a_release_needs_figures() -> None:
    names = Names(read_groups(LEIPZIG / "groups.toml"))
    with pytest.raises(StateError, match="no estimates yet") as caught:
        release_findings(wave=made.announced(), items=(), names=names, source="Test")
    assert caught.value.hint == "Run: querschnitt estimate_wave"


def test_a_weighting_variable_that_the_frame_does_not_have_is_named(tmp_path: Path) -> None:
    found = made.whole_wave()
    plan = tmp_path / "weighting.toml"
    plan.write_text('step = [{kind = "base"}, {kind = "nonresponse", method = "classes", classes = ["regoin"]}]\n')
    with pytest.raises(InputError, match="Unknown frame variable 'regoin'") as caught:
        weigh(wave=found, plan_file=plan)
    assert (caught.value.where, caught.value.hint) == ("weighting.toml", "Did you mean 'region'?")


def test_an_unknown_wave_lists_those_there_are() -> None:
    made.announced("2016")
    with pytest.raises(InputError, match="no such wave") as caught:
        wave("2017")
    assert (caught.value.got, caught.value.expected) == ("2017", "2016")


@pytest.mark.parametrize(
    ("old", "new", "what", "where"),
    [
        ('mode = ["face_to_face", "web_first"]', 'mode = ["web_first"]', "Not a pair", "c.toml, properties.mode"),
        ("bridge_scale", "brigde_scale", "Unknown key 'brigde_scale'", "c.toml, items.employed"),
        ('scale = ["EUR", "EUR"]', "", "Not a pair", "c.toml, items.net_income.scale"),
        ("[properties]", "[propeties]", "The key 'properties' is missing", "c.toml"),
    ],
)
def test_a_mistake_in_what_is_declared_is_named(tmp_path: Path, *, old: str, new: str, what: str, where: str) -> None:
    file = tmp_path / "c.toml"
    text = (LEIPZIG / "comparison_2016_2020.toml").read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=what) as caught:
        read_comparison(file)
    assert caught.value.where == where


def test_the_comparison_of_the_example_is_whole() -> None:
    declared = read_comparison(LEIPZIG / "comparison_2016_2020.toml")
    assert (declared.earlier, declared.mode) == ("2016", ("face_to_face", "web_first"))
    assert "disadvantaged" in declared.items


def test_every_word_stands_in_german_and_english() -> None:
    for kind, known in WORDS.items():
        for key, pair in known.items():
            assert set(pair) == {"de", "en"}, (kind, key)
            assert all(pair.values()), (kind, key)
    assert set(WORDS["accounting"]) == set(ACCOUNTING)
    assert set(WORDS["rate"]) == set(RATES)
    assert set(WORDS["grade"]) == {letter for letter, _ in GRADES}
    assert set(WORDS["reason"]) == set(REASONS)


def test_a_key_that_nobody_has_named_stands_as_it_is() -> None:
    assert word("mode", "pigeon", language="en") == "pigeon"


def test_the_reason_of_a_merging_carries_its_numbers() -> None:
    assert merging_words("factor 17.5, above 15", language="de") == "Faktor 17,5, über 15"
    assert merging_words("factor 17.5, above 15", language="en") == "factor 17.5, above 15"
