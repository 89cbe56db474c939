"""A report with invented values: small, but with everything a report can hold."""

from __future__ import annotations

from querschnitt.press.charts import Bars, ChangeChart, DotPlot, Move, Point
from querschnitt.press.report import (
    AccountingLine,
    Cell,
    Change,
    ChangeRow,
    Chapter,
    Column,
    Finding,
    MethodSection,
    Population,
    Rate,
    ReportContent,
    Row,
    Section,
    Table,
)

LEGEND = (
    ("0", "Null oder weniger als die Hälfte der Einheit"),
    (".", "zu wenige Fälle in der Untergruppe"),
    ("( )", "unsicher, weil wenige Fälle"),
    ("x", "Angabe ist nicht sinnvoll"),
    ("r", "berichtigte Zahl"),
)
REGIONS = ("Europäische Union", "Osteuropa und GUS", "Naher Osten und Nordafrika", "Asien", "Übrige Welt")
SOURCE = "Migrantenbefragung 2020 (Beispieldaten)"

SATISFIED = Table(
    title="Lebenszufriedenheit nach Herkunftsregion 2020",
    row_head="Herkunftsregion",
    base="Personen ab 18 Jahren aus den 25 größten Herkunftsgruppen",
    columns=[Column("(sehr) zufrieden"), Column("teils, teils"), Column("(sehr) unzufrieden")],
    rows=[
        Row("Insgesamt", [Cell(0.82, 0.79, 0.85), Cell(0.13, 0.11, 0.16), Cell(0.05, 0.03, 0.07)], 812, "total"),
        Row("Europäische Union", [Cell(0.86, 0.80, 0.90), Cell(0.10, 0.07, 0.15), Cell(0.04, 0.02, 0.08)], 231),
        Row("Osteuropa und GUS", [Cell(0.84, 0.77, 0.89), Cell(0.12, 0.08, 0.18), Cell(0.004, 0.0, 0.02, "0")], 188),
        Row("Naher Osten und Nordafrika", [Cell(0.76, 0.7, 0.81), Cell(0.18, 0.14, 0.23), Cell(0.06, 0.04, 0.1)], 242),
        Row("Asien", [Cell(0.83, 0.74, 0.89, "r"), Cell(0.12, 0.07, 0.2), Cell(0.05, 0.02, 0.11)], 112),
        Row(
            "Übrige Welt",
            [Cell(0.79, 0.63, 0.89, "( )"), Cell(0.16, 0.08, 0.31, "( )"), Cell(0.05, 0.01, 0.16, "( )")],
            39,
        ),
        Row("davon ohne Angabe zur Aufenthaltsdauer", [Cell(None, sign=".")] * 3, 11, "part"),
    ],
    source=SOURCE,
)

WISHES = Table(
    title="Zufriedenheit mit der Stadt nach Geschlecht und Alter 2020",
    row_head="Merkmal",
    base="Personen ab 18 Jahren",
    columns=[Column(f"{name}") for name in ("Wohnen", "Nahverkehr", "Kitas", "Schulen", "Ämter", "Ärzte")],
    rows=[
        Row("Insgesamt", [Cell(0.5 + i / 20, 0.46 + i / 20, 0.54 + i / 20) for i in range(6)], 812, "total"),
        Row("Geschlecht", [], level="group"),
        Row("Frauen", [Cell(0.52 + i / 20, 0.46 + i / 20, 0.58 + i / 20) for i in range(6)], 420),
        Row("Männer", [Cell(0.48 + i / 20, 0.42 + i / 20, 0.54 + i / 20) for i in range(6)], 392),
        Row("Alter", [], level="group"),
        Row("18 bis 29 Jahre", [Cell(0.49 + i / 20, 0.41 + i / 20, 0.57 + i / 20) for i in range(6)], 260),
        Row("60 Jahre und älter", [Cell(0.41 + i / 20, 0.27 + i / 20, 0.57 + i / 20, "( )") for i in range(6)], 44),
    ],
    note="Mehrere Antworten möglich.",
    source=SOURCE,
)

INCOME = Table(
    title="Persönliches Nettoeinkommen 2020",
    row_head="Herkunftsregion",
    base="Personen mit eigenem Einkommen",
    columns=[Column("Mittelwert", "euro"), Column("Wohnfläche in m²", "mean", 1), Column("Personen", "count")],
    rows=[
        Row("Insgesamt", [Cell(1084.4, 1020, 1149), Cell(31.26, 29.9, 32.6), Cell(41234)], 700, "total"),
        Row("Asien", [Cell(951, 870, 1032), Cell(28.4, 26.1, 30.7), Cell(9321)], 98),
    ],
    source=SOURCE,
)

SATISFIED_CHART = DotPlot(
    tuple(
        Point(row.label, row.cells[0].value, row.cells[0].low, row.cells[0].high, row.cells[0].sign, strong=place == 0)
        for place, row in enumerate(SATISFIED.rows[:6])
    )
)
PROBLEMS_CHART = Bars(
    tuple(
        Point(label, value, max(0.0, value - 0.03), value + 0.03)
        for label, value in (
            ("Sprache", 0.58),
            ("Anerkennung der Abschlüsse", 0.27),
            ("Kinderbetreuung", 0.14),
            ("Nie gesucht", 0.11),
            ("Aufenthaltsrecht", 0.04),
        )
    )
)
BEFORE = (0.80, 0.84, 0.80, 0.74, 0.81, 0.78)
REASONS = ("die Erhebungsart hat gewechselt (persönlich 2016, zuerst online 2020)", "die Grundgesamtheit ist anders")
CHANGE = Change(
    headline="Die Zufriedenheit ist kaum verändert",
    short="Lebenszufriedenheit",
    sentence="2016 waren 80 % zufrieden, 2020 sind es 82 %. Der Unterschied liegt im Bereich des Zufalls.",
    rows=[
        ChangeRow(
            domain=row.label,
            before=Cell(old, old - 0.05, old + 0.04),
            after=row.cells[0],
            difference=Cell((row.cells[0].value or 0.0) - old, -0.03, 0.07),
            grade="D" if place == 5 else "C",
            reasons=(*REASONS, "unter 50 Befragte") if place == 5 else REASONS,
            p=0.4,
            level="total" if place == 0 else "row",
        )
        for place, (row, old) in enumerate(zip(SATISFIED.rows[:6], BEFORE, strict=True))
    ],
    chart=ChangeChart(
        tuple(
            Move(
                row.label,
                Point("2016", old, old - 0.05, old + 0.04),
                Point("2020", row.cells[0].value, row.cells[0].low, row.cells[0].high, row.cells[0].sign),
                "D" if place == 5 else "C",
            )
            for place, (row, old) in enumerate(zip(SATISFIED.rows[:6], BEFORE, strict=True))
        ),
        ("2016", "2020"),
    ),
)


def sample(*, repeats: int = 1) -> ReportContent:
    """The sample report; `repeats` makes it longer."""
    life = [
        Section(
            headline="Vier von fünf sind mit ihrem Leben zufrieden",
            short="Lebenszufriedenheit",
            sentence="82 % (79–85) sind zufrieden oder sehr zufrieden. Zwischen den Herkunftsregionen liegen höchstens "
            "zehn Prozentpunkte; am niedrigsten ist der Anteil im Nahen Osten und in Nordafrika.",
            chart=SATISFIED_CHART,
            tables=[SATISFIED],
        ),
        Section(
            headline="Am meisten Zustimmung finden Ärzte und Ämter",
            short="Städtische Angebote",
            sentence="Junge und Ältere urteilen ähnlich.",
            tables=[WISHES],
        ),
    ]
    work = [
        Section(
            headline="Die Sprache ist die größte Hürde bei der Arbeitssuche",
            short="Arbeitssuche",
            sentence="58 % (55–61) nennen sie; die Anerkennung der Abschlüsse folgt mit 27 % (24–30).",
            chart=PROBLEMS_CHART,
            tables=[INCOME],
        )
    ]
    return ReportContent(
        title="Migrantenbefragung 2020",
        subtitle="Ergebnisse, Veränderungen, Methode",
        publisher="Stadt Musterstadt, Amt für Statistik und Wahlen",
        reference_date="31.08.2020",
        field_period="November 2020 bis Februar 2021",
        state_date="22.11.2026",
        notice="Alle Daten dieses Berichts sind simuliert.",
        waves=("2016", "2020"),
        findings=[
            Finding(sentence="sind mit ihrem Leben zufrieden oder sehr zufrieden.", cell=Cell(0.82, 0.79, 0.85)),
            Finding(sentence="blicken (eher) optimistisch in die Zukunft.", cell=Cell(0.80, 0.77, 0.83)),
            Finding(
                sentence="beträgt das mittlere persönliche Nettoeinkommen im Monat.",
                cell=Cell(1084.4, 1020, 1149),
                kind="euro",
                base="Personen mit eigenem Einkommen",
            ),
        ],
        populations=[
            Population(
                name="Mit Migrationshintergrund", definition="Hauptwohnung in der Stadt.", counts=(73042, 93000)
            ),
            Population(name="Grundgesamtheit", definition="25 Gruppen, ab 18 Jahren.", counts=(None, 61240)),
            Population(name="Auswahlgrundlage", definition="Wie das Register sie zeigt.", counts=(None, 63100)),
            Population(name="Ziehbare Auswahlgrundlage", definition="Ohne Sperren.", counts=(None, 62480)),
        ],
        accounting=[
            AccountingLine(label="Bruttostichprobe", count=5000, of_gross=1.0, level="total"),
            AccountingLine(label="stichprobenneutrale Ausfälle", count=310, of_gross=0.062),
            AccountingLine(label="davon verzogen", count=260, of_gross=0.052, level="part"),
            AccountingLine(
                label="auswertbare Interviews", count=812, of_gross=0.1624, of_eligible=812 / 4690, level="total"
            ),
        ],
        rates=[
            Rate(
                name="Bereinigte Ausschöpfungsquote (RR2)",
                definition="Auswertbare Interviews an der bereinigten Bruttostichprobe.",
                numerator=812,
                denominator=4690,
                value=812 / 4690,
            ),
            Rate(name="RR1", definition="Nur vollständige.", numerator=733, denominator=4690, value=733 / 4690),
        ],
        chapters=[
            Chapter(title="Leben in der Stadt", sections=life * repeats, lead="Wie es den Befragten geht."),
            Chapter(title="Arbeit und Einkommen", sections=work * repeats),
        ],
        changes=[CHANGE] * repeats,
        changes_lead="Zwischen 2016 und 2020 hat sich geändert, wer gefragt wurde und wie. Jeder Vergleich "
        "trägt deshalb eine Note, die nur von diesen Umständen abhängt, nie vom Ergebnis.",
        grades=(
            ("A", "gleich erhoben"),
            ("B", "kleine Abweichung ohne erwartbare Wirkung"),
            ("C", "mit Vorbehalt vergleichbar"),
            ("D", "kaum vergleichbar"),
            ("E", "nicht vergleichbar"),
        ),
        method=[
            MethodSection(
                title="Stichprobe",
                paragraphs=["Geschichtete Zufallsstichprobe über 25 Gruppen mit Potenzaufteilung."],
                facts=[("Startwert", "20200831"), ("Umfang", "5.000")],
            ),
            MethodSection(title="Gewichtung", paragraphs=["Basisgewicht, Nonresponse-Korrektur, Randanpassung."]),
        ],
        legend=LEGEND,
        assumptions=["Der Umzugsanteil ist angenommen.", "Die Altersgrenze 18 ist angenommen."],
        sources=["Einwohnerregister, synthetisch."],
    )
