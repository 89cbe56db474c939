"""What a respondent meets, in order: the entrance, the questions, and what lies beside the way."""
