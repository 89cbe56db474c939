"""Cases, contact attempts, letters, access codes, and the hand-over to the interview service."""
