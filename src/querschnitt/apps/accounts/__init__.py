"""The hall: people who work here, their roles, login, and the activity log. In each wing's own database."""
