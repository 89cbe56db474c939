"""Reads of the results: figures, their names, the state of a wave."""
