"""Collect status from offices: rounds, links, mails, drafts, release, reminders. One module a noun."""
