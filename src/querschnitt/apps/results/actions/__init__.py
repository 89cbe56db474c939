"""Writes of the results: collect, weigh, estimate, compare, report, release."""
