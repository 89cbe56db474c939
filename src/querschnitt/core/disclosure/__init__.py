"""What may be printed, and with which sign."""
