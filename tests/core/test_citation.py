"""The permitted sentence: each sign, each grade, worked out by hand, in German and English."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from querschnitt.core.citation import CitedFigure, CitedMeasure, Comparison, sentence_on_figure, sentence_on_measure
from querschnitt.core.errors import InputError

FIGURE = CitedFigure(
    title="Haben Sie Nachteile erlebt?", answer="oft", domain="", base="Befragte", source="Migrantenbefragung 2020",
    date="30.11.2020", unit="share", n=1830, value=0.54, low=0.51, high=0.57,
)  # fmt: skip
SINCE = Comparison("2016", 0.48, 0.06, 0.02, 0.10, "A")
START = "Laut Migrantenbefragung 2020 (Stand 30.11.2020) "
WHOLE = (
    START + "beträgt der Anteil für „Haben Sie Nachteile erlebt? – oft“ 54 Prozent"
    " (95-%-Intervall 51 bis 57; Basis: Befragte, n = 1.830)"
)


def test_a_figure_has_its_interval_base_and_date() -> None:
    assert sentence_on_figure(FIGURE) == WHOLE + "."


def test_the_same_in_english() -> None:
    english = replace(FIGURE, title="Disadvantaged?", answer="often", base="Respondents", source="Survey 2020")
    assert sentence_on_figure(english, language="en") == (
        "According to Survey 2020 (as of 30.11.2020), the share for “Disadvantaged? – often” is 54 per cent"
        " (95% interval 51 to 57; base: Respondents, n = 1,830)."
    )


@pytest.mark.parametrize(
    ("sign", "reason"), [(".", "zu wenige Menschen geantwortet haben"), ("x", "die Angabe nicht sinnvoll ist")]
)
def test_a_suppressed_figure_is_not_said(sign: str, reason: str) -> None:
    cited = replace(FIGURE, sign=sign, value=None, low=None, high=None, n=12, domain="Asien", comparison=SINCE)
    assert sentence_on_figure(cited) == (
        START + f"wird für „Haben Sie Nachteile erlebt? – oft“ in der Gruppe „Asien“ keine Zahl genannt, weil {reason}."
    )


@pytest.mark.parametrize("sign", [".", "x"])
def test_a_suppressed_figure_with_a_value_is_a_fault(sign: str) -> None:
    with pytest.raises(InputError, match="suppressed"):
        sentence_on_figure(replace(FIGURE, sign=sign))


@pytest.mark.parametrize(
    ("sign", "says"),
    [
        ("()", "54 Prozent (95-%-Intervall 51 bis 57; unsicher wegen weniger Fälle; Basis: Befragte, n = 44)"),
        ("r", "54 Prozent (95-%-Intervall 51 bis 57; berichtigte Zahl; Basis: Befragte, n = 44)"),
        ("0", "null oder weniger als die Hälfte der kleinsten Einheit (95-%-Intervall 51 bis 57; Basis: Befragte, n ="),
    ],
)
def test_a_sign_is_said_in_words(sign: str, says: str) -> None:
    assert says in sentence_on_figure(replace(FIGURE, sign=sign, n=44))


def test_an_unknown_sign_is_refused() -> None:
    with pytest.raises(InputError, match="sign"):
        sentence_on_figure(replace(FIGURE, sign="/"))


@pytest.mark.parametrize(
    ("grade", "tail"),
    [
        ("A", "; vergleichbar, Stufe A)."),
        ("B", "; weitgehend vergleichbar, Stufe B)."),
        (
            "C",
            "; eingeschränkt vergleichbar, Stufe C), Teile der Veränderung können an der Art der Erhebung liegen.",
        ),
    ],
)
def test_a_change_is_said_with_interval_and_grade(grade: str, tail: str) -> None:
    said = sentence_on_figure(replace(FIGURE, comparison=replace(SINCE, grade=grade)))
    change = "; gegenüber 2016 (48 Prozent) sind das 6 Prozentpunkte mehr (95-%-Intervall +2 bis +10"
    assert said == WHOLE + change + tail


def test_a_change_downwards() -> None:
    since = Comparison("2016", 0.55, -0.01, -0.013, -0.007, "B")
    said = sentence_on_figure(replace(FIGURE, comparison=since))
    assert "sind das 1 Prozentpunkt weniger (95-%-Intervall −1 bis −1; weitgehend" in said


def test_a_change_whose_interval_holds_zero_is_not_shown() -> None:
    since = Comparison("2016", 0.52, 0.02, -0.03, 0.07, "A")
    assert sentence_on_figure(replace(FIGURE, comparison=since)) == WHOLE + (
        "; eine Veränderung gegenüber 2016 (52 Prozent) ist nicht nachgewiesen"
        " (+2 Prozentpunkte, 95-%-Intervall −3 bis +7; vergleichbar, Stufe A)."
    )


@pytest.mark.parametrize(
    ("grade", "words"), [("D", "kaum vergleichbar (Stufe D)"), ("E", "nicht vergleichbar (Stufe E)")]
)
def test_no_change_is_said_where_waves_do_not_compare(grade: str, words: str) -> None:
    said = sentence_on_figure(replace(FIGURE, comparison=replace(SINCE, grade=grade)))
    assert said == f"{WHOLE}; mit 2016 ist das {words}, eine Veränderung wird deshalb nicht genannt."
    english = sentence_on_figure(replace(FIGURE, comparison=replace(SINCE, grade=grade)), language="en")
    assert english.endswith(f"(grade {grade}) with 2016, so no change is given.")


def test_a_change_without_a_known_grade_is_refused() -> None:
    with pytest.raises(InputError, match="grade"):
        sentence_on_figure(replace(FIGURE, comparison=replace(SINCE, grade="F")))


def test_other_units_keep_theirs() -> None:
    income = replace(
        FIGURE, title="Nettoeinkommen", answer="", unit="EUR", value=1512.4, low=1450.0, high=1575.0,
        comparison=Comparison("2016", 1400.0, 112.4, 40.0, 185.0, "C"),
    )  # fmt: skip
    said = sentence_on_figure(income)
    assert "beträgt der Wert für „Nettoeinkommen“ 1.512 Euro (95-%-Intervall 1.450 bis 1.575;" in said
    assert "gegenüber 2016 (1.400 Euro) sind das 112 Euro mehr (95-%-Intervall +40 bis +185;" in said


def test_the_notice_comes_first_so_that_it_is_not_cut_off() -> None:
    assert sentence_on_figure(replace(FIGURE, notice="Simuliert.")) == f"[Simuliert.] {WHOLE}."


@given(
    grade=some.sampled_from("ABCDE"),
    language=some.sampled_from(["de", "en"]),
    value=some.floats(0, 1),
    difference=some.floats(-0.5, 0.5),
)
def test_it_is_always_one_sentence_and_names_its_grade(
    grade: str, language: str, value: float, difference: float
) -> None:
    since = Comparison("2016", value, difference, difference - 0.01, difference + 0.01, grade)
    said = sentence_on_figure(replace(FIGURE, comparison=since), language=language)  # type: ignore[arg-type]
    assert said.endswith(".")
    assert ". " not in said
    assert f"{'Stufe' if language == 'de' else 'grade'} {grade}" in said


def test_a_measure_without_a_status_says_so() -> None:
    said = sentence_on_measure(CitedMeasure("6.1", "Amt", "Konzept", "", "", "X", notice="erfunden"))
    assert said == "[erfunden] Maßnahme 6.1 „Amt“ (Konzept) steht im Konzept; ein Stand ist noch nicht gemeldet."


def test_a_measure_in_english() -> None:
    cited = CitedMeasure("6.1", "Office", "Strategy", "P 1", "29 January 2020", "X", "running", "30 November 2021")
    assert sentence_on_measure(cited, language="en") == (
        "Measure 6.1 “Office” (Strategy, paper P 1, adopted on 29 January 2020) was in the phase “running” on"
        " 30 November 2021, as reported with X in the lead."
    )
