"""Querschnitt: a city's integration survey and integration strategy as one system."""

__version__ = "0.1.0"
