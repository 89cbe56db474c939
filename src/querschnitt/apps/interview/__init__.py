"""What a respondent meets, and the sealed answers."""
