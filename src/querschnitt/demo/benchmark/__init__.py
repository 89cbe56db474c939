"""Repeated draws against the hidden truth, with the code that weights and estimates the real waves."""
