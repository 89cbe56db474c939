"""The report of a whole wave: the same tables in page and workbook, and every word filled from the run."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from querschnitt.apps.register.models import Frame, Sample
from querschnitt.apps.results.actions.estimates import items_in
from querschnitt.apps.results.actions.report_workbook import report_workbook
from querschnitt.apps.results.actions.reports import ReportSettings, report_content
from querschnitt.apps.results.models import Change, Collection
from querschnitt.apps.results.queries.figures import figures_of
from querschnitt.apps.results.queries.names import Names
from querschnitt.apps.survey.queries import wave
from querschnitt.press.report import ReportContent, report_html
from querschnitt.tables.items import read_items
from querschnitt.tables.register import read_groups
from tests.apps.results.small_city import City

pytestmark = pytest.mark.django_db(databases=["identity", "answers", "statistics"])
NOTICE = "Alle Menschen sind erfunden."
CAPTION = re.compile(r'<span class="label">(Tabelle \d+)</span> (.*?)(?:<span class="base">.*?)?</span></caption>')
LAW = "§ 8 Sächsisches Statistikgesetz"
ASSUMED = "Dass die Satzung diese Befragung deckt, ist angenommen."


def content_of(city: City, *, notice: str = NOTICE) -> ReportContent:
    found, file = wave("2020"), read_items(city.folder / "items.toml")
    items = items_in(found, file)
    names = Names(read_groups(city.folder / "groups.toml"))
    using = ReportSettings(names=names, items=items, headlines=file.headlines, publisher="Test", notice=notice)
    return report_content(found, figures_of(found, items), using)


@pytest.fixture
def content(city: City) -> ReportContent:
    return content_of(city)


@pytest.fixture
def page(content: ReportContent) -> str:
    return report_html(content).decode()


@pytest.fixture
def book(content: ReportContent) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(BytesIO(report_workbook(content)))


def sheet(book: CalamineWorkbook, title: str) -> list[list[object]]:
    """Return the rows from the head of the table on; above it stand title, base, note, source, the way back."""
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if str(rows[0][0]).endswith(f": {title}"):
            return rows[5:]
    raise AssertionError(f"no sheet {title}")


def test_every_numbered_table_of_the_page_is_a_sheet_of_the_same_number_and_title(
    page: str, book: CalamineWorkbook
) -> None:
    printed = {f"{number}: {title}" for number, title in CAPTION.findall(page)}
    sheets = [name for name in book.sheet_names if name.startswith("Tabelle ")]
    titles = {str(book.get_sheet_by_name(name).to_python()[0][0]) for name in sheets}
    assert len(printed) == page.count("<caption") == len(sheets)
    assert {title.replace("&amp;", "&").replace("&quot;", '"').replace("&#x27;", "'") for title in printed} == titles
    assert any("2016 und 2020" in title for title in titles)


def test_a_change_stands_in_the_workbook_with_bases_test_grade_and_reasons(book: CalamineWorkbook) -> None:
    change = Change.objects.get(wave="2020", variable="net_income", dimension="total")
    head, total, *_ = sheet(book, "Persönliches Nettoeinkommen im Monat, 2016 und 2020")
    row = dict(zip(head, total, strict=False))
    assert row["Merkmal"] == "Insgesamt"
    assert (row["Befragte 2016 (Anzahl)"], row["Befragte 2020 (Anzahl)"]) == (change.before["n"], change.after["n"])
    assert row["Veränderung (Euro)"] == pytest.approx(change.difference)
    assert row["Veränderung, untere Grenze"] == pytest.approx(change.ci_low)
    assert row["p nach Holm"] == pytest.approx(change.p_adjusted)
    assert row["Stufe"] == change.grade == "D"
    assert "2016 persönlich, 2020 zuerst online" in str(row["Gründe der Stufe"])


def test_a_change_that_cannot_be_compared_has_no_difference_and_no_test(
    content: ReportContent, book: CalamineWorkbook
) -> None:
    change = next(each for each in content.changes if each.rows[0].grade == "E")
    head, total, *_ = sheet(book, f"{change.short}, 2016 und 2020")
    row = dict(zip(head, total, strict=False))
    assert [value for name, value in row.items() if str(name).startswith("Veränderung (")] == ["x"]
    assert row["p nach Holm"] == "x"
    assert "p nach Holm, Zeichen" not in row
    assert "Unterschied von" not in change.sentence


def test_the_account_has_a_share_of_both_samples(page: str, book: CalamineWorkbook) -> None:
    # 150 drawn, 4 moved away, 95 usable interviews.
    head, *lines = sheet(book, "Weg der Stichprobe")
    rows = {str(line[0]): line[1:4] for line in lines}
    assert head[2:4] == ["Anteil an der Bruttostichprobe (%)", "Anteil an der bereinigten Bruttostichprobe (%)"]
    assert rows["Bruttostichprobe"] == [150, 1, "x"]
    assert rows["stichprobenneutrale Ausfälle"] == [4, pytest.approx(4 / 150), "x"]
    assert rows["bereinigte Bruttostichprobe"] == [146, pytest.approx(146 / 150), 1]
    assert rows["auswertbare Interviews"] == [95, pytest.approx(95 / 150), pytest.approx(95 / 146)]
    assert "<td>95</td><td>63,3</td><td>65,1</td>" in page


def test_the_legal_basis_stands_as_the_letters_print_it_and_is_assumed_in_the_example_only(city: City) -> None:
    example, own = (report_html(content_of(city, notice=notice)).decode() for notice in (NOTICE, ""))
    for page in (example, own):
        assert page.count(LAW) == 1
    assert example.count(ASSUMED) == 2
    assert ASSUMED not in own


def test_no_word_of_the_code_stands_in_the_german_report(page: str) -> None:
    text = re.sub("<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
    for word in ("sums of", "age_class", "borough", "municipal", "face_to_face", "web_first", "years of"):
        assert word not in text
    assert "Summen der Entwurfsgewichte" in text
    assert "(Herkunftsregion, Geschlecht)" in text
    assert "städtische Regeln, Fassung 1" in text
    assert "UH ohne jede Rückmeldung" in text


def test_the_last_chapter_gives_the_sources_that_its_title_names(page: str, content: ReportContent) -> None:
    assert "Annahmen, Zeichen, Quellen" in page
    residents = f"{Frame.objects.get(wave='2020').residents:,}".replace(",", ".")
    assert f"{residents} Einwohnerinnen" in content.sources[0]
    assert Collection.objects.get(wave="2020").sha256[:16] in content.sources[1]


def test_both_rules_of_the_population_stand_before_the_changes(content: ReportContent) -> None:
    facts = dict(content.changes_facts)
    assert facts["Grundgesamtheit 2016"] == f"{wave('2016').population_rule}."
    assert facts["Erhebungsart 2016"] == "im persönlichen Gespräch."


def test_an_answer_that_is_a_year_is_titled_by_what_was_made_of_it(page: str) -> None:
    titles = [title for _, title in CAPTION.findall(page)]
    assert "Jahre seit der Ankunft in Deutschland" in titles
    assert not [title for title in titles if title.startswith("In welchem Jahr")]
    assert "<p>Gefragt war: „In welchem Jahr sind Sie nach Deutschland gekommen?“ Bis 2020 sind es im Mittel" in page
    assert not re.search(r">Mittelwert[^<]* <span class=\"unit\">Mittelwert", page)


def test_the_method_counts_the_tables_at_each_level(content: ReportContent, page: str) -> None:
    said = next(text for section in content.method for text in section.paragraphs if "Ergebnistabelle" in text)
    numbers = [int(number) for number in re.findall(r"(\d+) (?:Ergebnis|nach|nur)", said)]
    tables = [table for chapter in content.chapters for section in chapter.sections for table in section.tables]
    assert sum(numbers) == len(tables)
    # A hundred people answered: no region has fifty in every cell.
    assert said == f"In diesem Bericht stehen {len(tables)} Ergebnistabellen nur insgesamt."


def test_power_and_thresholds_are_those_of_the_run(city: City) -> None:
    sample, found = Sample.objects.get(wave="2020"), wave("2020")
    design = {**sample.design, "power": 0.7}
    Sample.objects.filter(pk=sample.pk).update(design=design)
    type(found).objects.filter(pk="2020").update(complete_share="0.75", partial_share="0.40")
    content = content_of(city)
    labels = [line.label for line in content.accounting]
    assert "Abbrüche (unter 40\u00a0% der zutreffenden Kernfragen)" in labels
    assert "teilweise, auswertbar (40\u00a0% bis unter 75\u00a0%)" in labels
    facts = dict(next(section.facts for section in content.method if section.title == "Stichprobe"))
    assert facts["Aufteilung"] == "Potenz 0,7, mindestens 2 je Schicht"
    assert "zum Vergleich: Potenz 0,7" in facts
    assert "Potenz 0,5" not in report_html(content).decode()


def test_what_a_systematic_draw_takes_for_granted_stands_with_it(city: City) -> None:
    sample = Sample.objects.get(wave="2020")
    design = {**sample.design, "selection": "systematic", "sort_by": ["borough", "age"], "minimum": 0}
    Sample.objects.filter(pk=sample.pk).update(design=design)
    section = next(section for section in content_of(city).method if section.title == "Stichprobe")
    assert "sortiert (Stadtbezirk, Alter in Jahren)" in section.paragraphs[0]
    assert "Das ist eine Annahme" in section.paragraphs[0]
    assert dict(section.facts)["Aufteilung"] == "Potenz 0,5"


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"selection": "pareto", "measure": "age", "minimum": {"poland": 1200, "syria": 2}}, "Pareto-Auswahl"),
        ({"stages": {"cluster": "district", "clusters": 3, "take": 9}, "allocation": "stages"}, "Zweistufige"),
        ({"one_per_household": True}, "höchstens einer Person je Haushalt"),
    ],
)
def test_other_selections_are_named_with_what_the_intervals_take_for_granted(city: City, entries, said) -> None:
    sample = Sample.objects.get(wave="2020")
    Sample.objects.filter(pk=sample.pk).update(design={**sample.design, **entries})
    section = next(section for section in content_of(city).method if section.title == "Stichprobe")
    assert said in section.paragraphs[0] and "Das ist eine Annahme" in section.paragraphs[0]
    if isinstance(entries.get("minimum"), dict):
        assert dict(section.facts)["Aufteilung"].endswith("mindestens poland: 1.200; syria: 2")
