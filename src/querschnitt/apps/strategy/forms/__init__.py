"""What people of the strategy wing fill in."""
