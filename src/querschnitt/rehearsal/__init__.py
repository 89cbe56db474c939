"""The rehearsal: invented people fill in a questionnaire through the real service, before anybody real does."""
