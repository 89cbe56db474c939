"""Proof before the field: logic, languages, law and the author's own tests, all before anybody is asked."""

from querschnitt.core.instrument.proof.coverage.cover import Coverage, cover
from querschnitt.core.instrument.proof.proof import Circumstances, Proof, prove

__all__ = ["Circumstances", "Coverage", "Proof", "cover", "prove"]
