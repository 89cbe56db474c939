"""Write the strategy: import an edition from its folder, link findings as evidence."""

from querschnitt.apps.strategy.actions.importing import Imported, ImportedEdition, import_strategy
from querschnitt.apps.strategy.actions.linking import EvidenceRule, Linked, link_evidence, read_rules

__all__ = ["EvidenceRule", "Imported", "ImportedEdition", "Linked", "import_strategy", "link_evidence", "read_rules"]
