"""The example wave from end to end: synthetic register, simulated people. Uses all, is used by none."""
