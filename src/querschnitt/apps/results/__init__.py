"""Weights, estimates, comparisons, tables and reports of a wave; makes releases."""
