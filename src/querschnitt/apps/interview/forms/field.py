"""A question as a page shows it: its control, its options, what stands in it, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

ROWS = ("radio", "checkbox")
"""Controls whose options are rows to choose from."""

_TEMPLATES = {"radio": "rows", "checkbox": "rows", "select": "select", "rank": "rank", "search": "search"}


@dataclass(frozen=True)
class Option:
    """One thing to choose. In a ranking `place` is the number that stands beside it, or ""."""

    value: str
    label: str
    checked: bool = False
    place: str = ""


@dataclass(frozen=True)
class Field:
    """A question on the page.

    Attributes
    ----------
    name : of the form field; in a repeat with the numbers of the instance
    control : which part of the template draws it: radio, checkbox, select, rank, search, number, date, time, text,
        multiline, fixed (a value that cannot be changed) or note
    hints : what helps to answer; `guidance` is for interviewers alone
    audio : address of a file in which the text is read aloud, or ""
    options, beside : the choices, and "don't know" or "refused" after them
    beside_name : name of the form field of `beside`
    value : what stands in the field of a number, a date or a text; the value of a fixed one
    near, near_control : the choices that a search has found, and how one is chosen
    typed : what stood in the field of a search when the page was drawn
    code : the stored choice whose label stands in the field of a search
    labels : what the browser offers while one types, if the list is short enough
    other : the text field of "other", right below the choices
    notice : what a search came to, where the person has asked for it: nothing is wrong yet
    is_focused : whether the page begins here
    is_hidden : whether it does not apply, and waits for the script of the page to show it

    Most of it is the same for everybody who sees the page in one language. With the answers change value, code, typed,
    near, error, notice, is_new, is_focused and is_hidden, `checked` and `place` of an option, and what follows from
    them (described_by, first_id); label, hints, options and labels only where a text refers to an answer
    (`core.instrument.piping`), or where choices are filtered or drawn.
    """

    name: str
    control: str
    label: str
    hints: tuple[str, ...] = ()
    guidance: str = ""
    audio: str = ""
    options: tuple[Option, ...] = ()
    beside: tuple[Option, ...] = ()
    beside_name: str = ""
    value: str = ""
    unit: str = ""
    inputmode: str = "text"
    near: tuple[Option, ...] = ()
    near_control: str = "radio"
    typed: str = ""
    code: str = ""
    labels: tuple[str, ...] = ()
    error: str = ""
    notice: str = ""
    is_new: bool = False
    is_focused: bool = False
    is_hidden: bool = False
    other: Field | None = None

    @property
    def key(self) -> str:
        """The name as an id can hold it: without brackets."""
        return self.name.replace("[", ".").replace("]", "")

    @property
    def first_id(self) -> str:
        """The id of the element that an error leads to."""
        if self.near:
            return f"{self.key}-near-1"
        return f"{self.key}-1" if self.control in (*ROWS, "rank") else f"{self.key}-field"

    @property
    def described_by(self) -> str:
        parts = {"hint": self.hints, "error": self.error, "notice": self.notice}
        return " ".join(f"{self.key}-{part}" for part, content in parts.items() if content)

    @property
    def beside_control(self) -> str:
        return "radio" if self.control == "radio" else "checkbox"

    @property
    def places(self) -> tuple[str, ...]:
        """The places of a ranking."""
        return tuple(str(number) for number in range(1, len(self.options) + 1))

    @property
    def template(self) -> str:
        name = "lines" if self.control == "multiline" else _TEMPLATES.get(self.control, "line")
        return f"interview/controls/{name}.html"

    @property
    def hides_other(self) -> bool:
        """Whether the style sheet may hide the field of "other" until it is chosen; a search only sees it later."""
        return self.control != "search"

    @property
    def parts(self) -> tuple[Field, ...]:
        """What is visible of it: the field itself, and the one of "other" below it; nothing while it is hidden."""
        if self.is_hidden:
            return ()
        return (self, self.other) if self.other else (self,)
