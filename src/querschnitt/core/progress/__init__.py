"""What an office says on a measure: what looks odd in it, and what its milestones suggest. Nothing is ever set."""

from querschnitt.core.progress.milestones import Step, Suggestion, suggest
from querschnitt.core.progress.plausibility import Doubt, Oddity, Plan, Said, doubts

__all__ = ["Doubt", "Oddity", "Plan", "Said", "Step", "Suggestion", "doubts", "suggest"]
