"""Examiners of contrasts and changes."""
