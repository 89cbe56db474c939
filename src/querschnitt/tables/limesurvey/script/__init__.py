"""LimeSurvey's ExpressionScript: read by a parser of its own, and said again as an expression of a workbook.

What cannot be said raises `Untranslatable`, with the reason: a condition is never dropped in silence.
"""

from querschnitt.tables.limesurvey.script.faults import Untranslatable
from querschnitt.tables.limesurvey.script.parser import parse
from querschnitt.tables.limesurvey.script.translation import Scope, Translation, Translator
from querschnitt.tables.limesurvey.script.variables import Variable, Variables

__all__ = ["Scope", "Translation", "Translator", "Untranslatable", "Variable", "Variables", "parse"]
