"""The surface over named columns: a survey is a table and its design, a verb estimates columns of it."""
