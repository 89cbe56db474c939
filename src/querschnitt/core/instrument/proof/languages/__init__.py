"""Whether a questionnaire says the same in all its languages, in the letters and signs that each of them needs."""
