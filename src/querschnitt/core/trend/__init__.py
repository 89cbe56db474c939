"""Comparing waves: the change, its test, and how far the comparison can be trusted."""
