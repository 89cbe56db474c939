"""What a translator is told about a text, in German: what it is, where it stands, what its placeholders stand for."""

from __future__ import annotations

from collections.abc import Iterator

from querschnitt.core.instrument.model import MISSING_LIST, Instrument, Kind, Page, Question

_REPEATED = "kommt mehrmals, zum Beispiel für jede Person im Haushalt"
_WAVE_TEXTS = (
    ("letter_", "Text im Brief"),
    ("reminder_", "Text im Erinnerungsbrief"),
    ("info_", "Text auf der Seite vor der ersten Frage"),
    ("finish_", "Text auf der Seite nach der letzten Frage"),
)
_KINDS = {
    Kind.SELECT_ONE: "Frage mit einer Antwort",
    Kind.SELECT_MULTIPLE: "Frage mit mehreren Antworten",
    Kind.RANK: "Frage, bei der die Antworten in eine Reihenfolge gebracht werden",
    Kind.INTEGER: "Frage nach einer ganzen Zahl",
    Kind.DECIMAL: "Frage nach einer Zahl",
    Kind.RANGE: "Frage mit einer Skala von Zahlen",
    Kind.TEXT: "Frage, auf die man mit eigenen Worten antwortet",
    Kind.DATE: "Frage nach einem Tag",
    Kind.TIME: "Frage nach einer Uhrzeit",
    Kind.ACKNOWLEDGE: "Text, den man liest und bestätigt",
    Kind.NOTE: "Text ohne Antwort",
    Kind.CALCULATE: "Bezeichnung eines berechneten Werts",
    Kind.HIDDEN: "Bezeichnung eines Werts, den niemand sieht",
}


class Describer:
    """Describes the texts of one instrument. Each method gives lines, one thing a line."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.users: dict[str, list[Question]] = {}
        for question in instrument.questions.values():
            self.users.setdefault(question.choice_list, []).append(question)

    def section(self, name: str) -> list[str]:
        """Describe the heading of a group of pages."""
        lines = ["Überschrift eines Abschnitts mit mehreren Seiten"]
        return [*lines, f"Der Abschnitt {_REPEATED}"] if self.instrument.sections[name].is_repeat else lines

    def page(self, page: Page) -> list[str]:
        """Describe the heading of a page."""
        repeats = self.instrument.repeats_around(page.section)
        return ["Überschrift der Seite", *([f"Die Seite {_REPEATED}"] if repeats else [])]

    def question(self, question: Question, column: str, page: Page) -> list[str]:
        """Describe a text of a question."""
        wording = f"‹{self._wording(question)}›"
        what = {
            "label": _KINDS[question.kind],
            "hint": f"Hinweis unter der Frage {wording}",
            "guidance_hint": f"Nur für Interviewerinnen und Interviewer: Hinweis zur Frage {wording}",
            "constraint_message": f"Meldung, wenn die Antwort auf die Frage {wording} so nicht möglich ist",
            "required_message": f"Meldung, wenn die Frage {wording} leer bleibt",
        }[column]
        heading = page.labels.get(self.instrument.default_language, "")
        where = f"Seite ‹{_short(heading)}›" if heading else f"Seite {page.name}"
        return [what, f"{where}, {_REPEATED}" if self.instrument.repeats_around(page.section) else where]

    def choices(self, name: str) -> list[str]:
        """Describe the choices of a list."""
        if name == MISSING_LIST:
            return ["Antwort neben den anderen, wenn jemand nicht antworten kann oder will; kommt bei vielen Fragen"]
        users = self.users.get(name, [])
        if not users:
            return [f"Antwort der Liste {name}, die keine Frage benutzt"]
        lines = [f"Antwort zu ‹{self._wording(users[0])}›"]
        if len(users) > 1:
            rest = "einer weiteren Frage" if len(users) == 2 else f"{len(users) - 1} weiteren Fragen"
            lines.append(f"Dieselbe Antwort steht bei {rest}")
        return lines

    def is_drop_down(self, name: str) -> bool:
        """Whether a list is shown in a field of one line somewhere."""
        return any("minimal" in user.appearance.split() for user in self.users.get(name, []))

    def wave_text(self, key: str) -> list[str]:
        """Describe a text that is no question."""
        return [next((words for start, words in _WAVE_TEXTS if key.startswith(start)), "Text der Befragung")]

    def meanings(self, marks: tuple[str, ...]) -> Iterator[str]:
        """Say of each placeholder what stands there in an interview or a letter."""
        for mark in marks:
            name = mark.lstrip("{").split(",")[0].strip("${} ")
            asked = self.instrument.questions.get(name)
            meaning = f"die Antwort auf ‹{self._wording(asked)}›" if asked else "etwas, das die Befragung einsetzt"
            if mark.endswith(", plural}"):
                yield f"Eine Form für jede Zahl, die Ihre Sprache unterscheidet: {_counted(mark)} ist {meaning}"
            else:
                yield f"{mark} bleibt stehen, dort erscheint {meaning}"

    def _wording(self, question: Question) -> str:
        return _short(question.labels.get(self.instrument.default_language, "") or question.name)


def _counted(mark: str) -> str:
    """Return what a plural counts."""
    return mark.removeprefix("{").removesuffix(", plural}")


def _short(text: str) -> str:
    """Return the first 80 characters of a text in one line."""
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:79].rstrip() + "…"
