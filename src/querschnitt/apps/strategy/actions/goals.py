"""The strategic goals of a draft: added, worded anew, removed. Whether a measure is reworded by it follows."""

from __future__ import annotations

from dataclasses import dataclass

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.drafts import require_open, settle
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.models import Edition, StrategicGoal


@dataclass(frozen=True)
class GoalWords:
    """What a strategic goal says."""

    number: str
    text_de: str
    text_en: str = ""


def add_goal(*, edition: Edition, words: GoalWords, actor: str = "") -> StrategicGoal:
    """Add a strategic goal to a draft; measures that serve it name it on their own page."""
    with one_step():
        require_open(edition)
        goal = StrategicGoal.objects.create(edition=edition, **vars(words))
        log_activity(alias="office", verb="add goal", subject=f"{edition.slug} {goal.number}", actor=actor)
    return goal


def change_goal(*, goal: StrategicGoal, words: GoalWords, actor: str = "") -> None:
    """Word a strategic goal of a draft anew."""
    with one_step():
        require_open(goal.edition)
        for name, value in vars(words).items():
            setattr(goal, name, value)
        goal.save()
        settle(goal.edition)
        log_activity(alias="office", verb="change goal", subject=f"{goal.edition.slug} {goal.number}", actor=actor)


def remove_goal(*, goal: StrategicGoal, actor: str = "") -> int:
    """Remove a strategic goal from a draft, and return how many measures served it."""
    with one_step():
        require_open(goal.edition)
        edition, number, served = goal.edition, goal.number, goal.versions.count()
        goal.versions.clear()
        goal.delete()
        settle(edition)
        figures = {"measures": served}
        log_activity(
            alias="office", verb="remove goal", subject=f"{edition.slug} {number}", figures=figures, actor=actor
        )
    return served
