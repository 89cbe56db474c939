"""Weights: from inclusion probabilities over nonresponse to known population counts, with a report of every step."""
