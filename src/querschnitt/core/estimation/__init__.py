"""Estimation: figures with design-based standard errors and intervals that cover what they say."""
