"""Waves, released questionnaires, languages."""
