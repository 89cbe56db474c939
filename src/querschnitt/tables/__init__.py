"""First floor: columns in and out."""
