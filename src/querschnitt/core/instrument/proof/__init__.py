"""Proof before the field: logic, languages, law and the author's own tests, all before anybody is asked."""
