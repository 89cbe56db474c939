"""When an interview counts as complete, as a usable partial one, or as a break-off: decided before the field opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.occasion import NOWHERE, Occasion
from querschnitt.core.instrument.routing import applicable
from querschnitt.core.instrument.values import Answers, Missing

Status = Literal["complete", "partial", "break-off"]


@dataclass(frozen=True)
class Rule:
    """Least shares of the applicable essential questions that are answered.

    "Don't know" and "refused" count as answered: the person was there and dealt with the question. A question left
    empty does not count. The shares follow the practice of AAPOR, Standard Definitions (2023), section on partial
    interviews: at least 80 % complete, 50 to 80 % partial, below that a break-off.
    """

    complete: float = 0.8
    partial: float = 0.5

    def __post_init__(self) -> None:
        if not 0 < self.partial <= self.complete <= 1:
            raise QuestionnaireError(
                "The rule of completeness makes no sense",
                expected="0 < partial <= complete <= 1",
                got=f"partial {self.partial}, complete {self.complete}",
            )


@dataclass(frozen=True)
class Completeness:
    """How much of an interview is there.

    Attributes
    ----------
    answered, applicable : numbers of essential questions
    """

    answered: int
    applicable: int

    @property
    def share(self) -> float:
        return self.answered / self.applicable if self.applicable else 0.0

    def status(self, rule: Rule) -> Status:
        # Compared as whole numbers of questions, so that 4 of 5 is 80 % and not a hair less.
        if self.applicable and self.answered >= rule.complete * self.applicable - 1e-9:
            return "complete"
        if self.applicable and self.answered >= rule.partial * self.applicable - 1e-9:
            return "partial"
        return "break-off"


def measure(instrument: Instrument, answers: Answers, *, occasion: Occasion = NOWHERE) -> Completeness:
    """Count the applicable essential questions and those that are answered.

    Raises
    ------
    QuestionnaireError : if the questionnaire marks no question as essential
    """
    if not any(question.essential for question in instrument.questions.values()):
        raise QuestionnaireError(
            "No question is marked as essential",
            where="sheet survey, column essential",
            hint="Write 'yes' beside the questions without which an interview is of no use.",
        )
    essential = [question for question in applicable(instrument, answers, occasion=occasion) if question.essential]
    answered = [q for q in essential if answers.get(q.name, Missing.NOT_ASKED) is not Missing.NOT_ASKED]
    return Completeness(answered=len(answered), applicable=len(essential))


def classify(
    instrument: Instrument, answers: Answers, rule: Rule | None = None, *, occasion: Occasion = NOWHERE
) -> Status:
    """Return "complete", "partial" or "break-off"."""
    return measure(instrument, answers, occasion=occasion).status(rule or Rule())
