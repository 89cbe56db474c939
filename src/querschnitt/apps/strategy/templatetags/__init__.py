"""Words of the strategy for templates."""
