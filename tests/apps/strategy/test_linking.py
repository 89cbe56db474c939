"""Rules link findings of the total to measures; what they do not meet is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from querschnitt.apps.indicators.actions import import_release
from querschnitt.apps.strategy.actions import EvidenceRule, import_strategy, link_evidence, read_rules
from querschnitt.apps.strategy.models import Evidence
from querschnitt.core.errors import InputError, StateError
from tests.apps.releases import SMALL, VERIFY_KEY

LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig" / "strategy"
pytestmark = pytest.mark.django_db(databases=["office"])


def rule(variable: str, *measures: str, category: str = "", role: str = "need") -> EvidenceRule:
    return EvidenceRule(
        variable=variable, category=category, measures=measures, role=role, note_de="Weil.", note_en="Because."
    )


@pytest.fixture
def ready() -> None:
    import_strategy(folder=LEIPZIG)
    import_release(SMALL, VERIFY_KEY)


@pytest.mark.usefixtures("ready")
def test_a_rule_picks_the_total_and_its_category_alone() -> None:
    link_evidence(rules=[rule("office_understanding", "6.1", "6.6", category="often", role="outcome")])
    links = Evidence.objects.order_by("version__position").values_list("version__number", "finding__key", "role")
    key = "2020.office_understanding.often.total"
    assert list(links) == [("6.1", key, "outcome"), ("6.6", key, "outcome")]


@pytest.mark.usefixtures("ready")
def test_without_a_category_all_of_the_total_are_meant() -> None:
    assert link_evidence(rules=[rule("office_understanding", "6.1")]).added == 2


@pytest.mark.usefixtures("ready")
def test_linking_again_adds_nothing() -> None:
    rules = [rule("disadvantaged", "5.2", "5.10")]
    first, again = link_evidence(rules=rules), link_evidence(rules=rules)
    assert (first.added, first.total, again.added, again.total) == (2, 2, 0, 2)


@pytest.mark.usefixtures("ready")
def test_a_rule_without_a_finding_is_named() -> None:
    linked = link_evidence(rules=[rule("german_level", "8.2", category="hardly"), rule("disadvantaged", "5.2")])
    assert (linked.added, linked.without_finding) == (1, ("german_level=hardly",))


@pytest.mark.usefixtures("ready")
def test_a_measure_that_is_not_in_the_edition_is_refused() -> None:
    with pytest.raises(InputError, match="9.1"):
        link_evidence(rules=[rule("disadvantaged", "5.2", "9.1")])
    assert not Evidence.objects.exists()


def test_without_an_edition_it_says_what_comes_first() -> None:
    with pytest.raises(StateError, match="import_strategy"):
        link_evidence(rules=[])


def test_the_rules_of_the_example_name_measures_of_the_edition() -> None:
    import_strategy(folder=LEIPZIG)
    import_release(SMALL, VERIFY_KEY)
    rules = read_rules(LEIPZIG / "evidence.toml")
    linked = link_evidence(rules=rules)
    assert len(rules) >= 25
    indicators = Evidence.objects.filter(finding=None).values_list("version__number", flat=True)
    assert sorted(indicators) == ["2.1", "3.4", "6.4", "6.5", "6.6", "6.8"]
    # disadvantaged on 5.2 and 5.10, understanding on 6.1 and 6.6, satisfied on 6.2
    assert linked.added - len(indicators) == 5
    assert {rule.role for rule in rules} == {"need", "output", "outcome", "context"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[rule]]\nvariable = "x"\nmeasures = ["1.1"]\n', "role"),
        ('[[rule]]\nvariable = "x"\nmeasures = ["1.1"]\nrole = "proof"\n', "proof"),
        ('[[rule]]\nvariable = "x"\nmeasures = "1.1"\nrole = "need"\n', "list"),
        ("[[rule", "cannot be read"),
        ("", "holds no rules"),
        ('slug = "2020"\ntitle_de = "Gesamtkonzept"\n', "Unknown key 'slug'"),
        ('rule = "x"\n', "holds no rules"),
        ('[[rules]]\nvariable = "x"\n', "Did you mean 'rule'"),
        ('[[rule]]\nvariable = "x"\nmeasures = ["1.1"]\nrole = "need"\nnote = "x"\n', "Unknown key 'note'"),
        ('[[rule]]\nvariable = "x"\nmeasures = ["1.1"]\nrole = "need"\ninvented = "yes"\n', "true or false"),
    ],
)
def test_a_fault_in_the_rules_is_named_with_its_file(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "evidence.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=says) as caught:
        read_rules(file)
    assert "evidence.toml" in caught.value.where


def test_a_folder_is_no_file_of_rules(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_rules(tmp_path)


def test_a_rule_is_invented_only_if_it_or_its_file_says_so(tmp_path: Path) -> None:
    file = tmp_path / "evidence.toml"
    one = '[[rule]]\nvariable = "x"\nmeasures = ["1.1"]\nrole = "need"\n'
    file.write_text(one)
    assert [rule.invented for rule in read_rules(file)] == [False]
    file.write_text(f"invented = true\n{one}{one}invented = false\n")
    assert [rule.invented for rule in read_rules(file)] == [True, False]
