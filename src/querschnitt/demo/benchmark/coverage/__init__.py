"""Repeated draws from a known population: whether intervals hold the truth, and variances are those that happen."""
