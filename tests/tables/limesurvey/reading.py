"""What tests look at: the rows of an imported survey, by their filled cells."""

from __future__ import annotations

from querschnitt.tables.limesurvey import LimeSurveyImport, parse_limesurvey
from tests.tables.limesurvey.files import G, Q, survey

Filled = dict[str, str]


def imported(
    *questions: Q, languages: tuple[str, ...] = ("de",), layout: str = "new", **more: object
) -> LimeSurveyImport:
    """Import a survey of one group."""
    content = survey(G("Gruppe", questions), languages=languages, layout=layout, **more)  # type: ignore[arg-type]
    return parse_limesurvey(content, where="x.lss")


def sheet(found: LimeSurveyImport, name: str = "survey") -> list[Filled]:
    """Return the rows of a sheet, each one as its filled cells; the heading of German texts is shortened."""
    head, *rows = found.sheets[name]
    titles = [str(title).replace("::Deutsch (de)", "") for title in head]
    return [{title: str(cell) for title, cell in zip(titles, row, strict=True) if cell} for row in rows]


def asked(found: LimeSurveyImport) -> list[Filled]:
    """Return the rows of the sheet survey without those that begin and end a group of LimeSurvey or a plain page."""
    rows = sheet(found)
    return [
        row for row in rows if row["type"] != "end_group" and not row.get("name", "").startswith(("group_", "welcome_"))
    ]


def choices(found: LimeSurveyImport) -> dict[str, dict[str, str]]:
    """Return list name -> name of the choice -> label."""
    lists: dict[str, dict[str, str]] = {}
    for row in sheet(found, "choices"):
        lists.setdefault(row["list_name"], {})[row["name"]] = row.get("label", "")
    return lists


def losses(found: LimeSurveyImport, severity: str = "error") -> list[tuple[str, str]]:
    """Return question and what of each loss."""
    return [(loss.question, loss.what) for loss in found.losses if loss.severity == severity]
