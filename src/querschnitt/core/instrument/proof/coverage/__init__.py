"""All paths: a small set of answer sheets that reaches every question, every choice and both outcomes of conditions."""
