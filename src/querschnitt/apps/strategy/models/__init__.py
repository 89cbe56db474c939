"""The strategy as rows: editions that freeze, measures with an identity, what offices report, and what it all rests on.

An adopted edition, an adopted supplement, a closed reporting round, a made report, and each line of progress and money
are frozen by triggers of the database (``migrations/sql``), so no code path can change them.
"""

from querschnitt.apps.strategy.models.collection import (
    Contribution,
    Draft,
    OfficeFunction,
    OfficeMember,
    Sent,
    StatusLink,
)
from querschnitt.apps.strategy.models.editions import (
    Consultation,
    Correction,
    Edition,
    Ending,
    Field,
    FieldSuccession,
    Paper,
    StrategicGoal,
    Supplement,
)
from querschnitt.apps.strategy.models.evidence import Conclusion, Evidence, Origin, Referral
from querschnitt.apps.strategy.models.measures import (
    Involvement,
    Measure,
    MeasureVersion,
    Milestone,
    Precision,
    Succession,
)
from querschnitt.apps.strategy.models.money import BudgetFrame, BudgetLine, BudgetState
from querschnitt.apps.strategy.models.offices import Handover, Office, OfficeSuccession
from querschnitt.apps.strategy.models.participation import Comment, Proposal, Workshop, WorkshopGroup
from querschnitt.apps.strategy.models.progress import MilestoneEntry, ProgressEntry, ReportingRound, Word
from querschnitt.apps.strategy.models.reading import SavedFilter, Translation, Visit
from querschnitt.apps.strategy.models.reports import BookletRequest, FieldPicture, Report, ReportFile
from querschnitt.apps.strategy.models.review import ReviewDecision

__all__ = [
    "BookletRequest",
    "BudgetFrame",
    "BudgetLine",
    "BudgetState",
    "Comment",
    "Conclusion",
    "Consultation",
    "Contribution",
    "Correction",
    "Draft",
    "Edition",
    "Ending",
    "Evidence",
    "Field",
    "FieldPicture",
    "FieldSuccession",
    "Handover",
    "Involvement",
    "Measure",
    "MeasureVersion",
    "Milestone",
    "MilestoneEntry",
    "Office",
    "OfficeFunction",
    "OfficeMember",
    "OfficeSuccession",
    "Origin",
    "Paper",
    "Precision",
    "ProgressEntry",
    "Proposal",
    "Referral",
    "Report",
    "ReportFile",
    "ReportingRound",
    "ReviewDecision",
    "SavedFilter",
    "Sent",
    "StatusLink",
    "StrategicGoal",
    "Succession",
    "Supplement",
    "Translation",
    "Visit",
    "Word",
    "Workshop",
    "WorkshopGroup",
]
