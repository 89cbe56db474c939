"""The strategy wing."""
