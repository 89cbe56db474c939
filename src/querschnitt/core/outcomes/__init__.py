"""Outcomes of fieldwork: final dispositions, response rates, and the account from gross sample to interviews."""
