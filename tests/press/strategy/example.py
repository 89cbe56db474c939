"""A small report made by hand: two fields, three measures of which one is paused, one silent, one running and old."""

from __future__ import annotations

from querschnitt.press.strategy.content import (
    Actor,
    Consulted,
    DecisionLine,
    FieldPart,
    KnownFigure,
    MeasureLine,
    MoneyLine,
    MoneyYear,
    Report,
    Status,
    WorkshopLine,
)

SCHOOL = Actor("AfS", "Amt für Schule", is_lead=True)
CLUB = Actor("TV", "Turnverein", is_lead=False)


def measure(number: str, *, status: Status | None, before: Status | None = None) -> MeasureLine:
    return MeasureLine(
        number=number, title=f"Titel {number}", text=f"Wortlaut {number}.", kind="Aktion", recurrence="once",
        period="2021", actors=(SCHOOL, CLUB), status=status, before=before,
    )  # fmt: skip


def status(phase: str, *, months: int = 0, **said: str) -> Status:
    day = "2022-06-30" if months == 0 else "2021-11-30"
    return Status(phase=phase, said_on=day, months=months, note=f"Sachstand {phase}.", **said)  # type: ignore[arg-type]


def report(language: str = "de", **changed: object) -> Report:
    paused = status("paused", paused_because="Sanierung der Halle", paused_until="2023-03-01")
    given: dict[str, object] = {
        "kind": "council", "language": language, "edition": "2020", "title": "Gesamtkonzept", "paper": "VI-DS-1",
        "adopted": "2020-01-29", "state_on": "2022-06-30", "council_on": "2022-10-12", "council_months": 3,
        "before_on": "2021-11-30", "texts": {},
        "fields": (
            FieldPart(number=1, name="Bildung", aim="Alle lernen.", lead="Amt für Schule", measures=(
                measure("1.1", status=paused, before=status("running", months=7)), measure("1.2", status=None),
            ), known=(
                KnownFigure(title="Lernt Deutsch", figure="82 %", base="Befragte ab 18", source="Befragung, 2020",
                            interval="79 bis 85 %", change="+4 (1 bis 7)", grade="B"),
                KnownFigure(title="Fühlt sich wohl", figure="60 %", base="", source="Befragung, 2020",
                            interval="55 bis 65 %", change="+9 (3 bis 15)", grade="D"),
            )),
            FieldPart(number=2, name="Sport", aim="", lead="", measures=(
                measure("2.1", status=status("running", months=7, completion="not_assessable"),
                        before=status("running", months=7)),
            ), name_assumed=True),
        ),
        "decisions": (
            DecisionLine(number="VI-A-7", kind="motion", title="Mehr Hallen", state="open", deadline="2022-03-31",
                         is_open=True, is_late=True, progress=(("1.1", "Sachstand paused."),)),
        ),
        "consulted": (Consulted(body="Ausschuss", on="2022-09-20", role="advice", votes=(7, 2, 1)),),
        "money": (MoneyLine(years=(2021, 2022), amount="90.000", purpose="Umsetzung", stage="requested", where="",
                            source="VI-DS-1"),),
        "totals": (MoneyYear(year=2021, requested="120.000", draft="90.000", decided="", frame="100.000", left="10.000",
                             without_figure=2),),
        "workshops": (WorkshopLine(number=1, title="Auftakt", held_on="2017-03-24", participants=41,
                                   outcomes=(("taken", 3), ("not_taken", 1))),),
        "comments": (2, 1),
    }  # fmt: skip
    return Report(**(given | changed))  # type: ignore[arg-type]
