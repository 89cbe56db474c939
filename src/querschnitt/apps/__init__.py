"""Second floor: the Django apps, two wings over one hall."""
