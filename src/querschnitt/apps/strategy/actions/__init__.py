"""Write the strategy: import it from its folder, link findings as evidence, refer them to fields."""

from querschnitt.apps.strategy.actions.importing import Imported, ImportedEdition, import_strategy
from querschnitt.apps.strategy.actions.linking import EvidenceRule, Linked, link_evidence, read_rules
from querschnitt.apps.strategy.actions.referring import Referred, read_referrals, refer_findings

__all__ = [
    "EvidenceRule",
    "Imported",
    "ImportedEdition",
    "Linked",
    "Referred",
    "import_strategy",
    "link_evidence",
    "read_referrals",
    "read_rules",
    "refer_findings",
]
